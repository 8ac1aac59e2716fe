"""Receptive fields: by hand, by tracing, by gradients of a real network; in letters; the mistakes made with them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from exgen.engine.architectures import architecture
from exgen.engine.field_problems import field_problem
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.missteps import missteps
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.reading import read_network
from exgen.engine.runs import Run
from exgen.errors import NetworkError
from exgen.expressions import show
from tests.engine.quantity_lists import FIELDS
from tests.engine.receptive_field_mistakes import INTERVALS, SIZES, Mistake, WrongSize
from tests.engine.torch_networks import torch_module

BLOCK = "Conv2d(1, 1, 3, padding=1); Conv2d(1, 1, 3, padding=1); MaxPool2d(2); "
VGG_LIKE = BLOCK * 4 + "Conv2d(1, 1, 3, padding=1); Conv2d(1, 1, 3, padding=1)"


def network(text: str, input: str) -> Network:
    return read_network(text, input).resolve({})


def ruled(network: Network, quantity: str, layer: int | None) -> tuple[object, ...]:
    laid = laid_quantities(network)
    slots = getattr(laid, quantity)(layer)
    run = laid.calculation.run(laid.leaves_of(network))
    return tuple([run[slot] for slot in slots])


def shapes_of(network: Network) -> list[tuple[int, ...]]:
    counted = CountedQuantities(network)
    return [network.input, *map(counted.output_shape, range(len(network.layers)))]


@pytest.mark.parametrize(
    ("text", "input", "field"),
    [
        ("Conv1d(1, 1, 3)", "(1, 9)", (1, 0, 2)),
        ("Conv1d(1, 1, 3, stride=2, padding=1)", "(1, 9)", (2, -1, 1)),
        ("Conv1d(1, 1, 3, dilation=4, padding=3)", "(1, 9)", (1, -3, 5)),
        ("MaxPool1d(2)", "(1, 9)", (2, 0, 1)),
        ("Conv2d(1, 1, (3, 5), stride=(2, 1), padding=(0, 2))", "(1, 9, 9)", (2, 0, 2, 1, -2, 2)),
        ("AvgPool2d(3, stride=2, padding=1)", "(1, 9, 9)", (2, -1, 1, 2, -1, 1)),
        # 0 1 2 | 3 4 5, and four cells of 2
        ("AdaptiveAvgPool2d((2, 4))", "(1, 6, 8)", (3, 0, 2, 2, 0, 1)),
        ("AdaptiveAvgPool2d(1)", "(1, 7, 5)", (7, 0, 6, 5, 0, 4)),
        # each output of a transposed convolution without stride is reached by K inputs, turned around
        ("ConvTranspose1d(1, 1, 4)", "(1, 9)", (1, -3, 0)),
        ("ConvTranspose1d(1, 1, 4, padding=1)", "(1, 9)", (1, -2, 1)),
        ("ConvTranspose1d(1, 1, 3, dilation=2, padding=1)", "(1, 9)", (1, -3, 1)),
        ("Conv1d(1, 1, 3, stride=2); ConvTranspose1d(1, 1, 3)", "(1, 9)", (2, -4, 2)),
        ("ReLU(); Softmax(dim=1); Dropout()", "(1, 9)", (1, 0, 0)),
        ("BatchNorm2d(1); LocalResponseNorm(5); Conv2d(1, 1, 3); ReLU()", "(1, 9, 9)", (1, 0, 2, 1, 0, 2)),
        ("Conv1d(1, 1, 3); MaxPool1d(2); Flatten(); Linear(3, 2)", "(1, 9)", (2, 0, 3)),
        # without an axis torch takes that of the batch for a sequence, for an image that of the channels
        ("Softmax(); Linear(8, 2)", "(5, 8)", (1, 0, 0)),
        ("Softmax(dim=None); Conv2d(1, 1, 3)", "(1, 9, 9)", (1, 0, 2, 1, 0, 2)),
        ("Softmax(dim=-2); Conv1d(1, 1, 3)", "(1, 9)", (1, 0, 2)),
        # behind Permute the channels stand last
        ("Conv2d(2, 3, 3); Permute((0, 2, 3, 1)); Softmax(dim=3)", "(2, 9, 8)", (1, 0, 2, 1, 0, 2)),
        ("Permute((0, 2, 3, 1)); Softmax(-1); Permute((0, 3, 1, 2)); Conv2d(2, 3, 3)", "2x9x8", (1, 0, 2, 1, 0, 2)),
        ("Conv1d(2, 3, 3); Permute((0, 2, 1)); LogSoftmax(dim=2)", "(2, 9)", (1, 0, 2)),
        ("Conv1d(2, 3, 3); Permute((0, 2, 1)); Softmin()", "(2, 9)", (1, 0, 2)),
    ],
)
def test_a_field_is_as_by_hand(text: str, input: str, field: tuple[int, ...]) -> None:
    asked = network(text, input)
    assert ruled(asked, "receptive_field", None) == field
    assert CountedQuantities(asked).receptive_field(None) == field
    assert field_problem(asked, shapes_of(asked)) is None


def test_every_layer_of_a_vgg_like_chain_is_as_by_hand() -> None:
    ends = [
        (1, -1, 1), (1, -2, 2), (2, -2, 3),
        (2, -4, 5), (2, -6, 7), (4, -6, 9),
        (4, -10, 13), (4, -14, 17), (8, -14, 21),
        (8, -22, 29), (8, -30, 37), (16, -30, 45),
        (16, -46, 61), (16, -62, 77),
    ]  # fmt: skip
    asked = network(VGG_LIKE, "(1, 256, 256)")
    counted = CountedQuantities(asked)
    for layer, field in enumerate(ends):
        assert ruled(asked, "receptive_field", layer) == field * 2
        assert counted.receptive_field(layer) == field * 2
    assert ruled(asked, "receptive_field_size", None) == counted.receptive_field_size(None) == (140, 140)
    assert ruled(asked, "receptive_field_stride", None) == counted.receptive_field_stride(None) == (16, 16)


@pytest.mark.parametrize(("name", "size", "stride"), [("vgg16", 212, 32), ("vgg11", 150, 32)])
def test_known_networks_have_the_sizes_that_are_printed_elsewhere(name: str, size: int, stride: int) -> None:
    asked = architecture(name).resolve({})
    assert ruled(asked, "receptive_field_size", None) == (size, size)
    assert ruled(asked, "receptive_field_stride", None) == (stride, stride)


@pytest.mark.parametrize(("text", "layer"), [("Conv2d(1, 1, 3); Flatten()", 1), ("Flatten(); Linear(25, 2)", None)])
def test_behind_the_last_layer_with_space_there_is_no_field(text: str, layer: int | None) -> None:
    asked = network(text, "(1, 5, 5)")
    for side in (laid_quantities(asked), CountedQuantities(asked)):
        for quantity in FIELDS:
            with pytest.raises(NetworkError, match=r"no space|no spatial axis"):
                getattr(side, quantity)(layer)


@pytest.mark.parametrize(
    ("text", "input", "problem"),
    [
        ("ReLU(); AdaptiveAvgPool2d((2, 3))", "(1, 6, 8)", "layer 2, .*: 8 is not divisible by 3"),
        ("ConvTranspose1d(1, 1, 2, stride=2)", "(1, 6)", "layer 1, .*: with a stride above 1"),
        ("ConvTranspose1d(1, 1, 2, stride=2); Conv1d(1, 1, 3)", "(1, 6)", "layer 1, .*: with a stride above 1"),
        ("Upsample(scale_factor=2)", "(1, 6)", "layer 1, .*: .* which phase_field tells apart"),
        ("Softmax(dim=-1)", "(1, 6)", "layer 1, .*: it runs along a spatial axis"),
        ("Permute((0, 2, 3, 1)); Softmax(dim=1)", "(3, 6, 5)", "layer 2, .*: it runs along a spatial axis"),
        ("Permute((0, 2, 3, 1)); Softmax()", "(3, 6, 5)", "layer 2, .*: it runs along a spatial axis"),
        ("Permute((0, 2, 1)); LogSoftmax(-2)", "(3, 6)", "layer 2, .*: it runs along a spatial axis"),
    ],
)
def test_where_fields_differ_from_value_to_value_there_is_no_interval(text: str, input: str, problem: str) -> None:
    asked = network(text, input)
    with pytest.raises(NetworkError):
        CountedQuantities(asked).receptive_field(None)
    with pytest.raises(NetworkError, match=problem):
        raise NetworkError(field_problem(asked, shapes_of(asked)) or "")


WINDOWS = ("Conv2d(1, 1, {}, stride={}, padding={}, dilation={})", "MaxPool2d({}, stride={}, padding={}, dilation={})")


@st.composite
def spatial_layers(draw: st.DrawFn) -> str:
    """A layer that leaves space, in text."""
    pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
    form = draw(st.sampled_from(("window", "window", "window", "average", "transposed", "adaptive", "relu")))
    kernel, stride, dilation = draw(pairs), draw(pairs), draw(st.integers(1, 3))
    match form:
        case "window":
            padding = tuple(draw(st.integers(0, side // 2)) for side in kernel)
            return draw(st.sampled_from(WINDOWS)).format(kernel, stride, padding, dilation)
        case "average":
            return f"AvgPool2d({kernel}, stride={stride})"
        case "transposed":
            return f"ConvTranspose2d(1, 1, {kernel}, padding={draw(st.integers(0, 1))}, dilation={dilation})"
        case "adaptive":
            return f"AdaptiveAvgPool2d({draw(pairs)})"
    return "ReLU()"


@st.composite
def chains(draw: st.DrawFn) -> Network:
    """A chain of layers that fit each other, each value with a field of the same form."""
    text = "; ".join(draw(st.lists(spatial_layers(), min_size=1, max_size=6)))
    asked = network(text, f"(1, {draw(st.integers(20, 60))}, {draw(st.integers(20, 60))})")
    try:
        shapes = shapes_of(asked)
    except NetworkError:
        assume(False)
    assume(field_problem(asked, shapes) is None)
    return asked


@settings(max_examples=500)
@given(chains())
def test_rules_give_what_tracing_gives(asked: Network) -> None:
    counted = CountedQuantities(asked)
    for quantity in FIELDS:
        for layer in (None, len(asked.layers) - 1):
            assert ruled(asked, quantity, layer) == getattr(counted, quantity)(layer)


@settings(max_examples=100)
@given(st.lists(spatial_layers(), min_size=1, max_size=4), st.integers(6, 12), st.integers(6, 12))
def test_tracing_refuses_what_the_rules_refuse(layers: list[str], height: int, width: int) -> None:
    asked = network("; ".join(layers), f"(1, {height}, {width})")
    try:
        shapes = shapes_of(asked)
    except NetworkError:
        return
    if field_problem(asked, shapes) is not None and field_problem(asked, shapes, None, "phases") is not None:
        with pytest.raises(NetworkError):
            CountedQuantities(asked).receptive_field(None)


def gradient_field(torch: Any, asked: Network) -> tuple[tuple[int, int], ...]:
    """First and last input, on each axis, on which the middle value of a real network's output depends.

    With positive weights and averages for maxima every input that reaches it has a gradient above 0.
    """
    tensor = inputs = torch.ones(1, *asked.input, dtype=torch.float64, requires_grad=True)
    for layer in asked.layers:
        arguments: dict[str, Any] = dict(layer.arguments)
        if layer.kind == "MaxPool2d":  # of each channel by itself: a convolution with ones
            kernel = torch.ones(1, 1, *arguments["kernel_size"], dtype=torch.float64)
            names = ("stride", "padding", "dilation")
            tensor = torch.nn.functional.conv2d(tensor, kernel, **{name: arguments[name] for name in names})
            continue
        module = torch_module(torch, layer).double()
        for parameter in module.parameters():
            torch.nn.init.constant_(parameter, 1.0)
        tensor = module(tensor)
    middle = [size // 2 for size in tensor.shape[2:]]
    tensor[0, 0, middle[0], middle[1]].backward()
    reached = inputs.grad[0, 0].nonzero()
    return tuple(zip(reached.min(0).values.tolist(), reached.max(0).values.tolist(), strict=True))


def ends_of_middle(asked: Network, axis: int) -> tuple[int, int]:
    """First and last input that the middle value of the output depends on, as the rules have it."""
    stride, start, end = ruled(asked, "receptive_field", None)[3 * axis : 3 * axis + 3]
    index = CountedQuantities(asked).output_size(None)[axis] // 2
    assert isinstance(stride, int)
    assert isinstance(start, int)
    assert isinstance(end, int)
    return stride * index + start, stride * index + end


def reaches_no_border(asked: Network, axis: int) -> bool:
    """Whether what the middle value depends on lies inside of every map on the way, so that no padding cuts it off."""
    for index, shape in enumerate(shapes_of(asked)[:-1]):
        first, last = ends_of_middle(Network(shape, asked.layers[index:]), axis)
        if first < 0 or last >= shape[1 + axis]:
            return False
    return True


@pytest.mark.torch
@settings(max_examples=60)
@given(chains())
def test_a_real_networks_gradients_reach_as_far(asked: Network) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    inside = [axis for axis in range(2) if reaches_no_border(asked, axis)]
    assume(len(inside) == 2)
    assert gradient_field(torch, asked) == tuple(ends_of_middle(asked, axis) for axis in inside)


# in letters


def field_in_letters(text: str) -> list[str]:
    draft = read_network(text, "(1, 100, 100)")
    laid = laid_quantities(draft)
    slots = laid.receptive_field(None)[:3]
    run = laid.calculation.run(laid.leaves_of(draft))
    return [show(value) if not isinstance(value, int) else str(value) for value in map(run.__getitem__, slots)]  # type: ignore[arg-type]  # formulas


def test_the_interval_of_one_layer_stands_in_its_letters() -> None:
    assert field_in_letters("Conv2d(1, 1, K, stride=S, padding=P)") == ["S", "-P", "-P + K - 1"]
    assert field_in_letters("Conv2d(1, 1, K, stride=S, padding=P, dilation=D)") == ["S", "-P", "-P + D(K - 1)"]
    assert field_in_letters("MaxPool2d(2); Conv2d(1, 1, K)") == ["2", "0", "2K - 1"]


# mistakes


def test_the_field_of_a_very_deep_network_is_laid() -> None:
    assert ruled(network("1500 * Conv1d(1, 1, 3, padding=1)", "(1, 9)"), "receptive_field_size", None) == (3001,)


def made(mistake: Mistake | WrongSize, quantity: str) -> list[tuple[object, ...]]:
    """What somebody gives who makes a mistake, wherever it can be made."""
    asked = network(mistake.network, "(1, 40)")
    laid = laid_quantities(asked)
    slots = getattr(laid, quantity)(mistake.layer)
    run = laid.calculation.run(laid.leaves_of(asked))
    steps = missteps(run, [MAL_RULES[mistake.id]], run.calculation.upstream(slots))
    return [tuple([rerun[slot] for slot in slots]) for rerun in map(run.rerun, ([step] for step in steps))]


@pytest.mark.parametrize("mistake", INTERVALS, ids=lambda mistake: f"{mistake.id}-{mistake.wrong}")
def test_a_mistake_makes_of_an_interval_what_was_worked_out_by_hand(mistake: Mistake) -> None:
    assert ruled(network(mistake.network, "(1, 40)"), "receptive_field", mistake.layer) != mistake.wrong
    assert mistake.wrong in made(mistake, "receptive_field")


@pytest.mark.parametrize("mistake", SIZES, ids=lambda mistake: f"{mistake.id}-{mistake.wrong}")
def test_a_mistake_makes_of_a_size_what_was_worked_out_by_hand(mistake: WrongSize) -> None:
    assert ruled(network(mistake.network, "(1, 40)"), "receptive_field_size", mistake.layer) != (mistake.wrong,)
    assert (mistake.wrong,) in made(mistake, "receptive_field_size")


def in_wrong_order(layers: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """The ends as sheets print them that put a layer's own stride before the ends of the interval so far."""
    start = end = 0
    for kernel, stride, padding in layers:
        start, end = stride * start - padding, stride * end - padding + kernel - 1
    return start, end


