"""What people are shown of a network: a table with a row for each layer, and how a row comes about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from exgen.answers.intervals import IntervalAxis, interval_text
from exgen.cli.layout import BLANK
from exgen.engine.formulas import Quantity
from exgen.engine.network_rows import INDEX_LETTERS, NetworkReport, NetworkRow, ReceptiveField, in_bytes
from exgen.engine.row_derivation import Derived
from exgen.engine.size_letters import has_calls, over_the_input
from exgen.engine.wiring import INPUT
from exgen.engine.wording import said
from exgen.expressions import Binary, Node, names_in, show
from exgen.writers.readable import readable
from exgen.writers.terminal import Block, Cell, Column, Form, Paragraph, Row, Table

if TYPE_CHECKING:
    from exgen.engine.phase_rows import IndexFields, PhaseFields

OPERATIONS = ("parameters", "multiplications", "additions")
MEMORY = ("parameters", "parameter bytes", "activations", "activation bytes")
MOST_PHASES = 3
"""So many phases of a row are shown; ``--json`` has all of them."""

Axis = TypeVar("Axis")


def network_blocks(
    report: NetworkReport[Any],
    phases: Mapping[int, PhaseFields | IndexFields] | None = None,
    missing: Mapping[int, str] | None = None,
    whole: Mapping[int, int] | None = None,
    *,
    has_fields: bool = False,
    has_memory: bool = False,
) -> Iterator[Block]:
    """The last receptive field, a row for each layer, numbered from 1 as messages count them, and the totals.

    Where maps are left that no single interval tells of, it is the last field before the first of them.

    ``has_fields`` and ``has_memory``: columns for these, in the place of the operations. ``phases`` are the fields of
    rows (from 0) that have several, ``missing`` says of others why they have none; values of ``whole`` ones depend on
    all of the map of a layer.
    """
    yield Paragraph(f"input {_shape(report.input)}")
    by_index = [one.letters for one in (phases or {}).values() if not hasattr(one, "fields")]
    letters = index_letters([row.receptive_field for row in report.rows] if report.has_letters else [])
    letters = "".join(by_index[0]) if by_index else letters
    if not has_fields:
        yield from map(Paragraph, _last_field(report, letters))
    yield BLANK
    yield _table(report, letters, phases or {}, whole or {}, has_fields, has_memory)
    if phases and len(by_index) < len(phases):
        yield BLANK
        yield Paragraph(said("index_of_phases"))
    if whole:
        yield BLANK
        yield Paragraph(whole_map_sentence(report, whole))
    for heading, lines in (
        ("No receptive field", list(dict.fromkeys((missing or {}).values()))),
        ("Sizes", list(_meanings(report))),
        ("So that the layers fit each other", [*report.remarks, *_conditions(report)]),
        ("Put in as torchvision has it, since no print shows it", list(report.added)),
        ("Read as chains of their layers, since no print shows how these are joined", list(report.assumed)),
    ):
        if lines:
            yield BLANK
            yield Paragraph(heading, "strong")
            yield from (Paragraph(line, indent=2, hang=2) for line in lines)


def _last_field(report: NetworkReport[Any], letters: str) -> Iterator[str]:
    """What is said of receptive fields above a table that has no column for them."""
    maps = [(number, row.receptive_field) for number, row in enumerate(report.rows, 1) if len(row.output_shape) > 1]
    first = next((number for number, field in maps if field is None), None) if maps and maps[-1][1] is None else None
    reached = [(number, field) for number, field in maps if field and (first is None or number < first)]
    if reached:
        number, field = reached[-1]
        yield f"receptive field after layer {number}: {_inputs(field)}, {_interval(field, letters)}"
        if first is not None:
            yield f"from layer {first} on no single interval tells it: --receptive-field says more"


def row_blocks(
    report: NetworkReport[Any],
    index: int,
    derived: Sequence[Derived],
    phases: PhaseFields | IndexFields | None = None,
    missing: str | None = None,
) -> Iterator[Block]:
    """A row, and the lines that lead to what stands in it; in the place of a receptive field that is not derived its
    ``phases``, or why it is ``missing``."""
    row = report.rows[index]
    shapes = [(report.input if tensor == INPUT else report.rows[tensor].output_shape) for tensor in row.reads]
    yield Paragraph(said("row_of", number=index + 1, layer=row.layer), "strong")
    for tensor, shape in zip(row.reads, shapes, strict=True):
        before = None if tensor == INPUT else report.rows[tensor].layer
        where = said("the_input") if before is None else said("row_of", number=tensor + 1, layer=before)
        yield Paragraph(said("reads", shape=_shape(shape), what=where))
    for one in derived:
        yield BLANK
        yield Paragraph(f"{one.title} = {_value(one, row.receptive_field)}", "good")
        if one.remark:
            yield Paragraph(one.remark, "quiet", indent=4)
        for line in one.lines if not one.remark else ():
            yield Paragraph(
                readable(f"{line.words}: ${line.formula}$" if line.formula else line.words), "quiet", indent=4, hang=2
            )
    if phases is not None or missing is not None:
        yield BLANK
        found = said("none") if phases is None else ", ".join(_reached(None, phases, ""))
        yield Paragraph(f"{said('row.receptive field')} = {found}", "good")
        if missing or hasattr(phases, "fields"):
            yield Paragraph(missing or said("index_of_phases"), "quiet", indent=4, hang=2)


def whole_map_sentence(report: NetworkReport[Any], whole: Mapping[int, int]) -> str:
    """From where on values depend on all that the map of a layer depends on."""
    first, tensor = next(iter(whole.items()))
    layer, what = [
        said("the_input") if index == INPUT else said("row_of", number=index + 1, layer=report.rows[index].layer)
        for index in (first, tensor)
    ]
    return said("whole_map_of", layer=layer, what=what)


def _conditions(report: NetworkReport[Any]) -> Iterator[str]:
    """What letters must meet, on one line."""
    if report.conditions:
        from exgen.engine.letter_conditions import condition_text  # numbers need none

        yield condition_text(report.conditions)


def _meanings(report: NetworkReport[Any]) -> Iterator[str]:
    """What letters of sizes stand for, behind the layer before and, where that is short, over the input's letters."""
    last = over_the_input(report.sizes) if report.sizes else {}
    for name, size in report.sizes:
        yield " = ".join([name, _plain(size), *([_plain(last[name])] if name in last else [])])


