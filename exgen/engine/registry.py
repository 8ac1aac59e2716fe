"""Things by name that stand in several modules, some imported only when one of their names is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import TypeVar

Entry = TypeVar("Entry")


class Registry(Mapping[str, Entry]):
    """Entries by name: those that are there from the beginning, then those of each of ``later``.

    ``later`` are functions that import what they give. They are called one after the other, only until a name that is
    asked for is found, and first those whose key the name begins with: whoever asks for nothing of theirs does without
    the modules. Going through all names calls all; their order is always the same.

    >>> registry = Registry({"sum": 1}, {"product": lambda: {"product": 2}, "power": lambda: {"power": 3}})
    >>> registry["power"], list(registry)
    (3, ['sum', 'product', 'power'])
    """

    def __init__(self, first: Mapping[str, Entry], later: Mapping[str, Callable[[], Mapping[str, Entry]]]) -> None:
        self._found = dict(first)
        self._first = tuple(first)
        self._later = later
        self._brought: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, int] = {name: place for place, name in enumerate(first)}

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
        return chain(self._first, *[self._brought[key] for key in self._later])

    def __len__(self) -> int:
        self._bring()
        return len(self._found)

    def place_of(self, name: str) -> int:
        """How many names stand before this one."""
        if name not in self._places:
            self._places = {known: place for place, known in enumerate(self)}
        return self._places[name]

    def _bring(self, name: str | None = None) -> None:
        """Take in what ``later`` gives until a name is found, or (None) all of it.

        Two threads may do so at once: they take in the same.
        """
        waiting = [key for key in self._later if key not in self._brought]
        for key in sorted(waiting, key=lambda key: not (name or "").startswith(key)):
            if name in self._found:
                return
            more = self._later[key]()
            for known, entry in more.items():
                self._found.setdefault(known, entry)
            self._brought[key] = tuple(more)
