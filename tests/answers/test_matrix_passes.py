"""Forward passes in floats: what saturates is refused, and nothing is accepted without passes that agree."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from exgen.answers import Verdict, judge, matrix_point_entries
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.matrix_equality import PASSES_WANTED, has_same_values
from exgen.answers.matrix_known import known
from exgen.answers.matrix_point_numbers import PASSES
from exgen.answers.matrix_points import MatrixPoint
from exgen.answers.matrix_settings import MatrixSetting, setting_of
from exgen.errors import KindError
from exgen.expressions.matrices import read_matrices

OPTIONS: dict[str, Any] = {
    "shapes": {"x": ["d", 1], "W": ["h", "d"], "y": ["h", 1]},
    "given": ["z = W x", "a = sigmoid(z)", "p = softmax(z)"],
}
FUNCTIONS = (
    "sigmoid(z)",
    "sigmoid'(z)",
    "tanh(z)",
    "tanh'(z)",
    "softplus(z)",
    "gelu(z)",
    "erf(z)",
    "softmax(z)",
    "a y^T",
)


def fresh_setting() -> MatrixSetting:
    """A setting of which nothing is known yet."""
    setting = setting_of(OPTIONS)
    return MatrixSetting(setting.free, setting.lines, setting.defined)


@pytest.fixture
def scale_30(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries 30 times as large, at every point."""
    monkeypatch.setattr(matrix_point_entries, "SCALES", dict.fromkeys(range(300), Fraction(30)))


@pytest.mark.parametrize("text", FUNCTIONS)
def test_a_pass_is_used_where_nothing_saturates(text: str) -> None:
    node = read_matrices(text)
    entries = MatrixPoint(fresh_setting(), 0).float_entries(node, is_lively=True)
    assert entries is not None
    assert entries == MatrixPoint(fresh_setting(), 0).float_entries(node, is_lively=False)


@pytest.mark.parametrize("text", FUNCTIONS)
@pytest.mark.usefixtures("scale_30")
def test_at_scale_30_every_pass_is_refused(text: str) -> None:
    node = read_matrices(text)
    for number in PASSES:
        assert MatrixPoint(fresh_setting(), number).float_entries(node, is_lively=True) is None
        assert MatrixPoint(fresh_setting(), number).float_entries(node, is_lively=False) is not None


@pytest.mark.parametrize(
    ("key", "response"),
    [
        ("sigmoid(z) ⊙ y", "a ⊙ y"),
        ("sigmoid'(z)", "a ⊙ (1 - a)"),
        ("log(sigmoid(z))", "-softplus(-z)"),
        ("norm(a) y", "sqrt(sum(a ⊙ a)) y"),
    ],
)
@pytest.mark.usefixtures("scale_30")
def test_at_scale_30_nothing_is_accepted(key: str, response: str) -> None:
    with pytest.raises(UnreadableResponse) as caught:
        has_same_values(read_matrices(key), read_matrices(response), fresh_setting())
    assert caught.value.code == "undecided"


@pytest.mark.parametrize(
    ("key", "response"),
    [
        ("sigmoid(z) ⊙ y", "a ⊙ y"),
        ("log(sigmoid(z))", "-softplus(-z)"),
        ("relu(z)", "z ⊙ 1[z > 0]"),
        ("W^T y", "(y^T W)^T"),
        ("sigmoid(z) + log(exp(y))", "a + y"),
    ],
)
def test_what_is_accepted_agrees_in_three_passes(key: str, response: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    floats = MatrixPoint.float_entries

    def noted(point: MatrixPoint, node: Any, *, is_lively: bool) -> list[float] | None:
        asked.append(is_lively)
        return floats(point, node, is_lively=is_lively)

    monkeypatch.setattr(MatrixPoint, "float_entries", noted)
    assert has_same_values(read_matrices(key), read_matrices(response), fresh_setting())
    assert asked.count(True) >= PASSES_WANTED
    assert asked.count(False) >= PASSES_WANTED


@pytest.mark.parametrize("response", ["a ⊙ y", "(a + 0 y) ⊙ y", "sigmoid(W x) ⊙ y"])
def test_where_floats_contradict_primes_nothing_is_decided(response: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = fresh_setting()
    key, other = read_matrices("sigmoid(z) ⊙ y"), read_matrices(response)
    entries = known(key, setting).lively(0)
    assert entries
    known(key, setting)._lively[0] = [entry + 1e-6 for entry in entries]
    monkeypatch.setattr("exgen.answers.matrix_equality.are_apart_at", lambda *_: True)
    with pytest.raises(UnreadableResponse):
        has_same_values(key, other, setting)


def test_numbers_that_floats_cannot_tell_decide_nothing_of_sums_and_products() -> None:
    setting = fresh_setting()
    assert has_same_values(read_matrices("W x"), read_matrices("(10^25 + 1) W x - 10^25 W x"), setting)
    with pytest.raises(UnreadableResponse):
        has_same_values(read_matrices("a"), read_matrices("(10^25 + 1) a - 10^25 a"), setting)


@pytest.mark.parametrize("key", ["sigmoid(9 tanh'(z))", "tanh(z + 10)", "softmax(z) ⊙ sigmoid(20 ones_like(z))"])
def test_a_key_that_saturates_everywhere_is_told(key: str) -> None:
    with pytest.raises(KindError, match="flat wherever it is worked out"):
        judge("matrix_expression", key, "z", OPTIONS)


@pytest.mark.parametrize("key", ["log(y)", "log(-y)", "sqrt(z - y)", "100 z", "sigmoid(3 z)", "exp(5 z)"])
def test_a_key_that_has_values_in_some_passes_may_be_asked(key: str) -> None:
    assert judge("matrix_expression", key, f"2 ({key})/2", OPTIONS).verdict is Verdict.CORRECT
