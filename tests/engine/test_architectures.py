"""Known networks: their rows and totals."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest

from exgen.engine.architectures import ARCHITECTURES, architecture
from exgen.engine.naming import network_from
from exgen.engine.network_report import network_report
from exgen.engine.networks import Layer, Network
from exgen.engine.reading import read_input
from exgen.errors import NetworkError
from tests.engine.architectures_page import PAGE, page
from tests.engine.published_networks import PUBLISHED
from tests.engine.torch_networks import Built


def learned(network: Network) -> int:
    """All weights and biases, each layer's reckoned from its arguments and added up here, with no rule."""
    return sum(of_a_layer(layer) for index, layer in enumerate(network.layers) if network.wiring.shares[index] == index)


def of_a_layer(layer: Layer) -> int:
    match layer.kind:
        case "Conv2d" | "ConvTranspose2d":
            pairs = layer.integer("in_channels") * layer.integer("out_channels") // layer.integer("groups")
            return pairs * prod(layer.axes("kernel_size")) + layer.integer("bias") * layer.integer("out_channels")
        case "Linear":
            return (layer.integer("in_features") + layer.integer("bias")) * layer.integer("out_features")
        case "BatchNorm2d":
            return 2 * layer.integer("num_features")
        case "LayerNorm" | "LayerNorm2d":
            return 2 * prod(layer.axes("normalized_shape"))
        case "LayerScale":
            return layer.integer("dim")
        case "MultiheadAttention":
            return 4 * (layer.integer("embed_dim") + 1) * layer.integer("embed_dim")
        case "ClassToken":
            return layer.integer("embed_dim")
        case "PositionEmbedding":
            return layer.integer("num_positions") * layer.integer("embed_dim")
    return 0


def rows(name: str) -> list[str]:
    return [layer.text for layer in architecture(name).resolve({}).layers]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_known_network_has_its_published_parameters(name: str) -> None:
    network = architecture(name).resolve({})
    assert network.input == read_input(ARCHITECTURES[name].input)
    assert learned(network) == PUBLISHED[name].parameters
    assert network_report(network).parameters == PUBLISHED[name].parameters


@pytest.mark.parametrize("name", [name for name, published in PUBLISHED.items() if published.giga])
def test_a_known_network_has_its_published_multiplications(name: str) -> None:
    printed = PUBLISHED[name].giga
    digits = len(printed.partition(".")[2])
    counted = Fraction(network_report(architecture(name).resolve({})).multiplications, 10**9)
    assert round(counted, digits) == Fraction(printed)


def test_every_known_network_is_in_the_table_of_what_was_published() -> None:
    assert set(PUBLISHED) == set(ARCHITECTURES)


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
        "Softmax(dim=1)",
    ]


def test_a_known_network_is_read_once() -> None:
    assert architecture("vgg16") is architecture("vgg16")
    assert network_from("vgg16") is architecture("vgg16")


def test_an_unknown_name_is_met_with_the_nearest() -> None:
    with pytest.raises(NetworkError, match=r'unknown network "vgg_x"; did you mean "vgg_'):
        architecture("vgg_x")


def test_the_page_shows_the_known_networks_as_they_are() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/architectures.md is stale: run make architectures"


# Behind the last layer before the global pooling. Araujo, Norris & Sim, Computing receptive fields of convolutional
# neural networks (Distill, 2019): AlexNet 195, VGG-16 212, MobileNet 315, Inception v3 1311. Its ResNets stride in the
# first convolution of a block, as the paper's (483, 1027, 1507); torchvision's stride in the 3x3.
FIELDS = {
    "alexnet": (195, 32),
    "vgg16": (212, 32),
    "mobilenet_v1": (315, 32),
    "inception_v3": (1311, 32),
    "resnet18": (435, 32),
    "resnet34": (899, 32),
    "resnet50": (427, 32),
    "resnet101": (971, 32),
    "resnet152": (1451, 32),
    "resnet50_2015": (483, 32),
    "resnet101_2015": (1027, 32),
    "resnet152_2015": (1507, 32),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_known_network_has_its_published_receptive_field(name: str) -> None:
    network = architecture(name).resolve({})
    rows = network_report(network).rows
    last = max(index for index, layer in enumerate(network.layers) if layer.kind == "AdaptiveAvgPool2d") - 1
    field = rows[last].receptive_field
    assert field is not None
    assert (field.size, field.stride) == ((FIELDS[name][0],) * 2, (FIELDS[name][1],) * 2)


@pytest.mark.torch
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_torch_has_the_same_shapes_and_parameters_in_every_row(name: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    network = architecture(name).resolve({})
    rows = network_report(network).rows
    with torch.device("meta"):
        built = Built(torch, network)
        outputs = [tuple(tensor.shape[1:]) for tensor in built.outputs(torch.empty(2, *network.input))]
    assert [row.output_shape for row in rows] == outputs
    assert [row.parameters for row in rows] == [built.parameters(index) for index in range(len(rows))]
