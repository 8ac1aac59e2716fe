"""The kind ``matrix_expression``: a formula in matrices and vectors, judged by what it gives in strict shapes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache, partial
from itertools import chain
from typing import ClassVar

from exgen.answers.formulas import columns_of
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.matrix_checks import check_names
from exgen.answers.matrix_equality import has_same_values, has_values, is_confirmable, readings_of
from exgen.answers.matrix_known import known
from exgen.answers.matrix_labels import label_behind, label_of, names_another_thing
from exgen.answers.matrix_loosely import more_loosely, with_whole_divisors
from exgen.answers.matrix_notations import plain_passage
from exgen.answers.matrix_questions import (
    may_spread,
    other_label,
    with_ones,
    with_other_sigma,
    with_other_signs,
    with_spreading,
)
from exgen.answers.matrix_reading import StatementReader, declared_names, shown_reading
from exgen.answers.matrix_remarks import remarked
from exgen.answers.matrix_rounding import ROUNDED, has_decimals, is_same_within_digits
from exgen.answers.matrix_settings import (
    ASKED,
    COUNTED,
    KIND,
    SETTING,
    WANTED,
    MatrixSetting,
    setting_of,
    setting_problems,
    wanted_shape,
)
from exgen.answers.matrix_shapes_said import with_shape_said, without_shape_behind
from exgen.answers.matrix_stars import asked_of_star, may_convolve
from exgen.answers.matrix_statements import Definition, statements_of, with_statements
from exgen.answers.options import Options, one_of_problems
from exgen.answers.passages import Passage
from exgen.errors import ExpressionError
from exgen.expressions import Call, Name, Node
from exgen.expressions.matrices import Shape, read_matrices, shape_of, shape_text, show_matrices
from exgen.expressions.patterns import pattern

_MLP = {
    "shapes": {"x": ["d", 1], "W1": ["h", "d"], "W2": ["o", "h"], "y": ["o", 1]},
    "given": ["o2 = W1 x", "o4 = sigmoid(o2)", "o5 = W2 o4", "o6 = sigmoid(o5)"],
}


_INDEX = pattern(r"_ ?[{(]? ?\d{0,3} ?,? ?[i-m]|[ᵢⱼₖₗₘ]")
_DIVIDED = "what stands behind a slash is taken together, 1/2n for 1/(2n): write brackets"
TRANSPOSED = ("incorrect", "partial")
"""What a response may be that is right up to transposition; the first is the default."""


class MatrixExpressionKind(AnswerKind[Node]):
    r"""A formula in matrices and vectors.

    ``shapes`` has the rows and columns of every name, as letters or numbers; ``given`` are lines that define further
    names one after the other, among them names of gradients such as ``dl/do5``. ``transposed`` says what a response is
    that is right up to transposition, ``incorrect`` (so it is without the option) or ``partial``. ``asked`` names
    the gradient that is asked, as ``dl/dW1``: a formula with the label of another one is asked back. A response whose
    factors can be grouped in several ways that differ is a Sequence of these readings, likeliest first.

    >>> kind = MatrixExpressionKind()
    >>> kind.show(kind.read(r"W^{(2)\top} \cdot \sigma'(o^{(5)}) \odot 2(o^{(6)} - y)", _MLP))
    "W2^T (sigma'(o5) ⊙ 2(o6 - y))"
    """

    name = KIND
    options = ("shapes", "given", "transposed", ASKED)
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

    def settled(self, options: Options, key: Node) -> Options:
        setting = setting_of(options)
        return {**options, SETTING: setting, WANTED: known(key, setting).shape}

    def read_key(self, text: str, options: Options) -> Node:
        setting, passage = setting_of(options), Passage.of(text)
        with columns_of(passage):
            node = read_matrices(text)
            check_names(node, declared_names(setting), passage, are_sizes_numbers=True)
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

    def _read(self, text: str, options: Options, *, is_summed: bool = False, is_spread: bool = False) -> Node:
        *_, value = self._statements(text, _reader(options, is_summed=is_summed, is_spread=is_spread))
        return value

    def _statements(self, text: str, reader: StatementReader) -> Iterator[Node]:
        """What the names mean that a response defines and does not use, and last what its answer means."""
        definitions, answer = _typed(text, reader.setting)
        for definition in definitions:
            reader.define(definition)
        value = reader.value_of(answer)
        yield from reader.unused()
        yield value

    def otherwise(
        self, response: str, options: Options, read: Node | None
    ) -> Iterator[tuple[Node, UnreadableResponse]]:
        yield from self._summed(response, options)
        yield from self._other_signs(response, options)
        yield from self._other_statements(response, options)
        yield from self._with_ones(response, options)
        yield from self._spread(response, options, read)

    def _other_signs(self, response: str, options: Options) -> Iterator[tuple[Node, UnreadableResponse]]:
        """A formula in which ⊗ is entry by entry, bars are a length, or σ is any activation."""
        setting = setting_of(options)
        others = with_other_sigma(response, (line for _, line in setting.lines), setting.names)
        for text, question in chain(with_other_signs(response), others):
            with suppress(UnreadableResponse):
                yield self.read(text, options), question

    def _spread(self, response: str, options: Options, read: Node | None) -> Iterator[tuple[Node, UnreadableResponse]]:
        """A formula in which, as NumPy does, a number, a row or a column is spread over the matrix beside it."""
        readings = [] if read is None else [*readings_of(read)]
        if may_spread(response):
            with suppress(UnreadableResponse):
                readings += readings_of(self._read(response, options, is_spread=True))
        yield from with_spreading(dict.fromkeys(readings), setting_of(options).shapes)

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
            *others, _ = self._statements(response, _reader(options))
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
        return shown_reading(value)

    def show_latex(self, value: Node) -> str:
        return show_matrices(readings_of(value)[0], "latex")

    def judge_response(self, key: Node, response: str, options: Options) -> Judgement:
        setting = setting_of(options)
        judgement = super().judge_response(key, response, options)
        if judgement.code == "size_as_number":
            again = super().judge_response(key, response, {**options, COUNTED: True})
            judgement = again if again.verdict is Verdict.CORRECT else judgement
        if judgement.score is None and (loose := more_loosely(response, setting.names)):
            again = super().judge_response(key, loose[0], options)
            if again.verdict is Verdict.CORRECT or (loose[1] and again.score is not None):
                response, judgement = loose[0], again
        if not judgement.score and (whole := with_whole_divisors(response, setting.scalars)):
            again = super().judge_response(key, whole, options)
            if again.verdict is Verdict.CORRECT:
                response, judgement = whole, again.remarked(_DIVIDED, code="ambiguous_division")
        if (
            judgement.verdict is Verdict.INCORRECT
            and has_decimals(response)
            and self._is_rounded(key, response, options)
        ):
            return ROUNDED.judgement()
        if not judgement.score and may_convolve(response, setting):
            judgement = asked_of_star(judgement, partial(self.read, response, options), wanted_shape(options), setting)
        if judgement.score:
            judgement = with_shape_said(judgement, response, known(key, setting).shape, setting)
        if "=" in response and judgement.score:  # what is wrong is so whatever stands in front of it
            _, answer = _typed(response, setting)
            asked = str(options.get(ASKED, ""))
            for label, where in ((label_of(answer), "in front of"), (label_behind(answer, setting), "behind")):
                if label and names_another_thing(label, key, setting, asked):
                    return other_label(label, asked, where).judgement()
        return judgement

    def _is_rounded(self, key: Node, response: str, options: Options) -> bool:
        """Whether a response is the key but for the digits that its decimals leave out."""
        setting = setting_of(options)
        try:
            readings = readings_of(self.read(response, options))
        except UnreadableResponse:
            return False
        return any(is_same_within_digits(key, reading, setting) for reading in readings)

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
                right = Judgement.correct(show_matrices(reading)).with_latex(partial(show_matrices, reading, "latex"))
                return remarked(right, reading)
            if not turned and shape == (wanted[1], wanted[0]) != (1, 1) and _is_transposed(key, reading, setting):
                turned = _transposed(show_matrices(reading), shape, wanted, options)
            if shape != wanted:
                reasons.append(f"this is {shape_text(shape)}, and {shape_text(wanted)} is asked")
            elif not has_values(reading, setting):
                reasons.append("this overflows or divides by zero")
            else:
                reasons.append(f"the shape {shape_text(shape)} is right, the entries are not")
        return turned or Judgement.incorrect(self.show(response), reasons[0])


def _reader(options: Options, *, is_summed: bool = False, is_spread: bool = False) -> StatementReader:
    return StatementReader(
        setting_of(options),
        wanted_shape(options),
        is_summed=is_summed,
        is_spread=is_spread,
        are_sizes_numbers=bool(options.get(COUNTED)),
    )


@lru_cache(maxsize=16)
def _typed(text: str, setting: MatrixSetting) -> tuple[tuple[Definition, ...], Passage]:
    """The statements of a response, which is read again for its label, and where it may mean something else."""
    if "Σ" in text and not any("Σ" in name or "Sigma" in name for name in setting.names):  # for the sign of a sum
        text = text.replace("Σ", "∑")
    text, _ = without_shape_behind(text, setting.counts)
    return statements_of(plain_passage(with_statements(text)), declared_names(setting))


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
