"""Gradients by hand over several channels: rules that go back against an oracle that goes forward, and PyTorch."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from exgen.engine.by_hand.checks import check_gradient, check_matrices
from exgen.engine.by_hand.tensors import entries_of
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.layers import KINDS
from exgen.engine.networks import Matrices, Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.reading import read_network
from exgen.errors import NetworkError, ProofError
from tests.engine.torch_networks import torch_module

entries = st.one_of(st.integers(-3, 3), st.sampled_from([Fraction(1, 2), Fraction(-2, 3)]))
pairs = st.tuples(st.integers(1, 2), st.integers(1, 2))


def tensor(draw: st.DrawFn, *sizes: int) -> Any:
    """Nested rows of entries."""
    return tuple([tensor(draw, *sizes[1:]) for _ in range(sizes[0])]) if sizes else draw(entries)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Two layers on a stack of matrices, then perhaps a dense one; kernels, biases and gradient of fractions."""
    channels, flips = draw(st.integers(1, 2)), draw(st.booleans())
    image = tensor(draw, channels, draw(st.integers(3, 4)), draw(st.integers(3, 4)))
    shape: tuple[int, ...] = (channels, len(image[0]), len(image[0][0]))
    layers: list[str] = []
    weights: dict[str, Any] = {}
    for index in range(2):
        kind = draw(st.sampled_from(["Conv2d", "Conv2d", "MaxPool2d", "AvgPool2d", "ReLU"]))
        kernel, stride = draw(pairs), draw(pairs)
        window = f"{kernel}, stride={stride}, padding={tuple(draw(st.integers(0, size // 2)) for size in kernel)}"
        if kind == "Conv2d":
            groups = draw(st.sampled_from([1, shape[0]]))
            out = groups * draw(st.integers(1, 2))
            weights[f"{index}.weight"] = tensor(draw, out, shape[0] // groups, *kernel)
            weights[f"{index}.bias"] = (tensor(draw, out),) if out > 1 else draw(entries)
            dilation = draw(st.sampled_from([(1, 1), (2, 1)]))
            window = f"{shape[0]}, {out}, {window}, dilation={dilation}, groups={groups}"
        layers.append(f"{kind}({'' if kind == 'ReLU' else window})")
        try:
            read = read_network("; ".join(layers), str((channels, *map(len, (image[0], image[0][0]))))).resolve({})
            shape = CountedQuantities(read).output_shape(None)
        except NetworkError:
            assume(False)
    if draw(st.booleans()):
        features, out = shape[0] * shape[1] * shape[2], draw(st.integers(1, 2))
        weights |= {"3.weight": tensor(draw, out, features), "3.bias": (tensor(draw, out),)}
        layers += ["Flatten()", f"Linear({features}, {out})"]
        shape = (1, out)
    read = read_network("; ".join(layers), str((channels, *map(len, (image[0], image[0][0]))))).resolve({})
    flips = flips and any(layer.kind == "Conv2d" for layer in read.layers)
    return replace(read, matrices=Matrices(image, weights, flips, tensor(draw, *shape)))


def questions(network: Network) -> list[tuple[str, int | None]]:
    """Everything that can be asked of a network's gradients."""
    learning = [index for index, layer in enumerate(network.layers) if KINDS[layer.kind].learned]
    learned = [(f"{name}_gradient", index) for index in learning for name in ("weight", "bias")]
    return [("output", None), ("input_gradient", None), ("input_gradient", 1), *learned]


def found(network: Network, quantity: str, layer: int | None) -> Any:
    """What the rules give."""
    laid = laid_quantities(network)
    (slot,) = laid.asked(quantity, layer, {"decimals": None})
    return laid.calculation.run(laid.leaves_of(network))[slot]


@given(networks())
@settings(max_examples=120, deadline=None)
def test_going_back_and_going_forward_find_the_same(network: Network) -> None:
    check_matrices(network)
    check_gradient(network, CountedQuantities(network).output_shape(None))
    for quantity, layer in questions(network):
        assert confirm(network, quantity, layer, found(network, quantity, layer)).at_real_sizes


def test_a_wrong_gradient_is_not_confirmed() -> None:
    read = read_network("Conv2d(1, 1, 2, bias=False)", "1x2x2").resolve({})
    network = replace(read, matrices=Matrices(((1, 2), (3, 4)), {"0.weight": ((1, 2), (3, 4))}, gradient=((1,),)))
    assert found(network, "weight_gradient", 0) == ((1, 2), (3, 4))
    with pytest.raises(ProofError, match="weight_gradient of layer 1"):
        confirm(network, "weight_gradient", 0, ((1, 2), (3, 5)))


def test_a_gradient_has_the_size_of_what_comes_out() -> None:
    read = read_network("MaxPool2d(2)", "1x4x4").resolve({})
    image = ((1, 2, 3, 4),) * 4
    check_gradient(replace(read, matrices=Matrices(image, {}, gradient=((1, 2), (3, 4)))), (1, 2, 2))
    with pytest.raises(NetworkError, match="gradient: it is 1 x 1 x 2, but 1 x 2 x 2 values come out"):
        check_gradient(replace(read, matrices=Matrices(image, {}, gradient=((1, 2),))), (1, 2, 2))


def test_without_a_gradient_none_can_be_asked_and_everything_else_can() -> None:
    read = read_network("MaxPool2d(2)", "1x2x2").resolve({})
    network = replace(read, matrices=Matrices(((1, 2), (3, 4)), {}))
    assert "no gradient comes in" in found(network, "input_gradient", None).reason
    assert found(network, "output", None) == ((4,),)


@pytest.mark.torch
@given(networks())
@settings(max_examples=60, deadline=None)
def test_pytorch_finds_the_same(network: Network) -> None:
    torch = pytest.importorskip("torch")
    assert network.matrices is not None
    assume(not network.matrices.flips and not has_ties(network))

    def made(values: Any) -> Any:
        size, part = [], values
        while isinstance(part, tuple):
            size.append(len(part))
            part = part[0]
        return torch.tensor([float(entry) for entry in entries_of(values)], dtype=torch.float64).reshape(size)

    image = made(network.matrices.image)[None].requires_grad_()
    modules, value = [], image
    for index, layer in enumerate(network.layers):
        module = torch_module(torch, layer).double()
        for name in KINDS[layer.kind].learned:
            given_tensor = made(network.matrices.weights[f"{index}.{name}"])
            getattr(module, name).data = given_tensor.reshape(getattr(module, name).shape)
        value = module(value)
        modules.append(module)
    value.backward(made(network.matrices.gradient).reshape(value.shape))
    theirs = {"output": value, "input_gradient": image.grad}
    for quantity, layer_index in questions(network):
        if quantity.startswith(("weight", "bias")):
            assert layer_index is not None
            expected = getattr(modules[layer_index], quantity.partition("_")[0]).grad
        elif layer_index is None:
            expected = theirs[quantity]
        else:
            continue
        ours = made(found(network, quantity, layer_index))
        assert torch.allclose(ours.reshape(expected.shape), expected, atol=1e-9), quantity


def has_ties(network: Network) -> bool:
    """Whether a pooling meets equal values that are fractions: as floats they may differ."""
    return any(layer.kind == "MaxPool2d" for layer in network.layers[1:])


TRANSPOSED = "ConvTranspose2d(2, 3, 2, stride=2, padding=1, output_padding=1)"


def transposed_work() -> Network:
    """A transposed convolution of two channels to three."""
    kernels: Any = tuple(tuple(((row, column), (row - column, 2)) for column in range(3)) for row in range(1, 3))
    image: Any = (((1, 2), (3, 4)), ((0, -1), (2, 5)))
    read = read_network(TRANSPOSED, "2x2x2").resolve({})
    return replace(read, matrices=Matrices(image, {"0.weight": kernels, "0.bias": ((1, 0, -1),)}))


def test_a_transposed_convolution_adds_the_blocks_of_all_channels() -> None:
    network = transposed_work()
    check_matrices(network)
    assert confirm(network, "output", None, found(network, "output", None)).at_real_sizes


@pytest.mark.torch
def test_pytorch_adds_the_same_blocks() -> None:
    torch = pytest.importorskip("torch")
    network = transposed_work()
    assert network.matrices is not None
    weights = network.matrices.weights
    image, kernels, biases = (
        torch.tensor(values, dtype=torch.float64)
        for values in (network.matrices.image, weights["0.weight"], weights["0.bias"])
    )
    theirs = torch.nn.functional.conv_transpose2d(
        image[None], kernels, biases[0], stride=2, padding=1, output_padding=1
    )[0]
    assert theirs.tolist() == [list(map(list, matrix)) for matrix in found(network, "output", None)]