def vgg_run() -> tuple[LaidQuantities, Run]:
    asked = network(VGG_LIKE, "(1, 256, 256)")
    laid = laid_quantities(asked)
    for layer in range(14):
        laid.receptive_field(layer)
    return laid, laid.calculation.run(laid.leaves_of(asked))


def test_the_wrong_order_is_one_mistake_of_both_ends() -> None:
    laid, run = vgg_run()
    layers = ([(3, 1, 1)] * 2 + [(2, 2, 0)]) * 4 + [(3, 1, 1)] * 2
    for layer in range(14):
        slots = laid.receptive_field(layer)
        steps = missteps(run, [MAL_RULES["composed_in_wrong_order"]], run.calculation.upstream(slots))
        (everywhere,) = [step for step in steps if step.is_everywhere]
        assert all(step.rule is None for step in steps)
        rerun = run.rerun([everywhere])
        assert (rerun[slots[1]], rerun[slots[2]]) == in_wrong_order(layers[: layer + 1])


def test_a_mistake_of_the_last_layer_is_made_in_no_layer_before_it() -> None:
    laid, run = vgg_run()
    slots = laid.receptive_field(13)
    steps = missteps(run, [MAL_RULES["kernel_counted_whole"]], run.calculation.upstream(slots))
    assert [step.place.layer for step in steps if step.place is not None] == [13]


