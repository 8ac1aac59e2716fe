"""Where the keys and strings of a TOML text stand, strings character by character: tomllib says what they are only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

KeyPath: TypeAlias = "tuple[str | int, ...]"

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^uU\s])")
_LINE_ENDING = re.compile(r"\\[ \t]*\r?\n\s*")
_QUOTES = ('"""', "'''", '"', "'")


def string_places(text: str) -> Mapping[KeyPath, tuple[int, ...]]:
    """For every string of a TOML text, by its key path, where each of its characters stands, counted from 0.

    ``text`` is TOML (:func:`~exgen.questions.files.toml_table` has read it). Places in lists count from 0 too.

    >>> places = string_places('[graph]\\nlines = ["z = x", "a\\\\u0062c"] # two')
    >>> places["graph", "lines", 0][0], places["graph", "lines", 1]
    (18, (27, 28, 34))
    """
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.strings


def key_places(text: str) -> Mapping[KeyPath, int]:
    """Where every key of a TOML text stands, and every table's name, the first of them where it is given twice.

    >>> dict(key_places('[graph]\\nlines = []\\n[[answers]]\\nname = "x"'))
    {('graph',): 1, ('graph', 'lines'): 8, ('answers',): 21, ('answers', 0): 21, ('answers', 0, 'name'): 31}
    """
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.keys


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """For every key and table of a TOML text, by its path, the line it stands on, counted from 1.

    >>> dict(key_lines("a = 1\\n\\n[b]\\nc = 2"))
    {('a',): 1, ('b',): 3, ('b', 'c'): 4}
    """
    return {path: line_and_column(text, place)[0] for path, place in key_places(text).items()}


def line_and_column(text: str, place: int) -> tuple[int, int]:
    """The line and the column of a place, both counted from 1.

    >>> line_and_column("ab\\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 1 if text.startswith("\ufeff") else 0
        self.strings: dict[KeyPath, tuple[int, ...]] = {}
        self.keys: dict[KeyPath, int] = {}
        self._tables: dict[KeyPath, int] = {}

    def scan(self) -> None:
        """Go through the text."""
        table: KeyPath = ()
        self._gap()
        while self._at < len(self._text):
            if self._takes("[["):
                start = self._at
                path = self._numbered(self._key())
                self._tables[path] = self._tables.get(path, -1) + 1
                table = (*path, self._tables[path])
                self._takes("]]")
                self._note(path, start)
                self._note(table, start)
            elif self._takes("["):
                start = self._at
                table = self._numbered(self._key())
                self._takes("]")
                self._note(table, start)
            else:
                self._pair(table)
            self._gap()

    def _note(self, path: KeyPath, place: int) -> None:
        self.keys.setdefault(path, place)

    def _numbered(self, path: KeyPath) -> KeyPath:
        """The path of a table, lists of tables in it by their last one so far."""
        found: KeyPath = ()
        for number, part in enumerate(path, 1):
            found = (*found, part)
            if found in self._tables and number < len(path):
                found = (*found, self._tables[found])
        return found

    def _gap(self) -> None:
        gap = _GAP.match(self._text, self._at)
        assert gap is not None, "it may be empty"
        self._at = gap.end()

    def _takes(self, sign: str) -> bool:
        if not self._text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        return True

    def _key(self) -> KeyPath:
        """A key, in parts if there are dots in it."""
        parts = []
        while True:
            self._gap()
            bare = _BARE.match(self._text, self._at)
            if bare is None:
                parts.append("".join(char for char, _ in self._string()))
            else:
                parts.append(bare[0])
                self._at = bare.end()
            self._gap()
            if not self._takes("."):
                return tuple(parts)

    def _pair(self, table: KeyPath) -> None:
        self._gap()
        start = self._at
        key = self._key()
        for parts, _ in enumerate(key, 1):
            self._note((*table, *key[:parts]), start)
        path = (*table, *key)
        self._takes("=")
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._gap()
        if self._takes("["):
            number = 0
            while not self._closes("]"):
                self._value((*path, number))
                number += 1
        elif self._takes("{"):
            while not self._closes("}"):
                self._pair(path)
        elif self._text.startswith(_QUOTES, self._at):
            self.strings[path] = tuple([place for _, place in self._string()])
        else:
            scalar = _SCALAR.match(self._text, self._at)
            assert scalar is not None, "the text is TOML"
            self._at = scalar.end()

    def _closes(self, bracket: str) -> bool:
        """Whether a list or table ends here, a comma before that left aside."""
        self._gap()
        if self._takes(","):
            self._gap()
        return self._takes(bracket)

    def _string(self) -> list[tuple[str, int]]:
        """The characters of a string, each with its place; of an escaped one only the place matters."""
        quotes = next(quotes for quotes in _QUOTES if self._takes(quotes))
        found: list[tuple[str, int]] = []
        if len(quotes) == 3 and not self._takes("\n"):
            self._takes("\r\n")
        while not self._text.startswith(quotes, self._at) or self._text.startswith(quotes + quotes[0], self._at):
            char = self._text[self._at]
            if char == "\\" and '"' in quotes:
                ending = _LINE_ENDING.match(self._text, self._at)
                escape = ending or _ESCAPE.match(self._text, self._at)
                assert escape is not None, "the text is TOML"
                if ending is None:
                    found.append((escape[0], self._at))
                self._at = escape.end()
            elif self._text.startswith("\r\n", self._at):
                self._at += 1
            else:
                found.append((char, self._at))
                self._at += 1
        self._at += len(quotes)
        return found
