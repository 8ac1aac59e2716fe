"""Right keys are confirmed, wrong ones and broken rules noticed, at real sizes and on small networks alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from exgen.engine import formulas, laid_quantities as laying, proof, shrinking
from exgen.engine.architectures import architecture
from exgen.engine.field_problems import field_problem
from exgen.engine.layers import KINDS
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import BUDGET, Proof, confirm, confirm_input_sizes
from exgen.engine.quantities import QUANTITIES, Form
from exgen.engine.quantity_arguments import KEEPS, OPTIMISERS, REACHED, READ, Settled, settled
from exgen.engine.reading import read_network
from exgen.engine.rules import RULES
from exgen.errors import NetworkError, ProofError
from exgen.expressions import Value, show, substitute
from tests.engine.quantity_lists import COUNTS, FIELDS, LAYER_COUNTS, LAYER_SHAPES, OF_KINDS, SHAPES

COUNTED = Proof(at_real_sizes=True, networks=1)


def network(text: str, input: str) -> Network:
    return read_network(text, input).resolve({})


CONVOLUTION = network("Conv2d(3, 16, 5, stride=3, padding=2)", "(3, 78, 84)")
VGG = architecture("vgg16").resolve({})


@pytest.mark.parametrize(
    ("quantity", "layer", "value", "at_real_sizes"),
    [
        ("output_shape", None, (16, 26, 28), True),
        ("output_size", 0, (26, 28), True),
        ("input_shape", 0, (3, 78, 84), True),
        ("positions", 0, 728, True),
        ("weights", 0, 1200, True),
        ("biases", None, 16, True),
        ("parameters", 0, 1216, True),
        ("multiplications_per_output", 0, 75, True),
        ("additions_per_output", 0, 75, True),
        ("multiplications", 0, 873600, False),
        ("additions", None, 873600, False),
        ("dense_weights", 0, 228953088, False),
        ("dense_biases", 0, 11648, False),
        ("dense_parameters", 0, 228964736, False),
    ],
)
def test_a_right_key_is_confirmed(
    quantity: str, layer: int | None, value: int | tuple[int, ...], at_real_sizes: bool
) -> None:
    assert confirm(CONVOLUTION, quantity, layer, value).at_real_sizes is at_real_sizes


@pytest.mark.parametrize(
    ("quantity", "layer", "value"),
    [
        ("output_shape", None, (16, 25, 28)),
        ("output_size", 0, (28, 26)),
        ("parameters", 0, 1201),
        ("biases", 0, 873600),
        ("multiplications", 0, 873601),
        ("multiplications", 0, 12),
        ("additions", 0, 861952),
        ("dense_weights", 0, 18816),
    ],
)
def test_a_wrong_key_is_refused_with_both_values(
    quantity: str, layer: int | None, value: int | tuple[int, ...]
) -> None:
    right = getattr(CountedQuantities(CONVOLUTION, 10**9), quantity)
    with pytest.raises(ProofError) as caught:
        confirm(CONVOLUTION, quantity, layer, value)
    message = str(caught.value)
    assert message.startswith(quantity)
    assert "Conv2d(3, 16, kernel_size=5, stride=3, padding=2)" in message
    assert str(value) in message
    if quantity in (*SHAPES, "parameters", "biases"):
        assert str(right(layer)) in message


def test_a_bigger_budget_counts_at_the_real_sizes() -> None:
    assert confirm(CONVOLUTION, "multiplications", 0, 873600, budget=1_000_000) == COUNTED


def test_totals_of_vgg_are_confirmed_on_small_networks() -> None:
    members = len(shrinking.shrunk(VGG))
    assert confirm(VGG, "parameters", None, 138357544) == Proof(at_real_sizes=False, networks=members)
    assert confirm(VGG, "multiplications", None, 15470264320).at_real_sizes is False
    with pytest.raises(ProofError, match=r"the key says 138344128, the rules give 138357544"):
        confirm(VGG, "parameters", None, 138344128)


def test_a_key_is_counted_for_each_network_by_itself() -> None:
    for stride, size in ((1, 76), (2, 38), (3, 26)):
        convolution = network(f"Conv1d(1, 1, 3, stride={stride})", "(1, 78)")
        assert confirm(convolution, "output_size", None, (size,)) == COUNTED
        with pytest.raises(ProofError):
            confirm(convolution, "output_size", None, (size + 1,))


def test_input_sizes_are_confirmed_whole() -> None:
    chain = network("Conv2d(3, 8, 5, stride=2); MaxPool2d(2)", "(3, 32, 32)")
    sizes = (range(19, 23), range(31, 35))
    assert confirm_input_sizes(chain, (4, 7), sizes) == COUNTED
    with pytest.raises(ProofError, match=r"key says \(19 to 21, 31 to 34\), counting gives \(19 to 22, 31 to 34\)"):
        confirm_input_sizes(chain, (4, 7), (range(19, 22), range(31, 35)))


def test_sizes_too_big_to_try_are_confirmed_on_small_networks() -> None:
    signal = network("Conv1d(1, 1, 3, stride=2); MaxPool1d(2)", "(1, 100)")
    assert confirm_input_sizes(signal, (10**6,), (range(4 * 10**6 + 1, 4 * 10**6 + 5),)).at_real_sizes is False
    with pytest.raises(ProofError, match="4000001 to 4000004"):
        confirm_input_sizes(signal, (10**6,), (range(4 * 10**6, 4 * 10**6 + 5),))


def test_what_cannot_be_asked_is_a_network_error() -> None:
    with pytest.raises(NetworkError, match="every input size"):
        confirm_input_sizes(network("AdaptiveAvgPool2d(3)", "(1, 9, 9)"), (3, 3), (range(1), range(1)))


# a deliberately broken rule is noticed

BATTERY = (
    replace(
        network(
            "Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(2, 1), dilation=(1, 2), groups=2); BatchNorm2d(6); "
            "MaxPool2d((2, 3), stride=2, padding=(0, 1)); Flatten(); Linear(36, 5); ReLU(); Linear(5, 3, bias=False)",
            "(4, 8, 5)",
        ),
        batch=2,
    ),
    network("Conv2d(3, 5, (3, 4), stride=3, padding=1); MaxPool2d((3, 2))", "(3, 12, 18)"),
    network("Conv1d(4, 3, 3, stride=2, padding=2, dilation=2, bias=False); MaxPool1d(3, stride=2)", "(4, 30)"),
    network(
        "Conv2d(2, 3, 3, padding=1); Residual(Conv2d(3, 13, 3, padding=1); ReLU; Conv2d(13, 3, 1))\n"
        "Concat(Conv2d(3, 2, 1), Conv2d(3, 4, (5, 3), padding=(2, 1)), Identity)\n"
        "x: ReLU; Conv2d(9, 9, 1); Multiply(x)",
        "(2, 6, 5)",
    ),
    network(
        "ConvTranspose2d(4, 6, (3, 2), stride=(2, 3), padding=(2, 3), output_padding=(1, 2), dilation=(2, 1), "
        "groups=2); Conv2d(6, 2, 1, stride=(2, 3))",
        "(4, 3, 4)",
    ),
)

NEWER = (
    network(
        "Conv2d(3, 4, (4, 3), padding='same', dilation=(1, 2)); MaxPool2d((3, 2), (2, 3), (1, 0), ceil_mode=True); "
        "InstanceNorm2d(4, affine=True, track_running_stats=True)",
        "(3, 6, 8)",
    ),
    network("ConstantPad2d((1, 2, 0, 3), 0.5); AvgPool2d((2, 3), (2, 1), ceil_mode=True); PReLU(3)", "(3, 6, 5)"),
    network("Upsample(scale_factor=(2, 3)); PixelShuffle(2); GLU(dim=1); Chunk(2, 1)", "(16, 2, 3)"),
    network("Upsample(scale_factor=(1.5, 0.75)); Upsample(scale_factor=2.5)", "(3, 5, 7)"),
    network("Upsample(scale_factor=2); Mish()", "(3, 2, 3)"),
    network(
        "UpsamplingNearest2d(scale_factor=(2, 3)); Softmax2d(); UpsamplingBilinear2d((5, 4)); RMSNorm(4)", "(3, 2, 3)"
    ),
    network("Unflatten(1, (2, 4)); BatchNorm3d(2); Flatten(3); Unflatten(3, (2, 3))", "(8, 2, 3)"),
    network("Linear(4, 6); Unflatten(2, (2, 3)); RMSNorm((2, 3)); Linear(3, 2)", "(5, 4)"),
    network("AdaptiveAvgPool2d((None, 2)); Conv2d(3, 2, 2)", "(3, 5, 6)"),
    network("Upsample(scale_factor=3, mode='linear'); Conv1d(1, 1, 2, stride=2)", "(1, 4)"),
    network("ConvTranspose1d(1, 1, 3, dilation=3); Upsample(scale_factor=2)", "(1, 5)"),
    network("Upsample(size=(6, 4)); Conv2d(1, 2, 3, padding=1)", "(1, 3, 2)"),
    network("ConvTranspose1d(1, 1, 4, stride=2, padding=1); Conv1d(1, 1, 3, stride=2, dilation=2)", "(1, 7)"),
    network(
        "Residual(MaxPool1d(2); Conv1d(1, 1, 3, padding=1); Upsample(scale_factor=2)); Conv1d(1, 1, 3, stride=3)",
        "(1, 8)",
    ),
    network("SyncBatchNorm(3); Softmax()", "(3, 4, 6)"),
    network("PixelUnshuffle(2); LayerScale(12); GroupNorm(3, 12)", "(3, 4, 6)"),
    network("Embedding(7, 4); LSTM(4, 3, num_layers=2, bidirectional=True); LayerNorm(6); Linear(6, 2)", "(5,)"),
    network("RNN(4, 3, bias=False); GRU(3, 2, num_layers=3); Select(1, -1); Linear(2, 5)", "(3, 4)"),
    network(
        "ClassToken(4); PositionEmbedding(6, 4); MultiheadAttention(4, 2); TransformerEncoderLayer(4, 2, 5)", "(5, 4)"
    ),
    network("LSTM(4, 5, num_layers=2, proj_size=2); LSTM(2, 3, bidirectional=True, proj_size=1)", "(3, 4)"),
    network("MultiheadAttention(4, 2, kdim=3, vdim=5); MultiheadAttention(4, 2, add_bias_kv=True, kdim=2)", "(3, 4)"),
    network("Concat(dim=1, Identity, Linear(4, 4)); Concat(dim=2, Linear(4, 3), Identity)", "(5, 4)"),
    network("MultiheadAttention(6, 3, add_zero_attn=True, bias=False)", "(3, 6)"),
    network("MultiheadAttention(6, 3, bias=False); TransformerEncoderLayer(6, 2, 5, bias=False)", "(3, 6)"),
    network("Conv2d(2, 6, 2, stride=2); Flatten(2); Permute((0, 2, 1)); LayerNorm((9, 6)); Linear(6, 4)", "(2, 6, 7)"),
)
"""The layers that came later: what is rounded up, padded, resized, and sequences."""


UNLIKE = network("Add(MaxPool1d(2), Conv1d(1, 1, 3, stride=2, padding=1))", "(1, 12)")
"""Its branches take sizes of which only one is common."""

KEPT = replace(
    network("Conv2d(3, 2, 1, bias=False); 4 * Conv2d(2, 2, 3, padding=1); ReLU()", "(3, 5, 6)"),
    batch=3,
    bytes_per_number=2,
)
"""A batch, a group of layers, and what is kept of them in memory."""

CHEAPER = network("Conv2d(4, 4, (3, 2), groups=4, bias=False); ReLU(); Conv2d(4, 6, 1, stride=2)", "(4, 7, 6)")
"""Its cost is compared with that of a plain convolution."""

ASKED_WITH: tuple[tuple[str, tuple[Value, ...]], ...] = (
    *(("memory", (keeps, unit)) for keeps in KEEPS for unit in (1_000, 2**20, 10**6)),
    *(("largest_batch", (available, keeps)) for keeps in KEEPS for available in (2**20, 5_000)),
    ("parameter_memory", (2**20,)),
    *((quantity, (name,)) for quantity in ("optimiser_memory", "training_memory") for name in OPTIMISERS),
    *((quantity, (2,)) for quantity in ("trainable_parameters", "non_trainable_parameters")),
    *(("depth", ((5, 6), how)) for how in REACHED),
)

SPREAD = network(
    "Conv2d(1, 2, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2)); MaxPool2d((2, 3), stride=(2, 1), padding=1);"
    "ConvTranspose2d(2, 1, (4, 3), padding=(1, 0)); AdaptiveAvgPool2d((4, 6));"
    "Conv2d(1, 1, (2, 3), stride=(1, 2), padding=1)",
    "(1, 25, 12)",
)
"""Its receptive fields go through every kind of window, the last one behind the pooling."""


RATIOS = ("parameter_ratio", "multiplication_ratio")

NOT_BY_OUTPUT = ("ConvTranspose", "RNN", "LSTM", "GRU", "MultiheadAttention", "TransformerEncoderLayer")
"""Layers whose output values differ in what they take."""


EVERYTHING = (*BATTERY, SPREAD, KEPT, CHEAPER, UNLIKE, *NEWER)
"""All networks on which a broken rule can be noticed."""


TENSORFLOW: Settled = {"how": "tensorflow"}


def field_questions(network: Network) -> list[tuple[str, int | None]]:
    """The receptive fields that a network's layers have."""
    counted, layers = CountedQuantities(network), range(len(network.layers))
    shapes = [network.input, *map(counted.output_shape, layers)]
    spatial = [layer for layer in layers if counted.output_size(layer)]
    return [
        (quantity, layer)
        for quantity in FIELDS
        for layer in ((None, *spatial) if spatial else ())
        if field_problem(network, shapes, layer, quantity) is None
    ]


