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
    """A pattern; what a compiled one has becomes its own attribute when it is first asked for."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self._text, self._flags)
        self.__dict__[name] = self._compiled.__getattribute__(name)
        return self.__dict__[name]