def _value(derived: Derived, field: ReceptiveField[Any] | None) -> str:
    if derived.what == "receptive field" and field is not None:
        return said("interval_of_size", size=_size(field), interval=_interval(field, index_letters([field])))
    return _shape(derived.values) if derived.what == "output shape" else number(derived.values[0])


def _table(
    report: NetworkReport[Any],
    letters: str,
    phases: Mapping[int, PhaseFields | IndexFields],
    whole: Mapping[int, int],
    has_fields: bool,
    has_memory: bool,
) -> Table:
    is_chain = report.is_chain  # once: it looks at all rows
    columns = [Column("#", "number", goes_above=True), Column("layer", goes_above=True)]
    columns += [] if is_chain else [Column("reads")]
    columns.append(Column("output shape", "name"))
    if has_fields:
        columns += [Column("receptive field", "name"), Column(f"inputs of index {letters[0]}")]
    form: Form = "text" if report.has_letters else "number"
    if has_memory:
        columns += [Column(title, form) for title in MEMORY]
    if not has_fields and not has_memory:
        columns += [Column(title, form) for title in OPERATIONS]
    rows = []
    for index, row in enumerate(report.rows):
        texts = [str(index + 1), row.layer, *([] if is_chain else [_read(row, index)]), _shape(row.output_shape)]
        if has_fields:
            is_whole = index in whole
            texts += [said("whole_map"), ""] if is_whole else _reached(row.receptive_field, phases.get(index), letters)
        texts += _kept(report, row) if has_memory else []
        texts += [] if has_fields or has_memory else [number(getattr(row, name)) for name in OPERATIONS]
        rows.append(Row(tuple(map(Cell, texts))))
    totals = [""] * (1 if is_chain else 2)
    totals += ["", ""] if has_fields else []
    totals += _kept(report, report) if has_memory else []
    if not has_fields and not has_memory:
        totals += [number(getattr(report, name)) for name in OPERATIONS]
    last = (
        None if has_fields and not has_memory else Row(tuple(Cell(text, "strong") for text in ("", "total", *totals)))
    )
    return Table(tuple(columns), tuple(rows), last)


def _reached(field: ReceptiveField[Any] | None, phases: PhaseFields | IndexFields | None, letters: str) -> list[str]:
    """How many inputs a value of a row is reached from, and which."""
    if field is not None:
        return [_size(field), _interval(field, letters, is_short=True)]
    if phases is None:
        return ["-", ""]
    from exgen.engine.phase_rows import PhaseFields  # only receptive fields need it

    if isinstance(phases, PhaseFields):
        counts = [said("so_many_phases", number=len(axis)) for axis in _alike(phases.fields)]
        return [" x ".join(counts), _phases(phases)]
    intervals = [f"{_plain(start)} : {_plain(end)}" for start, end in phases.distinct_ends()]
    return [" x ".join(map(_forms, _alike(phases.phases))), " x ".join(intervals)]


