r"""LaTeX in a response, rewritten to plain text: ``\frac{78+4-5}{3}`` is ``((78+4-5)/(3))``.

Only what stands in formulas of a sheet; a command that isn't listed is refused by name.
"""

from __future__ import annotations

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.passages import Passage
from exgen.errors import did_you_mean
from exgen.expressions.patterns import pattern
from exgen.expressions.tokens import GREEK

_PLAIN = {
    **dict.fromkeys(("left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "limits"), ""),
    **dict.fromkeys((",", ";", ":", " ", ">", "quad", "qquad", "thinspace"), " "),
    "!": "",
    **dict.fromkeys(("ldots", "dots", "cdots", "dotsc"), "..."),
    **{name: name for name in ("{", "}", "(", ")", "[", "]", "%", "_", "max", "min", "floor", "ceil")},
    "cdot": "*",
    "ast": "*",
    "times": "\N{MULTIPLICATION SIGN}",
    "div": "/",
    "le": "<=",
    "leq": "<=",
    "ge": ">=",
    "geq": ">=",
    "lt": "<",
    "gt": ">",
    "in": " \N{ELEMENT OF} ",
    "mid": "|",
    "vert": "|",
    "|": "|",
    **dict.fromkeys(("top", "intercal"), "\N{DOWN TACK}"),
    "pm": "\N{PLUS-MINUS SIGN}",
    "prime": "'",
    "cup": "\N{UNION}",
    **dict.fromkeys(("approx", "simeq", "cong"), "\N{ALMOST EQUAL TO}"),
    **dict.fromkeys(("to", "rightarrow", "longrightarrow"), "->"),
    **dict.fromkeys(("land", "wedge"), " and "),
    **dict.fromkeys(("lor", "vee"), " or "),
    "emptyset": "\N{EMPTY SET}",
    "varnothing": "\N{EMPTY SET}",
    **dict.fromkeys(("bmod", "pmod", "mod", "pod"), " mod "),
    "colon": ":",
    "lfloor": "\N{LEFT FLOOR}",
    "rfloor": "\N{RIGHT FLOOR}",
    "lceil": "\N{LEFT CEILING}",
    "rceil": "\N{RIGHT CEILING}",
    "lvert": "abs(",
    "rvert": ")",
    "left|": "abs(",
    "right|": ")",
    **GREEK,
}
_UNWRAPPED = frozenset(
    ("text", "mathrm", "mathit", "mathbf", "mathbb", "mathsf", "operatorname", "textrm", "boxed", "mbox")
)
_FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac"))
_FUNCTIONS = frozenset(("exp", "ln", "log", "lg", "sqrt", "tanh", "sinh", "cosh", "sin", "cos", "tan"))
_FRACTION_FORM = r"write \frac{a}{b}, with both pairs of braces"
_FRACTION = pattern(r"\\[dtc]?frac(?![A-Za-z])")
_DEGREE = pattern(r" ?\[ ?([1-9][0-9]?) ?\] ?(?=\{)")
_SIGN = pattern(r"[\\$~]|[_^]\{|\{,\}")
_TOKEN = pattern(r"\\((?:left|right) ?\||[A-Za-z]+) ?|\\(.)|(\{,\})|[{}$]|(?<=[0-9])~(?=[0-9])")


def without_latex(passage: Passage) -> Passage:
    r"""The passage with LaTeX rewritten; a passage without any is returned as it is.

    Raises `UnreadableResponse` with code ``unknown_command``, ``unfinished_fraction`` or ``unclosed_bracket``.

    >>> without_latex(Passage.of(r"$\left\lfloor\frac{H+2P-K}{S}\right\rfloor+1$")).text
    '⌊((H+2P-K)/(S))⌋+1'
    >>> without_latex(Passage.of(r"C_{\text{in}}K^{2}")).text
    'C_in K^(2)'
    >>> without_latex(Passage.of(r"\sqrt[3]{x}y")).text
    '((x)^(1/3))y'
    """
    passage = _without_delimiters(passage)
    if not _SIGN.search(passage.text):
        return passage
    passage = _with_braces(passage)
    text = passage.text
    changes: list[tuple[int, int, str]] = []
    closers: list[tuple[str, int]] = []  # what each open brace is closed by, and the column of that brace
    expected: list[tuple[str, str]] = []  # how the next braces are rewritten: opening, closing
    end_of_last = 0
    for token in _TOKEN.finditer(text):
        command = token[1].replace(" ", "") if token[1] else token[2]
        column = passage.column_at(token.start())
        if expected and (token[0] != "{" or text[end_of_last : token.start()].strip()):
            raise UnreadableResponse("unfinished_fraction", _FRACTION_FORM, passage.column_at(end_of_last))
        replacement = ""
        if token[0] == "{":
            opening, closing = expected.pop() if expected else _braces_after(text[: token.start()])
            closers.append((closing, column))
            replacement = opening
        elif token[0] == "}":
            replacement = closers.pop()[0] if closers else "}"
            if replacement == ")/(":
                expected.append(("", "))"))
        elif token[3]:
            replacement = ","
        elif token[0] == "~":
            replacement = " "
        elif command in _FRACTIONS:
            expected.append(("((", ")/("))
        elif command in _FUNCTIONS:
            following = text[token.end() : token.end() + 1]
            if command == "sqrt" and (degree := _DEGREE.match(text, token.end())):
                expected.append(("((", f")^(1/{degree[1]}))"))
                changes.append((token.start(), degree.end(), ""))
                end_of_last = degree.end()
                continue
            if following == "[":
                sentence = r"a root is written \sqrt{a}, \sqrt[3]{a} or a^(1/3)"
                raise UnreadableResponse("unknown_command", sentence, column)
            replacement = f" {command} " if following.isalnum() else f" {command}"
        elif command is not None and command not in _UNWRAPPED:
            if command not in _PLAIN:
                raise _unknown_command(command, column)
            replacement = _PLAIN[command]
        changes.append((token.start(), token.end(), replacement))
        end_of_last = token.end()
    if expected:
        raise UnreadableResponse("unfinished_fraction", _FRACTION_FORM, passage.column_at(end_of_last))
    if closers:
        raise UnreadableResponse("unclosed_bracket", 'the bracket "{" is not closed', closers[-1][1])
    return passage.rewritten(changes).stripped()


def _unknown_command(command: str, column: int) -> UnreadableResponse:
    names = [name for name in (*_PLAIN, *_UNWRAPPED, *_FRACTIONS, *_FUNCTIONS) if name.isalpha()]
    hint = did_you_mean(command, names)
    if hint.startswith("allowed"):  # a hundred commands help nobody
        hint = "write it without LaTeX"
    sentence = f"the command \\{command} cannot be read here"
    return UnreadableResponse("unknown_command", sentence, column, suggestion=hint)


def _with_braces(passage: Passage) -> Passage:
    r"""The passage with braces around what TeX takes for a fraction without them: ``\frac12`` is ``\frac{1}{2}``."""
    text = passage.text
    closed_at: dict[int, int] = {}
    opened: list[int] = []
    for place, character in enumerate(text):
        if character == "{":
            opened.append(place)
        elif character == "}" and opened:
            closed_at[opened.pop()] = place
    changes: list[tuple[int, int, str]] = []
    for fraction in _FRACTION.finditer(text):
        place = fraction.end()
        for _ in range(2):
            while text[place : place + 1] == " ":
                place += 1
            if place in closed_at:
                place = closed_at[place] + 1
            elif text[place : place + 1].isalnum():
                changes.append((place, place + 1, f"{{{text[place]}}}"))
                place += 1
            else:
                break
    return passage.rewritten(sorted(changes)) if changes else passage


def _without_delimiters(passage: Passage) -> Passage:
    r"""The passage without the pair ``\( \)`` or ``\[ \]`` around all of it; elsewhere these are brackets."""
    for opening, closing in ((r"\(", r"\)"), (r"\[", r"\]")):
        text = passage.text
        if text.startswith(opening) and text.endswith(closing) and text.count(opening) == text.count(closing) == 1:
            return passage[2:-2].stripped()
    return passage


def _braces_after(text: str) -> tuple[str, str]:
    """How braces are rewritten, by what stands before them."""
    text = text.rstrip()
    if text.endswith("^"):
        return "(", ")"
    if text.endswith("_"):
        return "", " "
    backslash = text.rfind("\\")
    if backslash >= 0 and text[backslash + 1 :] in _UNWRAPPED:
        return "", " " if text[:backslash].rstrip().endswith("_") else ""
    return "(", ")"
