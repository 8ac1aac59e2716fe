"""Softmax, losses and batch normalisation by hand, and convolutions as matrices: rules, oracle and PyTorch agree."""

from __future__ import annotations

from dataclasses import replace
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from exgen.engine.by_hand import enclosures
from exgen.engine.by_hand.checks import check_matrices
from exgen.engine.by_hand.enclosures import Real, ends, exponential, logarithm, rounded, square_root
from exgen.engine.by_hand.tensors import entries_of
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.missing import Missing
from exgen.engine.networks import Matrices, Network
from exgen.engine.proof import confirm
from exgen.engine.reading import read_network
from exgen.errors import ExpressionError, NetworkError

fractions = st.fractions(-20, 20, max_denominator=50)
FINE = Context(prec=110)
NEAR = Fraction(1, 10**100)
DECIMALS = 5


@given(fractions)
def test_the_ends_enclose_what_decimal_finds(number: Fraction) -> None:
    positive = abs(number) + Fraction(1, 7)
    for enclosed, operation, given_number in (
        (exponential(number), "exp", number),
        (logarithm(positive), "ln", positive),
        (square_root(positive), "sqrt", positive),
    ):
        value = FINE.divide(Decimal(given_number.numerator), Decimal(given_number.denominator))
        found = Fraction(getattr(value, operation)(FINE))
        low, high = ends(enclosed)
        assert low - NEAR * abs(found) <= found <= high + NEAR * abs(found)
        assert high - low <= Fraction(2 * (1 + abs(found)), 10**enclosures.DECIMALS)


@given(fractions, fractions)
def test_arithmetic_keeps_the_number_between_its_ends(one: Fraction, other: Fraction) -> None:
    root = square_root(2)
    first, second = root * one + other, other - root * one
    low, high = ends(first * second)
    exact = other * other - 2 * one * one
    assert low <= exact <= high
    assume(exact)
    low, high = ends(first * second / exact)
    assert low <= 1 <= high


def test_what_cannot_be_rounded_or_compared_is_refused() -> None:
    half: Real = square_root(2) * square_root(2) * Fraction(1, 4)
    assert ends(half)[0] < Fraction(1, 2) < ends(half)[1]
    with pytest.raises(ExpressionError, match="too close to a half"):
        rounded(half, 0)
    with pytest.raises(ExpressionError, match="which is larger cannot be told"):
        assert half > Fraction(1, 2)
    assert rounded(half, 3) == Fraction(1, 2)


@pytest.mark.parametrize(("value", "decimals", "expected"), [("1/8", 2, "0.13"), ("-1/8", 2, "-0.13"), ("2/3", 0, "1")])
def test_halves_are_rounded_away_from_zero(value: str, decimals: int, expected: str) -> None:
    assert rounded(Fraction(value), decimals) == Fraction(expected)


def tensor(draw: st.DrawFn, *sizes: int) -> Any:
    """Nested rows of small numbers."""
    if not sizes:
        return draw(st.one_of(st.integers(-3, 3), st.sampled_from([Fraction(1, 2), Fraction(-2, 3)])))
    return tuple([tensor(draw, *sizes[1:]) for _ in range(sizes[0])])


@st.composite
def rows(draw: st.DrawFn) -> Network:
    """Two or three layers on rows of features, with a loss or a gradient behind them."""
    count, features = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    texts: list[str] = []
    weights: dict[str, Any] = {}
    for index in range(2):
        kind = draw(st.sampled_from(["Linear", "BatchNorm1d", "ReLU", "Softmax"]))
        if kind == "Linear":
            weights |= {f"{index}.weight": tensor(draw, features, features), f"{index}.bias": (tensor(draw, features),)}
            texts.append(f"Linear({features}, {features})")
        elif kind == "BatchNorm1d":
            weights |= {f"{index}.weight": (tensor(draw, features),), f"{index}.bias": (tensor(draw, features),)}
            texts.append(f"BatchNorm1d({features}, eps=0.01)")
        else:
            texts.append({"ReLU": "ReLU()", "Softmax": "Softmax(dim=1)"}[kind])
    gradient = None
    if draw(st.booleans()):
        texts.append("CrossEntropyLoss()")
        weights["2.target"] = (tuple([draw(st.integers(0, features - 1)) for _ in range(count)]),)
    else:
        gradient = tensor(draw, count, features)
    read = read_network("; ".join(texts), f"({features})").resolve({})
    return replace(read, matrices=Matrices(tensor(draw, count, features), weights, False, gradient))


def found(network: Network, quantity: str, layer: int | None, decimals: int | None = DECIMALS) -> Any:
    """What the rules give."""
    laid, arguments = laid_quantities(network), {"decimals": decimals}
    (slot,) = laid.asked(quantity, layer, arguments)
    return laid.calculation.run(laid.leaves_of(network, arguments))[slot]


