"""The fixed words, and points as text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.errors import TypesettingError
from exgen.writers.words import WORDS, points_text, words_of


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (Fraction(0), "0 points"),
        (Fraction(1), "1 point"),
        (Fraction(12), "12 points"),
        (Fraction(1, 2), "0.5 points"),
        (Fraction(5, 4), "1.25 points"),
        (Fraction(1, 1000), "0.001 points"),
        (Fraction(2, 3), "2/3 points"),
        (Fraction(1, 10000), "1/10000 points"),
    ],
)
def test_points_are_printed_exactly(points: Fraction, text: str) -> None:
    assert points_text(points, WORDS["en"]) == text


def test_a_language_without_words_is_refused_with_those_that_have_some() -> None:
    with pytest.raises(TypesettingError, match="'tlh': allowed: de, en"):
        words_of("tlh")
