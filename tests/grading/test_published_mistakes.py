"""Wrong answers that five published sheets printed: each has its name, or follows from one that has."""

from __future__ import annotations

from functools import cache

import pytest

from exgen.engine.mal_rules import MAL_RULES
from exgen.grading.audit import Item, audit
from exgen.grading.requests import diagnose_answer
from exgen.grading.slips import SLIPS
from exgen.questions.library import Library, own_place

ORDER = "composed_in_wrong_order"
ROWS = "receptive_field/rows.row"
LAYER = ("Conv2d(32, 64, 7, stride=3)", "32x19x19")

PUBLISHED: list[tuple[str, str, str, list[str], str | None]] = [
    ("in3310_week5", "output_size/size", "(25, 28)", ["plus_one_dropped"], None),
    ("in3310_week5", "operations/multiplications_per_output", "1569", ["bias_counted_as_multiplication"], None),
    ("in3310_week5", "operations/multiplications", "2510400", [], "operations/multiplications_per_output"),
    ("in3310_week5", "operations/additions_per_output", "1", ["only_bias_additions_counted"], None),
    ("in3310_week5", "operations/additions", "1600", [], "operations/additions_per_output"),
    ("section09", "layers/dense.row1", "805306512", ["kernel_size_for_map_size"], None),
    ("theoretical_exercise8", "vgg/rows.row9", "14684160", ["flatten_drops_side"], None),
    ("theoretical_exercise8", "vgg/total", "44782952", [], "vgg/rows.row9"),
    ("theoretical_exercise8", "gradients/d_o6", "", ["neighbours_gradient_given"], None),
    ("theoretical_exercise8", "gradients/d_o5", "", ["neighbours_gradient_given"], None),
    ("theoretical_exercise8", "gradients/d_b2", "", ["sigma_prime_twice"], None),
    ("csci5922_problem_set3", "encoder/biases", "104", ["one_bias_per_layer"], None),
    ("ai_med_assignment", "convolution/multiplications", "", ["input_channels_forgotten"], None),
    (
        "ai_med_assignment",
        "numbers/convolution_multiplications",
        "74908800",
        ["plus_one_dropped", "input_channels_forgotten"],
        None,
    ),
    ("ai_med_assignment", f"{ROWS}3", "[2i-4 : 2i+5, 2j-4 : 2j+5]", [ORDER], None),
    ("ai_med_assignment", f"{ROWS}4", "[2i-5 : 2i+6, 2j-5 : 2j+6]", [ORDER], None),
    # one more slip, which the rows behind it carry
    ("ai_med_assignment", f"{ROWS}5", "[2i-4 : 2i+7, 2j-4 : 2j+7]", [ORDER, "start_moved_forward"], f"{ROWS}4"),
    *(("ai_med_assignment", f"{ROWS}{row}", "", [ORDER], f"{ROWS}{row - 1}") for row in range(6, 15)),
    ("ai_med_assignment", "receptive_field/last", "", ["layers_after_pooling_forgotten"], f"{ROWS}12"),
]
"""Bank, answer, what was printed ("" where it is long), the mistakes told first, and the answer it follows from."""


@cache
def items(bank: str) -> dict[str, Item]:
    library = Library([own_place()])
    return {item.id: item for item in audit(library.bank(bank), library).items}


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row[1])
def test_a_published_mistake_has_its_name(row: tuple[str, str, str, list[str], str | None]) -> None:
    bank, id, printed, mistakes, source = row
    item = items(bank)[id]
    assert item.is_wrong
    assert printed in ("", item.published)
    assert [mistake.id for mistake in item.misconceptions if mistake.group == 0] == mistakes
    assert item.carried_from == source


def test_they_are_all_that_the_sheets_have_and_more_than_twenty() -> None:
    banks = {row[0] for row in PUBLISHED}
    wrong = {(bank, item.id) for bank in banks for item in items(bank).values() if item.is_wrong}
    assert {row[:2] for row in PUBLISHED} == wrong
    assert len(PUBLISHED) >= 20


