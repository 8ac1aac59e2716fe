"""Work by hand in a template: matrices as a network's input, and parameters as the weights of its layers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from exgen.engine.by_hand.checks import check_matrices
from exgen.engine.by_hand.matrices import Entry, Matrix, size_of
from exgen.engine.by_hand.tensors import Kernels, Stack
from exgen.engine.drafts import NetworkDraft
from exgen.engine.networks import Matrices, Network
from exgen.errors import InputError, did_you_mean
from exgen.questions.domains import Parameter, shown
from exgen.questions.matrices import is_matrix
from exgen.questions.records import NetworkSource

if TYPE_CHECKING:
    from exgen.questions.schema import NetworkTable, ParameterTable

_STACK = re.compile(r"\[([A-Za-z0-9_, ]*)\]")


def _named(text: str) -> list[str]:
    """The parameters that a text names: one, or those of a stack, one for each channel.

    >>> _named("image"), _named("[red, green]")
    (['image'], ['red', 'green'])
    """
    listed = _STACK.fullmatch(text.strip())
    return [name.strip() for name in listed[1].split(",")] if listed else [text.strip()]


def hand_work_problems(table: NetworkTable, parameters: Mapping[str, ParameterTable]) -> Iterator[tuple[str, str]]:
    """What is wrong with a network's table as far as it speaks of work by hand: key and sentence."""
    holding = [name for name, given in parameters.items() if _holds_matrices(given)]
    takes_matrix = _are_matrices(table.input, parameters)
    said = {
        "weights": bool(table.weights),
        "convolution": table.convolution == "flipped",
        "gradient": table.gradient is not None,
        "rows": table.rows == "examples",
    }
    for key, is_given in said.items():
        if is_given and not takes_matrix:
            hint = did_you_mean(table.input, holding) if holding else "no parameter is a matrix"
            yield key, f'this is for work by hand, where the input is a matrix; input is "{table.input}"; {hint}'
    if table.rows == "examples" and takes_matrix and len(_named(table.input)) > 1:
        yield "rows", "examples are the rows of one matrix; input names several"
    if table.gradient is not None and not _are_matrices(table.gradient, parameters):
        hint = did_you_mean(table.gradient, holding) if holding else "no parameter is a matrix"
        yield "gradient", f'"{table.gradient}" is no matrix, and no list of some such as [g1, g2]; {hint}'
    for tensor, given in table.weights.items():
        for name in _names_in(given):
            if name not in parameters:
                hint = did_you_mean(name, parameters) if parameters else "there is none"
                yield f'weights."{tensor}"', f'"{name}" is no parameter; {hint}'


def _names_in(given: Any) -> Iterable[str]:
    if isinstance(given, str):
        return [given]
    rows = given if isinstance(given, tuple) else ()
    return [name for row in rows for name in row if isinstance(name, str)]


def _are_matrices(text: str, parameters: Mapping[str, ParameterTable]) -> bool:
    return all(name in parameters and _holds_matrices(parameters[name]) for name in _named(text))


def _holds_matrices(parameter: ParameterTable) -> bool:
    return parameter.matrix is not None or any(isinstance(value, tuple) for value in parameter.one_of or ())


def input_text(source: NetworkSource, parameters: Mapping[str, Parameter]) -> str:
    """The shape of a network's input, as it is written or as matrices have it.

    A matrix is a channel with rows and columns; where rows are examples, it has a feature in each column. Raises
    InputError for channels of different sizes.
    """
    stack = _stack(source.input, parameters)
    if stack is None:
        return source.input
    rows, columns = size_of(stack[0])
    if source.has_examples:
        return f"({columns})"
    for name, matrix in zip(_named(source.input), stack, strict=True):
        if size_of(matrix) != (rows, columns):
            size = " x ".join(map(str, size_of(matrix)))
            raise InputError(f"input: all channels have one size; {name} is {size}, the first is {rows} x {columns}")
    return f"({len(stack)}, {rows}, {columns})"


def _stack(text: str, parameters: Mapping[str, Parameter]) -> tuple[Matrix, ...] | None:
    """The matrices that a text names, if it names any."""
    values = [parameters.get(name) for name in _named(text)]
    found = tuple([value for value in values if is_matrix(value)])
    return found if len(found) == len(values) else None


def with_matrices(
    network: Network | NetworkDraft, source: NetworkSource, parameters: Mapping[str, Parameter]
) -> Network | NetworkDraft:
    """The network with its input and weights where a matrix goes in; any other stays as it is.

    Raises InputError where weights do not fit the layers, or symbols stand where numbers are needed.
    """
    stack = _stack(source.input, parameters)
    if stack is None:
        if source.weights or source.flips or source.gradient or source.has_examples:
            raise InputError(f'work by hand needs a matrix as input; "{source.input}" is none')
        return network
    if isinstance(network, NetworkDraft):
        listed = ", ".join(network.names)
        raise InputError(
            f"work by hand needs numbers in every layer; {listed} {'is' if len(network.names) == 1 else 'are'} left"
        )
    weights = {tensor: _weights(tensor, given, parameters) for tensor, given in source.weights.items()}
    image = stack[0] if source.has_examples else stack
    convolves = any(layer.kind == "Conv2d" for layer in network.layers)
    flips = source.flips or (convolves and network.conventions.convolution == "flipped")
    made = replace(network, matrices=Matrices(image, weights, flips, _gradient(source, parameters)))
    check_matrices(made)
    return made


def _gradient(source: NetworkSource, parameters: Mapping[str, Parameter]) -> Matrix | Stack | None:
    """The gradient that comes in from behind: a matrix, or one for each channel."""
    if source.gradient is None:
        return None
    stack = _stack(source.gradient, parameters)
    if stack is None:
        raise InputError(f'gradient: "{source.gradient}" is no matrix')
    return stack if len(stack) > 1 else stack[0]


def _weights(
    tensor: str, given: str | int | tuple[tuple[Fraction | int | str, ...], ...], parameters: Mapping[str, Parameter]
) -> Entry | Matrix | Kernels:
    """What a tensor holds: a parameter's value, the number or matrix that is written, or a list of kernels."""
    if isinstance(given, tuple) and _names_in(given):
        return tuple([tuple([_kernel(tensor, str(name), parameters) for name in row]) for row in given])
    value = parameters[given] if isinstance(given, str) else given
    if isinstance(value, int | Fraction) or is_matrix(value):
        return value
    raise InputError(f'weights "{tensor}": {given} is {shown(value)}; a matrix or a number is needed')


def _kernel(tensor: str, name: str, parameters: Mapping[str, Parameter]) -> Matrix:
    value = parameters[name]
    if is_matrix(value):
        return value
    raise InputError(f'weights "{tensor}": {name} is {shown(value)}; a kernel is a matrix')
