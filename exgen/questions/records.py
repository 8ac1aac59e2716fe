"""What a question template and a question bank are once they are read: frozen records, forms of data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from exgen.expressions import Node
from exgen.expressions.matrices import Shape
from exgen.questions.domains import Derived, Domain, Parameter
from exgen.questions.sheet_layout import ACCENT, EngineName, Language, Paper

if TYPE_CHECKING:
    from exgen.questions.layouts import Layout

Key = TypeVar("Key")
Member = TypeVar("Member")


def frozen(members: Mapping[Key, Member]) -> Mapping[Key, Member]:
    """A copy that nobody can change, in the same order."""
    return MappingProxyType(dict(members))


@dataclass(frozen=True, slots=True)
class NetworkSource:
    """A network as the template writes it; the engine reads its texts once the parameters have values.

    ``name`` is what formulas call it: ``network`` for the only one, NAME for ``[networks.NAME]``. Exactly one of
    ``layers`` (PyTorch's spelling, or the name of an architecture) and ``architecture`` (the parameter whose value
    is such a name) is given. ``batch`` is the letter of a batch axis, put in front of shapes on display and in
    keys; a parameter or symbol there is the batch's size too. ``precision`` says how many bytes a number takes.
    ``path`` is its table in question.toml, for messages.

    In work by hand ``input`` is the name of a matrix, or of several, ``[red, green]``, one for each channel; if it
    ``has_examples``, its rows are examples. ``weights`` holds for a tensor of torch's state dict (``0.weight``) the
    name of a parameter, a number, a matrix, or names of kernels in rows; ``flips`` says that convolutions turn their
    kernel; ``gradient`` names that of the loss with respect to what comes out.
    """

    name: str
    input: str
    layers: str | None
    architecture: str | None
    batch: str | None
    path: str
    weights: Mapping[str, str | int | tuple[tuple[Fraction | int | str, ...], ...]] = field(default_factory=dict)
    flips: bool = False
    precision: str | int | None = None
    gradient: str | None = None
    has_examples: bool = False


@dataclass(frozen=True, slots=True)
class GraphSource:
    """A graph as the template writes it; the engine reads its lines once the parameters have values.

    ``name`` is what formulas call it: ``graph`` for the only one, NAME for ``[graphs.NAME]``. ``lines`` may hold names
    of parameters, for which their values are put in; ``shapes`` are those of the leaves. ``distributions`` are leaves
    whose entries add up to 1. ``values`` are numbers of the leaves, or names of parameters that have them; ``updates``
    are lines worked out from gradients. ``path`` is its table in question.toml, for messages.
    """

    name: str
    lines: tuple[str, ...]
    loss: str
    shapes: Mapping[str, Shape]
    path: str
    distributions: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    updates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureSource:
    """A ``[figures.NAME]`` table: what a drawing shows.

    ``results`` says where what is asked may be seen: ``in_solution``, ``always`` or ``never``. ``subject`` is the name
    of the network or graph that is drawn ("" for matrices); ``layer`` the index of one of its layers, ``axis`` counts
    its spatial axes from 0. ``matrices`` are formulas, each with the text that stands below it. ``path`` is the place
    in question.toml, for messages; ``places`` are those of its fields, line and column.
    """

    name: str
    kind: str
    results: str
    subject: str
    layer: Node | None
    axis: int
    matrices: tuple[tuple[Node, str], ...]
    path: str
    places: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """One ``[[answers]]`` table: what is asked, and the formula of its key.

    ``value`` is the key's formula (None only for a kind that is not graded, which has a ``rubric``); with ``each``
    it speaks of ``layer`` and the key has a row for each of the layers. ``follows`` says how the key depends on
    earlier answers. A table has no value, but ``columns``: answers that name them, each with the value of its cells.
    ``points`` are those of the whole answer, all rows together. ``options`` are the kind's own.
    ``separate`` are ids of mistakes. ``path`` is its place in question.toml, for messages. ``given`` are the earlier
    answers whose names a formula may use. ``distractors`` are ids of mistakes: what they lead to is offered beside the
    right value, ``wrong_choices`` of them at a time. ``size_told`` says that a student reads how many rows and columns
    the matrix has, so that a sheet may show its cells.
    """

    name: str
    kind: str
    ask: str
    value: Node | None
    points: Fraction
    follows: Node | None
    each: Node | None
    options: Mapping[str, object]
    separate: tuple[str, ...]
    rubric: str | None
    path: str
    given: tuple[str, ...] = ()
    columns: tuple[AnswerSource, ...] = ()
    distractors: tuple[str, ...] = ()
    wrong_choices: int = 0
    size_told: bool = False

    @property
    def has_rows(self) -> bool:
        """Whether there is a part for each row: of a table asked as a whole there is one part alone."""
        return self.each is not None and not self.columns


@dataclass(frozen=True, slots=True)
class ExampleResponse:
    """A response a student may type, and what it must lead to.

    ``misconception`` is a mistake's id; ``convention`` the name of the convention under which the response is right.
    """

    answer: str
    response: str
    verdict: str
    misconception: str | None
    convention: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """Pinned values, the keys they must give (a list for a key with rows), and responses to them."""

    parameters: Mapping[str, Parameter]
    keys: Mapping[str, str | tuple[str, ...]]
    responses: tuple[ExampleResponse, ...]


@dataclass(frozen=True, slots=True)
class DifficultyLimits:
    """How far the variants of a class may differ: in the steps of their derivations, the digits of their longest number
    (None: as they like), in whether quotients are rounded and numbers negative (``alike``: all or none).
    """

    steps: int | None
    digits: int | None
    rounding: str
    signs: str


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A question template, read and checked as far as it can be without its numbers.

    ``name`` is its path-like name (``convolution/output_size``), ``where`` what stands before its files' names in
    messages, ``folder`` where it was read from (None if from a manifest). ``parameters`` and ``symbols`` (letter to
    meaning) are in the order of the file. ``conventions`` has values of fields, or names of parameters that hold them;
    ``hidden`` says of parameters and conventions why the student is not told. ``sources`` holds the text of every file
    by its name, from which the same template can be read again; ``digest`` is BLAKE2b over them (32 hexadecimal
    digits). Two templates are the same object or different ones; compare digests.
    """

    name: str
    where: str
    folder: Path | None
    title: str
    topics: tuple[str, ...]
    source: str
    parameters: Mapping[str, Domain]
    symbols: Mapping[str, str]
    constraints: Mapping[str, Node]
    networks: Mapping[str, NetworkSource]
    graphs: Mapping[str, GraphSource]
    conventions: Mapping[str, str]
    hidden: Mapping[str, str]
    difficulty: DifficultyLimits | None
    figures: Mapping[str, FigureSource]
    answers: tuple[AnswerSource, ...]
    statement: str
    solution: str | None
    examples: tuple[Example, ...]
    sources: Mapping[str, str]
    digest: str

    @property
    def points(self) -> Fraction:
        """The points of all answers together."""
        return sum((answer.points for answer in self.answers), Fraction())

    @property
    def drawn_parameters(self) -> tuple[str, ...]:
        """The names of the parameters that have a domain, in order."""
        return tuple(name for name, domain in self.parameters.items() if not isinstance(domain, Derived))


