"""Which network is meant: a known name, a text, a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.engine.architectures import architecture
from exgen.engine.naming import network_from
from exgen.errors import NetworkError


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
        ("resnet51", '"resnet51" is no known network and no layer; did you mean "resnet50"?'),
        ("DCGAN", '"DCGAN" is no known network and no layer; did you mean "dcgan_generator"?'),
        ("lenet", '"lenet" is no known network and no layer; did you mean "lenet5", "lenet5_1998"?'),
        ("yolo", '"yolo" is no known network and no layer; known networks: '),
        ("nets/lenet.txt", '"nets/lenet.txt" is no known network and no layer; known networks: '),
        ("Foo()", "layer 1, Foo(): unknown layer"),
    ],
)
def test_what_is_no_network_is_refused(text: str, expected: str) -> None:
    with pytest.raises(NetworkError) as caught:
        network_from(text, "3x8x8")
    assert str(caught.value).startswith(expected)


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
