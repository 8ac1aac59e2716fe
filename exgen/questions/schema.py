"""The format of question.toml, examples.toml and bank files: one pydantic model for each table.

Models know the shape of the data, not what it means: formulas, names and kinds are checked where a template or
bank is put together. Keys nobody knows are errors.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from exgen.engine.by_hand.matrices import Matrix
from exgen.questions.domains import LARGEST, shown
from exgen.questions.matrices import (
    ALLOWED,
    LARGEST_ENTRY,
    LARGEST_SIDE,
    BrokenMatrix,
    looks_like_matrix,
    matrix_of_rows,
    matrix_of_text,
)
from exgen.questions.naming import NAME

_POINTS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}|/[0-9]{1,6})?")
_SIZE = re.compile(r"[1-9][0-9]{0,3}|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff\U000f0000-\U0010ffff]")


def _wrong(sentence: str) -> PydanticCustomError:
    """The error with a sentence of ours."""
    return PydanticCustomError("exgen", "{sentence}", {"sentence": sentence})


def _refused(found: object, allowed: str) -> PydanticCustomError:
    """The error with the sentence "found ...; ..."."""
    return _wrong(f"found {shown(found)}; {allowed}")


def _points(value: object) -> Fraction:
    text = str(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _POINTS.fullmatch(text) or re.search(r"/0*\Z", text) or not Fraction(text):
        raise _refused(value, 'points are a number above 0, such as 2, 0.5 or "1/2"')
    return Fraction(text)


def _prose(value: str) -> str:
    strange = _UNPRINTABLE.search(value)
    if strange:
        raise _refused(value, f"the character U+{ord(strange[0]):04X} cannot be printed")
    if not value.strip():
        raise _refused(value, "a text is needed")
    return value


def _line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise _refused(value, "one line of text is needed")
    return _prose(value)


def _value(value: object) -> int | str | Matrix:
    if isinstance(value, list) or (isinstance(value, str) and looks_like_matrix(value)):
        return _matrix(value)
    return _number_or_text(value)


def _weight(value: object) -> int | str | Matrix | tuple[tuple[str, ...], ...]:
    """A tensor of a layer; names in rows are kernels, a row of them for each output channel."""
    rows = value if isinstance(value, list) and all(isinstance(row, list) for row in value) else []
    names = [name for row in rows for name in row]
    if names and all(isinstance(name, str) and NAME.fullmatch(name) for name in names):
        if len({len(row) for row in rows}) > 1:
            raise _refused(value, "kernels stand in rows of equal length, one for each output channel")
        return tuple(tuple(row) for row in rows)
    return _value(value)


def _number_or_text(value: object) -> int | str:
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refused(value, "a whole number or a text is needed")
    return _whole(value)


def _matrix(value: str | list[object]) -> Matrix:
    try:
        if isinstance(value, str):
            return matrix_of_text(value)
        if not all(isinstance(row, list) for row in value):
            raise _refused(value, ALLOWED)
        return matrix_of_rows([list(row) for row in value if isinstance(row, list)])
    except BrokenMatrix as problem:
        raise _refused(value, str(problem)) from None


def _side(value: int) -> int:
    if not 1 <= value <= LARGEST_SIDE:
        raise _refused(value, f"a matrix has from 1 to {LARGEST_SIDE} rows and columns")
    return value


def _entry(value: int) -> int:
    if abs(value) > LARGEST_ENTRY:
        raise _refused(value, "an entry has at most 9 digits")
    return value


def _whole(value: int) -> int:
    if abs(value) >= LARGEST:
        raise _refused(value, "a whole number has at most 18 digits")
    return value


def _key(value: object) -> str | tuple[str, ...]:
    return tuple(_key_text(item) for item in value) if isinstance(value, list) else _key_text(value)


def _printed(value: object) -> str | tuple[str, ...]:
    texts = ["" if item == "" else _key_text(item) for item in (value if isinstance(value, list) else [value])]
    return tuple(texts) if isinstance(value, list) else texts[0]


def _graph_shape(value: list[int | str]) -> list[int | str]:
    sizes = [size for size in value if _SIZE.fullmatch(str(size))]
    if len(value) != 2 or len(sizes) != 2:
        found = ", ".join(f'"{size}"' if isinstance(size, str) else str(size) for size in value)
        needed = 'a shape is rows and columns, each a letter or a number from 1, such as ["h", "d"] or ["d", 1]'
        raise _wrong(f"found [{found}]; {needed}")
    return value


def _key_text(value: object) -> str:
    if not isinstance(value, str):
        raise _refused(value, 'an answer is written as text, such as "(25, 28)", or as a list of texts')
    return _prose(value)


def _accept(value: object) -> str | dict[str, int]:
    if isinstance(value, dict) and all(type(count) is int for count in value.values()):
        return {str(name): count for name, count in value.items()}
    if not isinstance(value, str):
        raise _refused(value, '"all", "any" or { at_least = 2 } is needed')
    return _line(value)


def _index(value: object) -> str | list[str]:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return [_line(name) for name in value]
    if not isinstance(value, str):
        raise _refused(value, 'a name such as "i" is needed, or a list with one for each axis')
    return _line(value)


Line = Annotated[str, AfterValidator(_line)]
Prose = Annotated[str, AfterValidator(_prose)]
Points = Annotated[Fraction, BeforeValidator(_points)]
Whole = Annotated[int, AfterValidator(_whole)]
Value = Annotated[int | str | tuple[tuple[int | Fraction, ...], ...], BeforeValidator(_value)]
Weight = Annotated[
    int | str | tuple[tuple[int | Fraction | str, ...], ...],
    BeforeValidator(_weight),
]
NumberOrText = Annotated[int | str, BeforeValidator(_number_or_text)]
Side = Annotated[int, AfterValidator(_side)]
Key = Annotated[str | tuple[str, ...], BeforeValidator(_key)]
Printed = Annotated[str | tuple[str, ...], BeforeValidator(_printed)]
GraphShape = Annotated[list[int | str], AfterValidator(_graph_shape)]
Entry = Annotated[int, AfterValidator(_entry)]
Accept = Annotated[str | dict[str, int], BeforeValidator(_accept)]
Index = Annotated[str | list[str], BeforeValidator(_index)]
Version = Literal[1]


class Table(BaseModel):
    """A table of a file: no other keys than its fields, no conversion of values."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MatrixTable(Table):
    """``matrix = { rows, columns, from, to }``."""

    rows: Side
    columns: Side
    first: Entry = Field(alias="from")
    last: Entry = Field(alias="to")

    @model_validator(mode="after")
    def _is_no_empty_range(self) -> MatrixTable:
        if self.first > self.last:
            raise _wrong(f"found from = {self.first} and to = {self.last}; to cannot be below from")
        return self


