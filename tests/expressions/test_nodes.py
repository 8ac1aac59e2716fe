"""Trees compare by what they say and are walked and rebuilt without recursion."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given

from exgen.expressions import Binary, Name, Node, Number, read, walk
from exgen.expressions.nodes import Text, children, left_spine
from exgen.expressions.rebuilding import rebuilt, with_children
from tests.expressions.formulas import everything


def test_place_and_spelling_are_no_part_of_equality() -> None:
    here, there = read("2P"), read("   2 * P")
    assert here == there
    assert hash(here) == hash(there)
    assert read("K + 1") != read("1 + K")


def test_nodes_are_frozen() -> None:
    with pytest.raises(AttributeError, match="a node never changes"):
        Name("H").name = "W"  # type: ignore[misc]  # the very thing that must fail


@given(everything)
def test_a_copy_says_the_same(node: Node) -> None:
    for again in (copy.deepcopy(node), pickle.loads(pickle.dumps(node))):
        assert (again, repr(again), again.column) == (node, repr(node), node.column)


def test_a_node_is_equal_to_none_of_another_kind() -> None:
    assert Name("H") != Text("H")
    assert Name("H") != "H"
    assert repr(Binary("*", Number(2), Name("P"), implicit=True, column=3)) == (
        "Binary(operator='*', left=Number(value=2), right=Name(name='P'))"
    )


@given(everything)
def test_a_node_over_its_own_children_is_the_same(node: Node) -> None:
    for part in walk(node):
        assert with_children(part, children(part)) == part


@given(everything)
def test_rebuilding_reaches_every_node_once_children_first(node: Node) -> None:
    seen: list[tuple[Node, Node | None]] = []

    def remembered(part: Node, above: Node | None) -> Node:
        seen.append((part, above))
        return part

    assert rebuilt(node, remembered) is node
    assert len(seen) == len(list(walk(node)))
    assert seen[-1] == (node, None)


def test_rebuilding_replaces_where_it_is_told() -> None:
    doubled = rebuilt(
        read("f.sizes(1, (1, 2))[1] + -1 < 1 and 1"), lambda part, _: Number(9) if part == Number(1) else part
    )
    assert doubled == read("f.sizes(9, (9, 2))[9] + -9 < 9 and 9")


def test_the_spine_of_a_chain_is_found_from_the_inside_out() -> None:
    node = read("a + b*c - d")
    assert isinstance(node, Binary)
    first, chain = left_spine(node)
    assert first == Name("a")
    assert [(link.operator, link.right) for link in chain] == [("+", read("b*c")), ("-", Name("d"))]