def _forms(phases: Quantity) -> str:
    """How many forms intervals have, where that is no long formula."""
    if isinstance(phases, Node) and has_calls(phases):
        return said("phases_by_index")
    return said("so_many_phases", number=_plain(phases))


def _read(row: NetworkRow[Any], index: int) -> str:
    """Which layers a layer reads, where it is not the one before it alone."""
    if row.reads == (index - 1,):
        return ""
    return ", ".join("input" if tensor == INPUT else str(tensor + 1) for tensor in row.reads)


def _kept(report: NetworkReport[Any], counted: NetworkReport[Any] | NetworkRow[Any]) -> list[str]:
    """What is learned and what comes out, as numbers and in bytes."""
    found = []
    for numbers in (counted.parameters, counted.activations):
        found += [number(numbers), number(in_bytes(numbers, report.bytes_per_number))]
    return found


def _size(field: ReceptiveField[Any]) -> str:
    """How many inputs a field spans on each axis.

    >>> _size(ReceptiveField((-1, 0), (1, 0), (3, 1), (1, 1)))
    '3 x 1'
    """
    return " x ".join([f"({_plain(size)})" if isinstance(size, Binary) else _plain(size) for size in field.size])


def _inputs(field: ReceptiveField[Any]) -> str:
    """The same with what is counted.

    >>> _inputs(ReceptiveField((0,), (0,), (1,), (1,))), _inputs(ReceptiveField((0,), (2,), (3,), (1,)))
    ('1 input', '3 inputs')
    """
    return f"{_size(field)} input{'' if set(field.size) == {1} else 's'}"


def _interval(field: ReceptiveField[Any], letters: str = "ijk", *, is_short: bool = False) -> str:
    """The inputs that indices with these letters reach; ``is_short``: where all axes are alike those of the first only.

    >>> field = ReceptiveField((-1, -1), (1, 1), (3, 3), (2, 2))
    >>> _interval(field), _interval(field, is_short=True)
    ('2*i-1 : 2*i+1 x 2*j-1 : 2*j+1', '2*i-1 : 2*i+1')
    """
    axes = list(zip(field.stride, field.start, field.end, strict=True))
    shown = axes[:1] if is_short and len(set(axes)) == 1 else axes
    return interval_text(tuple([IntervalAxis(*axis, letter) for axis, letter in zip(shown, letters, strict=False)]))


def index_letters(fields: Iterable[ReceptiveField[Any] | None]) -> str:
    """The letters of the indices on three axes: i, j, k, but for those that the network uses itself.

    >>> from exgen.expressions import read
    >>> index_letters([ReceptiveField((0,), (read("k - 1"),), (read("k"),), (1,))])
    'ijp'
    """
    numbers = [number for field in fields if field is not None for part in field for number in part]
    taken = {name for number in numbers if isinstance(number, Node) for name in names_in(number)}
    return "".join(islice((letter for letter in INDEX_LETTERS if letter not in taken), 3))


def _phases(phases: PhaseFields) -> str:
    """The first intervals of the phases, one behind the other; where all axes are alike those of the first only.

    >>> from exgen.engine.phase_rows import PhaseFields
    >>> _phases(PhaseFields((1,), (((2, -3, 1), (2, -1, 3)),)))
    '2*m-3 : 2*m+1, 2*m-1 : 2*m+3'
    """
    shown = []
    for axis, letter in zip(_alike(phases.fields), "mnk", strict=False):
        intervals = [interval_text((IntervalAxis(*field, letter),)) for field in axis[:MOST_PHASES]]
        shown.append(", ".join(intervals) + (", ..." if len(axis) > MOST_PHASES else ""))
    return " x ".join(shown)


def _alike(axes: tuple[Axis, ...]) -> tuple[Axis, ...]:
    """The first of axes that are all alike, else all of them."""
    return axes[:1] if len(set(axes)) == 1 else axes


def _shape(shape: tuple[Quantity, ...]) -> str:
    return f"({', '.join(map(_plain, shape))})"


def number(value: Quantity) -> str:
    """A count with its digits in groups, or a formula.

    >>> from exgen.expressions import read
    >>> number(1234567), number(read("3 * H * W"))
    ('1,234,567', '3H·W')
    """
    return f"{value:,}" if isinstance(value, int) else _plain(value)


def _plain(value: Quantity) -> str:
    return show(value, "terminal") if isinstance(value, Node) else str(value)
