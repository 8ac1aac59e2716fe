"""Patterns that are compiled later: every one of both rooms can be compiled, and none is before it is used."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

import exgen.answers
import exgen.expressions
from exgen.expressions.patterns import Later, pattern

MODULES = [
    module.name
    for room in (exgen.answers, exgen.expressions)
    for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")
]


def _patterns(module: str) -> Iterator[object]:
    for value in vars(importlib.import_module(module)).values():
        if isinstance(value, Later):
            yield value


@pytest.mark.parametrize("module", MODULES)
def test_every_pattern_of_a_module_can_be_compiled(module: str) -> None:
    for found in _patterns(module):
        assert isinstance(found, Later)
        assert isinstance(found.pattern, str)


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    ours, theirs = pattern(r"(?P<digits>\d+)", re.ASCII), re.compile(r"(?P<digits>\d+)", re.ASCII)
    for text in ("64 x 3", "none", "٣", "7"):
        assert [match.span() for match in ours.finditer(text)] == [match.span() for match in theirs.finditer(text)]
        assert bool(ours.fullmatch(text)) is bool(theirs.fullmatch(text))
        assert ours.sub("#", text) == theirs.sub("#", text)
        assert ours.split(text) == theirs.split(text)
    assert (ours.pattern, ours.flags) == (theirs.pattern, theirs.flags)


def test_what_a_pattern_has_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        pattern("a").no_such_method  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_answers_compiles_hardly_any() -> None:
    program = (
        "import re, re._compiler\n"
        "before, compile = [], re._compiler.compile\n"
        "import dataclasses, fractions, difflib\n"
        "re._compiler.compile = lambda *given: (before.append(given[0]), compile(*given))[1]\n"
        "import exgen.answers\n"
        "print(len(before))"
    )
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert int(found.stdout) <= 5