def confirm_values(network: Network, budget: int) -> None:
    """Confirm what the rules give for the values of each phase, for those of single indices, and for SAME padding."""
    counted = CountedQuantities(network)
    asked: list[tuple[str, int | range | None, Settled]] = [
        (quantity, index, TENSORFLOW)
        for index, layer in enumerate(network.layers)
        for quantity in ("padding_before", "padding_behind")
        if layer.kind in OF_KINDS[quantity]
    ]
    shapes = [network.input, *map(counted.output_shape, range(len(network.layers)))]
    for layer in [layer for quantity, layer in field_questions(network) if quantity == "phases"]:
        phases = counted.phases(layer)
        if len(phases) > len(network.input) - 1:  # places of a sequence that came as numbers: no index can be asked for
            continue
        of_phases: list[tuple[str, Settled]] = []
        for turn in range(max(phases)):
            of_phases.append(("phase_field", {"phase": tuple([turn % number for number in phases])}))
        for place in (0, 1, 3):
            of_phases += [("inputs_read", {"index": (place,) * len(phases), "how": how}) for how in READ]
        asked += [
            (quantity, layer, arguments)
            for quantity, arguments in of_phases
            if field_problem(network, shapes, layer, quantity) is None
        ]
    confirm_asked(network, asked, budget)


