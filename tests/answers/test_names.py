"""Names in a typed formula, met with the declared ones."""

from __future__ import annotations

import pytest

from exgen.answers import Verdict, judge
from exgen.answers.names import with_declared_names
from exgen.answers.passages import Passage


@pytest.mark.parametrize(
    ("typed", "declared", "met"),
    [
        ("M1 + m_1", ["M1"], "M1 + M1"),
        ("w_in", ["W_in", "W_out"], "W_in"),
        ("M_1", ["M1", "M_1"], "M_1"),
        ("m", ["M"], "M"),
        ("HW", ["H", "W"], "H W"),
        ("K1K2C_in^2", ["K1", "K2", "C_in"], "K1 K2 C_in^2"),
        ("FLOOR(W) + Max(W, 1)", ["W"], "floor(W) + max(W, 1)"),
        ("W(H)", ["W", "H"], "W(H)"),
        # two names can be meant, or none: left as it is, to be refused by name
        ("m1", ["M1", "M_1"], "m1"),
        ("KKK", ["K", "KK"], "KKK"),
        ("Q", ["W"], "Q"),
        ("W2", ["W"], "W2"),
    ],
)
def test_a_name_is_met_where_only_one_declared_name_can_be_meant(typed: str, declared: list[str], met: str) -> None:
    assert with_declared_names(Passage.of(typed), declared).text == met


@pytest.mark.parametrize(("key", "response"), [("M1*M_1", "m1^2"), ("K*KK", "KKK"), ("H*W", "H*Q")])
def test_a_name_that_is_not_clear_is_never_taken_for_right(key: str, response: str) -> None:
    assert judge("expression", key, response).verdict is Verdict.INVALID
