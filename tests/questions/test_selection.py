"""Which questions a student gets: drawn from streams of their own, and by nobody else's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from hypothesis import given, strategies as st

from exgen.questions.library import Library, own_place
from exgen.questions.records import Bank, BankQuestion, Pool
from exgen.questions.selection import selected

HANDOUT = Library([own_place()]).layout("handout")


def _question(id: str, pool: Pool | None = None, *, is_same_for_all: bool = False) -> BankQuestion:
    return BankQuestion(id, "a/b", None, MappingProxyType({}), None, "", pool, is_same_for_all)


def _bank(*questions: BankQuestion, shuffle: bool = False) -> Bank:
    return Bank("b", Path("b.toml"), "B", "", questions, "", HANDOUT, shuffle)


POOL, NEXT = Pool("questions.#2", 2), Pool("questions.#3", 2)
BANK = _bank(
    _question("first"),
    *(_question(id, POOL) for id in "abcd"),
    *(_question(id, NEXT) for id in "xyz"),
    _question("last"),
)


def _ids(bank: Bank, seed: int, student: str) -> list[str]:
    return [question.id for question in selected(bank, seed, student)]


def test_the_same_seed_picks_the_same_for_ever() -> None:
    assert {student: "".join(_ids(BANK, 7, student)[1:-1]) for student in ("ada", "ben", "zoe")} == {
        "ada": "adxy",
        "ben": "cdxz",
        "zoe": "acxz",
    }
    shuffled = replace(BANK, shuffle=True)
    assert _ids(shuffled, 7, "ada") == ["first", "x", "y", "last", "d", "a"]


@given(st.integers(0, 10**18), st.text(min_size=1))
def test_of_each_pool_so_many_are_picked_in_their_order(seed: int, student: str) -> None:
    found = selected(BANK, seed, student)
    assert [len(list(group)) for _, group in groupby(found, key=lambda question: question.pool)] == [1, 2, 2, 1]
    places = [BANK.questions.index(question) for question in found]
    assert places == sorted(places)


def test_every_pick_comes_up_about_as_often() -> None:
    picks = Counter("".join(_ids(BANK, 1, f"s{number}")[1:3]) for number in range(600))
    assert set(picks) == {"ab", "ac", "ad", "bc", "bd", "cd"}
    assert min(picks.values()) > 70


def test_what_else_is_in_the_bank_changes_no_pick() -> None:
    more = replace(BANK, questions=(_question("new"), *BANK.questions[:5]))
    for number in range(20):
        assert _ids(more, 1, f"s{number}")[2:4] == _ids(BANK, 1, f"s{number}")[1:3]


def test_a_pick_can_be_the_same_for_all() -> None:
    bank = _bank(*(_question(id, POOL, is_same_for_all=True) for id in "abcdefgh"))
    assert len({tuple(_ids(bank, 1, f"s{number}")) for number in range(50)}) == 1
    assert len({tuple(_ids(bank, seed, "ada")) for seed in range(50)}) > 10


def test_shuffled_all_orders_come_up() -> None:
    bank = _bank(*map(_question, "abc"), shuffle=True)
    assert len({tuple(_ids(bank, 1, f"s{number}")) for number in range(100)}) == 6


def test_without_pools_and_shuffling_everybody_gets_all_in_the_banks_order() -> None:
    bank = _bank(*map(_question, "abc"))
    assert not bank.is_varied
    assert _ids(bank, 3, "ada") == ["a", "b", "c"]
    assert BANK.is_varied
    assert replace(bank, shuffle=True).is_varied
