"""Conventions that change a right answer, as named settings: what this engine keeps to, and what others do instead.

A field of ``Conventions`` is one question on which courses and tools differ. Its first value is the engine's own; each
other one is a change of rules (``exgen.engine.mal_rules.conventions``), so that every quantity can be worked out under
it, and a response that is right under it be met with its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from exgen.engine.mal_rules import CONVENTIONS
from exgen.engine.missteps import Misstep
from exgen.engine.runs import Rerun, Run
from exgen.errors import InputError, did_you_mean


class Setting(NamedTuple):
    """A value of a field: its sentence for a statement, and the change of rules it stands for ("" for none)."""

    sentence: str
    convention: str = ""


def _settings(**allowed: Setting) -> Any:
    """A field with these values, the first one of which holds unless another is named."""
    return field(default=next(iter(allowed)), metadata=allowed)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What is kept to where courses and tools differ; raises InputError for a value that a field does not have.

    >>> Conventions().sentences()["division"]
    'A quotient that is not whole is rounded down.'
    >>> Conventions(division="up")
    Traceback (most recent call last):
    ...
    exgen.errors.InputError: division: found "up"; allowed: exact, floor
    """

    division: str = _settings(
        floor=Setting("A quotient that is not whole is rounded down."),
        exact=Setting("Sizes are such that every quotient is whole; none is rounded.", "exact_division"),
    )
    convolution: str = _settings(
        upright=Setting("A convolution uses its kernel as it stands (cross-correlation, as in PyTorch)."),
        flipped=Setting("A convolution turns its kernel by 180 degrees.", "flipped_convolution"),
    )
    dilation: str = _settings(
        from_one=Setting("A dilation of 1 is an ordinary kernel."),
        from_zero=Setting("A dilation of 0 is an ordinary kernel.", "dilation_from_zero"),
    )
    same_padding: str = _settings(
        by_stride=Setting("SAME padding puts on as many places as ceil(H / S) positions take."),
        by_kernel=Setting("Same padding puts on D(K - 1) places, whatever the stride.", "same_padding_by_kernel"),
    )
    odd_padding: str = _settings(
        behind=Setting("An odd place of same padding stands behind the input."),
        before=Setting("An odd place of same padding stands before the input.", "odd_place_before"),
    )
    biases: str = _settings(
        counted=Setting("Biases are parameters too."),
        left_out=Setting("Biases are not counted as parameters.", "without_bias"),
    )
    normalisation: str = _settings(
        learned=Setting("Normalisation has two parameters for each channel, a scale and a shift."),
        with_statistics=Setting(
            "Normalisation has four parameters for each channel: scale, shift, running mean and running variance.",
            "running_statistics_counted",
        ),
    )
    operations: str = _settings(
        multiplications=Setting("Multiplications are counted; additions are counted on their own."),
        two_for_each_product=Setting(
            "A product and its addition count as two operations.", "two_operations_per_product"
        ),
    )
    units: str = _settings(
        as_stated=Setting("A unit has as many bytes as is said with it."),
        exchanged=Setting("Units go by 2^10 = 1024 where thousands are stated, and the other way round.", "other_unit"),
    )
    zeros_in_means: str = _settings(
        as_the_layer_says=Setting("Zeros of the padding count for a mean unless a layer says otherwise."),
        left_out=Setting("Zeros of the padding never count for a mean.", "zeros_not_counted"),
        counted=Setting("Zeros of the padding always count for a mean.", "zeros_counted"),
    )
    gradients: str = _settings(
        shape_of_variable=Setting("The gradient with respect to something has its shape."),
        numerator_layout=Setting("The gradient with respect to a column is a row.", "numerator_layout"),
    )

    def __post_init__(self) -> None:
        for name, allowed in settings().items():
            if self._value(name) not in allowed:
                found = self._value(name)
                raise InputError(f'{name}: found "{found}"; {did_you_mean(str(found), allowed)}')

    def _value(self, name: str) -> str:
        value: str = getattr(self, name)
        return value

    def sentences(self) -> Mapping[str, str]:
        """For each field what a statement says of it."""
        return {name: allowed[self._value(name)].sentence for name, allowed in settings().items()}

    def missteps(self) -> list[Misstep]:
        """The changes of rules that lead from the engine's own conventions to these."""
        chosen = (allowed[self._value(name)].convention for name, allowed in settings().items())
        return [Misstep(CONVENTIONS[convention]) for convention in chosen if convention]

    def of(self, run: Run) -> Rerun:
        """What a run gives under these conventions; raises ExpressionError where that has no value."""
        return run.rerun(self.missteps())


def settings() -> Mapping[str, Mapping[str, Setting]]:
    """Every field with its values, the engine's own first."""
    return {one.name: one.metadata for one in fields(Conventions)}


def others() -> Iterator[tuple[str, Conventions]]:
    """Every set of conventions that differs from the engine's own in one field, under the change's id."""
    for name, allowed in settings().items():
        for value, setting in allowed.items():
            if setting.convention:
                yield setting.convention, Conventions(**{name: value})