def confirm_asked(network: Network, asked: Sequence[tuple[str, int | range | None, Settled]], budget: int) -> None:
    """Confirm what the rules give for quantities with their arguments: all are laid before the first is worked out."""
    laid = laying.laid_quantities(network)
    slots = [laid.asked(*one) for one in asked]
    for (quantity, layer, arguments), places in zip(asked, slots, strict=True):
        run = laid.calculation.run(laid.leaves_of(network, arguments))
        value = tuple([run[slot] for slot in places])
        is_one = QUANTITIES[quantity].form is Form.COUNT
        confirm(network, quantity, layer, value[0] if is_one else value, arguments, budget=budget)


def has_valid_size(network: Network, layer: int) -> bool:
    """Whether a layer has a window, and it fits without padding."""
    try:
        return bool(CountedQuantities(network).valid_output_size(layer))
    except NetworkError:
        return False


def confirm_everything(network: Network, budget: int) -> None:
    """Confirm whatever the rules give for every quantity of a network."""
    laid = laying.laid_quantities(network)
    layers = range(len(network.layers))
    questions = [(quantity, layer) for quantity in (*SHAPES, *COUNTS) for layer in (None, *layers)]
    questions += [
        (quantity, layer)
        for quantity in (*LAYER_COUNTS, *LAYER_SHAPES)
        for layer in layers
        if network.layers[layer].kind in OF_KINDS.get(quantity, KINDS)
        if not quantity.endswith("per_output") or not network.layers[layer].kind.startswith(NOT_BY_OUTPUT)
    ]
    questions += [("valid_output_size", layer) for layer in layers if has_valid_size(network, layer)]
    questions += field_questions(network)
    questions += [(quantity, None) for quantity in RATIOS if network is CHEAPER]
    slots = [getattr(laid, quantity)(layer) for quantity, layer in questions]
    run = laid.calculation.run(laid.leaves_of(network))
    for (quantity, layer), slot in zip(questions, slots, strict=True):
        value = tuple([run[side] for side in slot]) if isinstance(slot, tuple) else run[slot]
        confirm(network, quantity, layer, value, budget=budget)


