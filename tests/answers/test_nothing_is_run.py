"""Nothing that is typed can run: the rooms that read it have none of the names with which Python runs text."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest

import exgen

RUNNING = {
    *("eval", "exec", "compile", "__import__", "importlib", "runpy", "ast", "literal_eval", "getattr"),
    *("sympy", "sympify", "parse_expr", "lambdify", "pickle", "marshal", "subprocess", "globals", "locals", "format"),
}
ALLOWED = {path: {"importlib", "getattr"} for path in ("answers/kinds.py", "answers/__init__.py")}
"""They import a kind, or the class of its values, when it is first asked for, by the names of their own tables."""

SOURCES = sorted(
    path for room in ("answers", "expressions") for path in (Path(exgen.__file__).parent / room).glob("*.py")
)


def running_names(source: str) -> set[str]:
    """The names of a program that could run text; ``re.compile``, which makes a pattern, is none."""
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    names = set()
    for place, token in enumerate(tokens):
        if token.type == tokenize.NAME and token.string in RUNNING:
            before = [earlier.string for earlier in tokens[max(0, place - 2) : place]]
            if before != ["re", "."]:
                names.add(token.string)
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_room_that_reads_cannot_run_anything(path: Path) -> None:
    assert running_names(path.read_text("utf-8")) == ALLOWED.get(f"{path.parent.name}/{path.name}", set())


@pytest.mark.parametrize(
    "program",
    ["eval(text)", "import ast", "from sympy import sympify", "compile(text, '', 'eval')", "text.format(value)"],
)
def test_the_names_are_seen(program: str) -> None:
    assert running_names(program)


def test_both_rooms_were_looked_through() -> None:
    assert {path.parent.name for path in SOURCES} == {"answers", "expressions"}
    assert len(SOURCES) > 50
