"""Regular expressions that are compiled when they are first used: a grader that asks for numbers never pays for all."""

from __future__ import annotations

import re
from typing import Any, cast


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile(text, flags)`` gives, compiled at its first use; then an error in the text comes too.

    >>> pattern("[0-9]+").findall("64 x 3")
    ['64', '3']
    """
    return cast("re.Pattern[str]", Later(text, flags))


class Later:
    """A pattern with the methods of a compiled one; behind the first use they are its own attributes."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        if "match" not in self.__dict__:
            compiled = re.compile(self._text, self._flags)
            self.match, self.fullmatch, self.search = compiled.match, compiled.fullmatch, compiled.search
            self.finditer, self.findall, self.split = compiled.finditer, compiled.findall, compiled.split
            self.sub, self.pattern, self.flags = compiled.sub, compiled.pattern, compiled.flags
        if name not in self.__dict__:
            raise AttributeError(name)
        return self.__dict__[name]
