"""Strings that nobody means, for the checker to survive: the same ones for the same seed.

Six families: random characters, soups of pieces, good responses with something done to them, known attacks, ladders
that grow without end, and attacks inside good responses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from exgen.questions import Stream

PIECES: tuple[str, ...] = (
    *"()[]{},;.'-+*/%^=<>×xXNWMie$_ ²⌊⌋\u202f\u200b٣!@#\"∅∈:\\&|~?√σπ°½",
    *("..", "...", "//", "**", "==", "<=", ":=", "->", "!", "!!", "&&", "||", "\n", "\t", "\r\n"),
    *("floor", "ceil", "where", "max", "min", "mod", "log", "exp", "sqrt", "tanh", "relu", "sum", "abs"),
    *(" to ", " and ", " or ", " in ", " mod ", "range(", "math.", "np.", "torch.", ".T", ".shape", "tensor("),
    *("0", "1", "52", "1569", "1,569", "12,34", "1e9", "1e-400", "9" * 31, "9**9", "52..54", "24.5%", "0x1F", "1_0"),
    *("\\frac", "\\left", "\\right", "\\text{", "\\sqrt{", "\\begin{bmatrix}", "\\end{bmatrix}", "\\\\", "\\cdot "),
    *("\\lfloor", "\\odot ", "\\mathrm{", "_{in}", "^{", "^T", "^\\top", "{,}", "\\,", "\\[", "\\]", "\\(", "\\)"),
    *("[[", "]]", "], [", "np.array(", "torch.Size(", "dtype=", "device='cuda:0'", "(1,)", " | ", "|---|", '"'),
    *("W2", "o4", "σ'", "⊙", "∂l/∂o5", "‖", "∇_", "C_in", "K1", "16i-62", "i+1", "True", "None", "nan", "inf"),
    *("__import__", "{0.x}", "%s", "\0", "\U0001f600", "\u202e", "\ud800", "\ufeff", "\u0301", "not ", "lambda"),
)

ATTACKS: tuple[str, ...] = (
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__.__mro__[1].__subclasses__()[59].__init__.__globals__",
    "{0.__class__.__init__.__globals__}",
    "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "%s%n%x%99999999d",
    "{:>99999999999}",
    "eval('1')",
    "exec('import os')",
    "open('/etc/passwd').read()",
    "(lambda f: f(f))(lambda f: f(f))",
    "[x for x in ().__class__.__base__.__subclasses__()]",
    "_='_=%r;print(_%%_)';print(_%_)",
    "globals()['__builtins__']",
    "getattr(1, 'real')",
    "1 .__class__",
    "breakpoint()",
    "f'{1+1}'",
    "1;import os",
    "x:=9**9**9",
    "\\input{/etc/passwd}\\write18{id}",
    "\\def\\a{\\a\\a}\\a",
    "\\begin{bmatrix}" * 40,
    "<script>alert(1)</script>",
    "'; DROP TABLE responses; --",
    "=cmd|' /C calc'!A0",
    "1e9999",
    "1e-9999",
    "1e" + "9" * 60,
    "-" * 1_999 + "1",
    "9" * 1_999,
    "0." + "0" * 1_900 + "1",
    "1/" * 900 + "1",
    "nan",
    "inf - inf",
    "0^0",
    "0/0",
    "1/0",
    "1%0",
    "2^-4096",
    "(-8)^(1/3)",
    "(10^30)^(10^30)",
    "{1..1000000000000}",
    "range(10**12)",
    "1..9 x 1..9 x 1..9 x 1..9 x 1..9",
    "\0",
    "7\0",
    "\u202e7\u202c",
    "\u2066" * 1_000 + "7",
    "\u200b" * 1_999,
    "a\u0301" * 700,
    "\ud800",
    "\U000e0001" * 500,
    "ﷺ" * 300,
    "٣" * 40,
    "²" * 500,
    "½" * 500,
    "\t" * 1_900 + "1[1 2; 3 4]'",
    " " * 1_900 + "1\\begin{pmatrix}6 & 8\\\\10 & 12\\end{pmatrix}",
    "16i-62 to 16i+782" + "^2" * 600 + " inclusive",
    "10^300*exp(x)*10^300",
    "[0" + "max(1, " * 34 + "M" + ")" * 34 + ", 7]^2",
    "x" * 1_999,
    "=" * 1_000,
    "7 = " * 400 + "7",
    "," * 2_000,
    "1," * 900,
    "\t" * 1_900 + "1",
    "\n" * 1_900 + "1",
    "x" * 1_999,
    "W" * 1_999,
    "'" * 1_999,
    "$" * 1_999,
    "\\" * 1_999,
    "\\frac" * 300,
    "|" * 1_500,
    " | ".join(["1"] * 300),
    "&" * 1_500,
    "..." * 600,
    "1 " * 900,
    "x ".join(["1 "] * 300),
    "a) " * 500,
    "and " * 450,
)


def _tower(base: str, sign: str, height: int) -> str:
    return sign.join([base] * height)


LADDERS: tuple[Callable[[int], str], ...] = (
    lambda rungs: _tower("9", "**", rungs),
    lambda rungs: _tower("2", "^", rungs),
    lambda rungs: _tower("M", "^", rungs),
    lambda rungs: "9" + "!" * rungs,
    lambda rungs: "(" * rungs + "9" + "!)" * rungs,
    lambda rungs: "(" * rungs + "9" + "^9)" * rungs,
    lambda rungs: "(" * rungs + "M+1" + ")^9" * rungs,
    lambda rungs: "(" * rungs + "1" + ")" * rungs,
    lambda rungs: "(" * rungs,
    lambda rungs: ")" * rungs,
    lambda rungs: "t(" * rungs + "[1, 2]" + ")" * rungs,
    lambda rungs: "[1, 2]" * rungs,
    lambda rungs: "\N{VULGAR FRACTION ONE HALF} " * rungs,
    lambda rungs: "\N{MATHEMATICAL BOLD DIGIT ONE}" * rungs,
    lambda rungs: "a " * rungs,
    lambda rungs: "[" * rungs + "]" * rungs,
    lambda rungs: "{" * rungs + "1" + "}" * rungs,
    lambda rungs: "floor(" * rungs + "M/2" + ")" * rungs,
    lambda rungs: "exp(" * rungs + "x" + ")" * rungs,
    lambda rungs: "σ(" * rungs + "o4" + ")" * rungs,
    lambda rungs: "sqrt(" * rungs + "2" + ")" * rungs,
    lambda rungs: "max(1, " * rungs + "M" + ")" * rungs,
    lambda rungs: "where(M < 2, " * rungs + "M" + ", 1)" * rungs,
    lambda rungs: "\\frac{1}{" * rungs + "2" + "}" * rungs,
    lambda rungs: "\\left(" * rungs + "2" + "\\right)" * rungs,
    lambda rungs: "\\sqrt{" * rungs + "2" + "}" * rungs,
    lambda rungs: "1" + "/M" * rungs,
    lambda rungs: "1" + " - M" * rungs,
    lambda rungs: "-" * rungs + "M",
    lambda rungs: "M" + " mod M" * rungs,
    lambda rungs: "M" + "M" * rungs,
    lambda rungs: "o4" + ".T" * rungs,
    lambda rungs: "o4" + "^T" * rungs,
    lambda rungs: "o4" + "'" * rungs,
    lambda rungs: "1" + "0" * rungs,
    lambda rungs: "1" + ",000" * rungs,
    lambda rungs: "1" + " = 1" * rungs,
    lambda rungs: "1" + " < 1" * rungs,
    lambda rungs: "(1, 2), " * rungs,
    lambda rungs: "[1,2]," * rungs,
    lambda rungs: "1\t2\n" * rungs,
    lambda rungs: "| 1 | 2 |\n" * rungs,
    lambda rungs: "1 : 2 x " * rungs,
    lambda rungs: "1..2, " * rungs,
)
RUNGS = (2, 3, 5, 9, 17, 33, 41, 80, 150, 199, 201, 400, 667, 999, 2_000, 10_000)

_RANGES = ((0x20, 0x7F), (0x20, 0x7F), (0, 0x20), (0xA0, 0x250), (0x300, 0x3FF), (0x2000, 0x2BFF), (0, 0x110000))


class TypedStrings:
    """Strings of all families for one seed; ``good`` are responses that can be read.

    >>> first, second = TypedStrings(1, ["(16, 64, 64)"]), TypedStrings(1, ["(16, 64, 64)"])
    >>> [first.draw() for _ in range(9)] == [second.draw() for _ in range(9)]
    True
    """

    def __init__(self, seed: int, good: Sequence[str]) -> None:
        self._stream = Stream("typed strings", seed)
        self._good = good
        self._families = (
            self._characters,
            self._soup,
            self._soup,
            self._mutated,
            self._mutated,
            self._mutated,
            self._attack,
            self._ladder,
            self._attacked,
        )

    def __iter__(self) -> Iterator[str]:
        while True:
            yield self.draw()

    def draw(self) -> str:
        """The next string."""
        return self._one_of(self._families)()

    def _one_of(self, items: Sequence[Callable[..., str]]) -> Callable[..., str]:
        return items[self._stream.below(len(items))]

    def _text_of(self, items: Sequence[str]) -> str:
        return items[self._stream.below(len(items))]

    def _characters(self) -> str:
        low, high = _RANGES[self._stream.below(len(_RANGES))]
        return "".join(chr(low + self._stream.below(high - low)) for _ in range(self._stream.below(40)))

    def _soup(self) -> str:
        return "".join(self._text_of(PIECES) for _ in range(self._stream.below(15)))

    def _mutated(self) -> str:
        """A good response with one to three things done to it."""
        text = self._text_of(self._good)
        for _ in range(1 + self._stream.below(3)):
            start = self._stream.below(len(text) + 1)
            end = min(len(text), start + self._stream.below(4))
            match self._stream.below(6):
                case 0:
                    text = text[:start] + text[end:]
                case 1:
                    text = text[:start] + self._text_of(PIECES) + text[start:]
                case 2:
                    text = text[:start] + self._text_of(PIECES) + text[end:]
                case 3:
                    text = text[:end] + text[start:]
                case 4:
                    text = text[:start] + text[start:end][::-1] + text[end:]
                case _:
                    text = text[:start] + self._text_of(self._good)[start:]
        return text

    def _attack(self) -> str:
        return self._text_of(ATTACKS)

    def _ladder(self) -> str:
        return LADDERS[self._stream.below(len(LADDERS))](RUNGS[self._stream.below(len(RUNGS))])

    def _attacked(self) -> str:
        text = self._text_of(self._good)
        place = self._stream.below(len(text) + 1)
        hidden = self._text_of((self._attack(), self._ladder()))
        return text[:place] + hidden + text[place:]
