"""Units behind numbers: the table of ours, what converts, and what is asked back."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.answers import Verdict, judge
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.passages import Passage
from exgen.answers.units import UNITS, clear, measured


@pytest.mark.parametrize(
    ("unit", "quantity", "size"),
    [
        ("B", "information", 8),
        ("bit", "information", 1),
        ("MB", "information", 8 * 10**6),
        ("MiB", "information", 8 * 2**20),
        ("kibibytes", "information", 8 * 2**10),
        ("Gbit", "information", 10**9),
        ("gigabits", "information", 10**9),
        ("ms", "time", Fraction(1, 1000)),
        ("h", "time", 3600),
        ("TFLOPs", "floating-point operations", 10**12),
        ("GMACs", "multiply-accumulate operations", 10**9),
        ("%", "share", Fraction(1, 100)),
    ],
)
def test_a_unit_has_the_size_that_the_standards_say(unit: str, quantity: str, size: Fraction) -> None:
    assert (UNITS[unit].quantity, UNITS[unit].size) == (quantity, size)


@pytest.mark.parametrize("unit", [unit for unit in UNITS if UNITS[unit].quantity == "information"])
def test_what_is_converted_there_and_back_is_the_same(unit: str) -> None:
    (there,) = measured(Passage.of(f"1 {unit}"), ["B"]).worths
    (back,) = measured(Passage.of("1 B"), [unit]).worths
    assert there * back == 1


@pytest.mark.parametrize("word", ["Mb", "kb", "KB", "Kb", "b", "Gib"])
def test_a_unit_of_two_meanings_has_both_of_them(word: str) -> None:
    worths = measured(Passage.of(f"1 {word}"), ["B"]).worths
    assert len(set(worths)) == 2
    assert {UNITS[name].size / 8 for name in clear(word).split(" or ")} == set(worths)


def test_a_unit_that_is_listed_so_means_what_the_question_means() -> None:
    assert judge("number", "2", "2 KB", {"units": ["KB"]}).verdict is Verdict.CORRECT
    assert judge("number", "2", "2 Mb", {"units": ["Mb"]}).verdict is Verdict.CORRECT


def test_nothing_converts_where_the_unit_of_the_key_is_not_clear() -> None:
    assert judge("number", "2", "2 KB", {"units": ["KB", "MB"]}).verdict is Verdict.CORRECT
    assert judge("number", "2", "2000 B", {"units": ["KB", "MB"]}).code == "unknown_name"


def test_a_listed_word_is_no_part_of_another_word() -> None:
    assert measured(Passage.of("1 MB"), ["B"]).worths == (Fraction(10**6),)
    with pytest.raises(UnreadableResponse, match="another quantity"):
        measured(Passage.of("1 GMACs"), ["s"])


def test_words_of_no_quantity_only_follow() -> None:
    for unit in ("parameters", "images"):
        assert judge("integer", "26", f"26 {unit}", {"units": ["parameters", "images"]}).verdict is Verdict.CORRECT
    assert judge("integer", "26", "26 MB", {"units": ["parameters"]}).code == "unknown_name"


def test_no_unit_is_read_where_none_is_asked_for() -> None:
    assert judge("integer", "26", "26 MB").code == "unknown_name"


def test_a_wrong_number_in_a_unit_of_two_meanings_is_just_wrong() -> None:
    assert judge("number", "0.5", "0.7 Mb", {"units": ["MB"]}).verdict is Verdict.INCORRECT
