"""Wrong answers that known mistakes lead to, in variants of all templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from exgen.answers import KINDS, UnreadableResponse, Verdict
from exgen.engine.mal_rules import MalRule
from exgen.engine.missteps import missteps
from exgen.errors import ExgenError
from exgen.expressions import Node, literal
from exgen.questions.exercise import Exercise, Part
from exgen.questions.loading import template_from_sources
from exgen.questions.records import Template

_NUMBERS = """
H    = { from = 9, to = 40 }
K    = { one_of = [2, 3, 4, 5] }
S    = { one_of = [1, 2, 3] }
P    = { one_of = [1, 2] }
C    = { one_of = [4, 8, 12, 20] }
N    = { one_of = [6, 16, 32] }
"""
_IMAGE = """
image  = { matrix = { rows = 4, columns = 4, from = -9, to = -1 } }
kernel = { matrix = { rows = 2, columns = 2, from = -3, to = 3 } }
"""
_ROWS = """
image  = { matrix = { rows = 3, columns = 3, from = -4, to = 5 } }
kernel = { matrix = { rows = 3, columns = 3, from = -3, to = 3 } }
right  = { matrix = { rows = 1, columns = 3, from = 0, to = 2 } }
scales = { matrix = { rows = 1, columns = 3, from = 2, to = 5 } }
"""
_GIVEN = 'rows = "examples"\ngradient = "kernel"'
_LARGE = [("integer", "network.parameters"), ("integer", "network.multiplications"), ("integer", "network.additions")]

_OWN = {
    "groups": (_NUMBERS, '"(C, H, H)"', '"Conv2d(C, 2*N, K, stride=S, padding=P, groups=2, bias=False)"', _LARGE),
    "normalisation": (_NUMBERS, '"(C, H, H)"', '"Conv2d(C, N, K, stride=S, padding=P); BatchNorm2d(N)"', _LARGE[:1]),
    "transposed": (_NUMBERS, '"(C, H, H)"', '"ConvTranspose2d(C, N, K, stride=S)"', _LARGE),
    "transposed field": (
        _NUMBERS,
        '"(C, H)"',
        '"ConvTranspose1d(C, N, 2*K, padding=P)"',
        [("interval", "network.receptive_field")],
    ),
    "padded maxima": (_IMAGE, '"image"', '"MaxPool2d(2, stride=1, padding=1)"', [("matrix", "network.output")]),
    "rectified": (
        _IMAGE,
        '"image"',
        """"Conv2d(1, 1, 2, bias=False); ReLU()"\nweights = { "0.weight" = "kernel" }""",
        [("matrix", "network.output")],
    ),
    "strided back": (
        _IMAGE,
        '"image"',
        """"Conv2d(1, 1, 2, stride=2, bias=False)"\ngradient = "kernel"\nweights = { "0.weight" = "kernel" }""",
        [("matrix", "network.input_gradient"), ("matrix", "network.layers[0].weight_gradient")],
    ),
    "flattened": (_IMAGE, '"image"', '"Flatten()"', [("matrix", "network.output")]),
    "rectified back": (
        _ROWS,
        '"image"',
        f""""ReLU()"\n{_GIVEN}""",
        [("matrix", "network.input_gradient")],
    ),
    "dense back": (
        _ROWS,
        '"image"',
        f""""Linear(3, 3, bias=False)"\n{_GIVEN}\nweights = {{ "0.weight" = "kernel" }}""",
        [("matrix", "network.input_gradient"), ("matrix", "network.layers[0].weight_gradient")],
    ),
    "softmax back": (_ROWS, '"image"', f""""Softmax(dim=1)"\n{_GIVEN}""", [("matrix", "network.input_gradient(6)")]),
    "loss of a batch": (
        _ROWS,
        '"image"',
        """"CrossEntropyLoss()"\nrows = "examples"\nweights = { "0.target" = "right" }""",
        [("matrix", "network.output(6)"), ("matrix", "network.input_gradient(6)")],
    ),
    "normalised": (
        _ROWS,
        '"image"',
        f""""BatchNorm1d(3, eps=1)"\n{_GIVEN}\nweights = {{ "0.weight" = "scales", "0.bias" = "right" }}""",
        [("matrix", "network.output(6)"), ("matrix", "network.input_gradient(6)")],
    ),
    "recurrent": (
        _NUMBERS,
        '"(H, C)"',
        '"LSTM(C, N, bidirectional=True)"',
        [("integer", "network.parameters"), ("integer", "network.layers[0].weights")],
    ),
    "attention": (
        _NUMBERS,
        '"(H, C)"',
        '"MultiheadAttention(C, 2)"',
        [("integer", "network.parameters"), ("integer", "network.multiplications")],
    ),
    "encoder": (
        _NUMBERS,
        '"(H, C)"',
        '"ClassToken(C); TransformerEncoderLayer(C, 2, N)"',
        [("integer", "network.layers[1].parameters"), ("integer", "network.layers[0].output_shape[0]")],
    ),
    "rounded up": (
        _NUMBERS,
        '"(C, H, H)"',
        '"MaxPool2d(K, stride=3, ceil_mode=True)"',
        [("integer", "network.output_shape[1]")],
    ),
    "padded by a layer": (
        _NUMBERS,
        '"(C, H)"',
        '"ZeroPad1d((P, K)); BatchNorm1d(C)"',
        [("integer", "network.output_shape[1]"), ("integer", "network.layers[1].buffers")],
    ),
    "shuffled": (
        _NUMBERS,
        '"(N*K*K, H, H)"',
        '"PixelShuffle(K)"',
        [("integer", "network.output_shape[0]")],
    ),
    "interpolated": (
        _NUMBERS,
        '"(C, H)"',
        """"Upsample(scale_factor=2, mode='linear'); Conv1d(C, N, K)\"""",
        [("interval", "network.phase_field(1)")],
    ),
    "branches": (
        _NUMBERS,
        '"(C, H, H)"',
        '"Upsample(scale_factor=2); Concat(Conv2d(C, N, 1), Conv2d(C, 2*N, 1))"',
        [("shape", "network.output_shape"), ("integer", "network.output_size[0]")],
    ),
    "three branches": (
        _NUMBERS,
        '"(C, H, H)"',
        '"Concat(Conv2d(C, N, 1), Conv2d(C, 2*N, 1), Conv2d(C, C, 3, padding=1))"',
        [("shape", "network.output_shape")],
    ),
    "added": (
        _NUMBERS,
        '"(C, H, H)"',
        "\"Residual(Conv2d(C, N, 1); Conv2d(N, C, K, padding='same')); Conv2d(C, N, 3)\"",
        [("integer", "network.parameters"), ("shape", "network.layers[2].output_shape")],
    ),
    "body and head": (
        _NUMBERS,
        '"(C, H, H)"',
        '"Conv2d(C, N, K); Conv2d(N, C, 3); AdaptiveAvgPool2d(1); Flatten(); Linear(C, H); ReLU(); Linear(H, 10)"',
        [("integer", "network.parameters")],
    ),
    "phases": (
        "\nH = { from = 9, to = 40 }\nN = { one_of = [2, 3, 5, 10] }",
        '"(1, H)"',
        '"ConvTranspose1d(1, 1, 6, stride=6); Conv1d(1, 1, N, stride=4)"',
        [("integer", "network.phases[0]")],
    ),
}
"""Questions that no template asks: parameters, input, layers, and what is asked."""


