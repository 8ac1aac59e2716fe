"""Choices, pairs and orders of given texts: what the table of rows doesn't say."""

from __future__ import annotations

import json
from itertools import permutations, product

import pytest
from hypothesis import given, strategies as st

from exgen.answers import Verdict, judge

LAYERS = ["conv", "batch norm", "ReLU", "dense"]


@given(st.lists(st.sampled_from(LAYERS), unique=True, min_size=1), st.sampled_from([", ", "; ", " and ", "\n", "\n- "]))
def test_any_choice_of_texts_is_itself(chosen: list[str], separator: str) -> None:
    typed = separator.join(chosen)
    assert judge("choices", json.dumps(chosen), typed, {"choices": LAYERS}).verdict is Verdict.CORRECT
    letters = separator.join("abcd"[LAYERS.index(text)] for text in chosen)
    assert judge("choices", json.dumps(chosen), letters, {"choices": LAYERS}).verdict is Verdict.CORRECT


def test_all_orders_but_one_are_wrong_and_every_way_to_write_one_is_that_one() -> None:
    key = json.dumps(LAYERS)
    for order in permutations("abcd"):
        expected = Verdict.CORRECT if order == tuple("abcd") else Verdict.INCORRECT
        numbered = [f"{place}. {letter}" for place, letter in enumerate(order, 1)]
        places = [f"{letter} = {order.index(letter) + 1}" for letter in "abcd"]
        typed = [", ".join(order), "".join(order), " < ".join(order), "\n".join(numbered), ", ".join(places)]
        assert {judge("ordering", key, text, {"items": LAYERS}).verdict for text in typed} == {expected}


def test_numbers_alone_are_an_order_only_where_items_and_places_give_the_same() -> None:
    key = json.dumps(LAYERS)
    for order in permutations(range(1, 5)):
        places = tuple(order.index(number) + 1 for number in range(1, 5))
        verdict = judge("ordering", key, ", ".join(map(str, order)), {"items": LAYERS}).verdict
        assert (verdict is Verdict.INVALID) == (places != order)


def test_every_matching_is_told_from_every_other_in_every_notation() -> None:
    items, choices = ["Flatten", "Dropout"], ["shape", "values", "neither"]
    options = {"items": items, "choices": choices}
    for right in product(range(3), repeat=2):
        key = json.dumps({item: choices[choice] for item, choice in zip(items, right, strict=True)})
        for typed in product(range(3), repeat=2):
            hits = sum(left == other for left, other in zip(right, typed, strict=True))
            letters = ["abc"[choice] for choice in typed]
            for text in (
                "1-{} 2-{}".format(*letters),
                "{} -> 1; {} -> 2".format(*letters),
                "{}, {}".format(*letters),
                "2: {1}\n1: {0}".format(*letters),
                f"Dropout: {choices[typed[1]]}, Flatten: {choices[typed[0]]}",
            ):
                assert judge("matching", key, text, options).as_json()["score"] == {0: 0, 1: "1/2", 2: 1}[hits]


def test_every_item_of_a_matching_has_its_own_verdict() -> None:
    options = {"items": ["p", "q"], "choices": ["x", "y"]}
    assert judge("matching", '{"p": "x", "q": "y"}', "1-a, 2-a", options).cells == ((True,), (False,))
    whole = {**options, "scoring": "all_or_nothing"}
    assert judge("matching", '{"p": "x", "q": "y"}', "1-a, 2-a", whole).cells is None


@pytest.mark.parametrize(
    ("scoring", "right", "score"),
    [
        ("net_correct", 0, 0),
        ("balanced", 0, 0),
        ("each_answer", 0, "1/4"),
        ("net_correct", 3, "1/3"),
        ("balanced", 3, 0),
        ("each_answer", 3, "1/2"),
    ],
)
def test_what_a_guess_is_worth(scoring: str, right: int, score: object) -> None:
    """With 3 of 4 right: a single wrong one (0), or two right ones and the wrong one (3)."""
    typed = ", ".join(["d", "a", "b"][: max(right, 1)])
    options = {"choices": LAYERS, "scoring": scoring}
    expected = {("each_answer", 0): 0}.get((scoring, right), score)
    assert judge("choices", json.dumps(LAYERS[:3]), typed, options).as_json()["score"] == expected


@pytest.mark.parametrize(
    ("kind", "key", "response", "column"),
    [
        ("choices", '["conv"]', "a, x", 4),
        ("choices", '["conv"]', "conv, ReLu, batch", 13),
        ("choices", '["conv"]', "  a) ReLU", 3),
        ("ordering", '["ReLU", "conv", "batch norm", "dense"]', "a, b, c, a", 10),
    ],
)
def test_a_reason_names_the_place(kind: str, key: str, response: str, column: int) -> None:
    options = {"choices" if kind == "choices" else "items": LAYERS}
    assert judge(kind, key, response, options).column == column