class ParameterTable(Table):
    """``{ from, to, step }``, ``{ one_of = [...] }``, ``{ matrix = {...} }``, ``{ is = "..." }``.

    A number, text or matrix alone is a fixed value.
    """

    first: Whole | None = Field(None, alias="from")
    last: Whole | None = Field(None, alias="to")
    step: Whole | None = None
    one_of: list[Value] | None = None
    matrix: MatrixTable | None = None
    formula: Line | None = Field(None, alias="is")

    @model_validator(mode="before")
    @classmethod
    def _table(cls, data: object) -> object:
        if isinstance(data, dict):
            return data
        if isinstance(data, bool) or not isinstance(data, int | str | list):
            allowed = "a whole number, a text, a matrix, or a table with from and to, one_of, matrix, or is"
            raise _refused(data, f"a parameter is {allowed}")
        if isinstance(data, list):
            _matrix(data)
        return {"one_of": [data]}

    @model_validator(mode="after")
    def _one_form(self) -> ParameterTable:
        given = self.model_fields_set
        if given & {"first", "last", "step"}:
            if not {"first", "last"} <= given or given & {"one_of", "matrix", "formula"}:
                self._refuse(given)
            if self.first is not None and self.last is not None and self.first > self.last:
                raise _wrong(f"found from = {self.first} and to = {self.last}; to cannot be below from")
            if self.step is not None and self.step < 1:
                raise _wrong(f"found step = {self.step}; it is 1 or more")
        elif len(given) != 1:
            self._refuse(given)
        if self.one_of is not None:
            repeated = [value for place, value in enumerate(self.one_of) if value in self.one_of[:place]]
            if not self.one_of:
                raise _wrong("found an empty one_of; at least one value is needed")
            if repeated:
                raise _wrong(f"found {shown(repeated[0])} twice in one_of; each value is listed once")
        return self

    def _refuse(self, given: set[str]) -> None:
        names = {"first": "from", "last": "to", "formula": "is"}
        found = ", ".join(names.get(name, name) for name in type(self).model_fields if name in given) or "nothing"
        raise _wrong(f"found {found}; a parameter has from and to (and step), or one_of, or matrix, or is")


