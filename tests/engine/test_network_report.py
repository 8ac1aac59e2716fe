"""The rows and totals of a network, against known numbers and against the oracle that counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.engine.network_report import ReceptiveField, checked_layout, checked_run, finished_network, network_report
from exgen.engine.oracle import CountedQuantities
from exgen.errors import NetworkError


@pytest.mark.parametrize(
    ("name", "parameters", "multiplications", "layers"),
    [
        # torchvision's model cards: num_params, and 7.61, 11.31, 15.47, 19.63 GFLOPS of multiply-adds
        ("vgg11", 132_863_336, 7_609_090_048, 30),
        ("vgg13", 133_047_848, 11_308_466_176, 34),
        ("vgg16", 138_357_544, 15_470_264_320, 40),
        ("vgg19", 143_667_240, 19_632_062_464, 46),
    ],
)
def test_totals_of_known_networks_are_torchvisions(
    name: str, parameters: int, multiplications: int, layers: int
) -> None:
    report = network_report(finished_network(name))
    assert (report.parameters, report.multiplications, len(report.rows)) == (parameters, multiplications, layers)
    assert report.rows[-1].output_shape == (1000,)


@pytest.mark.parametrize(
    ("text", "input"),
    [
        ("Conv2d(2, 3, 3, stride=2, padding=1); ReLU; MaxPool2d(2); Flatten; Linear(12, 4); Softmax", "2x8x8"),
        ("Conv2d(4, 6, (3, 2), groups=2, bias=False); BatchNorm2d(6); AdaptiveAvgPool2d(2); Flatten", "4x6x5"),
        (
            "Conv1d(1, 2, 3, dilation=2); Tanh; MaxPool1d(2, stride=1); Flatten; Dropout; Linear(6, 2, bias=False)",
            "1x8",
        ),
    ],
)
def test_every_row_is_what_counting_gives(text: str, input: str) -> None:
    network = finished_network(text, input)
    counted = CountedQuantities(network, 100_000)
    for index, row in enumerate(network_report(network).rows):
        assert row.layer == network.layers[index].text
        assert row.output_shape == counted.output_shape(index)
        assert row.parameters == counted.parameters(index)
        assert row.multiplications == counted.multiplications(index)
        assert row.additions == counted.additions(index)


def test_a_value_takes_as_many_additions_as_products_with_a_bias_and_one_less_without() -> None:
    with_bias = network_report(finished_network("Linear(10, 3)", "10"))
    without = network_report(finished_network("Linear(10, 3, bias=False)", "10"))
    assert (with_bias.multiplications, with_bias.additions) == (30, 30)
    assert (without.multiplications, without.additions) == (30, 27)


def test_the_report_as_json_has_the_fields_of_the_contract_and_no_others() -> None:
    report = network_report(finished_network("ReLU; Conv2d(2, 1, 3, bias=False)", [2, 3, 4])).as_json()
    nothing = {"parameters": 0, "multiplications": 0, "additions": 0}
    convolution = {"parameters": 18, "multiplications": 36, "additions": 34}
    fields = [
        {"start": [0, 0], "end": [0, 0], "size": [1, 1], "stride": [1, 1]},
        {"start": [0, 0], "end": [2, 2], "size": [3, 3], "stride": [1, 1]},
    ]
    kernel = "Conv2d(2, 1, kernel_size=3, bias=False)"
    assert report == {
        "rows": [
            {"layer": "ReLU()", "output_shape": [2, 3, 4], **nothing, "receptive_field": fields[0]},
            {"layer": kernel, "output_shape": [1, 1, 2], **convolution, "receptive_field": fields[1]},
        ],
        "totals": convolution,
    }


def test_receptive_fields_are_told_axis_by_axis_as_long_as_every_value_has_one_of_the_same_form() -> None:
    text = "Conv2d(1, 1, (3, 5), stride=(1, 2), padding=1); ConvTranspose2d(1, 1, 2); AdaptiveAvgPool2d(4); Flatten"
    rows = network_report(finished_network(text, "1x11x22")).rows
    assert [row.receptive_field for row in rows] == [
        ReceptiveField(start=(-1, -1), end=(1, 3), size=(3, 5), stride=(1, 2)),
        ReceptiveField(start=(-2, -3), end=(1, 3), size=(4, 7), stride=(1, 2)),
        # 12 and 11 rows and columns into 4 cells
        None,
        None,
    ]
    upwards = "ConvTranspose1d(1, 1, 2, stride=2); MaxPool1d(2)"
    assert [row.receptive_field for row in network_report(finished_network(upwards, "1x4")).rows] == [None, None]


@pytest.mark.parametrize(
    ("text", "input", "words"),
    [
        ("Conv2d(3, C, K)", "3x8x8", "C and K have no values here"),
        ("Conv2d(3, 8, 3)", "3xHx8", "H"),
        ("Conv2d(3, 8, 3)", None, "input is missing"),
        ("Conv2d(3, 8, 3); Conv2d(9, 8, 3)", "3x8x8", "in_channels is 9, but 8 channels arrive"),
        ("Conv2d(3, 8, 3); Linear(8, 2)", "3x8x8", "put Flatten() before it"),
        ("Conv2d(3, 8, 9)", "3x8x8", "output height would be 0"),
        ("vgg61", None, 'did you mean "vgg1'),
    ],
)
def test_what_is_no_finished_network_is_refused_with_the_reason(text: str, input: str | None, words: str) -> None:
    with pytest.raises(NetworkError) as raised:
        network_report(finished_network(text, input))
    assert words in str(raised.value)


def test_a_file_is_opened_only_where_files_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    path.write_text("Flatten()\nLinear(4, 2)\n", encoding="utf-8")
    assert network_report(finished_network(str(path), "1x2x2", with_files=True)).parameters == 10
    with pytest.raises(NetworkError):
        finished_network(str(path), "1x2x2")


def test_a_run_holds_what_was_laid_before_it() -> None:
    network = finished_network("Conv2d(3, 16, 5)", "3x32x32")
    laid = checked_layout(network)
    weights, biases = laid.weights(0), laid.biases(0)
    run = checked_run(laid, network)
    assert (run[weights], run[biases]) == (1200, 16)
