"""Where what is wrong with question.toml stands in it: line and column behind a problem that names a key path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from exgen.errors import TemplateError
from exgen.questions.files import toml_table
from exgen.questions.toml_places import KeyPath, key_places, line_and_column, string_places

_TOLD = re.compile(r"\bline [0-9]")
_LAYER = re.compile(r"layer (?P<number>[0-9]+), (?P<text>.*)")
_LINE = re.compile(r"line (?P<number>[0-9]+): ")
_MEMBER = re.compile(r"#([0-9]+)")
_SINGLE = re.compile(r"\s*[A-Za-z0-9_.]+\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?\s*")


def with_places(problems: Iterable[str], file: str, toml: str) -> Iterator[str]:
    """Problems of a file, ``FILE: key.path: what is wrong``, with the place of the key, or of the layer, behind them.

    Those of other files, those that tell a line already and those of no key stay as they are; a line within the text of
    a network's layers becomes one of the file.

    >>> toml = '[graph]\\nlines = []\\n[network]\\nlayers = "ReLU(); Tanhh()"'
    >>> problems = ["q: graph.loss: missing", "q: network: layer 2, Tanhh(): unknown layer", "q: title: missing"]
    >>> for problem in with_places(problems, "q", toml):
    ...     print(problem)
    q: graph.loss: missing (line 1, column 2)
    q: network: line 4, layer 2, Tanhh(): unknown layer (column 19)
    q: title: missing
    """
    places: _Places | None = None
    for problem in problems:
        path, colon, sentence = problem.removeprefix(f"{file}: ").partition(": ")
        if not problem.startswith(f"{file}: ") or not colon or _TOLD.match(path):
            yield problem
        else:
            places = places or _Places(toml)
            yield f"{file}: {path}: {places.told(path, sentence)}"


class _Places:
    """Where keys and layers of a text stand, which is TOML."""

    def __init__(self, toml: str) -> None:
        self._toml = toml
        self._data = toml_table(toml, "", TemplateError)
        self._keys, self._strings = key_places(toml), string_places(toml)

    def told(self, path: str, sentence: str) -> str:
        """What is wrong at a key path, with its place."""
        steps = self._steps(path)
        layers = self._strings.get((*steps, "layers"), ())
        written = "".join(self._toml[place] for place in layers)
        if (layer := _LAYER.match(sentence)) and (place := _place_of_layer(layer, written)) is not None:
            line, column = line_and_column(self._toml, layers[place])
            return f"line {line}, {sentence} (column {column})"
        if (within := _LINE.match(sentence)) and layers:
            lines = written.split("\n")[: int(within["number"]) - 1]
            line, _ = line_and_column(self._toml, layers[sum(len(line) + 1 for line in lines)])
            return f"line {line}: {sentence[within.end() :]}"
        if not steps or _TOLD.search(sentence):
            return sentence
        line, column = line_and_column(self._toml, self._keys[steps])
        return f"{sentence} (line {line}, column {column})"

    def _steps(self, path: str) -> KeyPath:
        """The key path that a path in words begins with, as far as there are keys."""
        data: object = self._data
        steps: KeyPath = ()
        for part in path.split("."):
            step: str | int = part
            if isinstance(data, list):
                step = _member(data, part)
                data = data[step] if 0 <= step < len(data) else None
            else:
                data = data.get(part) if isinstance(data, dict) else None
            if (*steps, step) not in self._keys:
                break
            steps = (*steps, step)
        return steps


def _member(members: Sequence[object], part: str) -> int:
    """The number, from 0, of a list's member that is told by its id or name or by its number; -1 if there is none."""
    if number := _MEMBER.fullmatch(part):
        return int(number[1]) - 1
    names = [(member.get("id"), member.get("name")) for member in members if isinstance(member, dict)]
    return next((place for place, both in enumerate(names) if part in both), -1)


def _place_of_layer(layer: re.Match[str], written: str) -> int | None:
    """Where a layer begins in the text of a network: found by its own text, or by counting where that is simple."""
    text = layer["text"].partition(": ")[0]
    if written.count(text) == 1:
        return written.index(text)
    pieces = [piece for piece in re.finditer(r"[^;\n]+", written) if not piece[0].isspace()]
    if any(not _SINGLE.fullmatch(piece[0]) for piece in pieces) or int(layer["number"]) > len(pieces):
        return None
    piece = pieces[int(layer["number"]) - 1]
    return piece.end() - len(piece[0].lstrip())
