"""Reads the statements of one typed response over matrices: its own names, its sides, the entries it speaks of."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from exgen.answers.equations import sides_of
from exgen.answers.formulas import columns_of
from exgen.answers.judgement import OversizedResponse, RefutedResponse, UnreadableResponse
from exgen.answers.matrix_checks import check_names
from exgen.answers.matrix_counted_ones import with_counted_ones
from exgen.answers.matrix_counts import ONES, speaks_of_counts, with_plain_counts
from exgen.answers.matrix_declared import DeclaredNames
from exgen.answers.matrix_entries import has_entries, matrices_of, with_closed_sums
from exgen.answers.matrix_entrywise import with_entrywise_stars
from exgen.answers.matrix_equality import is_same, readings_of
from exgen.answers.matrix_groupings import groupings_of
from exgen.answers.matrix_jacobians import has_jacobians, jacobians, with_jacobians
from exgen.answers.matrix_label_names import gradient_of_label, is_label, is_label_behind
from exgen.answers.matrix_label_orders import orders_of_label
from exgen.answers.matrix_names import with_declared_names
from exgen.answers.matrix_settings import MatrixSetting
from exgen.answers.matrix_signs import CALLED, meant_by_signs
from exgen.answers.matrix_statements import Definition, is_gradient, written_out
from exgen.answers.passages import Passage
from exgen.errors import ExpressionError
from exgen.expressions import Name, Node, Sequence, walk
from exgen.expressions.matrices import Shape, show_matrices
from exgen.expressions.matrix_reader import written
from exgen.expressions.matrix_tokens import GRADIENT, is_ones, ones_name
from exgen.expressions.patterns import pattern

SIDES_AT_MOST = 60
"""So many formulas may be set equal, one after the other."""
_APART = pattern(r"(?P<first>_ ?\(? ?[i-m]) ?,? ?(?=[i-m](?!\w))")
OUTER_ONLY = "⊗ is read as the outer product of two columns, x y^T; entry by entry is written ⊙"


@lru_cache(maxsize=64)
def declared_names(setting: MatrixSetting) -> DeclaredNames:
    """The names and sizes of a setting."""
    return DeclaredNames(setting.spoken, setting.sizes, tuple(jacobians(setting)))


class StatementReader:
    """Reads the statements of one response; what its own names mean is known once they are defined."""

    def __init__(
        self,
        setting: MatrixSetting,
        wanted: Shape | None = None,
        *,
        is_summed: bool = False,
        is_spread: bool = False,
        are_sizes_numbers: bool = False,
    ) -> None:
        self.setting = setting
        self._wanted = wanted
        self._is_summed = is_summed
        self._is_spread = is_spread
        self._are_sizes_numbers = are_sizes_numbers
        self._own: dict[str, Node] = {}
        self._meant: dict[str, Node] = {}
        self._used: set[str] = set()
        self.declared = declared_names(setting)

    def define(self, definition: Definition) -> None:
        """Take a name for what the response says it is."""
        *others, last = sides_of(definition.formula, may_end_in_name=False)
        tree = self._tree(last)
        value = self._meaning(tree, last)
        for side in others:
            self._check_side(side, value)
        self._check_redefinition(definition, value)
        self._own[definition.name] = tree
        self._meant[definition.name] = value
        self._used.discard(definition.name)
        names = tuple(dict.fromkeys((*self.setting.spoken, *self._own)))
        self.declared = DeclaredNames(names, self.setting.sizes, self.declared.jacobians)

    def _check_redefinition(self, definition: Definition, value: Node) -> None:
        """Raise `UnreadableResponse` where a name of the question is said to be something else.

        A gradient is what the response says it is: whether that is right is asked.
        """
        name = definition.name
        if name not in self.setting.spoken or GRADIENT.fullmatch(name):
            return
        try:
            is_unchanged = is_same(Name(name), value, self.setting)
        except UnreadableResponse:
            is_unchanged = False
        if not is_unchanged:
            sentence = f"{name} is a name of the question and means something else there: use another name for this"
            raise UnreadableResponse("redefined", sentence, definition.formula.column)

    def unused(self) -> list[Node]:
        """What the names mean that are defined and stand nowhere."""
        return [value for name, value in self._meant.items() if name not in self._used]

    def value_of(self, answer: Passage) -> Node:
        """What the last side of a chain of equations means; the others must be the same."""
        orders = self._orders(answer)
        sides = sides_of(answer, may_end_in_name=False)
        if len(sides) > SIDES_AT_MOST:
            raise OversizedResponse("too_long", f"more than {SIDES_AT_MOST} formulas are set equal", answer.column)
        if len(sides) > 1 and is_label_behind(sides[-1], self.declared):
            del sides[-1]
        if len(sides) > 1 and (is_label(sides[0], self.declared) or (orders and is_gradient(sides[0].text))):
            del sides[0]
        value = self._meaning(self._tree(sides[-1]), sides[-1], orders)
        for side in sides[:-1]:
            self._check_side(side, value)
        return value

    def _orders(self, answer: Passage) -> tuple[str, ...]:
        """The orders that the indices in front of a formula may have."""
        label = _APART.sub(r"\g<first>", answer.text.partition("=")[0]) if "=" in answer.text else ""
        found = gradient_of_label(Passage.of(label.strip()), self.declared) if label else None
        node = self.setting.shapes.get(found[1]) if found else None
        return orders_of_label(answer.text, node, self._wanted, self.setting)

    def _check_side(self, side: Passage, value: Node) -> None:
        try:
            tree = self._tree(side)
            if has_jacobians(tree):  # a chain rule in whatever layout
                return
            other = self._meaning(tree, side)
        except UnreadableResponse as error:
            if error.code != "unknown_name":  # of names that only lead there, nothing can be said
                raise
            return
        if other != value and not is_same(other, value, self.setting):
            sentence = f"{shown_reading(other)} is not equal to what follows"
            raise RefutedResponse("sides_differ", sentence, side.column, read_as=shown_reading(value))

    def _tree(self, side: Passage) -> Node:
        """One side as it was typed, its names declared."""
        side = with_declared_names(side, self.declared)
        with columns_of(side):
            tree = written(side.text, CALLED)
            if speaks_of_counts(side.text):
                tree = with_plain_counts(tree, self.setting.scalars)
            check_names(tree, self.declared, side, are_sizes_numbers=self._are_sizes_numbers)
            if self._own:
                self._used |= {part.name for part in walk(tree) if isinstance(part, Name)}
            tree = written_out(tree, self._own)
            if self.declared.jacobians and "/" in side.text:
                tree = with_jacobians(tree, jacobians(self.setting))
            return with_counted_ones(tree, self.setting.shapes) if "ones_along" in side.text else tree

    def _meaning(self, tree: Node, side: Passage, orders: tuple[str, ...] = ()) -> Node:
        """Every grouping that fits, in true shapes or else where all are the same.

        Of entries, whose indices have these ``orders``, it is the matrices.
        """
        setting = self.setting
        with columns_of(side):
            are_entries = ("_" in side.text or self._own) and has_entries(tree)
            if are_entries:
                readings = self._entries(tree, side, orders)
            else:
                readings = groupings_of(tree, setting.shapes, is_spread=self._is_spread)
            if not readings and has_jacobians(tree):
                sentence = "these derivatives do not fit as they stand: write them out, as in W^T (sigma'(z) ⊙ g)"
                raise UnreadableResponse("derivative", sentence, side.column)
            if not readings and "⊗" in side.text:
                raise UnreadableResponse("outer_product", OUTER_ONLY, side.column)
            if not readings and ONES in walk(tree):
                sizes = " or ".join(map(ones_name, self.declared.sizes))
                raise UnreadableResponse("size_missing", f"say how many ones these are: {sizes}", side.column)
            if not readings:
                equal = groupings_of(tree, setting.with_equal_sizes.shapes)
                where_all_are_equal = [each for each in equal if not _has_other_ones(each, setting)]
                spread = groupings_of(tree, setting.shapes, is_spread=True)
                readings = tuple(
                    dict.fromkeys(
                        (
                            *(spread or (with_entrywise_stars(meant_by_signs(tree), setting.shapes),)),
                            *where_all_are_equal,
                        )
                    )
                )
        return readings[0] if len(readings) == 1 else Sequence(readings)

    def _entries(self, tree: Node, side: Passage, orders: tuple[str, ...]) -> tuple[Node, ...]:
        """The matrices whose entries were typed."""
        try:
            found = [
                matrices_of(tree, self.setting.shapes, order, is_summed=self._is_summed) for order in orders or ("",)
            ]
            return tuple(dict.fromkeys(chain(*found)))
        except ExpressionError as error:
            if error.code == "index_missing" and not has_entries(closed := with_closed_sums(tree, self.setting.shapes)):
                return groupings_of(closed, self.setting.shapes, is_spread=self._is_spread)
            if error.code != "shapes_differ":
                raise
            column = side.column_at(error.column - 1)
            raise RefutedResponse(error.code, error.sentence, column, read_as=side.text) from None


def _has_other_ones(reading: Node, setting: MatrixSetting) -> bool:
    """Whether a formula has ones of a size that the question does not have: an identity where all sizes are one."""
    return any(
        is_ones(part.name) and part.name not in setting.shapes for part in walk(reading) if isinstance(part, Name)
    )


def shown_reading(value: Node) -> str:
    """The likeliest reading of a response, as text."""
    return show_matrices(readings_of(value)[0])
