"""The kind ``matrix_expression``: a formula in matrices and vectors, judged by what it gives in strict shapes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar

from exgen.answers.equations import sides_of
from exgen.answers.formulas import columns_of
from exgen.answers.judgement import Judgement, RefutedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.matrix_equality import has_same_values, has_values, is_same, readings_of
from exgen.answers.matrix_groupings import groupings_of
from exgen.answers.matrix_names import DeclaredNames, check_names, is_label, with_declared_names
from exgen.answers.matrix_notations import plain_passage
from exgen.answers.matrix_settings import KIND, MatrixSetting, setting_of, setting_problems
from exgen.answers.matrix_signs import CALLED, meant_by_signs
from exgen.answers.options import Options
from exgen.answers.passages import Passage
from exgen.errors import ExpressionError
from exgen.expressions import Node, Sequence
from exgen.expressions.matrices import read_matrices, shape_of, shape_text, show_matrices
from exgen.expressions.matrix_reader import written
from exgen.expressions.matrix_tokens import ones_name
from exgen.expressions.patterns import pattern

_MLP = {
    "shapes": {"x": ["d", 1], "W1": ["h", "d"], "W2": ["o", "h"], "y": ["o", 1]},
    "given": ["o2 = W1 x", "o4 = sigmoid(o2)", "o5 = W2 o4", "o6 = sigmoid(o5)"],
}


_BARE_ONE = pattern(r"(?<=[\w)'\N{DOWN TACK}]) +1(?![\w.^(_]|\s*[*/])")
_SIZES_TRIED = 4


class MatrixExpressionKind(AnswerKind[Node]):
    r"""A formula in matrices and vectors.

    ``shapes`` has the rows and columns of every name, as letters or numbers; ``given`` are lines that define further
    names one after the other, among them names of gradients such as ``dl/do5``. A response whose factors can be
    grouped in several ways that differ is a Sequence of these readings, likeliest first.

    >>> kind = MatrixExpressionKind()
    >>> kind.show(kind.read(r"W^{(2)\top} \cdot \sigma'(o^{(5)}) \odot 2(o^{(6)} - y)", _MLP))
    "W2^T (sigma'(o5) ⊙ 2(o6 - y))"
    """

    name = KIND
    options = ("shapes", "given")
    examples: ClassVar[tuple[Example, ...]] = (
        Example("W2^T (o6 - y)", r"W_2^\top \cdot (o^{(6)} - y)", Verdict.CORRECT, _MLP),
        Example("(o6 - y) o4^T", "np.dot(o6 - y, o4.T)", Verdict.CORRECT, _MLP),
        Example("sigma'(o5) ⊙ 2(o6 - y)", "2 o6*(1 - o6)*(o6 - y)", Verdict.CORRECT, _MLP),
        Example("sigma'(o5) ⊙ 2(o6 - y)", "sigma'(o5) ⊙ (o6 - y)", Verdict.INCORRECT, _MLP),
        Example("W2^T (o6 - y)", "W2 (o6 - y)", Verdict.INCORRECT, _MLP),
        Example("W2^T (o6 - y)", "W3^T (o6 - y)", Verdict.INVALID, _MLP),
    )

    def option_problems(self, options: Options) -> list[str]:
        return super().option_problems(options) + setting_problems(options)

    def read_key(self, text: str, options: Options) -> Node:
        setting, passage = setting_of(options), Passage.of(text)
        with columns_of(passage):
            node = read_matrices(text)
            check_names(node, _declared(setting), passage)
            shape_of(node, setting.shapes)
        if not has_values(node, setting):
            raise UnreadableResponse("undefined", "this overflows or divides by zero wherever it is worked out")
        return node

    def read(self, text: str, options: Options) -> Node:
        setting = setting_of(options)
        sides = sides_of(plain_passage(text), may_end_in_name=False)
        if len(sides) > 1 and is_label(sides[0]):
            del sides[0]
        *others, last = sides
        value = _meaning(last, setting)
        for side in others:
            try:
                other = _meaning(side, setting)
            except UnreadableResponse as error:
                if error.code != "unknown_name":  # of names that only lead there, nothing can be said
                    raise
                continue
            if other != value and not is_same(other, value, setting):
                sentence = f"{show_matrices(readings_of(other)[0])} is not equal to what follows"
                raise RefutedResponse("sides_differ", sentence, side.column, read_as=self.show(value))
        return value

    def otherwise(self, response: str, options: Options) -> Iterator[tuple[Node, UnreadableResponse]]:
        if not (found := _BARE_ONE.search(response)):
            return
        column = found.end()
        for size in setting_of(options).sizes[:_SIZES_TRIED]:
            suggestion = f"write {ones_name(size)}"
            question = UnreadableResponse("size_missing", "is this 1 a vector of ones?", column, suggestion=suggestion)
            try:
                yield self.read(_BARE_ONE.sub(f" {ones_name(size)} ", response), options), question
            except UnreadableResponse:
                continue

    def show(self, value: Node) -> str:
        return show_matrices(readings_of(value)[0])

    def show_latex(self, value: Node) -> str:
        return show_matrices(readings_of(value)[0], "latex")

    def judge_values(self, key: Node, response: Node, options: Options) -> Judgement:
        setting = setting_of(options)
        wanted = shape_of(key, setting.shapes)
        reasons = []
        for reading in readings_of(response):
            try:
                shape = shape_of(reading, setting.shapes)
            except ExpressionError as error:
                reasons.append(error.sentence)
                continue
            if shape != wanted:
                reasons.append(f"this is {shape_text(shape)}, and {shape_text(wanted)} is asked")
            elif has_same_values(key, reading, setting):
                return Judgement.correct(show_matrices(reading))
            elif not has_values(reading, setting):
                reasons.append("this overflows or divides by zero")
            else:
                reasons.append(f"the shape {shape_text(shape)} is right, the entries are not")
        return Judgement.incorrect(self.show(response), reasons[0])


@lru_cache(maxsize=64)
def _declared(setting: MatrixSetting) -> DeclaredNames:
    return DeclaredNames(setting.names, setting.sizes)


def _meaning(side: Passage, setting: MatrixSetting) -> Node:
    """What one side of a response means: every grouping that fits, in true shapes or else where all are the same."""
    declared = _declared(setting)
    side = with_declared_names(side, declared)
    with columns_of(side):
        tree = written(side.text, CALLED)
        check_names(tree, declared, side)
        readings = groupings_of(tree, setting.shapes)
        if not readings:
            where_all_are_equal = groupings_of(tree, setting.with_equal_sizes.shapes)
            readings = tuple(dict.fromkeys((meant_by_signs(tree), *where_all_are_equal)))
    return readings[0] if len(readings) == 1 else Sequence(readings)
