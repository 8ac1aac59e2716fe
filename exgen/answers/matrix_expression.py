"""The kind ``matrix_expression``: a formula in matrices and vectors, judged by what it gives in strict shapes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar

from exgen.answers.equations import sides_of
from exgen.answers.formulas import columns_of
from exgen.answers.judgement import Judgement, RefutedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.matrix_checks import check_names
from exgen.answers.matrix_counts import ONES, speaks_of_counts, with_plain_counts
from exgen.answers.matrix_entries import has_entries, matrices_of
from exgen.answers.matrix_equality import has_same_values, has_values, is_confirmable, is_same, readings_of
from exgen.answers.matrix_groupings import groupings_of, with_counted_ones
from exgen.answers.matrix_known import known
from exgen.answers.matrix_names import DeclaredNames, is_label, with_declared_names
from exgen.answers.matrix_notations import plain_passage
from exgen.answers.matrix_questions import with_ones, with_spreading
from exgen.answers.matrix_settings import KIND, MatrixSetting, setting_of, setting_problems
from exgen.answers.matrix_signs import CALLED, meant_by_signs
from exgen.answers.matrix_statements import (
    Definition,
    indices_of_label,
    is_gradient,
    statements_of,
    with_statements,
    written_out,
)
from exgen.answers.options import Options, one_of_problems
from exgen.answers.passages import Passage
from exgen.errors import ExpressionError
from exgen.expressions import Call, Name, Node, Sequence, walk
from exgen.expressions.matrices import Shape, read_matrices, shape_of, shape_text, show_matrices
from exgen.expressions.matrix_reader import written
from exgen.expressions.matrix_tokens import ones_name
from exgen.expressions.patterns import pattern

_MLP = {
    "shapes": {"x": ["d", 1], "W1": ["h", "d"], "W2": ["o", "h"], "y": ["o", 1]},
    "given": ["o2 = W1 x", "o4 = sigmoid(o2)", "o5 = W2 o4", "o6 = sigmoid(o5)"],
}


_INDEX = pattern(r"_ ?[{(]? ?\d{0,3} ?,? ?[i-m]|[ᵢⱼₖₗₘ]")
TRANSPOSED = ("incorrect", "partial")
"""What a response may be that is right up to transposition; the first is the default."""


class MatrixExpressionKind(AnswerKind[Node]):
    r"""A formula in matrices and vectors.

    ``shapes`` has the rows and columns of every name, as letters or numbers; ``given`` are lines that define further
    names one after the other, among them names of gradients such as ``dl/do5``. ``transposed`` says what a response is
    that is right up to transposition, ``incorrect`` (so it is without the option) or ``partial``. A response whose
    factors can be grouped in several ways that differ is a Sequence of these readings, likeliest first.

    >>> kind = MatrixExpressionKind()
    >>> kind.show(kind.read(r"W^{(2)\top} \cdot \sigma'(o^{(5)}) \odot 2(o^{(6)} - y)", _MLP))
    "W2^T (sigma'(o5) ⊙ 2(o6 - y))"
    """

    name = KIND
    options = ("shapes", "given", "transposed")
    examples: ClassVar[tuple[Example, ...]] = (
        Example("W2^T (o6 - y)", r"W_2^\top \cdot (o^{(6)} - y)", Verdict.CORRECT, _MLP),
        Example("(o6 - y) o4^T", "np.dot(o6 - y, o4.T)", Verdict.CORRECT, _MLP),
        Example("sigma'(o5) ⊙ 2(o6 - y)", "2 o6*(1 - o6)*(o6 - y)", Verdict.CORRECT, _MLP),
        Example("sigma'(o5) ⊙ 2(o6 - y)", "sigma'(o5) ⊙ (o6 - y)", Verdict.INCORRECT, _MLP),
        Example("W2^T (o6 - y)", "W2 (o6 - y)", Verdict.INCORRECT, _MLP),
        Example("W2^T (o6 - y)", "W3^T (o6 - y)", Verdict.INVALID, _MLP),
    )

    def option_problems(self, options: Options) -> list[str]:
        problems = super().option_problems(options) + setting_problems(options)
        return problems + one_of_problems(self.name, options, "transposed", TRANSPOSED)

    def read_key(self, text: str, options: Options) -> Node:
        setting, passage = setting_of(options), Passage.of(text)
        with columns_of(passage):
            node = read_matrices(text)
            check_names(node, _declared(setting), passage)
            shape_of(node, setting.shapes)
        if not has_values(node, setting):
            raise UnreadableResponse("undefined", "this overflows or divides by zero wherever it is worked out")
        if not is_confirmable(node, setting):
            sentence = (
                "its functions are flat wherever it is worked out, so that a wrong formula could not be told from it"
            )
            raise UnreadableResponse("saturated", sentence)
        return node

    def read(self, text: str, options: Options) -> Node:
        return self._read(text, options)

    def _read(self, text: str, options: Options, *, is_summed: bool = False) -> Node:
        *_, value = self._statements(text, options, is_summed=is_summed)
        return value

    def _statements(self, text: str, options: Options, *, is_summed: bool = False) -> Iterator[Node]:
        """What the names mean that a response defines and does not use, and last what its answer means."""
        reader = _Reader(setting_of(options), is_summed=is_summed)
        definitions, answer = statements_of(plain_passage(with_statements(text)), reader.declared)
        for definition in definitions:
            reader.define(definition)
        value = reader.value_of(answer)
        yield from reader.unused()
        yield value

    def otherwise(
        self, response: str, options: Options, read: Node | None
    ) -> Iterator[tuple[Node, UnreadableResponse]]:
        yield from self._summed(response, options)
        yield from self._other_statements(response, options)
        yield from self._with_ones(response, options)
        if read is not None:  # NumPy spreads a number, a row or a column over the matrix beside it
            yield from with_spreading(readings_of(read), setting_of(options).shapes)

    def _with_ones(self, response: str, options: Options) -> Iterator[tuple[Node, UnreadableResponse]]:
        """A formula in which a 1 is a vector of ones."""
        for text, question in with_ones(response, setting_of(options).sizes):
            try:
                yield self.read(text, options), question
            except UnreadableResponse:
                continue

    def _other_statements(self, response: str, options: Options) -> Iterator[tuple[Node, UnreadableResponse]]:
        """Formulas with names that nothing else uses: any may be the answer."""
        if response.count("=") < 2 and ";" not in response:
            return
        question = UnreadableResponse("several_formulas", "which of these formulas is the answer?")
        try:
            *others, _ = self._statements(response, options)
        except UnreadableResponse:
            return
        yield from ((value, question) for value in others)

    def _summed(self, response: str, options: Options) -> Iterator[tuple[Node, UnreadableResponse]]:
        """Entries with the sums that Einstein leaves out."""
        if not _INDEX.search(response):
            return
        question = UnreadableResponse(
            "sum_missing", "is an index that stands twice summed over?", suggestion="write sum_k"
        )
        try:
            yield self._read(response, options, is_summed=True), question
        except UnreadableResponse:
            return

    def show(self, value: Node) -> str:
        return _shown(value)

    def show_latex(self, value: Node) -> str:
        return show_matrices(readings_of(value)[0], "latex")

    def judge_values(self, key: Node, response: Node, options: Options) -> Judgement:
        setting = setting_of(options)
        wanted = known(key, setting).shape
        reasons = []
        turned: Judgement | None = None
        for reading in readings_of(response):
            try:
                shape = shape_of(reading, setting.shapes)
            except ExpressionError as error:
                reasons.append(error.sentence)
                continue
            if shape == wanted and has_same_values(key, reading, setting):
                return Judgement.correct(show_matrices(reading)).with_latex(show_matrices(reading, "latex"))
            if not turned and shape == (wanted[1], wanted[0]) != (1, 1) and _is_transposed(key, reading, setting):
                turned = _transposed(show_matrices(reading), shape, wanted, options)
            if shape != wanted:
                reasons.append(f"this is {shape_text(shape)}, and {shape_text(wanted)} is asked")
            elif not has_values(reading, setting):
                reasons.append("this overflows or divides by zero")
            else:
                reasons.append(f"the shape {shape_text(shape)} is right, the entries are not")
        return turned or Judgement.incorrect(self.show(response), reasons[0])


def _is_transposed(key: Node, reading: Node, setting: MatrixSetting) -> bool:
    """Whether a reading is the transpose of the key."""
    try:
        return has_same_values(key, Call(Name("transpose"), (reading,)), setting)
    except UnreadableResponse:
        return False


def _transposed(read_as: str, shape: Shape, wanted: Shape, options: Options) -> Judgement:
    """What is said of the transpose of the key: half of the score where the template gives it."""
    asked = f"it is {shape_text(shape)}, and {shape_text(wanted)} is asked" if shape != wanted else "turn it"
    sentence = f"this is right up to transposition: {asked}"
    score = Fraction(1, 2) if options.get("transposed", TRANSPOSED[0]) == "partial" else Fraction(0)
    return Judgement.scored(score, read_as, sentence, "transposed")


@lru_cache(maxsize=64)
def _declared(setting: MatrixSetting) -> DeclaredNames:
    return DeclaredNames(setting.spoken, setting.sizes)


class _Reader:
    """Reads the statements of one response; what its own names mean is known once they are defined."""

    def __init__(self, setting: MatrixSetting, *, is_summed: bool) -> None:
        self._setting = setting
        self._is_summed = is_summed
        self._own: dict[str, Node] = {}
        self._meant: dict[str, Node] = {}
        self._used: set[str] = set()
        self.declared = _declared(setting)

    def define(self, definition: Definition) -> None:
        """Take a name for what the response says it is."""
        *others, last = sides_of(definition.formula, may_end_in_name=False)
        tree = self._tree(last)
        value = self._meaning(tree, last)
        for side in others:
            self._check_side(side, value)
        self._own[definition.name] = tree
        self._meant[definition.name] = value
        self._used.discard(definition.name)
        names = tuple(dict.fromkeys((*self._setting.spoken, *self._own)))
        self.declared = DeclaredNames(names, self._setting.sizes)

    def unused(self) -> list[Node]:
        """What the names mean that are defined and stand nowhere."""
        return [value for name, value in self._meant.items() if name not in self._used]

    def value_of(self, answer: Passage) -> Node:
        """What the last side of a chain of equations means; the others must be the same."""
        order = indices_of_label(answer.text)
        sides = sides_of(answer, may_end_in_name=False)
        if len(sides) > 1 and (is_label(sides[0], self.declared) or (order and is_gradient(sides[0].text))):
            del sides[0]
        value = self._meaning(self._tree(sides[-1]), sides[-1], order)
        for side in sides[:-1]:
            self._check_side(side, value)
        return value

    def _check_side(self, side: Passage, value: Node) -> None:
        try:
            other = self._meaning(self._tree(side), side)
        except UnreadableResponse as error:
            if error.code != "unknown_name":  # of names that only lead there, nothing can be said
                raise
            return
        if other != value and not is_same(other, value, self._setting):
            sentence = f"{_shown(other)} is not equal to what follows"
            raise RefutedResponse("sides_differ", sentence, side.column, read_as=_shown(value))

    def _tree(self, side: Passage) -> Node:
        """One side as it was typed, its names declared."""
        side = with_declared_names(side, self.declared)
        with columns_of(side):
            tree = written(side.text, CALLED)
            if speaks_of_counts(side.text):
                tree = with_plain_counts(tree, self._setting.counts)
            check_names(tree, self.declared, side)
            if self._own:
                self._used |= {part.name for part in walk(tree) if isinstance(part, Name)}
            tree = written_out(tree, self._own)
            return with_counted_ones(tree, self._setting.shapes) if "ones_along" in side.text else tree

    def _meaning(self, tree: Node, side: Passage, order: str = "") -> Node:
        """Every grouping that fits, in true shapes or else where all are the same.

        Of entries, whose indices ``order`` may tell, it is the matrices.
        """
        setting = self._setting
        with columns_of(side):
            readings = self._entries(tree, side, order) if has_entries(tree) else groupings_of(tree, setting.shapes)
            if not readings and ONES in walk(tree):
                sizes = " or ".join(map(ones_name, self.declared.sizes))
                raise UnreadableResponse("size_missing", f"say how many ones these are: {sizes}", side.column)
            if not readings:
                where_all_are_equal = groupings_of(tree, setting.with_equal_sizes.shapes)
                spread = groupings_of(tree, setting.shapes, is_spread=True)
                readings = tuple(dict.fromkeys((*(spread or (meant_by_signs(tree),)), *where_all_are_equal)))
        return readings[0] if len(readings) == 1 else Sequence(readings)

    def _entries(self, tree: Node, side: Passage, order: str) -> tuple[Node, ...]:
        """The matrices whose entries were typed."""
        try:
            return matrices_of(tree, self._setting.shapes, order, is_summed=self._is_summed)
        except ExpressionError as error:
            if error.code != "shapes_differ":
                raise
            column = side.column_at(error.column - 1)
            raise RefutedResponse(error.code, error.sentence, column, read_as=side.text) from None


def _shown(value: Node) -> str:
    return show_matrices(readings_of(value)[0])