@dataclass(frozen=True, slots=True)
class Published:
    """What a published sheet printed for a question: its numbers, and its answers as text (rows as a list).

    An answer that is absent or "", or a row that is "", was not printed. ``note`` speaks of the question, ``notes`` of
    single answers, or of rows (``shapes.row3``); ``lost_figure`` in the same way of those that are right or wrong as a
    figure is read which is not there any more, and says what is lost.
    """

    parameters: Mapping[str, Parameter]
    answers: Mapping[str, str | tuple[str, ...]]
    note: str
    notes: Mapping[str, str]
    lost_figure: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pool:
    """Questions that stand next to each other in a bank, of which a student gets ``pick``; ``path`` is its place."""

    path: str
    pick: int


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of a bank: a template's name, pinned parameters, and the points it gives in all.

    ``points`` None leaves the template's; otherwise those of its answers are scaled to this total
    (:func:`exgen.questions.banks.points_scale`). ``path`` is its place in the bank's file, for messages. ``pool`` None
    is a question that every student gets. With ``is_same_for_all`` they get the same variant, or pick, too.
    """

    id: str
    template: str
    points: Fraction | None
    set: Mapping[str, Parameter]
    published: Published | None
    path: str
    pool: Pool | None = None
    is_same_for_all: bool = False


@dataclass(frozen=True, slots=True)
class Bank:
    """An ordered list of questions, and how its sheets look; ``name`` is the file's name without ``.toml``.

    With ``shuffle`` every student has an order of their own, with ``shuffles_options`` of what there is to choose from
    too. ``date`` and ``deadline`` are printed as they stand; ``accent`` is a colour ``#rrggbb``; ``language``,
    ``paper`` and ``accent`` are the bank's own, else its layout's. ``pdf_engine`` sets the PDFs wherever they are
    made, None for what is there.
    """

    name: str
    path: Path
    title: str
    course: str
    questions: tuple[BankQuestion, ...]
    digest: str
    layout: Layout
    shuffle: bool = False
    date: str = ""
    deadline: str = ""
    language: Language = "en"
    paper: Paper = "a4"
    accent: str = ACCENT
    pdf_engine: EngineName | None = None
    shuffles_options: bool = False

    @property
    def is_varied(self) -> bool:
        """Whether students can get different questions, or the same ones in another order."""
        return self.shuffle or any(question.pool for question in self.questions)


@dataclass(frozen=True, slots=True)
class Variant:
    """The values of all parameters, derived ones too, in the order of the template.

    ``draw`` is the number of the draw that gave them; ``is_repeated`` says that somebody has the same variant
    already, because no other was found.
    """

    parameters: Mapping[str, Parameter]
    draw: int
    is_repeated: bool = False
