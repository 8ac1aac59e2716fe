"""What all nodes have in common: they never change, and are equal, hashed and shown by what they say."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import ClassVar, NoReturn, dataclass_transform

_UNSAID = ("implicit", "column")
"""How something was written and where it stands: fields that do not say what a node is."""


@dataclass_transform(frozen_default=True)
class Frozen:
    """What a frozen dataclass with these ``__match_args__`` is; to make twelve of those takes four milliseconds."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()
    _said: ClassVar[attrgetter[object]]
    _fields: ClassVar[attrgetter[tuple[object, ...]]]

    def __init_subclass__(cls) -> None:
        cls._said = attrgetter(*[name for name in cls.__match_args__ if name not in _UNSAID])
        cls._fields = attrgetter(*cls.__match_args__)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self._said(self) == self._said(other)

    def __hash__(self) -> int:
        return hash(self._said(self))

    def __repr__(self) -> str:
        fields = zip(self.__match_args__, self._fields(self), strict=True)
        told = [f"{name}={value!r}" for name, value in fields if name not in _UNSAID]
        return f"{type(self).__name__}({', '.join(told)})"

    def __reduce__(self) -> tuple[type[Frozen], tuple[object, ...]]:
        return type(self), self._fields(self)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name}: a node never changes")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{name}: a node never changes")


def fill(node: Frozen, *values: object) -> None:
    """Give a new node the values of its fields."""
    for name, value in zip(node.__match_args__, values, strict=True):
        object.__setattr__(node, name, value)


def setter(node: type, name: str) -> Callable[[object, object], None]:
    """What sets a field of a new node: ``fill`` takes three times as long, and these nodes are many."""
    sets: Callable[[object, object], None] = node.__dict__[name].__set__
    return sets