@pytest.mark.parametrize(
    ("network", "input", "quantity", "layer", "response", "mistakes"),
    [
        (
            "Conv2d(32, 64, 7, stride=3)",
            "32x19x19",
            "multiplications",
            None,
            2510400,
            ["bias_counted_as_multiplication"],
        ),
        ("vgg11", "3x224x224", "parameters", 23, 14684160, ["flatten_drops_side"]),
        ("vgg16", "3x224x224", "parameters", None, 138344128, ["bias_forgotten"]),
        ("vgg16", "3x224x224", "parameters", 5, 1475848, []),
        ("vgg16", "3x224x224", "parameters", 5, 78356, ["digits_swapped"]),
        ("vgg16", "3x224x224", "parameters", 5, 7386, ["digit_dropped"]),
        ("vgg16", "3x224x224", "parameters", 5, 738856, ["digit_doubled"]),
        ("vgg16", "3x224x224", "parameters", 5, 738560, ["factor_of_ten"]),
        ("vgg16", "3x224x224", "parameters", 5, 147584, ["another_layers_value"]),
        ("vgg16", "3x224x224", "output_shape", 4, (128, 112, 112), ["row_off_by_one"]),
    ],
)
def test_a_wrong_answer_gets_its_name_by_request(
    network: str, input: str, quantity: str, layer: int | None, response: object, mistakes: list[str]
) -> None:
    asked = {"network": network, "input": input, "quantity": quantity, "layer": layer}
    answer = diagnose_answer({**asked, "response": list(response) if isinstance(response, tuple) else response})
    told: list[dict[str, object]] = answer["misconceptions"]  # type: ignore[assignment]  # a list of objects
    assert [one["id"] for one in told] == mistakes
    assert all(one["id"] in MAL_RULES | SLIPS for one in told)


DEEP = "2 * Conv2d(64, 64, 3, padding=1); MaxPool2d(2); 2 * Conv2d(64, 64, 3, padding=1); MaxPool2d(2); "
CONV3 = f"{DEEP}4 * Conv2d(64, 64, 3, padding=1)"
"""VGG's layers up to conv3_3, and one behind it."""

FOUND: list[tuple[str, str, str, object, str]] = [
    ("vgg16", "3x224x224", "receptive_field", 308, "composed_in_wrong_order"),
    (CONV3, "64x224x224", "receptive_field", 40, "layer_passed_over"),
    ("ConvTranspose2d(3, 1, 2, stride=2)", "3x2x2", "multiplications", 192, "output_size_for_input_size"),
    ("Conv2d(3, 64, 3, stride=2, padding=1)", "3x256x256", "parameters", 1728, "bias_forgotten"),
    ("TransformerEncoderLayer(128, 8, 256)", "512x128", "parameters", 131968, "normalisation_of_block_forgotten"),
]
"""Wrong numbers that people reported of programs and texts, at the address that the mistake's source names."""
BEFORE_FLATTEN = 30
"""The last layer of VGG-16's features."""


@pytest.mark.parametrize("row", FOUND, ids=lambda row: row[4])
def test_a_wrong_number_that_others_reported_has_its_name(row: tuple[str, str, str, object, str]) -> None:
    network, input, quantity, response, mistake = row
    layer = BEFORE_FLATTEN if network == "vgg16" else None
    asked = {"network": network, "input": input, "quantity": quantity, "layer": layer, "response": response}
    told: list[dict[str, object]] = diagnose_answer(asked)["misconceptions"]  # type: ignore[assignment]  # objects
    assert told[0]["id"] == mistake
    assert "https://" in MAL_RULES[mistake].source


@pytest.mark.parametrize("response", [2510401, 2508801, 1234567, 14684161, 805306513, 3000000])
def test_an_arbitrary_number_gets_none(response: int) -> None:
    asked = {"network": "Conv2d(32, 64, 7, stride=3)", "input": "32x19x19", "quantity": "multiplications"}
    answer = diagnose_answer({**asked, "response": response})
    assert (answer["misconceptions"], answer.get("convention")) == ([], None)
