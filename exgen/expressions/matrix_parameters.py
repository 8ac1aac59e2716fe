"""Functions of several matrices, or with parameters behind them: what each takes, read and shown.

What they do stands in `exgen.expressions.matrix_windows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence as Values
from dataclasses import dataclass

from exgen.errors import ExpressionError, did_you_mean
from exgen.expressions.cursor import Cursor
from exgen.expressions.nodes import Binary, Call, Name, Node, Number


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes: so many matrices (0: two or more), then parameters, each with its default.

    A default is a number, the name of the parameter that it equals, or None where there is none.
    """

    matrices: int
    defaults: Mapping[str, int | str | None]


_MOVED: Mapping[str, int | str | None] = {"stride": 1, "padding": 0, "dilation": 1}
_POOLED: Mapping[str, int | str | None] = {"size": None, "stride": "size"}

WINDOWED: dict[str, Signature] = {
    "conv": Signature(2, _MOVED),
    "conv_transpose": Signature(2, _MOVED),
    "maxpool": Signature(1, _POOLED),
    "avgpool": Signature(1, _POOLED),
    "maxunpool": Signature(2, _POOLED),
    "unpool": Signature(2, _POOLED),
    "concat": Signature(0, {}),
    "rows": Signature(1, {"first": None, "last": None}),
}
"""Every function of this sort by its name."""

_ALIASES = {"s": "stride", "p": "padding", "d": "dilation", "k": "size", "kernel_size": "size"}


def keyword(name: str, function: str, column: int) -> str:
    """The parameter of a function that a keyword names. Raises `ExpressionError` (``unknown_keyword``).

    >>> keyword("S", "conv", 0)
    'stride'
    """
    known = WINDOWED[function].defaults
    found = _ALIASES.get(name.lower(), name)
    if found not in known:
        hint = did_you_mean(name, known) if known else "it has none"
        raise ExpressionError("unknown_keyword", f"{function} has no {name}; {hint}", column)
    return found


def completed(function: str, arguments: Values[Node], named: Mapping[str, Node], column: int) -> tuple[Node, ...]:
    """All arguments of a function in their order, from those that were written.

    Raises `ExpressionError` (``wrong_number_of_arguments``) where there are too few or too many.

    >>> completed("maxpool", (Name("a"), Number(2)), {}, 0)
    (Name(name='a'), Number(value=2), Number(value=2))
    """
    signature = WINDOWED[function]
    count = signature.matrices or max(2, len(arguments))
    given = dict(zip(signature.defaults, arguments[count:], strict=False))
    is_misfit = (
        len(arguments) < count or len(arguments) > count + len(signature.defaults) or given.keys() & named.keys()
    )
    given.update(named)
    found = list(arguments[:count])
    for name, default in signature.defaults.items():
        if name in given:
            found.append(given[name])
        elif default is None:
            is_misfit = True
        else:
            found.append(Number(default) if isinstance(default, int) else given.get(default, Number(1)))
    if is_misfit:
        told = ": a is what was pooled, whose shape it has" if "unpool" in function else ""
        raise ExpressionError("wrong_number_of_arguments", f"{function} is written {usage(function)}{told}", column)
    return tuple(found)


def usage(function: str) -> str:
    """How a function is written.

    >>> usage("conv"), usage("maxpool"), usage("concat")
    ('conv(x, w, stride=1, padding=0, dilation=1)', 'maxpool(a, size)', 'concat(a, b)')
    """
    signature = WINDOWED[function]
    matrices = {0: "a, b", 1: "a", 2: "x, w" if "conv" in function else "g, a"}[signature.matrices]
    shown = [name if default is None else f"{name}={default}" for name, default in signature.defaults.items()]
    return f"{function}({', '.join([matrices, *(text for text in shown if '=size' not in text)])})"


def shown_parameters(function: str, arguments: Values[Node]) -> Iterator[tuple[str, Node]]:
    """The parameters of a call that are not what they are without a word, each with its name."""
    signature = WINDOWED[function]
    if not signature.defaults:
        return
    given = dict(zip(signature.defaults, arguments[-len(signature.defaults) :], strict=True))
    for name, node in given.items():
        default = signature.defaults[name]
        expected = given[default] if isinstance(default, str) else None if default is None else Number(default)
        if node != expected:
            yield name, node


def matrices_of(function: str, arguments: Values[Node]) -> tuple[Node, ...]:
    """The arguments that are matrices."""
    return tuple(arguments[: len(arguments) - len(WINDOWED[function].defaults)])


def check_parameters(node: Call) -> None:
    """Raise `ExpressionError` (``parameter``) for a parameter of a call that is no whole number, or too small a one."""
    assert isinstance(node.function, Name)
    names = [*WINDOWED[node.function.name].defaults]
    for name, part in zip(names, node.arguments[len(node.arguments) - len(names) :], strict=True):
        least = 0 if name == "padding" else 1
        if not isinstance(part, Number) or part.value.denominator != 1 or part.value < least:
            column = part.column if isinstance(part, Name | Number | Call | Binary) else 0
            sentence = f"{node.function.name}: {name} is a whole number from {least} on"
            raise ExpressionError("parameter", sentence, column or node.column)


def read_arguments(cursor: Cursor, function: str, column: int, read: Callable[[], Node]) -> tuple[Node, ...]:
    """What stands between the brackets at a cursor: matrices, and parameters, which may have their names.

    ``read`` reads one of them: ``(x, w, stride=2)``. Raises `ExpressionError`.
    """
    opening = cursor.take()
    items: list[Node] = []
    named: dict[str, Node] = {}
    while not items or cursor.is_next(","):
        if items:
            cursor.take()
        if cursor.next.kind == "name" and cursor.behind.text == "=":
            token = cursor.take()
            cursor.take()
            named[keyword(token.text, function, token.column)] = read()
        elif named:
            raise cursor.unexpected("the name of a parameter")
        else:
            items.append(read())
    cursor.close(opening)
    return completed(function, items, named, column)
