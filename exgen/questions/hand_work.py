"""Work by hand in a template: a matrix as a network's input, and parameters as the weights of its layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from exgen.engine.by_hand.checks import check_matrices
from exgen.engine.by_hand.matrices import Entry, Matrix, size_of
from exgen.engine.drafts import NetworkDraft
from exgen.engine.networks import Matrices, Network
from exgen.errors import InputError, did_you_mean
from exgen.questions.domains import Parameter, shown
from exgen.questions.matrices import is_matrix
from exgen.questions.records import NetworkSource

if TYPE_CHECKING:
    from exgen.questions.schema import NetworkTable, ParameterTable


def hand_work_problems(table: NetworkTable, parameters: Mapping[str, ParameterTable]) -> Iterator[tuple[str, str]]:
    """What is wrong with a network's table as far as it speaks of work by hand: key and sentence."""
    takes_matrix = table.input.strip() in parameters and _holds_matrices(parameters[table.input.strip()])
    named = [name for name, given in parameters.items() if _holds_matrices(given)]
    for key, is_given in (("weights", bool(table.weights)), ("convolution", table.convolution == "flipped")):
        if is_given and not takes_matrix:
            hint = did_you_mean(table.input.strip(), named) if named else "no parameter is a matrix"
            yield key, f'this is for work by hand, where the input is a matrix; input is "{table.input}"; {hint}'
    for tensor, given in table.weights.items():
        if isinstance(given, str) and given not in parameters:
            hint = did_you_mean(given, parameters) if parameters else "there is none"
            yield f'weights."{tensor}"', f'"{given}" is no parameter; {hint}'


def _holds_matrices(parameter: ParameterTable) -> bool:
    return parameter.matrix is not None or any(isinstance(value, tuple) for value in parameter.one_of or ())


def input_text(source: NetworkSource, parameters: Mapping[str, Parameter]) -> str:
    """The shape of a network's input, as it is written or as a matrix has it: one channel, rows and columns."""
    image = _image(source, parameters)
    if image is None:
        return source.input
    rows, columns = size_of(image)
    return f"(1, {rows}, {columns})"


def _image(source: NetworkSource, parameters: Mapping[str, Parameter]) -> Matrix | None:
    """The matrix that goes into a network, if one does."""
    value = parameters.get(source.input.strip())
    return value if is_matrix(value) else None


def with_matrices(
    network: Network | NetworkDraft, source: NetworkSource, parameters: Mapping[str, Parameter]
) -> Network | NetworkDraft:
    """The network with its input and weights where a matrix goes in; any other stays as it is.

    Raises InputError where weights do not fit the layers, or symbols stand where numbers are needed.
    """
    image = _image(source, parameters)
    if image is None:
        if source.weights or source.flips:
            raise InputError(f'work by hand needs a matrix as input; "{source.input}" is none')
        return network
    if isinstance(network, NetworkDraft):
        listed = ", ".join(network.names)
        raise InputError(
            f"work by hand needs numbers in every layer; {listed} {'is' if len(network.names) == 1 else 'are'} left"
        )
    weights = {tensor: _weights(tensor, given, parameters) for tensor, given in source.weights.items()}
    made = replace(network, matrices=Matrices(image, weights, source.flips))
    check_matrices(made)
    return made


def _weights(tensor: str, given: str | int | Matrix, parameters: Mapping[str, Parameter]) -> Matrix | Entry:
    """What a tensor holds: a parameter's value, or the number or matrix that is written."""
    value = parameters[given] if isinstance(given, str) else given
    if isinstance(value, int | Fraction) or is_matrix(value):
        return value
    raise InputError(f'weights "{tensor}": {given} is {shown(value)}; a matrix or a number is needed')
