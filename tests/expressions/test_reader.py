"""The strict reader builds the tree that mathematics and Python agree on, and refuses what they do not."""

from __future__ import annotations

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import (
    Attribute,
    Binary,
    Call,
    Comparison,
    Index,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Text,
    Truth,
    Unary,
    evaluate,
    fold,
    names_in,
    read,
    show,
)

H, K, P, S = (Name(letter) for letter in "HKPS")
ONE, TWO, THREE = Number(1), Number(2), Number(3)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("7", Number(7)),
        ("1.5", Number(Fraction(3, 2))),
        ("2.0", TWO),
        (".5", Number(Fraction(1, 2))),
        ("True", Truth(True)),
        ('"same"', Text("same")),
        ("H - K - P", Binary("-", Binary("-", H, K), P)),
        ("H - (K - P)", Binary("-", H, Binary("-", K, P))),
        ("H / K * P", Binary("*", Binary("/", H, K), P)),
        ("H + 2P", Binary("+", H, Binary("*", TWO, P))),
        ("-2^2", Unary("-", Binary("^", TWO, TWO))),
        ("2^3^2", Binary("^", TWO, Binary("^", THREE, TWO))),
        ("2^-P K", Binary("*", Binary("^", TWO, Unary("-", P)), K)),
        ("K²³", Binary("^", K, Number(23))),
        ("K²^3", Binary("^", Binary("^", K, TWO), THREE)),
        ("K⁰", Binary("^", K, Number(0))),
        ("K⁻¹", Binary("^", K, Unary("-", ONE))),
        ("H * -K", Binary("*", H, Unary("-", K))),
        ("-H K", Unary("-", Binary("*", H, K))),
        ("-H * K", Binary("*", Unary("-", H), K)),
        ("H // K % P", Binary("%", Binary("//", H, K), P)),
        ("2P / S", Binary("/", Binary("*", TWO, P), S)),
        ("2P * S", Binary("*", Binary("*", TWO, P), S)),
        ("H * 2P", Binary("*", H, Binary("*", TWO, P))),
        ("K(H - 1)", Binary("*", K, Binary("-", H, ONE))),
        ("(H)(K)", Binary("*", H, K)),
        ("2(H)(K)", Binary("*", Binary("*", TWO, H), K)),
        ("H K", Binary("*", H, K)),
        ("2P^2", Binary("*", TWO, Binary("^", P, TWO))),
        ("floor(H)", Call(Name("floor"), (H,))),
        ("⌊H⌋", Call(Name("floor"), (H,))),
        ("ceiling (H)", Call(Name("ceil"), (H,))),
        ("maximum(H, K)", Call(Name("max"), (H, K))),
        ("H[0]", Index(H, Number(0))),
        ("H[-1]", Index(H, Unary("-", ONE))),
        ("H.layers[0].weights", Attribute(Index(Attribute(H, "layers"), Number(0)), "weights")),
        ("H.sizes((1, 2))", Call(Attribute(H, "sizes"), (Sequence((ONE, TWO)),))),
        ("H.sizes()", Call(Attribute(H, "sizes"), ())),
        ("()", Sequence(())),
        ("(H,)", Sequence((H,))),
        ("(H, K)", Sequence((H, K))),
        ("[H]", Sequence((H,))),
        ("[H, K,]", Sequence((H, K))),
        ("(H)", H),
        ("0 < P < K", Comparison(Number(0), (("<", P), ("<", K)))),
        ("H + 1 >= K", Comparison(Binary("+", H, ONE), ((">=", K),))),
        ("K in (1, 2)", Comparison(K, (("in", Sequence((ONE, TWO))),))),
        ("K not in (1,)", Logical("not", (Comparison(K, (("in", Sequence((ONE,))),)),))),
        ("H and K or P", Logical("or", (Logical("and", (H, K)), P))),
        ("H and K and P", Logical("and", (H, K, P))),
        ("not H == K", Logical("not", (Comparison(H, (("==", K),)),))),
        ("not H and K", Logical("and", (Logical("not", (H,)), K))),
        (r"\frac{H}{K}", Binary("/", H, K)),
        (r"\frac{H}{K} P", Binary("*", Binary("/", H, K), P)),
        (r"\left\lfloor \frac{H + 2 P - K}{S} \right\rfloor + 1", read("floor((H + 2P - K)/S) + 1")),
        (r"2^{H + 1}", Binary("^", TWO, Binary("+", H, ONE))),
        (r"\left| H \right|", Call(Name("abs"), (H,))),
        (r"\max\left(H, K\right)", Call(Name("max"), (H, K))),
    ],
)
def test_a_text_is_read_as_its_tree(text: str, tree: Node) -> None:
    assert read(text) == tree


def test_an_implicit_product_remembers_how_it_was_written() -> None:
    implicit, explicit = read("2P"), read("2*P")
    assert isinstance(implicit, Binary)
    assert isinstance(explicit, Binary)
    assert (implicit.implicit, explicit.implicit) == (True, False)
    assert implicit == explicit


