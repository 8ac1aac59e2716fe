"""The tokeniser: a text, cut into the pieces the reader understands.

Everything people write for the same thing meets here, in tables: :data:`LOOK_ALIKES` for characters (``−``
for ``-``, ``×`` for ``*``), :data:`COMMANDS` for LaTeX (``\\cdot``, ``\\lfloor``), :data:`GREEK` for letters.
Characters are looked up one by one and never normalised wholesale: NFKC would read ``2³`` as ``23``.

Columns count the characters of the text as it was given, from 1.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import budgets
from exgen.expressions.patterns import pattern

LOOK_ALIKES: dict[str, str] = {
    **dict.fromkeys("−–‐‑", "-"),
    **dict.fromkeys("×·⋅∗∙", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "∈": "in",
    "∧": "and",
    "∨": "or",
    "¬": "not",
    "⌊": "⌊",
    "⌋": "⌋",
    "⌈": "⌈",
    "⌉": "⌉",
    **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "),
}
"""A character, and the symbol it is read as."""

SUPERSCRIPTS: dict[str, str] = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
"""``K²`` is ``K^2``."""

SUBSCRIPTS: dict[str, str] = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
"""``M₁`` is ``M_1``, as ``M_{1}`` is."""

QUOTES: dict[str, str] = {'"': '"', "'": "'", "“": "”", "„": "“"}
"""How a text begins, and how it ends."""

KEYWORDS = frozenset({"and", "or", "not", "in", "True", "False"})
"""Words that are no names."""

GREEK: dict[str, str] = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
"""The Greek letters of LaTeX by their commands."""

LETTERS: dict[str, str] = {
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo", strict=True)),
    **dict(zip("АВЕКМНОРСТХаеорсх", "ABEKMHOPCTXaeopcx", strict=True)),
    **dict(zip("µϵϕϑΩ", "μεφθΩ", strict=True)),
}
"""Letters of a Greek or Cyrillic keyboard and the Latin ones they look like; variants of Greek letters."""

COMMANDS: dict[str, str] = {
    **dict.fromkeys(("cdot", "times", "ast"), "*"),
    "div": "/",
    **dict.fromkeys(("le", "leq", "leqslant"), "<="),
    **dict.fromkeys(("ge", "geq", "geqslant"), ">="),
    **dict.fromkeys(("ne", "neq"), "!="),
    **dict.fromkeys(("lt",), "<"),
    **dict.fromkeys(("gt",), ">"),
    "in": "in",
    "land": "and",
    "lor": "or",
    **dict.fromkeys(("lnot", "neg"), "not"),
    **dict.fromkeys(("bmod", "%"), "%"),
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "lvert": "\\left|",
    "rvert": "\\right|",
    **dict.fromkeys(("frac", "dfrac", "tfrac"), "\\frac"),
    **dict.fromkeys(("left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr"), " "),
    **dict.fromkeys((",", ";", ":", "!", " ", "quad", "qquad"), " "),
    **{name: name for name in ("min", "max")},
    **GREEK,
}
"""A LaTeX command (without its backslash), and what it is read as: a symbol, a name, or a blank."""

HINTS: dict[str, str] = {
    "=": "write what stands on one side of it, or == to compare",
    "|": "an absolute value is written abs(x)",
    "&": "write and",
    "!": "not equal is written !=",
    "{": "brackets are written ( )",
    "}": "brackets are written ( )",
    ";": "separate values by a comma",
    "√": "there are no roots here",
    "∞": "only finite numbers are read",
    "_": "a name begins with a letter, and digits are not grouped",
    "$": "write the formula without the signs around it",
}
"""What to write instead of a character that is not read."""


class Token(NamedTuple):
    """A piece of a formula.

    ``kind`` is ``number``, ``name``, ``text``, ``superscript``, ``symbol`` (operators, brackets, commas and
    keywords) or ``end``; ``text`` is what it is read as (for a symbol one spelling per meaning, ``^`` for
    ``**``), ``source`` what was written; ``value`` is that of a number or of a superscript.
    """

    kind: str
    text: str
    source: str
    column: int
    value: int | Fraction = 0


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LETTER = "A-Za-z" + "".join([*GREEK.values(), *LETTERS])
_AS_ONE_LETTER = str.maketrans(LETTERS)
_PIECES = pattern(
    rf"""
      (?P<blank>       \s+ )
    | (?P<scientific>  (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+ )
    | (?P<number>      [0-9]+(?:\.[0-9]+)?|\.[0-9]+ )
    | (?P<name>        [{_LETTER}][{_LETTER}0-9]*(?:_[{_LETTER}0-9]+)* )
    | (?P<text>        "(?:[^"]|"")*" | '(?:[^']|'')*' | “[^”]*” | „[^“]*“ )
    | (?P<bar>         \\(?:left|right)\s*\| )
    | (?P<worded>      \\(?:text|mathrm|operatorname)\s*\{{\s*(?P<words>[{_LETTER}][{_LETTER}0-9_\ ]*)\}} )
    | (?P<command>     \\(?:[A-Za-z]+|[,;:!%\ ]) )
    | (?P<superscript> [⁺⁻]?[⁰¹²³⁴-⁹]+ )
    | (?P<symbol>      \*\* | // | <= | >= | == | != | [-+*/%^()\[\]{{}}<>,.] )
    """,
    re.VERBOSE,
)
_SUBSCRIPT = pattern(
    r"""
      _\{ \s* \\(?:text|mathrm|mathit) \s* \{ (?P<worded>[A-Za-z0-9\ ]*[A-Za-z0-9]\ *) \} \s* \}
    | _\{ (?P<braced>[A-Za-z0-9\ ]*[A-Za-z0-9]\ *) \}
    | _(?P<single>[A-Za-z0-9])
    | (?P<small>[₀-₉]+)
    """,
    re.VERBOSE,
)


def tokens(text: str) -> tuple[Token, ...]:
    """The pieces of a formula, the last of them of kind ``end``.

    Raises :class:`~exgen.errors.ExpressionError` (``unexpected_character``, ``unclosed_text``,
    ``scientific_notation``, ``leading_zero``, ``unknown_command``) and
    :class:`~exgen.errors.BudgetError` (``too_long``, ``too_many_tokens``, ``number_too_long``).

    >>> [token.text for token in tokens("2P − K²")]
    ['2', 'P', '-', 'K', '2', '']
    >>> [token.text for token in tokens(r"C_{\\text{in}} \\cdot \\sigma")]
    ['C_in', '*', 'σ', '']
    """
    if len(text) > budgets.CHARACTERS:
        raise BudgetError("too_long", f"the formula has {len(text)} characters; at most {budgets.CHARACTERS} are read")
    found: list[Token] = []
    position = 0
    length = len(text)
    while position < length:
        token, position = _token(text, position)
        if token is None:
            continue
        if len(found) == budgets.TOKENS:
            raise BudgetError(
                "too_many_tokens",
                f"the formula has more than {budgets.TOKENS} numbers, names and signs",
                token.column,
            )
        found.append(token)
    found.append(Token("end", "", "", len(text.rstrip()) + 1))
    return tuple(found)


def _token(text: str, position: int) -> tuple[Token | None, int]:
    """The token at a position (None for a blank) and the position after it."""
    column = position + 1
    match = _PIECES.match(text, position)
    if match is None:
        symbol = LOOK_ALIKES.get(text[position])
        if symbol is None:
            raise _unreadable(text, position)
        return (None if symbol == " " else Token("symbol", symbol, text[position], column)), column
    kind, source, end = match.lastgroup, match.group(), match.end()
    match kind:
        case "blank":
            return None, end
        case "symbol":
            return Token("symbol", "^" if source == "**" else source, source, column), end
        case "number":
            return Token("number", source, source, column, _number(source, column)), end
        case "scientific":
            raise ExpressionError(
                "scientific_notation",
                f'"{source}" is scientific notation, which is not read; write the number out, or as 3*10^8',
                column,
            )
        case "name" | "worded":
            written = source if kind == "name" else "_".join(match["words"].split())
            name, end = _subscripted(written, text, end)
            return _named(name.translate(_AS_ONE_LETTER), text[position:end], column), end
        case "text":
            return Token("text", _unquoted(source, column), source, column), end
        case "bar":
            return Token("symbol", "\\left|" if "left" in source else "\\right|", source, column), end
        case "command":
            return _commanded(text, position, end)
    digits = "".join(SUPERSCRIPTS[character] for character in source)
    _within_digits(digits.lstrip("+-"), column)
    return Token("superscript", digits, source, column, int(digits)), end


def _named(name: str, source: str, column: int) -> Token:
    return Token("symbol" if name in KEYWORDS else "name", name, source, column)


def _subscripted(name: str, text: str, end: int) -> tuple[str, int]:
    """A name with the subscripts that follow it, and the position after them."""
    while subscript := _SUBSCRIPT.match(text, end):
        worded, braced, single, small = subscript.groups()
        part = worded or braced or single or "".join(SUBSCRIPTS[character] for character in small)
        name = f"{name}_{'_'.join(part.split())}"
        end = subscript.end()
    return name, end


def _commanded(text: str, position: int, end: int) -> tuple[Token | None, int]:
    """The token of a LaTeX command (None where it only makes space) and the position after it."""
    source = text[position:end]
    meaning = COMMANDS.get(source[1:])
    if meaning is None:
        raise ExpressionError("unknown_command", f'the LaTeX command "{source}" is not read here', position + 1)
    if meaning == " ":
        return None, end
    if meaning[0].isalpha() and meaning not in KEYWORDS:
        name, end = _subscripted(meaning, text, end)
        return Token("name", name, text[position:end], position + 1), end
    return Token("symbol", meaning, source, position + 1), end


def _within_digits(digits: str, column: int) -> None:
    if len(digits) > budgets.DIGITS:
        raise BudgetError(
            "number_too_long", f"a number of {len(digits)} digits; at most {budgets.DIGITS} are read", column
        )


def _number(source: str, column: int) -> int | Fraction:
    """The exact value of ``128`` or ``1.5``."""
    whole, _, decimals = source.partition(".")
    _within_digits(whole + decimals, column)
    if len(whole) > 1 and whole[0] == "0":
        raise ExpressionError(
            "leading_zero", f'"{source}" begins with 0; a number does not, nor are digits grouped', column
        )
    if not decimals:
        return int(whole)
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    return value.numerator if value.denominator == 1 else value


def _unquoted(source: str, column: int) -> str:
    """What a text in quotes says; a quote inside it is written twice."""
    inner = source[1:-1]
    for offset, character in enumerate(inner):
        if unicodedata.category(character) in _INVISIBLE:
            raise _unexpected(character, column + 1 + offset)
    quote = source[0]
    return inner.replace(quote + quote, quote)


def _unexpected(character: str, column: int) -> ExpressionError:
    shown = f'"{character}"' if character.isprintable() else f"the character U+{ord(character):04X}"
    hint = HINTS.get(character)
    return ExpressionError("unexpected_character", f"{shown} is not read here" + (f": {hint}" if hint else ""), column)


def _unreadable(text: str, position: int) -> ExpressionError:
    """The error for a character with which no token begins."""
    character = text[position]
    if character in QUOTES:
        return ExpressionError(
            "unclosed_text", f"the text that begins here has no closing {QUOTES[character]}", position + 1
        )
    return _unexpected(character, position + 1)
