"""The names over the reals stand apart, so that a reader needs no arithmetic: they must be those of the functions."""

from __future__ import annotations

from exgen.expressions.ball_functions import CONSTANTS, FUNCTIONS
from exgen.expressions.real_names import CONSTANT_NAMES, FUNCTION_NAMES


def test_every_name_has_its_function_or_number() -> None:
    assert set(FUNCTIONS) == FUNCTION_NAMES
    assert set(CONSTANTS) == CONSTANT_NAMES