def questions(network: Network) -> list[tuple[str, int | None]]:
    """Everything that can be asked of it."""
    learning = [index for index, layer in enumerate(network.layers) if layer.kind in ("Linear", "BatchNorm1d")]
    return [("output", None), ("input_gradient", None)] + [
        (f"{name}_gradient", index) for index in learning for name in ("weight", "bias")
    ]


@given(rows())
@settings(max_examples=40, deadline=None)
def test_rules_and_oracle_find_the_same_decimals(network: Network) -> None:
    check_matrices(network)
    for quantity, layer in questions(network):
        value: Any = found(network, quantity, layer)
        assume(not isinstance(value, Missing))  # ReLU of a number that is 0 within its ends
        assert confirm(network, quantity, layer, value, {"decimals": DECIMALS}).at_real_sizes


def test_a_batch_of_maps_is_normalised_by_channel() -> None:
    read = read_network("BatchNorm2d(2, eps=0)", "2x2x2").resolve({})
    image = (((1, 5), (5, 1)), ((0, 6), (0, 6)))
    weights = {"0.weight": ((2, 1),), "0.bias": ((0, 7),)}
    network = replace(read, matrices=Matrices(image, weights, gradient=image))
    assert found(network, "output", None, None) == (((-2, 2), (2, -2)), ((6, 8), (6, 8)))
    for quantity, layer in (("output", None), ("input_gradient", None), ("weight_gradient", 0), ("bias_gradient", 0)):
        confirm(network, quantity, layer, found(network, quantity, layer, None), {"decimals": None})


def test_without_scales_and_shifts_several_features_are_only_normalised() -> None:
    read = read_network("BatchNorm1d(2, eps=0, affine=False)", "(2)").resolve({})
    network = replace(read, matrices=Matrices(((1, 5), (3, 1)), {}, gradient=((1, 0), (0, 2))))
    assert found(network, "output", None, None) == ((-1, 1), (1, -1))
    for quantity in ("output", "input_gradient"):
        confirm(network, quantity, None, found(network, quantity, None, None), {"decimals": None})


def test_what_has_no_value_stops_only_those_who_ask_for_it() -> None:
    read = read_network("BatchNorm1d(1, eps=0); ReLU()", "(1)").resolve({})
    network = replace(read, matrices=Matrices(((3,), (3,)), {"0.weight": 1, "0.bias": 0}))
    assert "the variance is 0" in found(network, "output", None).reason


def test_a_softmax_goes_along_rows() -> None:
    for text, shape, image in (
        ("Softmax(dim=0)", "(2)", ((1, 2),)),
        ("Conv2d(1, 1, 1); Softmax(dim=1)", "1x1x2", ((1, 2),)),
    ):
        read = read_network(text, shape).resolve({})
        with pytest.raises(NetworkError, match="goes along the features of each row"):
            check_matrices(replace(read, matrices=Matrices(image, {})))


