"""A key that stands for one object: what was worked out for it is found again without looking at what it holds."""

from __future__ import annotations

from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Same(Generic[Thing]):
    """Equal to another key for the same object, and to none for one that is only equal to it.

    A network is made once and asked about many times; comparing its layers each time takes longer than the answer.

    >>> network = ["Conv2d(3, 16, 5)"]
    >>> Same(network) == Same(network), Same(network) == Same(["Conv2d(3, 16, 5)"])
    (True, False)
    """

    __slots__ = ("it",)

    def __init__(self, it: Thing) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it

    def __hash__(self) -> int:
        return id(self.it)