def confirm_kept(network: Network, budget: int) -> None:
    """Confirm what the rules give for quantities that take arguments, and for groups of layers."""
    asked: list[tuple[str, int | range | None, Settled]]
    asked = [
        (quantity, None, settled(quantity, given, len(network.input) - 1))
        for quantity, given in ASKED_WITH
        if quantity != "depth" or network.wiring.is_chain
    ]
    asked += [(count, group, {}) for count in COUNTS for group in network.groups if len(group) > 1]
    asked.append(("largest_activation", None, {}))
    confirm_asked(network, asked, budget)


def confirm_input_sizes_of(network: Network, wanted: int) -> None:
    """Confirm the input sizes that the rules give for an output that is equally long on all axes."""
    output = (wanted,) * (len(network.input) - 1)
    laid = laying.laid_quantities(network)
    ranges = laid.input_sizes(laid.wanted())
    run = laid.calculation.run(laid.leaves_of(network, {"wanted": output}))
    sizes = [range(int(run[first]), int(run[last]) + 1) for first, last in ranges]  # type: ignore[arg-type]  # whole numbers
    confirm_input_sizes(network, output, tuple(sizes))


def forget() -> None:
    """Forget everything that was laid, compiled, counted or confirmed."""
    for module in (formulas, laying, proof):
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


