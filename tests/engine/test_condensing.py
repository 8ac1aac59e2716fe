"""Derivations through many equal layers are told once."""

from __future__ import annotations

from exgen.engine.condensing import condensed
from exgen.engine.derivation import Line
from exgen.engine.layout import Place


def line(layer: int | None, title: str, formula: str) -> Line:
    return Line(Place(layer), title, "", formula)


def told(lines: list[Line], groups: list[range]) -> list[tuple[int | None, str, str]]:
    return [(line.place.layer, line.title, line.formula) for line in condensed(lines, groups)]


def test_what_is_the_same_in_all_layers_is_told_once() -> None:
    lines = [line(layer, title, title) for layer in range(9) for title in ("w", "b")]
    assert told(lines, [range(9)]) == [(0, "w", "w"), (0, "b", "b")]


def test_of_what_is_not_the_same_the_first_two_and_the_last_are_told() -> None:
    lines = [line(layer, "size", str(layer)) for layer in range(9)]
    assert told(lines, [range(9)]) == [
        (0, "size", "0"),
        (1, "size", "1"),
        (None, "and so on, 6 layers more", ""),
        (8, "size", "8"),
    ]


def test_a_group_of_few_layers_and_layers_of_no_group_are_written_out() -> None:
    lines = [line(layer, "w", "9") for layer in range(6)]
    assert told(lines, [range(0, 3), range(3, 4), range(4, 5), range(5, 6)]) == [
        (layer, "w", "9") for layer in range(6)
    ]


def test_groups_beside_each_other_are_told_each() -> None:
    lines = [line(layer, "w", "9") for layer in range(10)] + [line(None, "total", "90")]
    assert told(lines, [range(0, 5), range(5, 10)]) == [(0, "w", "9"), (5, "w", "9"), (None, "total", "90")]
