"""Conventions that change a right answer, as named settings: what this engine keeps to, and what others do instead.

A field of ``Conventions`` is one question on which courses and tools differ. Its first value is the engine's own; what
each other one does to rules, ``exgen.engine.settled_conventions`` says. The oracle reads these settings too, so this
module knows no rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from exgen.engine.wording import wording
from exgen.errors import InputError, did_you_mean


def _settings(**allowed: str) -> Any:
    """A field with these values, each with the name under which a response is met that is right under it; the first
    one holds unless another is named."""
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

    division: str = _settings(floor="rounded_down", exact="exact_division")
    convolution: str = _settings(upright="upright_convolution", flipped="flipped_convolution")
    dilation: str = _settings(from_one="dilation_from_one", from_zero="dilation_from_zero")
    same_padding: str = _settings(by_stride="same_padding_by_stride", by_kernel="same_padding_by_kernel")
    odd_padding: str = _settings(behind="odd_place_behind", before="odd_place_before")
    biases: str = _settings(counted="with_bias", left_out="without_bias")
    recurrent_biases: str = _settings(two="two_bias_vectors_per_gate", one="one_bias_vector_per_gate")
    normalisation: str = _settings(
        learned="running_statistics_not_counted", with_statistics="running_statistics_counted"
    )
    running_statistics: str = _settings(
        not_trained="statistics_not_trained",
        left_out="non_trainable_without_statistics",
        with_counter="counter_of_batches_counted",
    )
    operations: str = _settings(
        multiplications="one_operation_per_product", two_for_each_product="two_operations_per_product"
    )
    multiply_adds: str = _settings(
        two_operations="two_operations_per_multiply_add",
        one_operation="one_operation_per_multiply_add",
        apart="products_and_additions_apart",
        two_and_biases="two_operations_per_multiply_add_and_one_per_bias",
    )
    added_biases: str = _settings(left_out="bias_not_counted_as_multiply_add", counted="bias_counted_as_multiply_add")
    activation_gradients: str = _settings(freed="activation_gradients_freed", kept="activation_gradients_kept")
    in_place: str = _settings(counted="in_place_outputs_counted", left_out="in_place_outputs_left_out")
    axes: str = _settings(channels_first="channels_first", channels_last="channels_last")
    units: str = _settings(as_stated="units_as_stated", exchanged="other_unit")
    zeros_in_means: str = _settings(
        as_the_layer_says="zeros_as_the_layer_says", left_out="zeros_not_counted", counted="zeros_counted"
    )
    losses: str = _settings(averaged="losses_averaged", added="losses_not_averaged")
    slope_at_zero: str = _settings(zero="no_slope_at_zero", one="slope_one_at_zero", half="slope_half_at_zero")
    ties: str = _settings(first="gradient_to_first_largest", all="gradient_to_every_largest", shared="gradient_shared")
    gradients: str = _settings(denominator_layout="denominator_layout", numerator_layout="numerator_layout")

    def __post_init__(self) -> None:
        for name, allowed in settings().items():
            if self.value(name) not in allowed:
                found = self.value(name)
                raise InputError(f'{name}: found "{found}"; {did_you_mean(str(found), allowed)}')

    def value(self, name: str) -> str:
        """The value of a field."""
        found: str = getattr(self, name)
        return found

    def sentences(self) -> Mapping[str, str]:
        """For each field what a statement says of it."""
        return {name: setting_sentence(name, self.value(name)) for name in settings()}

    def others(self) -> Iterator[tuple[str, str, Conventions]]:
        """Every set of conventions that differs from this one in one field: its name there, the field, and the set."""
        for name, allowed in settings().items():
            for value, convention in allowed.items():
                if value != self.value(name):
                    yield convention, name, replace(self, **{name: value})


def settings() -> Mapping[str, Mapping[str, str]]:
    """Every field with its values, the engine's own first, each with the name under which a response is met."""
    return {one.name: one.metadata for one in fields(Conventions)}


def setting_sentence(name: str, value: str) -> str:
    """What a statement says where a field has this value."""
    return wording().settings[f"{name}.{value}"]


def convention_sentence(convention: str) -> str:
    """What a student is told whose response is right under a convention."""
    return wording().conventions[convention]


OWN = Conventions()
"""What the engine keeps to unless a template says otherwise."""
