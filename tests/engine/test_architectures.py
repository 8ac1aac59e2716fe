"""Known networks: their rows and totals, and how a network is asked for."""

from __future__ import annotations

from math import prod
from pathlib import Path

import pytest

from exgen.engine.architectures import ARCHITECTURES, architecture
from exgen.engine.naming import network_from
from exgen.engine.networks import Network
from exgen.errors import NetworkError


def learned(network: Network) -> int:
    """All weights and biases, summed here for themselves."""
    total = 0
    for layer in network.layers:
        match layer.kind:
            case "Conv2d":
                kernel = prod(layer.axes("kernel_size"))
                total += (layer.integer("in_channels") * kernel + 1) * layer.integer("out_channels")
            case "Linear":
                total += (layer.integer("in_features") + 1) * layer.integer("out_features")
            case "BatchNorm2d":
                total += 2 * layer.integer("num_features")
    return total


def rows(name: str) -> list[str]:
    return [layer.text for layer in architecture(name).resolve({}).layers]


@pytest.mark.parametrize(
    ("name", "parameters", "layers"),
    [
        ("vgg_a", 132_863_336, 28),
        ("vgg_a_lrn", 132_863_336, 29),
        ("vgg_b", 133_047_848, 32),
        ("vgg_c", 133_638_952, 38),
        ("vgg_d", 138_357_544, 38),
        ("vgg_e", 143_667_240, 44),
        ("vgg11", 132_863_336, 30),
        ("vgg13", 133_047_848, 34),
        ("vgg16", 138_357_544, 40),
        ("vgg19", 143_667_240, 46),
        ("vgg11_bn", 132_868_840, 38),
        ("vgg13_bn", 133_053_736, 44),
        ("vgg16_bn", 138_365_992, 53),
        ("vgg19_bn", 143_678_248, 62),
    ],
)
def test_a_known_network_has_its_published_parameters(name: str, parameters: int, layers: int) -> None:
    network = architecture(name).resolve({})
    assert network.input == (3, 224, 224)
    assert learned(network) == parameters
    assert len(network.layers) == layers


def test_every_known_network_is_in_the_table_of_parameters() -> None:
    marks = test_a_known_network_has_its_published_parameters.pytestmark  # type: ignore[attr-defined]  # pytest's
    assert {row[0] for row in marks[0].args[1]} == set(ARCHITECTURES)


def test_vgg16_has_the_rows_of_torchvision() -> None:
    block = ["Conv2d({}, {}, kernel_size=3, padding=1)", "ReLU()"]
    pool = "MaxPool2d(kernel_size=2, stride=2)"
    expected: list[str] = []
    channels = 3
    for out, times in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(times):
            expected += [block[0].format(channels, out), block[1]]
            channels = out
        expected.append(pool)
    expected += ["AdaptiveAvgPool2d(output_size=7)", "Flatten()"]
    expected += ["Linear(25088, 4096)", "ReLU()", "Dropout()", "Linear(4096, 4096)", "ReLU()", "Dropout()"]
    assert rows("vgg16") == [*expected, "Linear(4096, 1000)"]


def test_batch_normalisation_stands_between_convolution_and_activation() -> None:
    assert rows("vgg11_bn")[:4] == [
        "Conv2d(3, 64, kernel_size=3, padding=1)",
        "BatchNorm2d(64)",
        "ReLU()",
        "MaxPool2d(kernel_size=2, stride=2)",
    ]


def test_the_paper_s_configurations_differ_where_its_table_says() -> None:
    assert rows("vgg_a_lrn")[2] == "LocalResponseNorm(5, alpha=0.0005, k=2)"
    assert [row for row in rows("vgg_a_lrn") if "Response" not in row] == rows("vgg_a")
    small = [row for row in rows("vgg_c") if row.endswith("kernel_size=1)")]
    assert small == ["Conv2d(256, 256, kernel_size=1)", *["Conv2d(512, 512, kernel_size=1)"] * 2]
    assert rows("vgg_d")[-7:] == [
        "Flatten()",
        "Linear(25088, 4096)",
        "ReLU()",
        "Linear(4096, 4096)",
        "ReLU()",
        "Linear(4096, 1000)",
        "Softmax()",
    ]


def test_a_known_network_is_read_once() -> None:
    assert architecture("vgg16") is architecture("vgg16")
    assert network_from("vgg16") is architecture("vgg16")


def test_a_known_network_may_have_another_input() -> None:
    draft = network_from(" vgg16 ", "(3, H, H)")
    assert draft.names == ("H",)
    assert draft.layers is architecture("vgg16").layers
    assert draft.resolve({"H": 32}).input == (3, 32, 32)


def test_a_text_is_a_network() -> None:
    assert network_from("Conv2d(1, 6, 5)\nReLU", "1x28x28").resolve({}).layers[1].text == "ReLU()"
    assert network_from("nn.Flatten", "1x28x28").resolve({}).layers[0].text == "Flatten()"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vgg61", '"vgg61" is no known network and no layer; did you mean'),
        ("VGG16", '"VGG16" is no known network and no layer; did you mean "vgg16"?'),
        ("Relu", '"Relu" is no known network and no layer; did you mean "ReLU"?'),
        ("resnet50", '"resnet50" is no known network and no layer; known networks: vgg_a, '),
        ("nets/lenet.txt", '"nets/lenet.txt" is no known network and no layer; known networks: '),
        ("Foo()", "layer 1, Foo(): unknown layer"),
    ],
)
def test_what_is_no_network_is_refused(text: str, expected: str) -> None:
    with pytest.raises(NetworkError) as caught:
        network_from(text, "3x8x8")
    assert str(caught.value).startswith(expected)


def test_an_unknown_name_is_met_with_the_nearest() -> None:
    with pytest.raises(NetworkError, match=r'unknown network "vgg_x"; did you mean "vgg_'):
        architecture("vgg_x")


def test_a_network_that_is_not_known_needs_an_input() -> None:
    with pytest.raises(NetworkError, match="the size of the network's input is missing; give one such as 3x224x224"):
        network_from("ReLU()")


def test_a_file_is_read_only_where_files_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    path.write_text("\ufeffConv2d(1, 6, 5)  # é\n", encoding="utf-8")
    assert network_from(str(path), "1x28x28", with_files=True).layers[0].text == "Conv2d(1, 6, kernel_size=5)"
    with pytest.raises(NetworkError, match="is no known network and no layer"):
        network_from(str(path), "1x28x28")


def test_a_file_that_is_missing_or_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    with pytest.raises(NetworkError, match="is no known network, no file and no layer"):
        network_from(str(path), "1x28x28", with_files=True)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NetworkError, match="cannot be read as text"):
        network_from(str(path), "1x28x28", with_files=True)


@pytest.mark.parametrize("text", ["ReLU\x00()", "x" * 5000, "ReLU()\nTanh()"])
def test_a_text_that_can_be_no_path_is_a_text(text: str) -> None:
    try:
        draft = network_from(text, "8", with_files=True)
    except NetworkError:
        return
    assert len(draft.layers) == 2
