"""Places of strings in TOML, held to what tomllib reads there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from exgen.questions.toml_places import KeyPath, line_and_column, string_places

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").glob("*/*/question.toml"))
ODD = r"""
"a.b".c = 'literal \n' # "no string"
d = [["x"], [1, "y", 2.5e3,],
  "z"]  # ]
e = { f = "in {", g.h = ["]", 'its'] }
"""
MORE = r'''
m = """
first \"line
second \
   goes on ""quoted"" """
n = """"q""""
u = "\u00e9\tX"
o = ''
[[t]]
k = "one"
[[t]]
k = "two"
[t.sub]
k = "of the second"
[x.y]
day = 2024-01-01T00:00:00
'''


def strings(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from strings(inner, (*path, place))


@pytest.mark.parametrize("text", [ODD, MORE, *(path.read_text("utf-8") for path in TEMPLATES)])
def test_every_character_stands_where_it_is_said(text: str) -> None:
    expected, found = dict(strings(tomllib.loads(text))), string_places(text)
    assert found.keys() == expected.keys()
    for path, string in expected.items():
        assert len(found[path]) == len(string), path
        assert all(text[place] in (char, "\\") for place, char in zip(found[path], string, strict=True)), path


def test_lines_and_columns_count_from_one() -> None:
    place = string_places(MORE)["t", 1, "sub", "k"][3]
    assert MORE.splitlines()[line_and_column(MORE, place)[0] - 1].index("the") + 1 == line_and_column(MORE, place)[1]
