"""The arguments of a layer: as they are written, what they may be, and how they are written again.

An argument that holds a name (a template's parameter or symbol) is a formula until the name gets a number;
every other argument is a plain value from the moment it is read.

The errors raised here begin with a verb: whoever knows the argument's name puts it in front
(``problems.told``).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from exgen.engine.crossed_sizes import check_crosses
from exgen.engine.layers import KINDS, Parameter
from exgen.engine.networks import KEPT, Argument, Size
from exgen.errors import NetworkError
from exgen.expressions import Name, Node, Sequence, Value, evaluate, names_in, read, show
from exgen.expressions.patterns import pattern

DraftArgument = Argument | Fraction | Node | tuple[Size | Fraction | str, ...]
"""An argument's value, or the formula it will come from; a tuple has one size for each spatial axis."""

_INTEGER = pattern(r"[0-9]{1,30}")
_NUMBER = pattern(r"[+-]?(?:[0-9]{1,30}\.?[0-9]{0,30}|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?")
_WORDS = frozenset({"None", "True", "False"})
MOST_PLACES = 20
"""So many places behind the point a fraction is written with, or with its bar."""
MOST_DIGITS = 30
"""A whole number has at most so many, be it written out or worked out."""
_TOO_LARGE = 10**MOST_DIGITS
_QUOTES = "'\""
_TRUTHS = {"True": True, "False": False, "true": True, "false": False, "1": True, "0": False}


def read_size(text: str) -> Size:
    """A whole number, or a formula where names occur; without names a formula is worked out at once.

    Raises ExpressionError for what cannot be read, NetworkError for what is no whole number.

    >>> read_size("32*7*7")
    1568
    >>> read_size("2*K")
    Binary(operator='*', left=Number(value=2), right=Name(name='K'))
    """
    return int(text) if _INTEGER.fullmatch(text) else size_of(read(text))


def size_of(node: Node) -> Size:
    """The same for a formula that is read already.

    >>> size_of(read("H/2")), size_of(read("14/2"))
    (Binary(operator='/', left=Name(name='H'), right=Number(value=2)), 7)
    """
    if isinstance(node, Sequence):
        raise NetworkError(f"must be a whole number, not {show(node)}")
    if _WORDS & set(names_in(node)):
        raise NetworkError(f"must be a whole number, not {show(node)}")
    if names_in(node):
        return node
    value = evaluate(node, {})
    if type(value) is not int:
        raise NetworkError(f"must be a whole number, not {show(node)}")
    return whole(value)


def whole(value: Value) -> int:
    """The value as a whole number.

    Raises NetworkError if it is none, or one of more than MOST_DIGITS digits.

    >>> whole(Fraction(3, 2))
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: must be a whole number, not 3/2
    """
    if type(value) is int:
        if abs(value) >= _TOO_LARGE:
            raise NetworkError(f"must be a number of at most {MOST_DIGITS} digits")
        return value
    raise NetworkError(f"must be a whole number, not {value}")


def read_argument(parameter: Parameter, text: str, axes: int) -> DraftArgument:
    """An argument's value from its text, for a kind with so many spatial axes.

    Raises ExpressionError for what cannot be read, NetworkError for a value of another form.

    >>> kernel_size = KINDS["Conv2d"].parameters[2]
    >>> read_argument(kernel_size, "3", 2), read_argument(kernel_size, "(3, 5)", 2)
    ((3, 3), (3, 5))
    """
    if parameter.form in ("axes", "sides", "sizes", "factors"):
        check_crosses(text)
    match parameter.form:
        case "number":
            return _number(parameter, text)
        case "text":
            return text.strip("'\"")
        case "truth":
            # "ReLU(inplace)" is what PyTorch printed before version 1.2
            return _TRUTHS[text] if text in _TRUTHS else text == parameter.name or _truth(text)
        case "axes" | "sides":
            return _entries(parameter, text, parameter.entries(axes) or 0)
        case "sizes":
            return _sizes(text)
        case "factors":
            return _factors(text)
        case _ if parameter.may_keep and text == KEPT:
            return KEPT
    return read_size(text)


def _number(parameter: Parameter, text: str) -> str:
    """The text of a number that changes no quantity; where it equals the default, the default's text."""
    if not _NUMBER.fullmatch(text):
        raise NetworkError(f"must be a number such as {parameter.default or 0.5}, not {text}")
    default = parameter.default
    is_usual = isinstance(default, str) and default != "None" and Fraction(default) == Fraction(text)
    return str(default) if is_usual else text


def _truth(text: str) -> Node:
    node = read(text)
    if not names_in(node):
        raise NetworkError(f"must be True or False, not {text}")
    return node