@st.composite
def convolutions(draw: st.DrawFn) -> Network:
    """A convolution on a stack of matrices."""
    channels, groups, out = draw(st.sampled_from([(1, 1, 1), (2, 1, 2), (2, 2, 4)]))
    kernel = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    stride, dilation = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    text = f"Conv2d({channels}, {out}, {kernel}, stride={stride}, padding=1, dilation={dilation}, groups={groups})"
    image = tensor(draw, channels, draw(st.integers(2, 3)), draw(st.integers(2, 3)))
    weights = {"0.weight": tensor(draw, out, channels // groups, *kernel), "0.bias": (tensor(draw, out),)}
    weights["0.bias"] = weights["0.bias"][0][0] if out == 1 else weights["0.bias"]
    read = read_network(text, f"({channels}, {len(image[0])}, {len(image[0][0])})").resolve({})
    return replace(read, matrices=Matrices(image, weights, draw(st.booleans())))


@given(convolutions())
@settings(deadline=None)
def test_a_convolution_is_a_product_of_matrices(network: Network) -> None:
    laid = laid_quantities(network)
    asked = [laid.asked(name, 0, {})[0] for name in ("im2col", "toeplitz")]
    sizes = [laid.asked(name, 0, {}) for name in ("im2col_size", "toeplitz_size")]
    run = laid.calculation.run(laid.leaves_of(network))
    for name, slot, size in zip(("im2col", "toeplitz"), asked, sizes, strict=True):
        matrix: Any = run[slot]
        assume(not isinstance(matrix, Missing))  # too large for a page
        confirm(network, name, 0, matrix)
        expected = tuple([run[one] for one in size])
        assert (len(matrix), len(matrix[0])) == expected
        confirm(network, f"{name}_size", 0, expected)


@pytest.mark.torch
@given(rows())
@settings(max_examples=40, deadline=None)
def test_pytorch_finds_the_same_decimals(network: Network) -> None:
    torch = pytest.importorskip("torch")
    assert network.matrices is not None

    def made(values: Any) -> Any:
        return torch.tensor([[float(entry) for entry in row] for row in values], dtype=torch.float64)

    image = made(network.matrices.image).requires_grad_()
    value, modules = image, []
    for index, layer in enumerate(network.layers):
        weights = network.matrices.weights
        if layer.kind == "CrossEntropyLoss":
            value = torch.nn.functional.cross_entropy(value, torch.tensor(list(entries_of(weights[f"{index}.target"]))))
            continue
        if layer.kind == "ReLU":  # a hinge within rounding of 0 is decided by rounding there
            assume(not bool(((value.abs() < 1e-9) & (value != 0)).any()))
        arguments = {name: float(str(given)) if name == "eps" else given for name, given in layer.arguments.items()}
        arguments.pop("momentum", None)
        if layer.kind == "BatchNorm1d":
            arguments.pop("bias", None)
        module = getattr(torch.nn, layer.kind)(**arguments).double()
        for name in ("weight", "bias"):
            if f"{index}.{name}" in weights:
                parameter = getattr(module, name)
                parameter.data = made(weights[f"{index}.{name}"]).reshape(parameter.shape)
        value = module(value)
        modules.append(module)
    if network.matrices.gradient is None:
        value.backward()
    else:
        value.backward(made(network.matrices.gradient))
    theirs = {"output": value, "input_gradient": image.grad}
    for quantity, layer_index in questions(network):
        expected = theirs.get(quantity)
        if expected is None:
            assert layer_index is not None
            expected = getattr(modules[layer_index], quantity.partition("_")[0]).grad
        value_found = found(network, quantity, layer_index)
        assume(not isinstance(value_found, Missing))
        ours = made(value_found).reshape(expected.shape)
        assert torch.allclose(ours, expected, atol=1e-5, rtol=0), quantity


@pytest.mark.torch
@given(convolutions())
@settings(max_examples=30, deadline=None)
def test_pytorch_unfolds_the_same(network: Network) -> None:
    torch = pytest.importorskip("torch")
    assert network.matrices is not None
    laid, layer = laid_quantities(network), network.layers[0]
    (slot,) = laid.asked("im2col", 0, {})
    ours: Any = laid.calculation.run(laid.leaves_of(network))[slot]
    image = [[[[float(entry) for entry in row] for row in matrix] for matrix in network.matrices.image]]  # type: ignore[union-attr]  # a stack
    window = {name: layer.axes(name) for name in ("kernel_size", "dilation", "padding", "stride")}
    theirs = torch.nn.functional.unfold(torch.tensor(image, dtype=torch.float64), **window)[0]
    assert torch.allclose(torch.tensor([list(map(float, row)) for row in ours], dtype=torch.float64), theirs)


@st.composite
def attentions(draw: st.DrawFn) -> Network:
    """Attention of a few queries, keys and values."""
    size, queries, keys, out = (draw(st.integers(1, 4)) for _ in range(4))
    read = read_network(f"ScaledDotProductAttention({size}, {out})", f"({size})").resolve({})
    weights = {"0.key": tensor(draw, keys, size), "0.value": tensor(draw, keys, out)}
    return replace(read, matrices=Matrices(tensor(draw, queries, size), weights))


@given(attentions())
@settings(max_examples=40, deadline=None)
def test_rules_and_oracle_attend_alike(network: Network) -> None:
    check_matrices(network)
    for quantity, layer in (("attention_scores", 0), ("attention_shares", 0), ("output", None)):
        confirm(network, quantity, layer, found(network, quantity, layer), {"decimals": DECIMALS})


def test_keys_and_values_belong_together() -> None:
    read = read_network("ScaledDotProductAttention(2, 1)", "(2)").resolve({})
    for key, value, problem in (
        (((1, 2),), ((1,), (2,)), 'weights "0.value": it has 2 rows, but there are 1 keys'),
        (((1, 2, 3),), ((1,),), 'weights "0.key": it is 1 x 3; .* has keys of 2 numbers, a row for each'),
    ):
        matrices = Matrices(((1, 2),), {"0.key": key, "0.value": value})
        with pytest.raises(NetworkError, match=problem):
            check_matrices(replace(read, matrices=matrices))


@pytest.mark.torch
@given(attentions())
@settings(max_examples=30, deadline=None)
def test_pytorch_attends_alike(network: Network) -> None:
    torch = pytest.importorskip("torch")
    assert network.matrices is not None
    given_matrices: tuple[Any, ...] = (network.matrices.image, *network.matrices.weights.values())
    tensors = [
        torch.tensor([[float(entry) for entry in row] for row in matrix], dtype=torch.float64)
        for matrix in given_matrices
    ]
    theirs = torch.nn.functional.scaled_dot_product_attention(*tensors)
    ours = torch.tensor([[float(entry) for entry in row] for row in found(network, "output", None)])
    assert torch.allclose(ours.double(), theirs, atol=1e-5, rtol=0)