@pytest.fixture
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    forget()
    yield monkeypatch
    forget()


def wrong_lines() -> Iterator[tuple[str, str, str]]:
    """For every rule: its name, what is wrong, the wrong line."""
    for name, rule in RULES.items():
        if not rule.line or rule.is_of_matrices:  # test_hand_work, test_depth and tests/engine/gradients break them
            continue
        yield name, "one more", f"{rule.line} + 1"
        for mistake in (MAL_RULES | CONVENTIONS).values():
            if name in mistake.changes:
                change = mistake.changes[name]
                yield name, mistake.id, show(substitute(change.formula or rule.node, change.arguments))


WRONG_LINES = list(wrong_lines())


def test_no_rule_goes_unbroken() -> None:
    elsewhere = {name for name, rule in RULES.items() if not rule.line or rule.is_of_matrices}
    assert {name for name, _, _ in WRONG_LINES} == set(RULES) - elsewhere


NO_INPUT_SIZES = (
    "Flatten",
    "AdaptiveAvgPool2d",
    "Embedding",
    "Select",
    "ClassToken",
    "PixelUnshuffle",
    "Upsample(size",
    "Unflatten",
    "UpsamplingBilinear2d",
)
"""Layers of which no axis comes out as it goes in."""


@cache
def rules_of(small: int) -> frozenset[str]:
    """The rules that are used where everything is confirmed about a network, by its place among all of them."""
    confirmed = EVERYTHING[small]
    forget()
    assert not is_noticed(confirmed, is_big=False)
    return frozenset(step.rule.name for step in laying.laid_quantities(confirmed).calculation.steps)


def is_noticed(small: Network, is_big: bool) -> bool:
    """Whether something that the rules give for a network is not confirmed; ``is_big`` counts small ones instead."""
    try:
        if small in (KEPT, BATTERY[3]):
            confirm_kept(small, budget=0 if is_big else BUDGET)
        confirm_everything(small, budget=0 if is_big else BUDGET)
        confirm_values(small, budget=0 if is_big else BUDGET)
        if small.wiring.is_chain and not any(layer.text.startswith(NO_INPUT_SIZES) for layer in small.layers):
            confirm_input_sizes_of(small, wanted=200_000 if is_big else 2)
        if small is UNLIKE:
            confirm_input_sizes_of(small, wanted=6)
    except ProofError:
        return True
    return False


@pytest.mark.parametrize("is_big", [False, True], ids=["counted", "on small networks"])
@pytest.mark.parametrize(
    ("name", "line"),
    [(name, line) for name, _, line in WRONG_LINES],
    ids=[f"{name}-{wrong}" for name, wrong, _ in WRONG_LINES],
)
def test_a_broken_rule_is_noticed(name: str, line: str, is_big: bool, nothing_remembered: pytest.MonkeyPatch) -> None:
    using = [small for place, small in enumerate(EVERYTHING) if name in rules_of(place)]
    forget()
    nothing_remembered.setitem(RULES, name, replace(RULES[name], line=line))
    assert any(is_noticed(small, is_big) for small in using)


def test_a_rule_that_breaks_at_large_sizes_only_is_noticed(nothing_remembered: pytest.MonkeyPatch) -> None:
    broken = replace(RULES["output_size"], line=f"{RULES['output_size'].line} + floor(H / 100)")
    nothing_remembered.setitem(RULES, "output_size", broken)
    for size, is_broken in ((99, False), (100, True)):
        convolution = network("Conv2d(3, 16, 3, padding=1)", f"(3, {size}, 40)")
        value = 16 * 27 * 40 * (size + is_broken)
        if is_broken:
            with pytest.raises(ProofError, match=r"rules give \(16, 101, 40\), counting gives \(16, 100, 40\)"):
                confirm(convolution, "multiplications", 0, value)
        else:
            assert confirm(convolution, "multiplications", 0, value).at_real_sizes is False