def _entries(parameter: Parameter, text: str, entries: int) -> tuple[Size, ...] | str:
    """The numbers of an argument with one for each axis, or each side; one number stands for all."""
    if _INTEGER.fullmatch(text):
        return (int(text),) * entries
    if parameter.words and (text[:1] in _QUOTES or text in parameter.words):
        return _word(parameter, text.strip(_QUOTES), entries)
    node = read(text)
    if parameter.may_keep and node == Name(KEPT):
        kept = ", ".join([KEPT] * (entries - 1))
        raise NetworkError(f"must be a number, or {entries} of which None keeps a size, as in ({kept}, 7); not None")
    if not isinstance(node, Sequence):
        return (size_of(node),) * entries
    if len(node.items) != entries:
        allowed = f"one number, or {entries} in brackets" if entries > 1 else "one number"
        raise NetworkError(f"must be {allowed}, not {text}")
    return cast("tuple[Size, ...]", tuple([_entry(parameter, item) for item in node.items]))


def _entry(parameter: Parameter, node: Node) -> Size | str:
    """One of several numbers; None keeps the size of its axis, where that may be."""
    return KEPT if parameter.may_keep and node == Name(KEPT) else size_of(node)


def _word(parameter: Parameter, word: str, entries: int) -> tuple[Size, ...] | str:
    """A word in the place of numbers; 'valid' is torch's word for no padding."""
    if word not in parameter.words:
        raise NetworkError(f"must be a whole number, or {' or '.join(map(repr, parameter.words))}, not {word!r}")
    return (0,) * entries if word == "valid" else word


def _sizes(text: str) -> tuple[Size, ...]:
    """As many sizes as are written, one or several."""
    node = read(text)
    return tuple(size_of(item) for item in (node.items if isinstance(node, Sequence) else (node,)))


def _factors(text: str) -> tuple[Size | Fraction, ...]:
    """As many numbers as are written, whole or fractions, which are exactly as they are written."""
    node = read(text)
    return tuple([_factor(item) for item in (node.items if isinstance(node, Sequence) else (node,))])


def _factor(node: Node) -> Size | Fraction:
    if names_in(node) or isinstance(node, Sequence):
        return size_of(node)
    value = evaluate(node, {})
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise NetworkError(f"must be a number such as 2 or 1.5, not {show(node)}")
    return whole(value) if isinstance(value, int) else value


def layer_text(kind: str, arguments: Mapping[str, DraftArgument]) -> str:
    """The layer as somebody would write it: defaults left out, equal axes as one number.

    A stride that defaults to the kernel size is written out: no reader knows such a default by heart.

    >>> arguments = {"kernel_size": (2, 2), "stride": (2, 2), "padding": (0, 0), "dilation": (1, 1)}
    >>> layer_text("MaxPool2d", arguments | {"return_indices": False, "ceil_mode": False})
    'MaxPool2d(kernel_size=2, stride=2)'
    """
    written = []
    for parameter in KINDS[kind].parameters:
        value = arguments[parameter.name]
        default: object = parameter.default
        if isinstance(value, tuple) and isinstance(default, int):
            default = (default,) * len(value)
        elif parameter.form == "truth" and isinstance(default, str):
            default = arguments[default]
        if value == default:
            continue
        is_positional = default is None and parameter.form in ("integer", "sizes")
        shown = repr(value) if isinstance(value, str) and parameter.form != "number" else shown_argument(value)
        if parameter.form in ("sizes", "factors") and isinstance(value, tuple) and len(value) > 1:
            shown = f"({', '.join(map(shown_argument, value))})"
        written.append(f"{'' if is_positional else parameter.name + '='}{shown}")
    return f"{kind}({', '.join(written)})"


def shown_argument(value: DraftArgument) -> str:
    """An argument's value as it is written in a call; equal axes as one number.

    >>> shown_argument((KEPT, KEPT))
    '(None, None)'
    >>> shown_argument((3, 3)), shown_argument((3, 5)), shown_argument(False), shown_argument(read("2K"))
    ('3', '(3, 5)', 'False', '2K')
    """
    if isinstance(value, tuple):
        is_square = value[0] != KEPT and all(size == value[0] for size in value[1:])
        return shown_argument(value[0]) if is_square else f"({', '.join(map(shown_argument, value))})"
    if isinstance(value, Fraction):
        return _decimal(value)
    return str(value) if isinstance(value, (int, str)) else show(value)


def _decimal(value: Fraction) -> str:
    """A fraction as somebody would write it in a call: a decimal where it has an end.

    >>> _decimal(Fraction(3, 2)), _decimal(Fraction(-1, 8)), _decimal(Fraction(4, 3))
    ('1.5', '-0.125', '4/3')
    """
    places = next((places for places in range(1, MOST_PLACES) if 10**places % value.denominator == 0), None)
    if places is None:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
