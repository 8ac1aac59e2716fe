"""Networks as people write them: every spelling that is read, and what is said of those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from exgen.engine.drafts import MOST_LAYERS, TOO_MANY_LAYERS
from exgen.engine.layer_reader import DEEPEST
from exgen.engine.layers import KINDS
from exgen.engine.reading import MOST_CHARACTERS, read_input, read_layers, read_network
from exgen.errors import NetworkError
from exgen.expressions import read

CONVOLUTION = "Conv2d(3, 16, kernel_size=3)"


def texts(network: str) -> list[str]:
    return [draft.text for draft in read_layers(network)]


def problems(network: str) -> list[str]:
    with pytest.raises(NetworkError) as caught:
        read_layers(network)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("Conv2d(3, 16, 3)", CONVOLUTION),
        ("Conv2d(3, 16, (3, 3))", CONVOLUTION),
        ("Conv2d(3, 16, [3, 3])", CONVOLUTION),
        ("Conv2d(3,16,3,)", CONVOLUTION),
        ("Conv2d(kernel_size=3, out_channels=16, in_channels=3)", CONVOLUTION),
        ("nn.Conv2d(3, 16, 3)", CONVOLUTION),
        ("torch.nn.Conv2d(3, 16, 3),", CONVOLUTION),
        ("Conv2d(\n    3,  # channels\n    16,\n    kernel_size = 3,\n)", CONVOLUTION),
        ("Conv2d(3, 2*8, 9/3)", CONVOLUTION),
        ("(0): Conv2d(3, 16, kernel_size=(3, 3), stride=(1, 1))", CONVOLUTION),
        ("Conv2d(3, 16, 3, 1, 0, 1, 1, True, 'zeros')", CONVOLUTION),
        ('Conv2d(3, 16, 3, padding_mode="zeros")', CONVOLUTION),
        (
            "Conv2d(4, 16, kernel_size=(3, 3), stride=2, padding=1, dilation=2, groups=2, bias=False)",
            "Conv2d(4, 16, kernel_size=3, stride=2, padding=1, dilation=2, groups=2, bias=False)",
        ),
        ("Conv2d(3, 16, (3, 5), padding=(1, 2))", "Conv2d(3, 16, kernel_size=(3, 5), padding=(1, 2))"),
        ("Conv1d(1, 8, kernel_size=(5,), stride=(2,))", "Conv1d(1, 8, kernel_size=5, stride=2)"),
        ("MaxPool1d(2)", "MaxPool1d(kernel_size=2, stride=2)"),
        ("MaxPool2d(3, stride=None)", "MaxPool2d(kernel_size=3, stride=3)"),
        (
            "MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False)",
            "MaxPool2d(kernel_size=3, stride=2, padding=1)",
        ),
        ("MaxPool2d(2, padding=1)", "MaxPool2d(kernel_size=2, stride=2, padding=1)"),
        ("AvgPool2d((2, 3))", "AvgPool2d(kernel_size=(2, 3), stride=(2, 3))"),
        ("AvgPool2d(2, count_include_pad=false)", "AvgPool2d(kernel_size=2, stride=2, count_include_pad=False)"),
        ("AdaptiveAvgPool2d(output_size=(7, 7))", "AdaptiveAvgPool2d(output_size=7)"),
        ("Linear(in_features=25088, out_features=4096, bias=True)", "Linear(25088, 4096)"),
        ("Linear(32*7*7, 10, bias=0)", "Linear(1568, 10, bias=False)"),
        ("Flatten(start_dim=1, end_dim=-1)", "Flatten()"),
        ("Flatten", "Flatten()"),
        ("nn.ReLU", "ReLU()"),
        ("ReLU(True)", "ReLU(inplace=True)"),
        ("Sigmoid()", "Sigmoid()"),
        ("Tanh", "Tanh()"),
        ("Dropout(p=0.5, inplace=False)", "Dropout()"),
        ("Dropout(.25)", "Dropout(p=.25)"),
        ("Softmax(dim=1)", "Softmax(dim=1)"),
        ("Softmax(dim=None)", "Softmax()"),
        ("Softmax(dim=-1)", "Softmax(dim=-1)"),
        (
            "BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
            "BatchNorm2d(64)",
        ),
        ("BatchNorm2d(64, eps=1e-3, affine=False)", "BatchNorm2d(64, eps=1e-3, affine=False)"),
        ("LocalResponseNorm(5, alpha=0.0001, beta=0.75, k=1.0)", "LocalResponseNorm(5)"),
        ("Conv2d(3, C, K, padding=(K - 1)/2)", "Conv2d(3, C, kernel_size=K, padding=(K - 1)/2)"),
        ("Linear(C*7*7, F, bias=B)", "Linear(C*7*7, F, bias=B)"),
    ],
)
def test_a_layer_is_read_in_every_spelling(spelling: str, text: str) -> None:
    assert texts(spelling) == [text]


NEEDED = {"integer": "6", "axes": "2", "number": "0.5", "sides": "2", "sizes": "(6, 2)"}
"""Values for arguments without a default, by their form."""


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if not kind.is_join])
def test_every_kind_is_read_as_its_text_says_it(name: str) -> None:
    given = {
        parameter.name: "1" if parameter.name == "dim" else NEEDED[parameter.form]
        for parameter in KINDS[name].parameters
        if parameter.default is None
    }
    (draft,) = read_layers(f"{name}({', '.join(f'{key}={value}' for key, value in given.items())})")
    assert read_layers(draft.text) == (draft,)
    assert set(draft.arguments) == {parameter.name for parameter in KINDS[name].parameters}


@given(
    kernel=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    stride=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    dilation=st.integers(1, 3),
    groups=st.integers(1, 4),
    has_bias=st.booleans(),
)
def test_the_text_of_a_layer_reads_back_to_the_same_layer(
    kernel: tuple[int, int], stride: tuple[int, int], dilation: int, groups: int, has_bias: bool
) -> None:
    written = (
        f"Conv2d({3 * groups}, {2 * groups}, {kernel}, stride={stride}, padding={kernel[0] // 2}, "
        f"dilation={dilation}, groups={groups}, bias={has_bias})"
    )
    layer = read_layers(written)[0].layer
    assert layer is not None
    assert read_layers(layer.text)[0].layer == layer
    assert layer.axes("kernel_size") == kernel
    assert layer.axes("stride") == stride
    assert layer.arguments["bias"] is has_bias


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("ReLU; Tanh", ["ReLU()", "Tanh()"]),
        ("ReLU()\n\n  # the end\nTanh()  # twice\n", ["ReLU()", "Tanh()"]),
        ("ReLU(),\r\nTanh(),\r\n", ["ReLU()", "Tanh()"]),
        ("3 * ReLU", ["ReLU()"] * 3),
        ("2*1 * ReLU(); Tanh", ["ReLU()", "ReLU()", "Tanh()"]),
        ("(0-2): 3 x ReLU()", ["ReLU()"] * 3),
        ("3 × ReLU()", ["ReLU()"] * 3),
        ("0 * ReLU; Tanh", ["Tanh()"]),
        ("nn.Sequential(nn.ReLU(), nn.Tanh())", ["ReLU()", "Tanh()"]),
        ("2 * Sequential(ReLU, Tanh)", ["ReLU()", "Tanh()", "ReLU()", "Tanh()"]),
        ("Sequential(\n  (0): ReLU()\n  (1): 2 * Sequential(Tanh)\n)", ["ReLU()", "Tanh()", "Tanh()"]),
        ("Sequential(); ReLU", ["ReLU()"]),
        ("Sequential(" * DEEPEST + "ReLU" + ")" * DEEPEST, ["ReLU()"]),
        (f"{MOST_LAYERS - 1} * ReLU; ReLU", ["ReLU()"] * MOST_LAYERS),
    ],
)
def test_layers_are_read_in_their_order(network: str, expected: list[str]) -> None:
    assert texts(network) == expected


PRINTED = """
Net(
  (features): Sequential(
    (0): Conv2d(3, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    (1): BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
    (2): ReLU(inplace=True)
    (3): LocalResponseNorm(5, alpha=0.0001, beta=0.75, k=1.0)
    (4): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
    (5): Conv2d(64, 32, kernel_size=(3, 5), stride=(1, 1), dilation=(2, 2), groups=2, bias=False)
    (6): AvgPool2d(kernel_size=2, stride=2, padding=0)
  )
  (avgpool): AdaptiveAvgPool2d(output_size=(7, 7))
  (classifier): Sequential(
    (0): Flatten(start_dim=1, end_dim=-1)
    (1): Linear(in_features=1568, out_features=10, bias=True)
    (2): Dropout(p=0.5, inplace=False)
    (3): Softmax(dim=1)
  )
)
"""
PRINTED_LAYERS = [
    "Conv2d(3, 64, kernel_size=3, padding=1)",
    "BatchNorm2d(64)",
    "ReLU(inplace=True)",
    "LocalResponseNorm(5)",
    "MaxPool2d(kernel_size=2, stride=2)",
    "Conv2d(64, 32, kernel_size=(3, 5), dilation=2, groups=2, bias=False)",
    "AvgPool2d(kernel_size=2, stride=2)",
    "AdaptiveAvgPool2d(output_size=7)",
    "Flatten()",
    "Linear(1568, 10)",
    "Dropout()",
    "Softmax(dim=1)",
]


def test_what_print_shows_of_a_model_is_read() -> None:
    assert texts(PRINTED) == PRINTED_LAYERS


@pytest.mark.torch
def test_what_torch_prints_today_is_read() -> None:
    from torch import nn

    model = nn.Sequential(
        nn.Sequential(
            nn.Conv2d(3, 64, 3, padding=1),
            nn.BatchNorm2d(64),
            nn.ReLU(inplace=True),
            nn.LocalResponseNorm(5),
            nn.MaxPool2d(2),
            nn.Conv2d(64, 32, (3, 5), dilation=2, groups=2, bias=False),
            nn.AvgPool2d(2),
        ),
        nn.AdaptiveAvgPool2d((7, 7)),
        nn.Sequential(nn.Flatten(), nn.Linear(1568, 10), nn.Dropout(), nn.Softmax(dim=1)),
    )
    assert texts(str(model)) == PRINTED_LAYERS


def test_all_problems_are_told_with_their_layers_repetitions_counted() -> None:
    assert problems("3 * ReLU\nConv2D(filters=8)\nLinear(10, 0)\nSequential(Tanh, Foo)") == [
        'layer 4, Conv2D(filters=8): unknown layer "Conv2D"; did you mean "Conv2d"?',
        'layer 4, Conv2D(filters=8): unknown argument "filters" of Conv2d; did you mean "out_channels"?',
        "layer 5, Linear(10, 0): out_features must be at least 1, not 0",
        'layer 7, Foo: unknown layer "Foo"; layers are spelt as in torch.nn, such as Conv2d, Linear or LSTM; '
        "docs/layers.md lists them",
    ]


def test_an_endless_list_of_problems_is_cut() -> None:
    found = problems("Foo\n" * 1000)
    assert len(found) == 21
    assert found[-1] == "there may be more; no further layers were read"


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("ReLU()\nConv2d(3, (16, 3)\nTanh()", 'line 2: the bracket "(" is never closed: Conv2d(3, (16, 3)'),
        ("ReLU()\nTanh())", 'line 2: the bracket ")" closes nothing: Tanh())'),
        ("Conv2d(3, 16, (3, 3])", 'line 1: the bracket "]" closes nothing: Conv2d(3, 16, (3, 3])'),
        ("", "the network has no layers; write each on a line of its own, such as Conv2d("),
        (" # nothing\n;", "the network has no layers; write each on a line of its own, such as Conv2d("),
        ("60000 * Sequential(2 * ReLU)", f"layer 1, 60000 * Sequential(2 * ReLU): {TOO_MANY_LAYERS}"),
        ("ReLU\n" * 2 + f"{MOST_LAYERS} * ReLU", f"layer 3, 100000 * ReLU: {TOO_MANY_LAYERS}"),
        (f"{MOST_LAYERS - 1} * ReLU\nReLU\nReLU", f"layer 100001, ReLU: {TOO_MANY_LAYERS}"),
        (f"a: {MOST_LAYERS - 1} * ReLU; Reuse(a)", f"layer 100000, Reuse(a): {TOO_MANY_LAYERS}"),
        ("#" * (MOST_CHARACTERS + 1), "the network's text is longer than 100,000 characters"),
        (
            "Sequential(" * (DEEPEST + 1) + ")" * (DEEPEST + 1),
            "layer 1, Sequential(): containers stand more than 20 deep in each other",
        ),
    ],
)
def test_a_text_that_is_no_network_is_refused(network: str, expected: str) -> None:
    (line,) = problems(network)
    assert line.startswith(expected)


@pytest.mark.parametrize(
    "opening",
    [
        *("Residual(", "Sequential(", "Concat(", "Add(", "Multiply(", "Auxiliary(", "2*Sequential(", "Net((a): "),
        *("Residual(Add(ReLU, Sequential(", "Residual(ReLU; shortcut: ", "Residual(Add(ReLU; Auxiliary("),
    ],
)
@pytest.mark.parametrize("times", [DEEPEST + 1, 3000])
def test_containers_of_every_kind_stand_only_so_deep(opening: str, times: int) -> None:
    open_brackets = opening.count("(") - opening.count(")")
    network = opening * times + "ReLU" + ")" * open_brackets * times
    (line,) = problems(network)
    assert line.endswith(f": containers stand more than {DEEPEST} deep in each other")
    assert opening[:3] in line
    assert len(line) < 130


@pytest.mark.parametrize(
    "text", ["__import__('os').system('x')", "ReLU(open('x'))", "Linear(open('x').read(), 3)", "lambda: 0"]
)
def test_code_is_refused_and_never_run(text: str) -> None:
    with pytest.raises(NetworkError):
        read_network(text, "3x8x8").resolve({})


def test_reading_touches_no_file(tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    path.write_text("ReLU()")
    assert problems(str(path))


@given(st.text(alphabet="Conv2d()[]=,;:*#'\"\n 3KReLU.-x", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        drafts = read_layers(text)
    except NetworkError:
        return
    assert drafts


@pytest.mark.parametrize(
    "text", ["3x32x64", "3×32×64", "3 x 32 X 64", "3,32,64", "(3, 32, 64)", "[3, 32, 64]", "(3, 32, 2*32,)"]
)
def test_an_input_is_read_in_every_spelling(text: str) -> None:
    assert read_input(text) == (3, 32, 64)


def test_an_input_may_be_a_vector_a_list_or_hold_names() -> None:
    assert read_input("2048") == (2048,)
    assert read_input([3, 32, 64]) == (3, 32, 64)
    assert read_input("(3, H, 2*W)") == (3, read("H"), read("2*W"))
    assert read_input("3, H, H") == (3, read("H"), read("H"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the input has 0 axes, not 1 to 4; write it like 3x224x224, (3, 224, 224) or 2048"),
        ("()", "the input has 0 axes, not 1 to 4"),
        ("1x2x3x4x5", "the input has 5 axes, not 1 to 4"),
        ("3x0x4", "the input (3, 0, 4) has a size below 1"),
        ("3, -2", "the input (3, -2) has a size below 1"),
        ("3.5", 'the input "3.5" must be a whole number, not 3.5; write it like'),
        ("3 32", 'the input "3 32": '),
        ("(3, (4, 5))", 'the input "(3, (4, 5))" must be a whole number, not (4, 5)'),
        ([3, "4"], 'the input [3, "4"] must be whole numbers'),
        ([3, True], "the input [3, True] must be whole numbers"),
        ([3, 4.0], "the input [3, 4.0] must be whole numbers"),
    ],
)
def test_an_input_that_is_no_shape_is_refused(text: str | list[object], expected: str) -> None:
    with pytest.raises(NetworkError) as caught:
        read_input(text)
    assert str(caught.value).startswith(expected)


def test_problems_of_input_and_layers_are_told_together() -> None:
    with pytest.raises(NetworkError) as caught:
        read_network("Foo()", "3x0")
    assert [line.split(":")[0] for line in caught.value.problems] == [
        "the input (3, 0) has a size below 1",
        "layer 1, Foo()",
    ]
