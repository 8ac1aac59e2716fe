"""Wrong answers to counting questions as students give them, asked as ``exgen diagnose`` is: each gets its name."""

from __future__ import annotations

import pytest

from exgen.grading.json_lines import Answer
from exgen.grading.requests import diagnose_answer

ALEXNET = ("Conv2d(3, 96, 11, stride=4)", "3x227x227", "parameters")
ADDED = ("Residual(Conv2d(64, 64, 3, padding=1))", "64x8x8", "output_shape")
INCEPTION = (
    "Concat(Conv2d(192, 64, 1), Conv2d(192, 96, 1); Conv2d(96, 128, 3, padding=1), "
    "Conv2d(192, 16, 1); Conv2d(16, 32, 5, padding=2), MaxPool2d(3, stride=1, padding=1); Conv2d(192, 24, 1))",
    "192x28x28",
    "output_shape",
)
VGG = ("vgg16", "3x224x224", "parameters")


def diagnosed(network: str, input: str, quantity: str, response: object) -> Answer:
    """What is told of a response."""
    return diagnose_answer({"network": network, "input": input, "quantity": quantity, "response": response})


def groups(answer: Answer) -> list[list[tuple[str, str]]]:
    """The mistakes with their places, those that are made together in one list."""
    told = answer["misconceptions"]
    assert isinstance(told, list)
    numbers = sorted({one["group"] for one in told})
    return [[(one["id"], one["where"]) for one in told if one["group"] == number] for number in numbers]


@pytest.mark.parametrize(
    ("asked", "response", "mistakes"),
    [
        # as CS231n's notes work them out: 290400 neurons of 363 weights and a bias, or without it
        (ALEXNET, 105705600, [("weights_for_each_position", "")]),
        (ALEXNET, 105415200, [("bias_forgotten", ""), ("weights_for_each_position", "")]),
        (ADDED, "(128, 8, 8)", [("branches_concatenated", "Add()")]),
        (("Concat(Conv2d(3, 64, 1), Conv2d(3, 64, 1))", "3x8x8", "output_shape"), [64, 8, 8],
         [("channels_of_one_branch", "Concat()")]),
        (("Concat(Conv2d(3, 16, 1), Conv2d(3, 32, 1))", "3x8x8", "output_shape"), [16, 8, 8],
         [("channels_of_narrowest_branch", "Concat()")]),
        (("BatchNorm2d(64)", "64x8x8", "buffers"), 257, [("whole_state_counted", "")]),
        (("BatchNorm2d(64)", "64x8x8", "parameters"), 257, [("whole_state_counted", "")]),
        (INCEPTION, "(120, 28, 28)", [("branch_left_out", "Conv2d(96, 128, kernel_size=3, padding=1)")]),
        (INCEPTION, "(224, 28, 28)", [("branch_left_out", "Conv2d(192, 24, kernel_size=1)")]),
        (("Concat(Conv2d(3, 6, 1), Conv2d(3, 8, 1))", "3x8x8", "output_shape"), [48, 8, 8],
         [("channels_multiplied", "Concat()")]),
        (VGG, 14714688, [("head_left_out", "")]),
        (VGG, 123642856, [("only_head_counted", "")]),
        (("resnet18", "3x224x224", "parameters"), 11176512, [("layer_left_out", "Linear(512, 1000)")]),
        (("GRU(4, 3)", "5x4", "parameters"), 108, [("gates_of_another_cell", "")]),
        (("LSTM(4, 3)", "5x4", "parameters"), 81, [("gates_of_another_cell", "")]),
        (("Embedding(1000, 16)", "7", "parameters"), 16016, [("absent_bias_counted", "")]),
        (("vgg16", "3x224x224", "parameter_memory"), 8 * 138357544, [("twice_the_bytes", "")]),
        (("vgg16", "3x224x224", "parameter_memory"), 2 * 138357544, [("half_the_bytes", "")]),
    ],
)  # fmt: skip
def test_a_wrong_count_gets_its_name(
    asked: tuple[str, str, str], response: object, mistakes: list[tuple[str, str]]
) -> None:
    assert [sorted(group) for group in groups(diagnosed(*asked, response))] == [mistakes]


def test_a_network_of_one_part_has_no_head_to_leave_out() -> None:
    chain = "Conv2d(3, 8, 3); ReLU(); Conv2d(8, 4, 3)"
    assert groups(diagnosed(chain, "3x9x9", "parameters", 0)) == []
    perceptron = "Linear(20, 30); ReLU(); Linear(30, 10)"
    assert groups(diagnosed(perceptron, "20", "parameters", 0)) == []


def test_behind_a_map_that_was_added_channels_are_counted_on() -> None:
    # 128 channels go into the next convolution, and its 9 * 128 * 8 weights are twice as many
    network = "Residual(Conv2d(64, 64, 3, padding=1)); Conv2d(64, 8, 3, bias=False)"
    told = groups(diagnosed(network, "64x8x8", "parameters", 36928 + 9 * 128 * 8))
    assert told == [[("branches_concatenated", "Add()")]]


def test_of_equal_layers_of_a_deep_network_all_are_told_though_two_are_tried() -> None:
    # 213 layers put out 50176 values each; of the last stage's 2359296 weights there are three convolutions
    assert groups(diagnosed("resnet152", "3x224x224", "activations", 79508968 - 50176)) == [
        [("layer_left_out", "one of 213 layers")]
    ]
    told = groups(diagnosed("resnet152", "3x224x224", "parameters", 60192808 - 2359296))
    assert told == [[("layer_left_out", "one of 3 layers")]]


def test_a_mistake_in_a_single_layer_of_a_deep_network_is_told_with_it() -> None:
    told = groups(diagnosed("resnet152", "3x224x224", "parameters", 60192808 - 1000))
    assert told == [[("bias_forgotten", "Linear(2048, 1000)")]]