def test_every_node_knows_its_column() -> None:
    tree = read("H + floor(K)")
    assert isinstance(tree, Binary)
    assert (tree.column, tree.left.column, tree.right.column) == (3, 1, 5)


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "empty", 1),
        ("   ", "empty", 1),
        ("H +", "unexpected_end", 4),
        ("(", "unexpected_end", 2),
        ("(H", "unclosed_bracket", 1),
        ("2 * (H + (K - 1)", "unclosed_bracket", 5),
        ("(H]", "unclosed_bracket", 1),
        ("⌊H", "unclosed_bracket", 1),
        ("H)", "unopened_bracket", 2),
        (")", "unopened_bracket", 1),
        ("H ⌋", "unopened_bracket", 3),
        ("* H", "unexpected_token", 1),
        ("H + * K", "unexpected_token", 5),
        ("1 2", "number_next_to_number", 3),
        ("(1 2)", "number_next_to_number", 4),
        ("H 2", "unexpected_token", 3),
        ("(H)2", "unexpected_token", 4),
        ('H "a"', "unexpected_token", 3),
        ('"a" H', "unexpected_token", 5),
        ("2 True", "unexpected_token", 3),
        ("3, 16", "comma_outside_brackets", 2),
        ("0,5", "comma_outside_brackets", 2),
        ("H / 2P", "ambiguous_division", 6),
        ("H / K P", "ambiguous_division", 7),
        ("H / -K P", "ambiguous_division", 8),
        ("H / K(P)", "ambiguous_division", 6),
        ("H // 2P", "ambiguous_division", 7),
        ("H / 2^K P", "ambiguous_division", 9),
        (r"2 \frac{1}{2}", "ambiguous_product", 3),
        ("flor(H, 2)", "unknown_function", 1),
        ("2(H, K)", "unexpected_token", 2),
        ("floor", "unexpected_token", 1),
        ("floor()", "wrong_number_of_arguments", 1),
        ("where(H, K)", "wrong_number_of_arguments", 1),
        ("min()", "wrong_number_of_arguments", 1),
        ("H.2", "unexpected_token", 2),
        ("H.", "unexpected_end", 3),
        ("2.H", "unexpected_token", 2),
        ("2[0]", "unexpected_token", 2),
        ("{H}", "unexpected_token", 1),
        (r"\frac{H}", "unexpected_end", 9),
        ("H == not K", "unexpected_token", 6),
        ("H < K not in P", "unexpected_token", 3),
        ("H not in K not in P", "unexpected_token", 3),
        ("H not K", "unexpected_token", 7),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, code: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        read(text)
    assert (caught.value.code, caught.value.column) == (code, column)


def test_a_message_says_what_was_found_and_what_is_accepted() -> None:
    with pytest.raises(
        ExpressionError, match=r'^"\*" cannot stand behind "\+": a number, a name or a bracket is needed'
    ):
        read("H + * K")
    with pytest.raises(ExpressionError, match=r'^"2" cannot follow "\)": an operator is needed'):
        read("(H)2")
    with pytest.raises(ExpressionError, match=r'^"flor" is no function: did you mean "floor"\? \(column 1\)$'):
        read("flor(H, 2)")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 41 + "H" + ")" * 41,
        "-" * 41 + "H",
        "not " * 41 + "H",
        "^".join("H" * 42),
        "H" + "[0]" * 41,
        "H" + ".a" * 41,
        "floor(" * 41 + "H" + ")" * 41,
        r"\frac{" * 41 + "H" + "}{2}" * 41,
    ],
)
def test_what_is_nested_too_deep_is_refused(text: str) -> None:
    with pytest.raises(BudgetError) as caught:
        read(text)
    assert caught.value.code == "too_deep"


def test_what_just_keeps_the_budget_of_depth_is_read() -> None:
    assert read("(" * 40 + "H" + ")" * 40) == H


def test_more_products_than_the_budget_are_refused() -> None:
    assert names_in(read("a " * 201)) == ("a",)
    with pytest.raises(BudgetError) as caught:
        read("a " * 202)
    assert caught.value.code == "too_many_tokens"


PIECES = [
    "(", ")", "[", "]", "{", "}", ",", ".", "+", "-", "*", "/", "//", "%", "^", "**", "<", "<=", "==", "!=", "2", "0.5",
    "1e3", "H", "K_1", "C_{in}", "floor(", "max(", "where(", "²", "⁻¹", "⌊", "⌋", "⌈", "⌉", "−", "×", "÷", "≤", "'b'",
    "\\frac{", "\\left", "\\right", "\\left|", "\\right|", "\\cdot", "\\sigma", "\\text{a}", "not", "and", "or",
    "in", "True", "network.layers", '"a"',
]  # fmt: skip


def outcome(text: str) -> Node | ExpressionError:
    try:
        return read(text)
    except ExpressionError as error:
        return error


@given(
    st.text(max_size=60)
    | st.text("0123456789+-*/%^()[]{}<>=.,HKPe \"'²−×⌊⌋_&|\\", max_size=60)
    | st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
)
def test_any_text_is_read_and_shown_again_or_refused_at_a_place(text: str) -> None:
    found = outcome(text)
    if isinstance(found, ExpressionError):
        assert 0 <= found.column <= len(text) + 1
        assert found.sentence
    else:
        assert read(show(found)) == found


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_whatever_is_read_is_shown_folded_and_worked_out_or_refused(text: str) -> None:
    found = outcome(text)
    if isinstance(found, ExpressionError):
        return
    assert show(fold(found), "latex")
    with contextlib.suppress(ExpressionError):
        evaluate(found, dict.fromkeys(names_in(found), 2))