@pytest.mark.parametrize("budget", [BUDGET, 0, 1_000_000])
@pytest.mark.parametrize(
    "small", [*BATTERY, SPREAD, *NEWER], ids=lambda small: " ".join(layer.kind for layer in small.layers)
)
def test_unbroken_rules_are_confirmed(small: Network, budget: int) -> None:
    confirm_everything(small, budget)
    confirm_values(small, budget)


@pytest.mark.parametrize("budget", [BUDGET, 0, 1_000_000])
def test_unbroken_rules_of_memory_depth_and_groups_are_confirmed(budget: int) -> None:
    confirm_everything(KEPT, budget)
    confirm_kept(KEPT, budget)


def test_layers_without_small_networks_are_confirmed_one_by_one() -> None:
    halved = network("3 * GLU(dim=1); Conv2d(8, 300, 3, padding=1, bias=False)", "(64, 40, 40)")
    value = 8 * 9 * 300 * 40 * 40
    assert confirm(halved, "multiplications", None, value) == Proof(at_real_sizes=False, networks=4)
    with pytest.raises(ProofError, match=f"the key says {value + 1}, the rules give {value}"):
        confirm(halved, "multiplications", None, value + 1)


@pytest.mark.parametrize("wanted", [1, 2, 5])
@pytest.mark.parametrize(
    "small",
    [*BATTERY[1:3], BATTERY[4], *NEWER[:3]],
    ids=["strided image", "signal", "transposed", "rounded up", "padded", "resized"],
)
def test_unbroken_inverse_rules_are_confirmed(small: Network, wanted: int) -> None:
    confirm_input_sizes_of(small, wanted)


def test_layers_too_many_to_count_are_told(nothing_remembered: pytest.MonkeyPatch) -> None:
    nothing_remembered.setattr(proof, "WHOLE", 10)
    nothing_remembered.setattr(proof, "DEEPEST_FIELD", 100)
    deep = read_network("60 * Conv1d(1, 1, 3, padding=1)", "(1, 9000)").resolve({})
    with pytest.raises(ProofError, match="even small networks of 60 such layers are too big to count"):
        confirm(deep, "receptive_field_size", None, (121,), budget=10)


@pytest.mark.parametrize(
    ("text", "input", "field"),
    [
        ("300 * Conv2d(3, 3, 3, padding=1)", "3x40x40", (1, -300, 300) * 2),
        ("150 * Sequential(Conv1d(2, 2, 5, dilation=3); ReLU)", "2x2000", (1, 0, 1800)),
        ("300 * Residual(Conv2d(2, 2, 3, padding=1); ReLU)", "2x20x20", (1, -300, 300) * 2),
        (
            "400 * Residual(Conv1d(2, 2, 3, padding=1); shortcut: Conv1d(2, 2, 5, padding=2))",
            "2x30",
            (1, -800, 800),
        ),
    ],
)
def test_the_receptive_field_behind_very_many_layers_is_confirmed_layer_by_layer(
    text: str, input: str, field: tuple[int, ...]
) -> None:
    network = read_network(text, input).resolve({})
    assert not confirm(network, "receptive_field", None, field).at_real_sizes
    sizes = tuple(end - start + 1 for start, end in zip(field[1::3], field[2::3], strict=True))
    assert confirm(network, "receptive_field_size", len(network.layers) - 1, sizes).networks == len(network.layers)
    with pytest.raises(ProofError, match="the rules give"):
        confirm(network, "receptive_field", None, (*field[:-1], field[-1] + 1))


def test_layer_by_layer_another_field_than_the_layers_add_up_to_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    network = read_network("300 * Conv2d(1, 1, 3, padding=1)", "1x30x30").resolve({})
    right = proof._given_by_rules

    def further(subject: Any, asked: Any) -> Any:
        """What broken rules would give for the whole, and right ones for each layer."""
        given: Any = right(subject, asked)
        return (*given[:-1], given[-1] + 1) if len(subject.network.layers) > 1 and "field" in asked.quantity else given

    monkeypatch.setattr(proof, "_given_by_rules", further)
    with pytest.raises(ProofError, match="its layers add up to \\(1, -300, 300, 1, -300, 300\\)"):
        confirm(network, "receptive_field", None, (1, -300, 300, 1, -300, 301))
