"""What becomes of one response, as JSON."""

from __future__ import annotations

from fractions import Fraction

from exgen.answers import Verdict
from exgen.cli.check_report import outcome_notes
from exgen.grading.outcomes import Outcome


def _outcome(*remarks: str) -> Outcome:
    return Outcome("1", "6/16", Verdict.CORRECT, Fraction(1), Fraction(1), "6/16", "", remarks=remarks)


def test_remarks_on_a_right_response_are_told_and_only_where_there_are_some() -> None:
    assert _outcome("6/16 is not reduced").as_json()["remarks"] == ["6/16 is not reduced"]
    assert "remarks" not in _outcome().as_json()
    assert list(outcome_notes(_outcome("6/16 is not reduced"))) == ["6/16 is not reduced"]