_QUOTIENT = """schema_version = 1
title = "quotient"
topics = ["mistakes"]

[parameters]
error = { one_of = ["norm(o - y)^2", "1/2 norm(o - y)^2"] }

[graph]
lines = ["o = a / b", "l = error"]
loss = "l"
shapes = { a = ["h", 1], b = ["h", 1], y = ["h", 1] }

[[answers]]
name = "asked"
kind = "matrix_expression"
ask = "?"
value = "graph.gradient(b)"
"""
"""A question about a graph that no template asks."""


def own_templates() -> Iterator[Template]:
    """The questions as templates, for the mistakes that nobody can make in another one."""
    for name, (parameters, input, layers, asked) in _OWN.items():
        lines = [
            f'schema_version = 1\ntitle = "{name}"\ntopics = ["mistakes"]\n[parameters]{parameters}',
            f"[network]\ninput = {input}\nlayers = {layers}",
            *(
                f'[[answers]]\nname = "asked_{number}"\nkind = "{kind}"\nask = "?"\nvalue = "{value}"'
                for number, (kind, value) in enumerate(asked)
            ),
        ]
        yield template_from_sources(name, {"question.toml": "\n".join(lines), "statement.md": "?"}, name)
    yield template_from_sources("quotient", {"question.toml": _QUOTIENT, "statement.md": "?"}, "quotient")


class Made(NamedTuple):
    """A wrong answer to a part, and the mistake that leads to it."""

    mistake: str
    exercise: Exercise
    part: Part
    value: Any


def made_mistakes(exercise: Exercise, mistakes: Iterable[MalRule]) -> Iterator[Made]:
    """Every wrong answer to which a mistake leads that is made everywhere, or in the single layer it is made in."""
    for part in exercise.parts:
        if part.laid is None or part.key is None or part.choice is not None:
            continue  # the wrong answers of a choice are made beforehand
        run, kind = exercise.runs[part.laid.network], KINDS[part.answer.kind]
        for step in missteps(run, mistakes, run.calculation.reached(part.laid.slots)):
            if not (step.is_everywhere or step.mal_rule.is_of_one_layer):
                continue
            try:
                wrong = part.laid.read(run.rerun([step]).__getitem__)
                if part.answer.kind == "expression" and isinstance(wrong, int | Fraction):
                    wrong = literal(wrong)  # a ratio may be 1
                if isinstance(wrong, Node) and isinstance(part.key, int | Fraction):
                    continue  # letters stay where a number is asked: nobody answers so
                # a wrong formula of matrices need not fit
                is_formula = part.answer.kind == "matrix_expression"
                options = kind.settled(part.options, part.key if is_formula else wrong)
                value = kind.read(kind.show(wrong), options)
                is_wrong = kind.judge_values(part.key, value, kind.settled(part.options, part.key)).verdict in (
                    Verdict.INCORRECT,
                    Verdict.PARTIAL,
                )
            except (ExgenError, UnreadableResponse):
                continue  # nobody could answer it
            if is_wrong:
                yield Made(step.mal_rule.id, exercise, part, value)