class NetworkTable(Table):
    """``[network]`` or ``[networks.NAME]``."""

    input: Line
    layers: Prose | None = None
    architecture: Line | None = None
    batch: Line | None = None
    precision: NumberOrText | None = None
    weights: dict[str, Weight] = {}
    gradient: Line | None = None
    rows: Literal["pixels", "examples"] = "pixels"
    convolution: Literal["cross-correlation", "flipped"] = "cross-correlation"

    @model_validator(mode="after")
    def _one_form(self) -> NetworkTable:
        if (self.layers is None) == (self.architecture is None):
            found = "neither" if self.layers is None else "both"
            raise _wrong(f"found {found} of layers and architecture; one of them is needed")
        return self


class GraphTable(Table):
    """``[graph]`` or ``[graphs.NAME]``."""

    lines: list[Line] = Field(min_length=1)
    loss: Line
    shapes: dict[str, GraphShape]


class AnswerTable(Table):
    """``[[answers]]``; the options of the kinds stand beside the fields all answers have."""

    name: str
    kind: str
    ask: Prose
    value: Line | None = None
    points: Points = Fraction(1)
    follows: Line | None = None
    each: Line | None = None
    separate: list[str] = []
    rubric: Prose | None = None
    accept: Accept | None = None
    tolerance: dict[str, int | Fraction | str] | None = None
    units: list[Line] | None = None
    significant: int | None = None
    evaluated: bool | None = None
    partial: bool | None = None
    index: Index | None = None
    inclusive: bool | None = None
    given: list[Line] | None = None
    symbols: list[str] | None = None
    domain: Line | None = None
    where: list[Line] | None = None
    items: list[Line] | None = None
    choices: list[Line] | None = None
    scoring: Line | None = None
    direction: Line | None = None


OPTIONS = (
    "accept",
    "tolerance",
    "units",
    "significant",
    "evaluated",
    "partial",
    "index",
    "inclusive",
    "given",
    "symbols",
    "domain",
    "where",
    "items",
    "choices",
    "scoring",
    "direction",
)
"""The fields of an answer that are handed to its kind."""


class QuestionFile(Table):
    """question.toml."""

    schema_version: Version = 1
    title: Line
    topics: list[Line] = []
    source: Line | None = None
    parameters: dict[str, ParameterTable] = {}
    symbols: dict[str, Line] = {}
    constraints: dict[str, Line] = {}
    network: NetworkTable | None = None
    networks: dict[str, NetworkTable] = {}
    graph: GraphTable | None = None
    graphs: dict[str, GraphTable] = {}
    answers: list[AnswerTable] = Field(min_length=1)


class ResponseTable(Table):
    """One of an example's ``responses``."""

    answer: str
    response: str
    verdict: Literal["correct", "partial", "incorrect", "invalid", "ungraded"]
    misconception: str | None = None


class ExampleTable(Table):
    """``[[examples]]``."""

    parameters: dict[str, Value] = {}
    keys: dict[str, Key] = {}
    responses: list[ResponseTable] = []


class ExamplesFile(Table):
    """examples.toml."""

    schema_version: Version = 1
    examples: list[ExampleTable] = []


class PublishedTable(Table):
    """What a published sheet printed for a question; an answer or a row that it left out is ""."""

    parameters: dict[str, Value] = {}
    answers: dict[str, Printed] = {}
    note: Prose | None = None
    notes: dict[str, Prose] = {}
    lost_figure: dict[str, Prose] = {}


class BankQuestionTable(Table):
    """``[[questions]]``."""

    template: str
    id: str | None = None
    points: Points | None = None
    set: dict[str, Value] = {}
    published: PublishedTable | None = None


class BankFile(Table):
    """A bank's file."""

    schema_version: Version = 1
    title: Line
    course: Line | None = None
    questions: list[BankQuestionTable] = Field(min_length=1)
