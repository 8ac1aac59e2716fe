"""The format of question.toml, examples.toml and bank files: one pydantic model for each table.

Models know the shape of the data, not what it means: formulas, names and kinds are checked where a template or
bank is put together. Keys nobody knows are errors.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from exgen.questions.domains import shown
from exgen.questions.schema_fields import (
    Accent,
    Accept,
    Entry,
    GraphShape,
    Index,
    Key,
    Line,
    NumberOrText,
    Points,
    Printed,
    Prose,
    Side,
    Value,
    Version,
    Weight,
    Whole,
    checked_matrix,
    refused,
    wrong,
)
from exgen.questions.sheet_layout import EngineName, Language, Paper


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
            raise wrong(f"found from = {self.first} and to = {self.last}; to cannot be below from")
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
            raise refused(data, f"a parameter is {allowed}")
        if isinstance(data, list):
            checked_matrix(data)
        return {"one_of": [data]}

    @model_validator(mode="after")
    def _one_form(self) -> ParameterTable:
        given = self.model_fields_set
        if given & {"first", "last", "step"}:
            if not {"first", "last"} <= given or given & {"one_of", "matrix", "formula"}:
                self._refuse(given)
            if self.first is not None and self.last is not None and self.first > self.last:
                raise wrong(f"found from = {self.first} and to = {self.last}; to cannot be below from")
            if self.step is not None and self.step < 1:
                raise wrong(f"found step = {self.step}; it is 1 or more")
        elif len(given) != 1:
            self._refuse(given)
        if self.one_of is not None:
            repeated = [value for place, value in enumerate(self.one_of) if value in self.one_of[:place]]
            if not self.one_of:
                raise wrong("found an empty one_of; at least one value is needed")
            if repeated:
                raise wrong(f"found {shown(repeated[0])} twice in one_of; each value is listed once")
        return self

    def _refuse(self, given: set[str]) -> None:
        names = {"first": "from", "last": "to", "formula": "is"}
        found = ", ".join(names.get(name, name) for name in type(self).model_fields if name in given) or "nothing"
        raise wrong(f"found {found}; a parameter has from and to (and step), or one_of, or matrix, or is")


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
            raise wrong(f"found {found} of layers and architecture; one of them is needed")
        return self


class GraphTable(Table):
    """``[graph]`` or ``[graphs.NAME]``."""

    lines: list[Line] = Field(min_length=1)
    loss: Line
    shapes: dict[str, GraphShape]
    distributions: list[Line] = []
    values: dict[str, Weight] = {}
    updates: list[Line] = []


class FigureTable(Table):
    """``[figures.NAME]``; which fields a kind has is checked where the template is put together."""

    kind: str
    results: Literal["in_solution", "always", "never"] = "in_solution"
    network: Line | None = None
    layer: Line | None = None
    axis: int | None = Field(None, ge=0, le=2)
    graph: Line | None = None
    matrices: list[Line] | None = Field(None, min_length=1, max_length=6)
    labels: list[Line] | None = None


class OptionsTable(Table):
    """The options of the answer kinds, as they stand beside the other fields of an answer or a column."""

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
    transposed: Line | None = None


class ColumnTable(OptionsTable):
    """A column of ``columns``: the kind of its cells, what they ask, and the options of the kind."""

    kind: str
    value: Line


class AnswerTable(OptionsTable):
    """``[[answers]]``; the options of the kinds stand beside the fields all answers have."""

    name: str
    kind: str
    ask: Prose
    value: Line | None = None
    points: Points = Fraction(1)
    follows: Line | None = None
    each: Line | None = None
    separate: list[str] = []
    distractors: list[str] = []
    wrong_choices: int | None = None
    size_told: bool = False
    rubric: Prose | None = None
    columns: dict[Line, ColumnTable] = {}


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
    "transposed",
)
"""The fields of an answer that are handed to its kind."""


class DifficultyTable(Table):
    """``[difficulty]``: how far the variants may differ in a class."""

    steps: int | None = Field(None, ge=0)
    digits: int | None = Field(None, ge=0)
    rounding: Literal["any", "alike"] = "any"
    signs: Literal["any", "alike"] = "any"


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
    conventions: dict[str, Line] = {}
    hidden: dict[str, Line] = {}
    figures: dict[str, FigureTable] = {}
    difficulty: DifficultyTable | None = None
    answers: list[AnswerTable] = Field(min_length=1)


class ResponseTable(Table):
    """One of an example's ``responses``."""

    answer: str
    response: str
    verdict: Literal["correct", "partial", "incorrect", "invalid", "ungraded"]
    misconception: str | None = None
    convention: str | None = None


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


class MemberTable(Table):
    """A member of ``one_of``: a template's name, or a table with what belongs to it."""

    template: str
    id: str | None = None
    set: dict[str, Value] = {}

    @model_validator(mode="before")
    @classmethod
    def _is_table(cls, found: object) -> object:
        return {"template": found} if isinstance(found, str) else found


class BankQuestionTable(Table):
    """``[[questions]]``: of a template, or ``pick`` (one) of the templates in ``one_of``."""

    template: str | None = None
    one_of: list[MemberTable] = []
    pick: int | None = None
    same_for_all: bool = False
    id: str | None = None
    points: Points | None = None
    set: dict[str, Value] = {}
    published: PublishedTable | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> BankQuestionTable:
        given = self.model_fields_set
        if (self.template is None) != ("one_of" in given):
            raise wrong("a question has either a template, or one_of with several")
        if self.template is not None and self.pick is not None:
            raise wrong("pick says how many of one_of a student gets; here is one template")
        strange = [field for field in ("id", "set", "published") if field in given]
        if self.template is None and strange:
            raise wrong(
                f'{strange[0]} belongs to one template, not to all of one_of: {{ template = "...", id = "...", '
                "set = {...} } can stand there"
            )
        if self.template is None and len(self.one_of) < 2:
            raise wrong("one_of lists two templates or more")
        if self.pick is not None and not 1 <= self.pick <= len(self.one_of):
            raise wrong(f"found pick = {self.pick}; of {len(self.one_of)} from 1 to {len(self.one_of)} can be picked")
        return self


class LayoutTable(Table):
    """``[layout]``: how the bank's sheets look; ``layout = "exam"`` stands for a name alone.

    What is not given is left to the layout that is named.
    """

    name: Line | None = None
    paper: Paper | None = None
    accent: Accent | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_table(cls, found: object) -> object:
        return {"name": found} if isinstance(found, str) else found


class BankFile(Table):
    """A bank's file."""

    schema_version: Version = 1
    title: Line
    course: Line | None = None
    shuffle: bool = False
    shuffle_options: bool = False
    date: Line | None = None
    deadline: Line | None = None
    language: Language | None = None
    pdf_engine: EngineName | None = None
    layout: LayoutTable = LayoutTable()
    questions: list[BankQuestionTable] = Field(min_length=1)
