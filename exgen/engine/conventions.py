"""Conventions that change a right answer, as named settings: what this engine keeps to, and what others do instead.

A field of ``Conventions`` is one question on which courses and tools differ. Its first value is the engine's own; each
other one is a change of rules (``exgen.engine.mal_rules.conventions``), so that every quantity can be worked out under
it, and a response that is right under it be met with its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from exgen.engine.mal_rules import CONVENTIONS
from exgen.engine.missteps import Misstep
from exgen.engine.runs import Rerun, Run
from exgen.engine.wording import wording
from exgen.errors import InputError, did_you_mean


def _settings(**allowed: str) -> Any:
    """A field with these values, each with the change of rules it stands for; the first, with "", holds unless another
    is named."""
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

    division: str = _settings(floor="", exact="exact_division")
    convolution: str = _settings(upright="", flipped="flipped_convolution")
    dilation: str = _settings(from_one="", from_zero="dilation_from_zero")
    biases: str = _settings(counted="", left_out="without_bias")
    normalisation: str = _settings(learned="", with_statistics="running_statistics_counted")
    operations: str = _settings(multiplications="", two_for_each_product="two_operations_per_product")
    units: str = _settings(as_stated="", exchanged="other_unit")
    zeros_in_means: str = _settings(as_the_layer_says="", left_out="zeros_not_counted", counted="zeros_counted")
    gradients: str = _settings(shape_of_variable="", numerator_layout="numerator_layout")

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
        return {name: setting_sentence(name, self._value(name)) for name in settings()}

    def missteps(self) -> list[Misstep]:
        """The changes of rules that lead from the engine's own conventions to these."""
        chosen = (allowed[self._value(name)] for name, allowed in settings().items())
        return [Misstep(CONVENTIONS[convention]) for convention in chosen if convention]

    def of(self, run: Run) -> Rerun:
        """What a run gives under these conventions; raises ExpressionError where that has no value."""
        return run.rerun(self.missteps())


def settings() -> Mapping[str, Mapping[str, str]]:
    """Every field with its values, the engine's own first, each with the change of rules it is ("" for none)."""
    return {one.name: one.metadata for one in fields(Conventions)}


def setting_sentence(name: str, value: str) -> str:
    """What a statement says where a field has this value."""
    return wording().settings[f"{name}.{value}"]


def others() -> Iterator[tuple[str, Conventions]]:
    """Every set of conventions that differs from the engine's own in one field, under the change's id."""
    for name, allowed in settings().items():
        for value, convention in allowed.items():
            if convention:
                yield convention, Conventions(**{name: value})
