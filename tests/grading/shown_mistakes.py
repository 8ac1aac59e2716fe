"""The examples that mistakes carry, as exercises: each is put into a small question template."""

from __future__ import annotations

import json

from exgen.engine.mal_rules.mal_rule import Example
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.loading import template_from_sources
from exgen.questions.variants import pinned_variant

_SHAPES = 'shapes = { x = ["d", 1], W = ["k", "d"], b = ["k", 1], y = ["k", 1] }'
_PERCEPTRON = 'shapes = { x = ["d", 1], W1 = ["h", "d"], b1 = ["h", 1], W2 = ["k", "h"], b2 = ["k", 1], y = ["k", 1] }'


def exercise_of(example: Example) -> Exercise:
    """The exercise that asks an example's question, in its only part."""
    matrices = {"image": example.input} if example.input.startswith("[") else {}
    matrices |= {name: text for name, text in example.settings.items() if name == "gradient"}
    toml = "\n".join(
        [
            'schema_version = 1\ntitle = "Shown"\ntopics = ["mistakes"]\n[parameters]',
            *(f"{name} = {{ matrix = {{ rows = 1, columns = 1, from = 0, to = 1 }} }}" for name in matrices),
            *_network(example),
            *(["[conventions]"] if example.conventions else []),
            *(f'{name} = "{value}"' for name, value in example.conventions.items()),
            f'[[answers]]\nname = "asked"\nkind = "{kind_of(example)}"\nask = "?"\nvalue = {json.dumps(example.asked)}',
        ]
    )
    template = template_from_sources("shown", {"question.toml": toml, "statement.md": "?"}, "shown")
    pinned = {name: _matrix(text) for name, text in matrices.items()}
    return Exercises(template).exercise(pinned_variant(template, pinned).parameters)


def kind_of(example: Example) -> str:
    """The answer kind of an example's question."""
    if example.asked.startswith("graph."):
        return "matrix_expression"
    if example.asked.endswith("receptive_field") or "phase_field" in example.asked:
        return "interval"
    if example.right.startswith("{"):
        return "set"
    if example.right[0] in "[(":
        return "matrix" if example.right[0] == "[" else "shape"
    return "integer" if example.right.isdigit() and example.wrong.isdigit() else "number"


def _network(example: Example) -> list[str]:
    if example.asked.startswith("graph."):
        lines = [line.strip() for line in example.network.split(";")]
        shapes = _PERCEPTRON if "W1" in lines[0] else _SHAPES
        if given := {name: text for name, text in example.settings.items() if name != "distributions"}:
            sizes = {name: [_size(size) for size in text.split(" x ")] for name, text in given.items()}
            shapes = f"shapes = {{ {', '.join(f'{name} = {json.dumps(shape)}' for name, shape in sizes.items())} }}"
        distributions = json.dumps(example.settings.get("distributions", "").split())
        return [f'[graph]\nlines = {json.dumps(lines)}\nloss = "l"\ndistributions = {distributions}', shapes]
    is_matrix = example.input.startswith("[")
    weights = [f"{json.dumps(name)} = {text}" for name, text in example.settings.items() if name[0].isdigit()]
    others = {name: text for name, text in example.settings.items() if not name[0].isdigit()}
    others |= {"gradient": "gradient"} if "gradient" in others else {}
    return [
        f"[network]\ninput = {json.dumps('image' if is_matrix else example.input)}",
        f"layers = {json.dumps(example.network)}",
        *(f"{name} = {json.dumps(text)}" for name, text in others.items()),
        *([f"weights = {{ {', '.join(weights)} }}"] if weights else []),
    ]


def _size(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def _matrix(text: str) -> tuple[tuple[int, ...], ...]:
    rows: list[list[int]] = json.loads(text)
    return tuple(map(tuple, rows))
