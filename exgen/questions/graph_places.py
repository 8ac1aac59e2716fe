"""Where the lines of a template's graph stand in question.toml, with a variant's parameters put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from exgen.engine.gradients.line_places import Place
from exgen.questions.records import GraphSource
from exgen.questions.toml_places import line_and_column, string_places

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PRINTED = re.compile(r"\S+")


def graph_places(source: GraphSource, toml: str, put_in: Mapping[str, str]) -> list[Place]:
    """The places of a graph's lines, updates and loss in the text of question.toml; ``put_in`` stands for names there.

    A character that was put in stands where the name stands.

    >>> toml = '[graph]\\nlines = ["z = W x; a = f(z)"]\\nloss = "a"'
    >>> source = GraphSource("graph", ("z = W x; a = f(z)",), "a", {}, "graph")
    >>> [(line, columns[0], columns[-1]) for line, columns in graph_places(source, toml, {"f": "tanh"})]
    [(2, 11, 17), (2, 20, 27), (3, 9, 9)]
    """
    places = string_places(toml)
    table = tuple(source.path.split("."))
    found = []
    for key, texts, parting in (("lines", source.lines, ";\n"), ("updates", source.updates, "")):
        for number, text in enumerate(texts):
            characters = list(_put_in(text, places[(*table, key, number)], put_in))
            found += [_place(line, toml) for line in _parted(characters, parting)]
    line, column = line_and_column(toml, places[(*table, "loss")][0])
    return [*found, Place(line, [column])]


def _put_in(text: str, places: Sequence[int], put_in: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The characters of a text, each with its place, names replaced."""
    end = 0
    for word in _WORD.finditer(text):
        if word[0] in put_in:
            yield from zip(text[end : word.start()], places[end : word.start()], strict=True)
            yield from ((character, places[word.start()]) for character in put_in[word[0]])
            end = word.end()
    yield from zip(text[end:], places[end:], strict=True)


def _parted(characters: list[tuple[str, int]], parting: str) -> Iterator[list[tuple[str, int]]]:
    """The lines of a text that are not empty."""
    line: list[tuple[str, int]] = []
    for character, place in [*characters, (parting[:1], -1)]:
        if place < 0 or character in parting:
            if not parting or any(not other.isspace() for other, _ in line):
                yield line
            line = []
        else:
            line.append((character, place))


def _place(line: list[tuple[str, int]], toml: str) -> Place:
    """The place of a line, of whose spaces one is left between two words."""
    text = "".join(character for character, _ in line)
    kept: list[int] = []
    for word in _PRINTED.finditer(text):
        kept += [line[word.start() - 1][1]] if kept else []
        kept += [place for _, place in line[word.start() : word.end()]]
    where = [line_and_column(toml, place) for place in kept] or [(1, 1)]
    return Place(where[0][0], [column for _, column in where])
