"""What scripts ask for, by the contracts of compare, network and diagnose."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from exgen.answers import KINDS, judge
from exgen.engine.mal_rules import MAL_RULES
from exgen.errors import InputError
from exgen.grading.comparing import compare_answer
from exgen.grading.requests import diagnose_answer, network_answer

CONVOLUTION = {"network": "Conv2d(32, 64, 7, stride=3)", "input": "32x19x19"}


@pytest.mark.parametrize("kind", KINDS)
def test_compare_says_of_every_kinds_examples_what_judge_says(kind: str) -> None:
    for example in KINDS[kind].examples:
        request = {"kind": kind, "key": example.key, "response": example.response, "options": dict(example.options)}
        answer = compare_answer(request)
        assert answer == judge(kind, example.key, example.response, example.options).as_json()
        assert list(answer)[:4] == ["verdict", "score", "read_as", "reason"]
        assert answer["verdict"] == str(example.verdict)


@pytest.mark.parametrize(
    ("key", "response"),
    [("5", 5), (5, "5"), ("5", Decimal("5.0")), ("5", "10/2")],
)
def test_numbers_of_json_are_taken_as_their_text(key: object, response: object) -> None:
    assert compare_answer({"kind": "integer", "key": key, "response": response})["verdict"] == "correct"


def test_a_list_of_json_is_taken_as_a_tuple() -> None:
    request = {"kind": "shape", "key": "(N, 16, 64, 64)", "response": ["N", 16, 64, 64]}
    assert compare_answer(request)["verdict"] == "correct"
    assert compare_answer({**request, "response": [16, 64, 64]})["verdict"] == "incorrect"


def test_a_tolerance_written_as_a_decimal_is_exact() -> None:
    request = {"kind": "number", "key": "0.3", "options": {"tolerance": {"absolute": Decimal("0.1")}}}
    assert compare_answer({**request, "response": "0.4"})["verdict"] == "correct"
    assert compare_answer({**request, "response": "0.4000000000000000001"})["verdict"] == "incorrect"


@pytest.mark.parametrize("response", [None, True, {"a": 1}, [None], ["N", [True]]])
def test_a_response_that_is_neither_text_nor_number_is_invalid_and_no_error(response: object) -> None:
    answer = compare_answer({"kind": "integer", "key": "5", "response": response})
    assert (answer["verdict"], answer["score"], answer["read_as"]) == ("invalid", None, "")
    assert "found" in str(answer["reason"])


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"kind": "integr", "key": "5", "response": "5"}, 'did you mean "integer"?'),
        ({"kind": 5, "key": "5", "response": "5"}, "kind: found 5; allowed: integer"),
        ({"kind": "integer", "key": "five", "response": "5"}, "the key"),
        ({"kind": "integer", "key": "5", "response": "5", "options": []}, "options: found []"),
        ({"kind": "integer", "key": "5", "response": "5", "options": {"unit": "MB"}}, 'did you mean "units"?'),
        ({"kind": "integer", "key": "5"}, "response is missing"),
        ({"kind": "integer", "key": "five", "response": None}, "the key"),
        ({"kind": "integer", "key": None, "response": "5"}, "key: found null"),
    ],
)
def test_a_broken_request_to_compare_is_an_error(request_: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as raised:
        compare_answer(request_)
    assert words in str(raised.value)


@pytest.mark.parametrize("input", ["3x224x224", [3, 224, 224], "(3, 224, 224)", None])
def test_network_takes_every_form_of_input(input: object) -> None:
    totals = network_answer({"network": "vgg16", "input": input})["totals"]
    operations = {"multiplications": 15470264320, "additions": 15470264320}
    assert totals == {"parameters": 138357544, **operations, "activations": 28701160}


def test_network_takes_a_single_number_of_features() -> None:
    assert network_answer({"network": "Linear(9, 2)", "input": 9})["totals"] == {
        "parameters": 20,
        "multiplications": 18,
        "additions": 18,
        "activations": 2,
    }


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"network": ["Conv2d"], "input": [3, 8, 8]}, "network: found"),
        ({"network": "ReLU", "input": {"C": 3}}, "input: found"),
        ({"network": "ReLU", "input": [3, [8], 8]}, "input: found"),
        ({"network": "ReLU", "input": True}, "input: found"),
        ({"network": "ReLU", "input": [3, 8.5, 8]}, "input"),
        ({"network": "Conv2D(3, 4, 5)", "input": [3, 8, 8]}, 'did you mean "Conv2d"?'),
    ],
)
def test_a_broken_request_to_network_is_an_error(request_: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as raised:
        network_answer(request_)
    assert words in str(raised.value)


def test_a_request_opens_no_file(tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    path.write_text("Flatten; Linear(4, 2)", encoding="utf-8")
    request = {"network": str(path), "input": [1, 2, 2]}
    with pytest.raises(InputError):
        network_answer(request)


@pytest.mark.parametrize(
    ("asked", "response", "mistake"),
    [
        ({**CONVOLUTION, "quantity": "parameters"}, 100352, "bias_forgotten"),
        ({**CONVOLUTION, "quantity": "parameters"}, "32*64*7*7 + 1", "one_bias_per_layer"),
        ({**CONVOLUTION, "quantity": "multiplications"}, "2510400", "bias_counted_as_multiplication"),
        ({**CONVOLUTION, "quantity": "additions"}, 1600, "only_bias_additions_counted"),
        ({**CONVOLUTION, "quantity": "output_shape"}, [64, 4, 4], "plus_one_dropped"),
        ({"network": "vgg16", "quantity": "parameters"}, 50277160, "flatten_drops_side"),
        ({"network": "vgg16", "quantity": "output_shape", "layer": 0}, "(N, 64, 222, 222)", "padding_forgotten"),
        ({"network": "vgg16", "quantity": "output_shape", "layer": 0}, [1, 64, 222, 222], "padding_forgotten"),
        ({"network": "vgg16", "quantity": "receptive_field"}, 32, "stride_not_accumulated"),
        ({"network": "vgg16", "quantity": "receptive_field", "layer": 5}, "2i-5 : 2i+6", "composed_in_wrong_order"),
        ({"network": "vgg16", "quantity": "receptive_field", "layer": 5}, "[3, 3]", "only_last_kernel"),
    ],
)
def test_a_mistake_is_named_with_its_sentence(asked: dict[str, object], response: object, mistake: str) -> None:
    answer = diagnose_answer({**asked, "response": response})
    assert answer["verdict"] == "incorrect"
    found = answer["misconceptions"]
    assert isinstance(found, list)
    named = {entry["id"]: entry for entry in found}
    assert set(named[mistake]) == {"id", "where", "feedback", "group"}
    assert named[mistake]["feedback"] == MAL_RULES[mistake].sentence


@pytest.mark.parametrize(
    ("quantity", "layer", "response", "key"),
    [
        ("parameters", None, 138357544, 138357544),
        ("parameters", None, "138,357,544", "138357544"),
        ("parameters", 0, 1792, 1792),
        ("parameters", 0, Decimal("1.792e3"), 1792),
        ("output_shape", None, 1000, 1000),
        ("output_shape", None, "1000", "(1000)"),
        ("output_shape", 0, [64, 224, 224], [64, 224, 224]),
        ("output_shape", 0, ["N", 64, 224, 224], [64, 224, 224]),
        ("output_shape", 0, "64x224x224", "(64, 224, 224)"),
        ("output_shape", 0, "(N, 64, 224, 224)", "(64, 224, 224)"),
        ("output_shape", 0, [1, 64, 224, 224], [64, 224, 224]),
        ("output_shape", 0, "(1, 64, 224, 224)", "(64, 224, 224)"),
        ("output_shape", None, [1, 1000], [1000]),
        ("multiplications", 1, 0, 0),
        ("additions", 39, "4096 * 1000", "4096000"),
        ("receptive_field", None, 212, 212),
        ("receptive_field", None, "212", "212"),
        ("receptive_field", None, "(212, 212)", "(212, 212)"),
        ("receptive_field", None, [212, 212], [212, 212]),
        ("receptive_field", None, "[32i - 90, 32i + 121]", "32*i-90 : 32*i+121"),
        ("receptive_field", 2, "i-2:i+2, j-2:j+2", "i-2 : i+2 x j-2 : j+2"),
        ("receptive_field", 3, "5 x 5", "(5, 5)"),
    ],
)
def test_a_right_response_has_no_misconception_and_the_key_has_its_form(
    quantity: str, layer: int | None, response: object, key: object
) -> None:
    answer = diagnose_answer({"network": "vgg16", "quantity": quantity, "layer": layer, "response": response})
    assert answer == {"verdict": "correct", "key": key, "misconceptions": []}


SMALL: dict[str, object] = {
    "network": "Conv2d(3, 8, 3, padding=1); MaxPool2d(2); Flatten(); Linear(2048, 10)",
    "input": "3x32x32",
}
TRAINED: dict[str, object] = {"network": "Linear(20, 30); ReLU(); Linear(30, 10)", "input": 20}
STRIDED: dict[str, object] = {"network": "Conv1d(1, 1, 5, stride=2)", "input": "1x9"}
UP: dict[str, object] = {"network": "ConvTranspose1d(1, 1, 4, stride=2, padding=1)", "input": "1x8"}
EVERY: list[tuple[dict[str, object], str, object, object, str]] = [
    (TRAINED, 'training_memory("adam")', 15400, 7880, "optimiser_forgotten"),
    (TRAINED, 'training_memory("adam")', "15.4 kB", "7.88 kB", "optimiser_forgotten"),
    ({**TRAINED, "batch": 8}, 'memory("activations")', 2880, 360, "batch_forgotten"),
    ({**TRAINED, "precision": "float16"}, "parameter_memory", "1880 B", "940 B", "numbers_for_bytes"),
    (SMALL, "memory(2^20)", "49192 B", Decimal("0.049192"), "decimal_for_binary_unit"),
    (SMALL, "largest_batch(10^6, \"largest_tensor\")", 30, "122", "numbers_for_bytes"),
    (SMALL, "trainable_parameters(1)", 20490, 20714, "freezing_forgotten"),
    (SMALL, "operations", "483328 FLOPs", "241664", "one_operation_per_multiply_add"),
    (SMALL, "layers[0].additions_per_output", 27, 1, "only_bias_additions_counted"),
    ({**SMALL, "layer": 0}, "dense_parameters", 25174016, 25165824, "bias_forgotten"),
    ({**SMALL, "layer": 0}, "im2col_size", [27, 1024], [9, 1024], "unfolded_channels_forgotten"),
    ({**SMALL, "layer": 1}, "output_size[0]", 16, 14, "plus_one_dropped"),
    ({**SMALL, "layer": 1}, "output_size", "16x16", "14x14", "plus_one_dropped"),
    (STRIDED, "input_sizes(6)", "{15, 16}", "{17, 18}", "plus_one_dropped"),
    ({"network": "Conv1d(1, 1, 3, dilation=2)", "input": "1x12"}, "inputs_read(3)", "{3, 5, 7}", "3..7", "gaps_filled"),
    (UP, "phases", 2, 1, ""),
    (UP, "phase_field(1)", "m : m+1", "m+1 : m+4", "growing_read_as_shrinking"),
    (UP, "receptive_field_stride[0]", "1/2", "2", "factor_multiplied_in"),
    (
        {"network": "Conv2d(8, 8, 3, groups=8, bias=False); Conv2d(8, 16, 1, bias=False)", "input": "8x10x10"},
        "multiplication_ratio", "25/144", "144/25", "ratio_reversed",
    ),
    ({**SMALL, "conventions": {"biases": "left_out"}}, "parameters", 20696, 20714, "with_bias"),
]  # fmt: skip
"""What is asked, the quantity, a right response, a wrong one, and the mistake or convention behind it."""


@pytest.mark.parametrize(("asked", "quantity", "right", "wrong", "name"), EVERY, ids=[row[1] for row in EVERY])
def test_every_quantity_and_unit_is_diagnosed(
    asked: dict[str, object], quantity: str, right: object, wrong: object, name: str
) -> None:
    first = diagnose_answer({**asked, "quantity": quantity, "response": right})
    assert first["verdict"] == "correct"
    answer = diagnose_answer({**asked, "quantity": quantity, "response": wrong})
    assert answer["verdict"] in ("incorrect", "partial")
    told: list[dict[str, str]] = answer["misconceptions"]  # type: ignore[assignment]  # objects
    assert name in [*(one["id"] for one in told), answer.get("convention", "")]


def test_options_are_those_of_compare() -> None:
    asked = {**SMALL, "quantity": "memory(2^20)"}
    assert diagnose_answer({**asked, "response": "0.05"})["verdict"] == "incorrect"
    rough = {**asked, "options": {"significant": 1}}
    assert diagnose_answer({**rough, "response": "0.05"})["verdict"] == "correct"
    assert diagnose_answer({**asked, "response": "49.192 kB"})["verdict"] == "correct"
    assert diagnose_answer({**asked, "response": "49192 bits"})["verdict"] == "incorrect"


@pytest.mark.parametrize("response", ["about 138 million", "", None, True, {"n": 1}, "(1, 2)"])
def test_a_response_that_cannot_be_read_is_invalid_and_no_error(response: object) -> None:
    answer = diagnose_answer({"network": "vgg16", "quantity": "parameters", "response": response})
    assert answer == {"verdict": "invalid", "key": "138357544", "misconceptions": []}


@pytest.mark.parametrize(
    "response",
    [
        "(64, N, 224)",
        "(N, N, 224, 224)",
        "(N, 64, 224)",
        [64, 224],
        [2, 64, 224, 224],
        [1, 64, 224],
        [1, 1, 64, 224, 224],
    ],
)
def test_a_shape_of_another_form_is_incorrect(response: object) -> None:
    answer = diagnose_answer({"network": "vgg16", "quantity": "output_shape", "layer": 0, "response": response})
    assert answer["verdict"] == "incorrect"


def test_one_size_speaks_for_all_axes_only_where_they_are_alike() -> None:
    asked = {"network": "Conv2d(1, 1, (3, 5))", "input": "1x9x9", "quantity": "receptive_field"}
    assert diagnose_answer({**asked, "response": "3"}) == {
        "verdict": "incorrect",
        "key": "(3, 5)",
        "misconceptions": [],
    }
    assert diagnose_answer({**asked, "response": "(3, 5)"})["verdict"] == "correct"
    assert diagnose_answer({**asked, "response": "i : i+2"})["verdict"] == "incorrect"
    assert diagnose_answer({**asked, "response": "i : i+2 x j : j+4"})["verdict"] == "correct"


@pytest.mark.parametrize("response", ["7", 7, [7], "(7,)", "7 x 7"])
def test_whatever_has_a_value_on_each_axis_is_answered_by_one_where_they_are_alike(response: object) -> None:
    asked = {"network": "Conv2d(3, 8, 3, stride=2)", "quantity": "output_size", "response": response}
    assert diagnose_answer({**asked, "input": "3x15x15"})["verdict"] == "correct"
    assert diagnose_answer({**asked, "input": "3x15x17"})["verdict"] == "incorrect"


def test_one_interval_speaks_for_all_axes_of_a_phase_and_a_wrong_one_is_explained() -> None:
    square = {"network": "ConvTranspose2d(3, 8, 4, stride=2)", "input": "3x8x8", "quantity": "phase_field(1)"}
    assert diagnose_answer({**square, "response": "m-1:m"})["verdict"] == "correct"
    assert diagnose_answer({**square, "response": "m-1:m x n-1:n"})["verdict"] == "correct"
    wrong = diagnose_answer({**square, "response": "m:m+3"})
    assert (wrong["verdict"], wrong["key"]) == ("incorrect", "m-1 : m")
    uneven = {**square, "network": "ConvTranspose2d(3, 8, (4, 6), stride=2)"}
    assert diagnose_answer({**uneven, "response": "m-1:m"})["verdict"] == "incorrect"


def test_the_key_has_the_form_of_a_list_that_was_given() -> None:
    asked = {"network": "Conv1d(3, 8, 3, stride=2)", "input": "3x15", "quantity": "output_size"}
    assert diagnose_answer({**asked, "response": [8]})["key"] == [7]


def test_a_convention_is_named_only_where_there_is_one() -> None:
    without_bias = diagnose_answer({**CONVOLUTION, "quantity": "parameters", "response": 100352})
    assert without_bias["convention"] == "without_bias"
    assert "convention" not in diagnose_answer({**CONVOLUTION, "quantity": "parameters", "response": 7})


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"quantity": "depth", "response": 1}, "depth needs the size to be reached: network.depth(8)"),
        ({"quantity": "output", "response": 1}, "output is worked out by hand, from matrices"),
        ({"quantity": "parameters + 1", "response": 1}, "is not one quantity of a network"),
        ({"quantity": "parameters + ", "response": 1}, 'quantity: "parameters + " is none'),
        ({"quantity": "padding_before", "response": 1}, "padding_before is asked of a layer"),
        ({"quantity": "parameters", "response": 1, "batch": 0}, "batch: found 0; a whole number from 1 is needed"),
        ({"quantity": "parameters", "response": 1, "precision": "half"}, 'precision: found "half"; allowed: float16'),
        ({"quantity": "parameters", "response": 1, "precision": []}, "precision: found []"),
        ({"quantity": "parameters", "response": 1, "conventions": {"bias": "counted"}}, 'did you mean "biases"?'),
        ({"quantity": "parameters", "response": 1, "conventions": {"biases": "no"}}, "allowed: counted, left_out"),
        ({"quantity": "parameters", "response": 1, "conventions": "none"}, 'conventions: found "none"'),
        ({"quantity": "parameters", "response": 1, "conventions": {"division": "exact"}, "input": "32x20x20"}, "exact"),
        ({"quantity": "parameters", "response": 1, "options": {"unit": "MB"}}, "unit"),
        ({"quantity": "parameters", "response": 1, "options": 5}, "options: found 5"),
        ({"quantity": "parameter", "response": 1}, 'did you mean "parameters"?'),
        ({"quantity": 3, "response": 1}, "quantity: found 3; one is needed as a template writes it"),
        ({"quantity": "parameters"}, "response is missing"),
        ({"quantity": "parameters", "response": 1, "layer": 1}, "there is no row 1; allowed: 0 to 0"),
        ({"quantity": "parameters", "response": 1, "layer": -1}, "there is no row -1"),
        ({"quantity": "parameters", "response": 1, "layer": "0"}, 'layer: found "0"'),
        ({"quantity": "parameters", "response": 1, "layer": True}, "layer: found true"),
        ({"quantity": "parameters", "response": 1, "input": "3x19x19"}, "32"),
        ({"quantity": "parameters", "response": 1, "input": "32x3x3"}, "output height"),
        ({"quantity": "receptive_field", "response": 1, "network": "vgg16", "layer": 32}, "no space is left behind"),
        ({"quantity": "receptive_field", "response": 1, "network": "AdaptiveAvgPool2d(5)"}, "19 is not divisible by 5"),
    ],
)
def test_a_broken_request_to_diagnose_is_an_error(request_: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as raised:
        diagnose_answer({**CONVOLUTION, **request_})
    assert words in str(raised.value)