def test_strides_may_be_multiplied_where_ends_are_not() -> None:
    laid, run = vgg_run()
    slots = laid.receptive_field(13)
    steps = missteps(run, [MAL_RULES["stride_not_accumulated"]], run.calculation.upstream(slots))
    apart = {step.rule: run.rerun([step]) for step in steps if step.rule is not None}
    assert {rule: tuple(rerun[slot] for slot in slots[:3]) for rule, rerun in apart.items()} == {
        "field_stride": (1, -14, 18),
        "field_start": (16, -10, 14),
    }


def test_the_field_of_a_group_is_that_of_its_last_layer() -> None:
    asked = network(VGG_LIKE, "(1, 64, 64)")
    for quantity in FIELDS:
        for side in (laid_quantities(asked), CountedQuantities(asked)):
            assert getattr(side, quantity)(range(3, 6)) == getattr(side, quantity)(5)


def test_a_network_that_ends_with_pooling_has_nothing_behind_it() -> None:
    laid = laid_quantities(network("Conv2d(1, 1, 3); MaxPool2d(2); ReLU(); Flatten()", "(1, 9, 9)"))
    assert laid.receptive_field(None) == laid.receptive_field(1) == laid.receptive_field(2)


@pytest.mark.parametrize(("index", "read"), [(0, (0, 1)), (5, (4, 5, 6)), (8, (7, 8))])
def test_places_end_where_the_map_does_whose_features_stand_last(index: int, read: tuple[int, ...]) -> None:
    asked = network("Conv1d(3, 4, 3, padding=1); Permute((0, 2, 1)); Linear(4, 2)", "(3, 9)")
    assert CountedQuantities(asked).inputs_read(2, (index,)) == (read,)


