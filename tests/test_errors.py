"""The exceptions that exgen raises on purpose."""

from __future__ import annotations

import pickle

import pytest

from exgen.errors import (
    BudgetError,
    ExpressionError,
    InputError,
    NetworkError,
    ProofError,
    SheetError,
    TypesettingError,
)


@pytest.mark.parametrize("kind", [InputError, NetworkError, SheetError, TypesettingError])
def test_what_is_raised_in_another_process_comes_back_with_every_problem(kind: type[InputError]) -> None:
    back = pickle.loads(pickle.dumps(kind("first", "second")))
    assert type(back) is kind
    assert (back.problems, str(back)) == (("first", "second"), "first\nsecond")


@pytest.mark.parametrize("kind", [ExpressionError, BudgetError])
def test_an_error_in_a_formula_comes_back_with_its_place(kind: type[ExpressionError]) -> None:
    back = pickle.loads(pickle.dumps(kind("unclosed_bracket", "a bracket is not closed", 3)))
    assert type(back) is kind
    assert (back.code, back.column, str(back)) == ("unclosed_bracket", 3, "a bracket is not closed (column 3)")


def test_a_disagreement_comes_back_as_it_is() -> None:
    assert str(pickle.loads(pickle.dumps(ProofError("rules and oracle")))) == "rules and oracle"
