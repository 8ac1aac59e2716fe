"""The rows and totals of a network, against known numbers and against the oracle that counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exgen.engine.checked_runs import checked_layout, checked_run
from exgen.engine.naming import network_from
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.network_rows import TOTALS, ReceptiveField
from exgen.engine.oracle import CountedQuantities
from exgen.engine.row_derivation import row_derivation
from exgen.errors import NetworkError
from exgen.expressions import Node, Value, evaluate, literal, show


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
    nothing = {"parameters": 0, "multiplications": 0, "additions": 0, "activations": 24}
    totals = {"parameters": 18, "multiplications": 36, "additions": 34}
    convolution = {**totals, "activations": 2}
    fields = [
        {"start": [0, 0], "end": [0, 0], "size": [1, 1], "stride": [1, 1]},
        {"start": [0, 0], "end": [2, 2], "size": [3, 3], "stride": [1, 1]},
    ]
    kernel = "Conv2d(2, 1, kernel_size=3, bias=False)"
    assert report == {
        "rows": [
            {"layer": "ReLU()", "reads": [-1], "output_shape": [2, 3, 4], **nothing, "receptive_field": fields[0]},
            {"layer": kernel, "reads": [0], "output_shape": [1, 1, 2], **convolution, "receptive_field": fields[1]},
        ],
        "totals": {**totals, "activations": 26},
        "memory": {"parameters": 72, "kept_for_training": 200, "kept_in_place": 104, "largest_live": 192},
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
        ("Conv2d(3, 8, 9)", "3x8x8", "output height and width would be 0"),
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


@pytest.mark.parametrize("name", ["vgg11_bn", "resnet18", "mobilenet_v2"])
def test_layers_one_by_one_are_what_the_whole_calculation_gives(name: str) -> None:
    network = finished_network(name)
    report = network_report(network)
    laid = checked_layout(network)
    slots = {count: getattr(laid, count)(None) for count in (*TOTALS, "activations")}
    fields = [laid.receptive_field(layer) for layer, row in enumerate(report.rows) if row.receptive_field]
    kept = laid.memory(None, "activations")
    run = checked_run(laid, network)
    assert {count: getattr(report, count) for count in slots} == {count: run[slot] for count, slot in slots.items()}
    assert report.memory.kept_for_training * 4 == run[kept]
    for row, slots_of_field in zip([row for row in report.rows if row.receptive_field], fields, strict=True):
        assert row.receptive_field is not None
        stride, start, end = row.receptive_field.stride, row.receptive_field.start, row.receptive_field.end
        assert [number for axis in zip(stride, start, end, strict=True) for number in axis] == [
            run[slot] for slot in slots_of_field
        ]


def test_a_network_of_as_many_layers_as_there_may_be_has_its_table() -> None:
    report = network_report(finished_network("100000 * Conv2d(3, 3, 3, padding=1)", "3x64x64"))
    assert len(report.rows) == 100_000
    assert report.parameters == 8_400_000
    field = report.rows[-1].receptive_field
    assert field is not None
    assert field.size == (200_001, 200_001)


@pytest.mark.parametrize(
    ("text", "input", "sizes"),
    [
        ("vgg11", "3xHxW", {"H": 64, "W": 96}),
        ("resnet18", "3xHxH", {"H": 50}),
        ("Conv2d(3, C, K, stride=S, padding=P); ReLU; MaxPool2d(2); Conv2d(C, 5, 1); Flatten", "3xHx40", {}),
        ("Conv1d(2, C, K, dilation=3); ConvTranspose1d(C, 4, 2, stride=2); AvgPool1d(S)", "2xL", {"L": 50}),
        ("Concat(Conv2d(3, C, 3, stride=S, padding=1), MaxPool2d(3, stride=S, padding=1))", "3xHxW", {"H": 33, "W": 9}),
    ],
)
def test_formulas_of_a_table_give_the_numbers_of_the_table_with_numbers(
    text: str, input: str, sizes: dict[str, int]
) -> None:
    given = {"C": 8, "K": 4, "S": 2, "P": 1, "H": 41, "W": 30, **sizes}
    draft = network_from(text, f"({input.replace('x', ', ')})")
    report, finished = network_report(draft), network_report(draft.resolve(given))
    values: dict[str, Value] = dict(given)
    for name, size in report.sizes:
        values[name] = evaluate(size, values)

    def numbers(row: Any, like: Any) -> list[object]:
        field = row.receptive_field if like.receptive_field else None  # none behind an adaptive pooling of letters
        found = [*row.output_shape, *(getattr(row, count) for count in (*TOTALS, "activations"))]
        found += [number for part in field for number in part] if field else []
        return [evaluate(value, values) if isinstance(value, Node) else value for value in found]

    for row, other in zip(report.rows, finished.rows, strict=True):
        assert numbers(row, row) == numbers(other, row)
    symbolic, counted = report.memory, finished.memory
    assert evaluate(literal_or(symbolic.kept_for_training), values) == counted.kept_for_training
    assert evaluate(literal_or(symbolic.largest_live), values) == counted.largest_live
    assert evaluate(literal_or(report.multiplications), values) == finished.multiplications


def literal_or(value: int | Node) -> Node:
    return literal(value) if isinstance(value, int) else value


def test_sizes_get_letters_so_that_deep_formulas_stay_short() -> None:
    draft = network_from("500 * Sequential(Conv2d(3, 3, 3, padding=1); MaxPool2d(2))", "(3, H, H1)")
    report = network_report(draft)
    assert len(report.sizes) == 1000
    assert report.sizes[0][0] == "H2"  # H1 is taken
    assert len(show(literal_or(report.rows[-2].multiplications))) < 30


def test_what_letters_leave_open_is_remarked_and_what_numbers_show_is_refused() -> None:
    report = network_report(network_from("Flatten; Linear(100, 10)", "(3, H, 5)"))
    assert report.remarks == ("layer 2, Linear(100, 10): 15H = 100",)
    with pytest.raises(NetworkError, match="in_channels is 4, but 3 channels arrive"):
        network_report(network_from("Conv2d(4, 8, 3)", "(3, H, H)"))
    with pytest.raises(NetworkError, match="D decides how many layers there are"):
        network_report(network_from("D * Conv2d(3, 3, 3)", "(3, H, H)"))


def test_memory_keeps_a_tensor_until_its_last_reader_is_done() -> None:
    # input 1x4x4 is read by the shortcut as well: 16 + 16 + 16 while the second convolution runs
    report = network_report(finished_network("Residual(2 * Conv2d(1, 1, 3, padding=1))", "1x4x4"))
    assert report.memory.largest_live == 48
    assert report.memory.kept_for_training == 64
    chain = network_report(finished_network("2 * Conv2d(1, 1, 3, padding=1)", "1x4x4"))
    assert chain.memory.largest_live == 32


def test_a_shared_layer_counts_its_parameters_once() -> None:
    network = finished_network("x: Conv2d(2, 2, 3, padding=1); Reuse(x)", "2x5x5")
    report = network_report(network)
    assert [row.parameters for row in report.rows] == [38, 0]
    assert row_derivation(network, report, 1)[1].remark.startswith("its weights are those of an earlier layer")


@pytest.mark.parametrize("name", ["resnet18", "vgg11", "dcgan_generator"])
def test_the_derivation_of_a_row_ends_with_what_stands_in_the_row(name: str) -> None:
    network = finished_network(name)
    report = network_report(network)
    for index, row in enumerate(report.rows):
        for one in row_derivation(network, report, index, has_field=True)[1:5]:
            assert one.values == (getattr(row, one.what),)
            if one.lines:
                assert any(line.formula.endswith(f"= {one.values[0]}") for line in one.lines)
