"""What a template says of conventions: its ``[conventions]``, settled in a variant, and their sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from exgen.engine.conventions import OWN, Conventions, setting_sentence, settings
from exgen.engine.networks import Network
from exgen.errors import InputError, did_you_mean
from exgen.questions.domains import Parameter, shown

UNSETTLED: Mapping[str, str] = {
    "units": "a unit is written into what is asked, such as 10^6 in network.memory",
    "axes": "keys are in PyTorch's order",
}
"""The fields that a template cannot settle, and why."""

SETTABLE = tuple(name for name in settings() if name not in UNSETTLED)
"""The fields of ``[conventions]``."""


def conventions_problems(told: Mapping[str, str], parameters: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is wrong with ``[conventions]``: the key, and a sentence; a value may be a parameter's name."""
    for name, value in told.items():
        if name in UNSETTLED:
            yield name, f"no template settles it: {UNSETTLED[name]}"
        elif name not in SETTABLE:
            yield name, f"there is no such convention; {did_you_mean(name, SETTABLE)}"
        elif value not in settings()[name] and value not in parameters:
            yield name, f'found "{value}"; {did_you_mean(value, [*settings()[name], *parameters])}'


def conventions_of(told: Mapping[str, str], parameters: Mapping[str, Parameter]) -> Conventions:
    """The conventions of a variant; raises InputError where a parameter's value is none of a field's."""
    if not told:
        return OWN
    found = {name: value if value in settings()[name] else parameters[value] for name, value in told.items()}
    for name, value in found.items():
        if value not in settings()[name]:
            hint = did_you_mean(str(value), settings()[name])
            raise InputError(f"conventions.{name}: {told[name]} is {shown(value)}; {hint}")
    return Conventions(**{name: str(value) for name, value in found.items()})


def convention_sentences(conventions: Conventions) -> Mapping[str, str]:
    """For each field that a template can settle what its statement may say of it."""
    return {name: setting_sentence(name, conventions.value(name)) for name in SETTABLE}


def check_conventions(network: Network) -> None:
    """Raise InputError where a convention says something of a network's layers that is not so.

    Running statistics are kept for each channel, beside a scale and a shift, by batch normalisation alone.
    """
    if network.conventions.normalisation != "with_statistics":
        return
    for layer in network.layers:
        is_batch = layer.kind.startswith(("BatchNorm", "SyncBatchNorm"))
        if (is_batch and not all(map(layer.integer, ("affine", "bias", "track_running_stats")))) or (
            not is_batch and "Norm" in layer.kind and layer.kind != "LocalResponseNorm"
        ):
            raise InputError(f"conventions.normalisation: {layer.text} has no four parameters for each channel")


def check_division(network: Network, shapes: Sequence[Sequence[int | Fraction]]) -> None:
    """Raise InputError where a quotient is not whole that a convention calls exact.

    ``shapes`` are those of the input and of what each layer puts out.
    """
    if network.conventions.division != "exact":
        return
    for index, (layer, shape) in enumerate(zip(network.layers, shapes[1:], strict=True), 1):
        for size in shape:
            if size != int(size):
                problem = f"a size of its output would be {size}; conventions.division is exact"
                raise InputError(f"layer {index}, {layer.text}: {problem}")
