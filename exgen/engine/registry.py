"""Things by name that stand in several modules, some imported only when one of their names is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

Entry = TypeVar("Entry")


class Registry(Mapping[str, Entry]):
    """Entries by name: those that are there from the beginning, then those of each of ``later``.

    ``later`` are functions that import what they give. They are called one after the other, only until a name that is
    asked for is found: whoever asks for nothing of theirs does without the modules. Going through all names calls all.

    >>> registry = Registry({"sum": 1}, lambda: {"product": 2}, lambda: {"power": 3})
    >>> registry["product"], registry.place_of("product")
    (2, 1)
    >>> list(registry)
    ['sum', 'product', 'power']
    """

    def __init__(self, first: Mapping[str, Entry], *later: Callable[[], Mapping[str, Entry]]) -> None:
        self._found = dict(first)
        self._later = list(later)
        self._places: dict[str, int] = {}

    def __getitem__(self, name: str) -> Entry:
        if name not in self._found:
            self._bring(name)
        return self._found[name]

    def __setitem__(self, name: str, entry: Entry) -> None:
        """Put another entry in the place of one, as a test does that breaks it."""
        assert name in self
        self._found[name] = entry

    def __iter__(self) -> Iterator[str]:
        self._bring()
        return iter(self._found)

    def __len__(self) -> int:
        self._bring()
        return len(self._found)

    def place_of(self, name: str) -> int:
        """How many names stand before this one."""
        assert name in self
        if name not in self._places:
            self._places = {known: place for place, known in enumerate(self._found)}
        return self._places[name]

    def _bring(self, name: str | None = None) -> None:
        """Take in what ``later`` gives until a name is found, or (None) all of it; what is taken in is asked no more.

        Two threads may do so at once: they take in the same.
        """
        for more in tuple(self._later):
            if name in self._found:
                return
            for known, entry in more().items():
                self._found.setdefault(known, entry)
            if more in self._later:
                self._later.remove(more)