@pytest.mark.torch
@pytest.mark.parametrize("name", ["Softmax", "LogSoftmax", "Softmin"])
@pytest.mark.parametrize(
    ("input", "dims"),
    [("(3, 7)", (0, 2, 1)), ("(3, 7, 6)", (0, 2, 3, 1)), ("(3, 5, 4, 6)", (0, 2, 3, 4, 1)), ("(3, 7, 6)", None)],
)
def test_softmax_reaches_along_the_axis_that_torch_takes(name: str, input: str, dims: tuple[int, ...] | None) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    shape = network("Identity", input).input
    for dim in ("", *range(-len(shape) - 1, len(shape) + 1)):
        asked = network(f"Permute({dims or tuple(range(len(shape) + 1))}); {name}({dim})", input)
        inputs = torch.rand(2, *shape, requires_grad=True)
        tensor = inputs if dims is None else inputs.permute(*dims)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # told once that an axis is chosen where none is written
            out = torch_module(torch, asked.layers[1])(tensor)
        (gradient,) = torch.autograd.grad(out[(0,) * out.dim()], inputs)
        reached = gradient[0].abs().sum(0).nonzero().tolist()
        is_one_place = reached == [[0] * (len(shape) - 1)]
        assert (field_problem(asked, shapes_of(asked)) is None) == is_one_place
        if is_one_place:
            assert CountedQuantities(asked).receptive_field(None) == (1, 0, 0) * (len(shape) - 1)
        else:
            with pytest.raises(NetworkError):
                CountedQuantities(asked).receptive_field(None)


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(4,), (4, 5), (4, 5, 3), (4, 5, 3, 2)])
def test_without_an_axis_torch_s_softmax_never_runs_along_a_spatial_one(shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    with pytest.warns(UserWarning, match="Implicit dimension choice"):
        shares = torch.nn.Softmax()(torch.ones((2, *shape))).unique().tolist()
    batch_or_channels = 0 if len(shape) == 2 else 1
    assert shares == pytest.approx([1 / (2, *shape)[batch_or_channels]])
    if len(shape) > 1:
        asked = network(f"Softmax(); Softmax(dim={batch_or_channels})", f"({', '.join(map(str, shape))})")
        assert [field_problem(asked, shapes_of(asked), layer) for layer in (0, 1)] == [None, None]
