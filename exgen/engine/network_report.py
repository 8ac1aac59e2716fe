"""A network layer by layer: shape, parameters and operations of each layer, and the totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast, overload

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.drafts import NetworkDraft
from exgen.engine.field_problems import field_problems
from exgen.engine.fitting import check_fit, check_ranks, open_fits
from exgen.engine.forms import Form
from exgen.engine.formulas import Quantity, formula
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layers import kind_of
from exgen.engine.naming import network_from
from exgen.engine.network_rows import NetworkReport, NetworkRow, ReceptiveField
from exgen.engine.networks import Layer, Network
from exgen.engine.problems import network_error
from exgen.engine.single_layers import LayerFacts, Sizes, as_written, facts_with_letters, field_behind, layer_facts
from exgen.engine.size_letters import SizeLetters
from exgen.engine.unvalued import unvalued
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError
from exgen.expressions import Node

if TYPE_CHECKING:
    from exgen.engine.letter_conditions import Condition


def finished_network(text: str, input: str | Sequence[object] | None = None, *, with_files: bool = False) -> Network:
    """The network of a known name, of a network's text or (``with_files``) of a file, all numbers known.

    ``input`` is the shape that goes in, without the batch; a known name has one of its own. Raises NetworkError for
    what cannot be read, and for letters in the place of numbers.

    >>> finished_network("Flatten; Linear(9, 2)", "1x3x3").input
    (1, 3, 3)
    >>> finished_network("Conv2d(3, C, 3)", "3x9x9")
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: layer 1, Conv2d(3, C, kernel_size=3): C has no value here; write a number in its place
    """
    return finished(network_from(text, input, with_files=with_files))


def finished(draft: NetworkDraft, otherwise: str = "") -> Network:
    """The network of a draft in which all numbers are known.

    Raises NetworkError for letters in the place of some, one line for each layer; ``otherwise`` goes on from "write a
    number in its place" where letters can be kept as well.
    """
    if draft.names:
        raise network_error(unvalued(draft, otherwise))
    return draft.resolve({})


@overload
def network_report(network: Network) -> NetworkReport[int]: ...
@overload
def network_report(network: NetworkDraft) -> NetworkReport[int | Node]: ...
def network_report(network: Network | NetworkDraft) -> NetworkReport[int] | NetworkReport[int | Node]:
    """A row for every layer; formulas where a draft still holds names.

    Raises NetworkError, one line for each layer that does not fit what arrives or leaves no output, and where a name
    decides how many layers there are.

    >>> report = network_report(finished_network("Conv2d(3, 16, 5); ReLU; Flatten; Linear(12544, 10)", "3x32x32"))
    >>> [(row.output_shape, row.parameters) for row in report.rows]
    [((16, 28, 28), 1216), ((16, 28, 28), 0), ((12544,), 0), ((10,), 125450)]
    >>> report.rows[1].receptive_field
    ReceptiveField(start=(0, 0), end=(4, 4), size=(5, 5), stride=(1, 1))
    >>> report.multiplications
    1066240
    """
    check_ranks(network)
    if isinstance(network, NetworkDraft) and network.count_names:
        names = " and ".join(network.count_names)
        raise NetworkError(f"{names} decides how many layers there are; write a number in its place")
    layers: Sequence[Layer | LayerDraft] = network.layers
    keys = keys_of(layers)
    forms = arrivals(len(network.input), keys, network.wiring).forms
    shapes: list[Sizes] = [network.input]
    facts: list[LayerFacts] = []
    letters = None if isinstance(network, Network) else SizeLetters(network.names)
    for key, layer, tensors in zip(keys, layers, network.wiring.reads, strict=True):
        given = as_written(key, layer.arguments, forms[tensors[0] + 1], [shapes[tensor + 1] for tensor in tensors])
        arriving = tuple([forms[tensor + 1] for tensor in tensors])
        if letters is None:
            found = layer_facts(key, arriving, layer.arguments, given)
        else:
            found = facts_with_letters(key, arriving, layer.arguments, given, letters)
        facts.append(found)
        shapes.append(found.output_shape)
    if isinstance(network, Network):
        check_fit(network, cast("list[tuple[int, ...]]", shapes))
        remarks: tuple[str, ...] = ()
    else:
        remarks = open_fits(network, shapes)
    conditions = _conditions(network, forms, shapes, letters) if letters else ()
    fields = _fields(network, forms, shapes, facts)
    if letters is not None:
        facts = _in_table_form(network, facts)
    rows: list[NetworkRow[Any]] = [
        NetworkRow(
            layer.text,
            tensors,
            found.output_shape,
            found.parameters if owner == index else 0,
            found.multiplications,
            found.additions,
            found.activations,
            field,
            kind_of(key).can_work_in_place and network.wiring.only_reader(index),
        )
        for index, (key, layer, found, field, tensors, owner) in enumerate(
            zip(keys, layers, facts, fields, network.wiring.reads, network.wiring.shares, strict=True)
        )
    ]
    values = layer_facts("Identity", forms[:1], {}, [network.input]).activations
    sizes = tuple(letters.meanings.items()) if letters else ()
    unprinted = (network.added, network.assumed)
    said_of_letters = (sizes, remarks, conditions)
    return NetworkReport(network.input, tuple(rows), values, network.bytes_per_number, *said_of_letters, *unprinted)


def _conditions(
    network: Network | NetworkDraft, forms: Sequence[Form], shapes: Sequence[Sizes], letters: SizeLetters
) -> tuple[Condition, ...]:
    """What the letters of a draft must meet."""
    from exgen.engine.letter_conditions import letter_conditions  # numbers need none

    assert isinstance(network, NetworkDraft)
    return letter_conditions(network, forms, shapes, tuple(letters.meanings.items()))


def _in_table_form(network: Network | NetworkDraft, facts: Sequence[LayerFacts]) -> list[LayerFacts]:
    """What layers make of what arrives, their formulas as a textbook prints them."""
    from exgen.engine.table_letters import TableLetters  # numbers need none

    printed = TableLetters(network).printed
    return [
        found._replace(
            output_shape=tuple(map(printed, found.output_shape)),
            parameters=printed(found.parameters),
            multiplications=printed(found.multiplications),
            additions=printed(found.additions),
            activations=printed(found.activations),
        )
        for found in facts
    ]


def _fields(
    network: Network | NetworkDraft, forms: Sequence[Form], shapes: Sequence[Sizes], facts: Sequence[LayerFacts]
) -> Iterator[ReceptiveField[Any] | None]:
    """The receptive field behind each layer, worked out from those of the tensors it reads."""
    reached: list[tuple[tuple[Quantity, ...], ...]] = [((1, 0, 0),) * forms[0].axes]
    told: list[ReceptiveField[Any] | None] = [None]
    problems = field_problems(network, shapes)
    composed: dict[tuple[object, ...], tuple[tuple[tuple[Quantity, ...], ...], ReceptiveField[Any]]] = {}
    for found, problem, tensors in zip(facts, problems, network.wiring.reads, strict=True):
        before = tuple([reached[tensor + 1] for tensor in tensors])
        key = (found.windows, before)
        if problem is not None or not found.windows or any(len(one) < len(found.windows) for one in before):
            reached.append(())
            told.append(None)
        elif (
            tensors[0] != INPUT
            and len(tensors) == 1
            and not any(found.windows)
            and len(before[0]) == len(found.windows)
        ):
            reached.append(before[0])
            told.append(told[tensors[0] + 1])
        else:
            if key not in composed:
                composed[key] = _composed(*key)
            reached.append(composed[key][0])
            told.append(composed[key][1])
        yield told[-1]


def _composed(
    windows: Sequence[tuple[Quantity, ...] | None], before: Sequence[tuple[tuple[Quantity, ...], ...]]
) -> tuple[tuple[tuple[Quantity, ...], ...], ReceptiveField[Any]]:
    """The field behind windows, from those of the tensors before: axis by axis, and as the table has it."""
    behind: dict[tuple[object, ...], tuple[Quantity, ...]] = {}
    field = []
    for axis, window in enumerate(windows):
        before_axis = tuple([one[axis] for one in before])
        if (window, before_axis) not in behind:
            behind[window, before_axis] = field_behind(before_axis, window)
        field.append(behind[window, before_axis])
    strides, starts, ends = zip(*field, strict=True)
    span = formula("field_size", (None,) * 3)
    sizes = tuple([span.with_formulas((start, end, 0)) for _, start, end in field])
    return tuple(field), ReceptiveField(starts, ends, sizes, strides)
