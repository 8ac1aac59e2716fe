"""A shape whose sizes stand elsewhere: axes exchanged, channels kept, the batch left out, channels last."""

from __future__ import annotations

import pytest

from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.grading.requests import diagnose_answer
from exgen.questions import draw
from exgen.questions.exercise import Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.loading import template_from_sources
from exgen.questions.variants import pinned_variant

LAYER = {"network": "Conv2d(3, 16, 5, stride=2, padding=1)", "input": "3x64x80", "quantity": "output_shape"}


@pytest.mark.parametrize(
    ("response", "id"),
    [
        ([16, 39, 31], "axes_exchanged"),
        ("(N, 16, 39, 31)", "axes_exchanged"),
        ([3, 31, 39], "channels_not_changed"),
        # the stride on one axis only; the right numbers of another axis are no slip
        ([16, 62, 39], "stride_forgotten"),
        ([16, 31, 78], "stride_forgotten"),
    ],
)
def test_a_shape_in_another_form_has_its_name(response: object, id: str) -> None:
    found: list[dict[str, str]] = diagnose_answer({**LAYER, "response": response})["misconceptions"]  # type: ignore[assignment]  # objects
    assert [one["id"] for one in found] == [id]


@pytest.mark.parametrize(("quantity", "response"), [("im2col_size", "(900, 75)"), ("toeplitz_size", "12288 x 14400")])
def test_a_matrix_with_rows_for_columns_is_met_as_a_matrix(quantity: str, response: str) -> None:
    asked = {"network": "Conv2d(3, 16, 5, stride=2)", "input": "3x64x64", "quantity": quantity, "layer": 0}
    found: list[dict[str, str]] = diagnose_answer({**asked, "response": response})["misconceptions"]  # type: ignore[assignment]  # objects
    assert [one["id"] for one in found] == ["matrix_transposed"]
    assert "Rows and columns of the matrix were exchanged" in found[0]["feedback"]


@pytest.mark.parametrize("response", [[39, 31, 16], [31, 16, 39], [48, 31, 39], [16, 31], [16, 31, 31]])
def test_other_shapes_have_none(response: object) -> None:
    answer = diagnose_answer({**LAYER, "response": response})
    assert (answer["misconceptions"], answer.get("convention")) == ([], None)


def test_channels_that_stand_last_are_a_convention() -> None:
    answer = diagnose_answer({**LAYER, "response": [31, 39, 16]})
    assert (answer["misconceptions"], answer["convention"]) == ([], "channels_last")


def test_pooling_keeps_its_channels_so_nobody_is_told_so() -> None:
    asked = {"network": "Conv2d(3, 16, 3); MaxPool2d(2)", "input": "3x10x10", "quantity": "output_shape"}
    assert diagnose_answer({**asked, "response": [3, 4, 4]})["misconceptions"] == []


def test_both_axes_alike_may_be_strided_apart() -> None:
    asked = {**LAYER, "input": "3x64x64"}
    found: list[dict[str, str]] = diagnose_answer({**asked, "response": [16, 62, 31]})["misconceptions"]  # type: ignore[assignment]  # objects
    assert [(one["id"], one["where"]) for one in found] == [("stride_forgotten", "height")]


def outcome(batch: str, response: str, value: str = "network.output_shape") -> Outcome:
    toml = f"""title = "Shapes"
topics = ["shapes"]
[parameters]
B = {{ one_of = [32] }}
[network]
batch = "{batch}"
input = "(3, 64, 80)"
layers = "Conv2d(3, 16, 5, stride=2, padding=1)"
[[answers]]
name = "asked"
kind = "shape"
ask = "?"
value = "{value}"
"""
    template = template_from_sources("shapes", {"question.toml": toml, "statement.md": "?"}, "shapes")
    exercise = Exercises(template).exercise(pinned_variant(template, {"B": 32}).parameters)
    return checked_exercise(exercise, {"asked": exercise.parts[0]}, {"asked": response})[0]


@pytest.mark.parametrize(
    ("batch", "response", "ids"),
    [
        ("B", "(16, 31, 39)", ["batch_left_out"]),
        ("B", "(1, 16, 31, 39)", ["batch_left_out"]),
        ("N", "(16, 31, 39)", ["batch_left_out"]),
        ("B", "(32, 3, 31, 39)", ["channels_not_changed"]),
        ("B", "(32, 16, 39, 31)", ["axes_exchanged"]),
        ("B", "(64, 16, 31, 39)", []),
    ],
)
def test_the_batch_stands_in_front_where_it_is_asked(batch: str, response: str, ids: list[str]) -> None:
    found = outcome(batch, response)
    assert [one.id for one in found.misconceptions] == ids


def test_a_batch_may_be_a_letter() -> None:
    template = Library([own_place()]).template("memory/activation_table")
    exercise = Exercises(template).exercise(draw(template, template.name, 1, "").parameters)
    part = next(part for part in exercise.parts if part.name == "shapes.row2")
    assert isinstance(part.key, tuple)
    batch, *sizes = part.key
    assert batch == "B"
    found = checked_exercise(exercise, {"1": part}, {"1": str(tuple(sizes))})[0]
    assert [one.id for one in found.misconceptions] == ["batch_left_out"]


def test_channels_last_go_behind_the_batch_and_the_sizes() -> None:
    assert outcome("B", "(32, 31, 39, 16)").convention == "channels_last"


def test_sizes_alone_have_no_channels() -> None:
    exchanged, batched = (outcome("B", text, "network.output_size") for text in ("(39, 31)", "(32, 31, 39)"))
    assert [one.id for one in exchanged.misconceptions] == ["axes_exchanged"]
    assert batched.misconceptions == ()
