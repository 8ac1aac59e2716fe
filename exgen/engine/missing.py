"""What stands in the place of a value that is not there: nobody asks for it, or whoever does is told why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from exgen.errors import ExpressionError
from exgen.expressions.frozen import Frozen, fill


class Missing(Frozen):
    """No value, and why. A calculation holds everything that was ever asked of networks of one structure.

    So a network without a gradient must run where another one's gradients were asked.
    """

    __slots__ = __match_args__ = ("reason",)
    reason: str

    def __init__(self, reason: str) -> None:
        fill(self, reason)


def or_missing(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function on values that may be missing: then, and where it has no value itself, its result is."""

    @wraps(function)
    def value(*arguments: Any) -> Any:
        for argument in arguments:
            if isinstance(argument, Missing):
                return argument
        try:
            return function(*arguments)
        except ExpressionError as error:
            return Missing(str(error))

    return value


def unless_missing(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function on values that may be missing; where it has no value itself, it raises as it does."""

    @wraps(function)
    def value(*arguments: Any) -> Any:
        missing = [argument for argument in arguments if isinstance(argument, Missing)]
        return missing[0] if missing else function(*arguments)

    return value
