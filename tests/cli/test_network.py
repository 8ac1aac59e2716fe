"""What ``exgen network`` tells people: long tables, receptive fields that are not of one form, what has to hold."""

from __future__ import annotations

import json

import pytest

from exgen.cli import main
from exgen.cli.network_table import network_blocks
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.network_rows import NetworkReport
from exgen.engine.wiring import Wiring
from exgen.writers.terminal import plain_blocks


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """The lines that the command prints."""
    assert main(["network", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("layers", ["{n}*Conv2d(3, 3, 3, padding=1)", "{n}*Residual(ReLU)"])
def test_how_often_a_table_looks_at_all_rows_does_not_grow_with_them(
    monkeypatch: pytest.MonkeyPatch, layers: str
) -> None:
    looked = []
    wiring = NetworkReport.wiring.fget  # type: ignore[attr-defined]  # mypy takes the property for its value

    def counted(report: NetworkReport[int]) -> Wiring:
        looked.append(report)
        found = wiring(report)
        assert isinstance(found, Wiring)
        return found

    counts = []
    for number in (3, 300):
        report = network_report(finished_network(layers.format(n=number), "3x8x8"))
        with monkeypatch.context() as patched:
            patched.setattr(NetworkReport, "wiring", property(counted))
            lines = plain_blocks(network_blocks(report)).splitlines()
        assert len(lines) > number
        counts.append(len(looked))
        looked.clear()
    assert counts[0] == counts[1] > 0


def test_the_columns_of_memory_say_whose_bytes_they_have(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "Conv2d(3, 8, 3)", "--input", "3x8x8", "--memory")
    (headings,) = [line for line in lines if line.startswith("#")]
    titles = [title.strip() for title in headings.split("  ") if title.strip()]
    assert titles[3:] == ["parameters", "parameter bytes", "activations", "activation bytes"]


def test_a_row_with_phases_tells_them(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("ConvTranspose2d(4, 6, 3, stride=2); ReLU", "--input", "4x8x8", "--receptive-field")
    lines = printed(capsys, *asked, "--where", "1")
    assert lines[-2] == "receptive field = 2 phases, m-1 : m, m : m"
    assert lines[-1].strip().startswith("Where values come in q phases")
    assert not [line for line in printed(capsys, *asked) if line == "No receptive field"]
    assert not [line for line in printed(capsys, *asked[:3], "--where", "1") if "receptive field" in line]


@pytest.mark.parametrize(
    ("text", "form", "interval"),
    [
        # phases that are numbers are told one by one, whatever letters the sizes have
        ("ConvTranspose2d(3, N, 4, stride=2, padding=1)", "2 phases", "m-1 : m, m : m+1"),
        # the kernel of input n covers S n - P to S n - P + K - 1: of i those n with i + P - K + 1 <= S n <= i + P
        ("ConvTranspose2d(3, N, K, stride=S, padding=P)", "S phases", "⌈(i + P - K + 1)/S⌉ : ⌊(i + P)/S⌋"),
        ("ConvTranspose2d(3, N, 4, stride=2, padding=P)", "2 phases", "⌈(i + P - 3)/2⌉ : ⌊(i + P)/2⌋"),
        ("Upsample(scale_factor=F)", "F phases", "⌊i/F⌋ : ⌊i/F⌋"),
        ("Upsample(scale_factor=i); Conv2d(3, 3, 3)", "by index", "⌊j/i⌋ : ⌊(j + 2)/i⌋"),
        (
            "ConvTranspose2d(3, N, (K, 2), stride=(S, 2))",
            "S phases x 2 phases",
            "⌈(i - K + 1)/S⌉ : ⌊i/S⌋ x ⌈(j - 1)/2⌉ : ⌊j/2⌋",
        ),
    ],
)
def test_a_map_that_grows_by_a_letter_has_a_formula_of_the_index(
    capsys: pytest.CaptureFixture[str], text: str, form: str, interval: str
) -> None:
    asked = (text, "--input", "3,H,W", "--symbolic", "--receptive-field")
    lines = printed(capsys, *asked)
    row = next(line for line in reversed(lines) if line[:1].isdigit())
    assert row.split("  ")[-1].strip() == interval
    assert f"  {form}  " in row
    assert not [line for line in lines if line == "No receptive field"]
    last = f"{1 + text.count(';')}"
    derived = printed(capsys, *asked, "--where", last)
    assert f"receptive field = {form}, {interval}" in derived


def test_a_formula_of_the_index_is_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("ConvTranspose1d(1, 1, K, stride=S)", "--input", "1,L", "--symbolic", "--receptive-field", "--json")
    (only,) = json.loads("\n".join(printed(capsys, *asked)))["phases"].values()
    assert only == {"stride": ["1/S"], "index": ["i"], "start": ["ceil((i - K + 1)/S)"], "end": ["floor(i/S)"]}


def test_what_has_no_receptive_field_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    transposed = "ConvTranspose2d(C, N, K, stride=S, padding=P, dilation=2); ReLU"
    asked = (transposed, "--input", "C,H,W", "--symbolic", "--receptive-field")
    lines = printed(capsys, *asked)
    why = "dilation=2): its dilated kernels leave gaps that are not alike, and there is no interval for each phase"
    (told,) = [line for line in lines[lines.index("No receptive field") :] if line.endswith(why)]
    assert printed(capsys, *asked, "--where", "2")[-2:] == ["receptive field = none", f"    {told.strip()}"]
    lines = printed(capsys, "AdaptiveAvgPool2d(3)", "--input", "3x8x8", "--receptive-field")
    assert "8 is not divisible by 3" in lines[-1]


def test_behind_gates_of_a_whole_map_values_depend_on_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    gated = "Conv2d(8, 8, 3); Multiply(Identity, AdaptiveAvgPool2d(1); Conv2d(8, 8, 1)); Conv2d(8, 8, 3); Flatten"
    for shape in ("8x10x10", "8,H,W"):
        asked = (gated, "--input", shape, "--receptive-field", *(["--symbolic"] if "H" in shape else []))
        lines = printed(capsys, *asked)
        assert [line[0] for line in lines if "whole map " in line + " " and line[:1].isdigit()] == ["4", "5"]
        told = "From layer 4, Multiply() on every value depends on all inputs that layer 1, Conv2d(8, 8, kernel_size=3)"
        assert any(line.startswith(told) for line in lines)
        assert not any("Multiply(): one of its tensors" in line for line in lines)
        assert printed(capsys, *asked, "--where", "5")[-1].strip().startswith(told)
        assert json.loads("\n".join(printed(capsys, *asked, "--json")))["whole_maps"] == {"3": 0, "4": 0}


def test_a_gate_from_elsewhere_is_no_whole_map(capsys: pytest.CaptureFixture[str]) -> None:
    for gate in (
        "x: Conv2d(8, 8, 1); Conv2d(8, 8, 3); Multiply(Identity, x; AdaptiveAvgPool2d(1))",
        "{}MaxPool2d(10))",
    ):
        text = gate.format("Multiply(Identity, ")
        lines = printed(capsys, text, "--input", "8x10x10", "--receptive-field")
        assert any("Multiply(): one of its tensors has a single value" in line for line in lines)
        assert not any("whole map" in line for line in lines)


def test_a_row_that_leaves_no_space_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("Flatten; Linear(4, 2)", "--input", "1x2x2", "--receptive-field")
    assert printed(capsys, *asked, "--where", "2")[-1].strip().startswith("no space is left here")
    assert "No receptive field" not in printed(capsys, *asked)


def test_a_network_that_is_no_plain_convolution_names_the_layer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["network", "resnet50", "--against-plain"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("exgen: layer 4, MaxPool2d: compared with a plain convolution are convolutions and")
    example = error.split('"')[1]
    assert printed(capsys, example, "--input", "8x9x9", "--against-plain")


def test_positions_are_counted_as_written_and_have_to_fit(capsys: pytest.CaptureFixture[str]) -> None:
    text = "ClassToken(8); PositionEmbedding({}, 8); Select"
    lines = printed(capsys, text.format(5), "--input", "L,8", "--symbolic")
    rows = {line.split()[0]: line.split() for line in lines if line.strip()}
    assert rows["2"][-3:] == ["40", "0", "0"]
    assert rows["total"][1:] == ["48", "0", "0"]
    condition = "  layer 2, PositionEmbedding(5, 8): L + 1 = 5"
    assert lines[lines.index("So that the layers fit each other") + 1 :][:1] == [condition]
    lines = printed(capsys, text.format("L + 1"), "--input", "L,8", "--symbolic")
    assert "So that the layers fit each other" not in lines
    assert "8L + 16" in " ".join(lines)
    assert main(["network", text.format(5), "--input", "9,E", "--symbolic"]) == 2
    assert "num_positions is 5, but 10 places arrive" in capsys.readouterr().err


def test_formulas_stand_as_a_textbook_prints_them(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("Conv2d(C_in, C_out, K, stride=S, padding=P); MaxPool2d(2)", "--input", "(C_in, H, H)", "--symbolic")
    told = "\n".join(printed(capsys, *asked))
    for formula in ("K²·C_in·C_out + C_out", "K²·C_in·C_out·H1²", "H1 = ⌊(H + 2P - K)/S⌋ + 1", "H2 = ⌊H1/2⌋"):
        assert formula in told


def test_a_letter_with_two_meanings_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("Conv2d(C, N, K)", "--input", "CxHxW", "--symbolic", "--where", "1")
    told = "\n".join(printed(capsys, *asked))
    assert "what the rules call N has a mark here" in told
    assert "positions of the kernel: N' = H_out · W_out" in told
    assert "output values: V = C_out · N' = N · (H - K + 1) (W - K + 1)" in told
    fields = ("Conv2d(C, 8, i)", "--input", "CxHxW", "--symbolic", "--receptive-field")
    assert any(line.endswith("j : j+i-1") for line in printed(capsys, *fields))


def test_googlenet_in_letters_leaves_nothing_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert "must fit" not in "\n".join(printed(capsys, "googlenet", "--symbolic"))


def test_few_bytes_are_told_in_units_that_say_something(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "Linear(3, 2)", "--input", "3", "--memory")
    assert "  parameters: 32 bytes" in lines
    assert not [line for line in lines if "0.0" in line]
    lines = printed(capsys, "Linear(100, 20)", "--input", "100", "--memory", "--bytes-per-number", "8")
    assert "  parameters: 16,160 bytes, 16.2 kB, 15.8 KiB" in lines


@pytest.mark.parametrize(
    ("layer", "input", "words"),
    [
        ("Conv2d(1, 1, 1)", "1x5x5", "1 x 1 input, i : i x j : j"),
        ("Conv1d(1, 1, 1)", "1x5", "1 input, i : i"),
        ("Conv2d(1, 1, (1, 3))", "1x5x5", "1 x 3 inputs, i : i x j : j+2"),
    ],
)
def test_a_single_input_is_one(layer: str, input: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"receptive field after layer 1: {words}" in printed(capsys, layer, "--input", input)


def test_maps_without_one_interval_are_told_of_above_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    _, *lines = printed(capsys, "MaxPool1d(2); x: Conv1d(1, 1, 3); Upsample(scale_factor=2); ReLU", "--input", "1x12")
    assert lines[:2] == [
        "receptive field after layer 2: 6 inputs, 2*i : 2*i+5",
        "from layer 3 on no single interval tells it: --receptive-field says more",
    ]
    # what a later layer reads again has an interval of its own, but is not the last of the network's maps
    unet = printed(capsys, "unet")
    assert unet[1].startswith("receptive field after layer 24: 140 x 140 inputs")
    assert not any("no single interval" in line for line in printed(capsys, "googlenet_aux"))


def test_long_totals_stand_below_the_table_and_widen_no_column(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "unet", "--symbolic")
    headings = next(line for line in lines if line.startswith(" #"))
    assert len(headings) < 200
    total = lines.index("total")
    assert lines[total - 1] == ""
    assert lines[total + 1] == "  parameters: 31,030,658"
    assert lines[total + 2].startswith("  multiplications: 576·(H - 2)·(W - 2) + ")
    assert lines[total + 3].startswith("  additions: ")
    short = printed(capsys, "Conv2d(3, 8, 3)", "--input", "3xHxW", "--symbolic")
    assert [line for line in short if line.startswith("   total ")]


def test_the_totals_in_json_are_those_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["network", "lenet5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    for name, total in found["totals"].items():
        assert total == sum(row[name] for row in found["rows"])
    assert list(found["totals"]) == ["parameters", "multiplications", "additions", "activations"]
