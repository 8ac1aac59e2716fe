"""Receptive fields where maps grow, and the inputs of single values: by hand, by tracing, by gradients; mistakes."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from exgen.engine.architectures import architecture
from exgen.engine.derivation import derivation
from exgen.engine.field_problems import OF_PHASES, field_problem
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.missteps import missteps
from exgen.engine.network_report import network_report
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.phase_rows import IndexFields, phase_fields
from exgen.engine.proof import confirm
from exgen.engine.quantity_arguments import Settled
from exgen.engine.reading import read_network
from exgen.engine.runs import Run
from exgen.engine.whole_maps import whole_maps
from exgen.errors import NetworkError, ProofError
from exgen.expressions import Node, evaluate
from tests.engine.phase_mistakes import MISTAKES, WrongPlaces
from tests.engine.torch_networks import Built

UP = "ConvTranspose1d(1, 1, 4, stride=2, padding=1)"
AUTOENCODER = f"Conv1d(1, 1, 3, stride=2, padding=1); {UP}"
BY_SIXES = "ConvTranspose1d(1, 1, 6, stride=6)"
FAR = ((2, 4, 5, 8), (2, 4, 5, 8))
AROUND = "Residual(MaxPool1d(2); Conv1d(1, 1, 3, padding=1); Upsample(scale_factor=2))"


def network(text: str, input: str) -> Network:
    return read_network(text, input).resolve({})


def run_of(asked: Network, quantity: str, arguments: Settled) -> tuple[Run, tuple[int, ...]]:
    laid = laid_quantities(asked)
    slots = laid.asked(quantity, None, arguments)
    return laid.calculation.run(laid.leaves_of(asked, arguments)), slots


def ruled(asked: Network, quantity: str, **arguments: Any) -> tuple[Any, ...]:
    run, slots = run_of(asked, quantity, arguments)
    return tuple([run[slot] for slot in slots])


def problem(asked: Network, quantity: str) -> str | None:
    counted = CountedQuantities(asked)
    shapes = [asked.input, *map(counted.output_shape, range(len(asked.layers)))]
    return field_problem(asked, shapes, None, quantity)


# output indices o = q m + r; what reads o worked out by hand on the whole map
@pytest.mark.parametrize(
    ("text", "stride", "fields"),
    [
        # value o stands at o + 1; the kernel of i covers 2i to 2i + 3
        (UP, Fraction(1, 2), [(1, -1, 0), (1, 0, 1)]),
        # those of -1 and 0 read -3 to 1, those of 0 and 1 -1 to 3
        (AUTOENCODER, 1, [(2, -3, 1), (2, -1, 3)]),
        ("ConvTranspose1d(1, 1, 3, stride=3)", Fraction(1, 3), [(1, 0, 0)] * 3),
        ("ConvTranspose1d(1, 1, 3, stride=2)", Fraction(1, 2), [(1, -1, 0), (1, 0, 0)]),
        # with stride 1 there is one phase
        ("ConvTranspose1d(1, 1, 3, dilation=2, padding=1)", 1, [(1, -3, 1)]),
        # of values that come by twos every second one
        ("ConvTranspose1d(1, 1, 2, stride=2); MaxPool1d(2)", 1, [(1, 0, 0)]),
        # by sixes, every fourth: 0 to 2 of place 0; 4 to 6 of places 0 and 1; 8 to 10 of place 1
        (f"{BY_SIXES}; Conv1d(1, 1, 3, stride=4)", Fraction(2, 3), [(2, 0, 0), (2, 0, 1), (2, 1, 1)]),
        ("Upsample(scale_factor=3); Conv1d(1, 1, 3, padding=1)", Fraction(1, 3), [(1, -1, 0), (1, 0, 0), (1, 0, 1)]),
        ("Upsample(size=18)", Fraction(1, 2), [(1, 0, 0)] * 2),
        ("Upsample(scale_factor=3, mode='nearest-exact')", Fraction(1, 3), [(1, 0, 0)] * 3),
        ("Upsample(size=18, mode='area')", Fraction(1, 2), [(1, 0, 0)] * 2),
        # the middle of value 0 lies a quarter before that of place 0, the middle of value 1 as far behind
        ("Upsample(scale_factor=2, mode='linear')", Fraction(1, 2), [(1, -1, 0), (1, 0, 1)]),
        ("Upsample(scale_factor=3, mode='linear')", Fraction(1, 3), [(1, -1, 0), (1, 0, 0), (1, 0, 1)]),
        # the branch reads the pair of places around; itself is among them
        (AROUND.replace("Conv1d(1, 1, 3, padding=1); ", ""), 1, [(2, 0, 1), (2, 0, 1)]),
        (AROUND, 1, [(2, -2, 3), (2, -2, 3)]),
    ],
)  # fmt: skip
def test_phases_are_as_by_hand(text: str, stride: Fraction | int, fields: list[tuple[int, int, int]]) -> None:
    asked = network(text, "(1, 9)" if "Residual" not in text else "(1, 8)")
    counted = CountedQuantities(asked)
    assert ruled(asked, "receptive_field_stride") == counted.receptive_field_stride(None) == (stride,)
    assert ruled(asked, "phases") == counted.phases(None) == (len(fields),)
    for phase, field in enumerate(fields):
        assert ruled(asked, "phase_field", phase=(phase,)) == counted.phase_field(None, (phase,)) == field
    assert not any(problem(asked, quantity) for quantity in OF_PHASES)


@pytest.mark.parametrize(
    ("text", "index", "inside", "padding_too"),
    [
        ("Conv1d(1, 1, 3, stride=2, padding=1, dilation=2)", 0, (1, 3), (-1, 1, 3)),
        # 1 and 3 of the first map: 1 and 2, 3 and 4
        ("Conv1d(1, 1, 2); Conv1d(1, 1, 2, dilation=2)", 1, (1, 2, 3, 4), (1, 2, 3, 4)),
        # place -1 of the map between is padding: what it would read does not count
        ("Conv1d(1, 1, 2, stride=3); Conv1d(1, 1, 3, padding=1)", 0, (0, 1, 3, 4), (-3, -2, 0, 1, 3, 4)),
        # values that no kernel covers
        ("ConvTranspose1d(1, 1, 2, stride=3)", 2, (), ()),
        ("ConvTranspose1d(1, 1, 3, stride=2, dilation=2)", 4, (0, 1, 2), (0, 1, 2)),
        ("ConvTranspose1d(1, 1, 3, stride=2, dilation=2)", 3, (), ()),
        ("Upsample(scale_factor=2, mode='linear')", 0, (0,), (-1, 0)),
        # branches that move on at different strides
        ("Concat(MaxPool1d(1, stride=2), Conv1d(1, 1, 6))", 4, (4, 5, 6, 7, 8, 9), (4, 5, 6, 7, 8, 9)),
        ("Concat(MaxPool1d(2); Upsample(scale_factor=2), Conv1d(1, 1, 3, padding=3, dilation=3))", 5, *FAR),
    ],
)  # fmt: skip
def test_the_inputs_of_a_value_are_as_by_hand(
    text: str, index: int, inside: tuple[int, ...], padding_too: tuple[int, ...]
) -> None:
    asked = network(text, "(1, 10)")
    counted = CountedQuantities(asked)
    for how, places in (("inside", inside), ("padding_too", padding_too)):
        assert ruled(asked, "inputs_read", index=(index,), how=how) == (places,)
        assert counted.inputs_read(None, (index,), how) == (places,)


def test_a_u_net_reads_every_input_within_its_interval_phase_by_phase() -> None:
    asked = architecture("unet").resolve({})
    assert ruled(asked, "phases") == (16, 16)
    for phase in (0, 7, 15):
        given = {"phase": (phase, phase)}
        (_, start, end, *_) = ruled(asked, "phase_field", **given)
        confirm(asked, "phase_field", None, (16, start, end) * 2, given)
        with pytest.raises(ProofError):
            confirm(asked, "phase_field", None, (16, start, end + 1) * 2, given)


def test_very_deep_behind_a_growing_map_all_is_put_together_layer_by_layer() -> None:
    deep = network("MaxPool1d(2); 60 * Conv1d(1, 1, 3, padding=1); Upsample(scale_factor=3)", "(1, 400)")
    for quantity, value in (("receptive_field_stride", Fraction(2, 3)), ("phases", 3)):
        confirm(deep, quantity, None, (value,), budget=0)
        with pytest.raises(ProofError):
            confirm(deep, quantity, None, (value + 1,), budget=0)
    confirm(deep, "phase_field", None, (2, -120, 121), {"phase": (1,)}, budget=0)


GROWING = (
    "Upsample(scale_factor={factor})",
    "Upsample(scale_factor={factor}, mode='linear')",
    "ConvTranspose1d({channels}, {channels}, {kernel}, stride={factor}, padding={padding})",
    "ConvTranspose1d({channels}, {channels}, {kernel}, stride={factor}, dilation={dilation})",
)
WINDOWS = (
    "Conv1d({channels}, {channels}, {kernel}, stride={stride}, padding={padding}, dilation={dilation})",
    "AvgPool1d({kernel}, stride={stride})",
    "Residual(Conv1d({channels}, {channels}, 3, padding={dilation}, dilation={dilation}))",
    "Concat(Identity, Conv1d({channels}, {channels}, {odd}, padding={half}))",
)
SHUFFLE = "PixelShuffle({factor})"


@st.composite
def signals(draw: st.DrawFn) -> Network:
    """A network on a signal in which maps grow somewhere."""
    layers, channels, is_grown = [], 1, False
    for _ in range(draw(st.integers(1, 4))):
        form = draw(st.sampled_from((*GROWING, *WINDOWS)))
        kernel = draw(st.integers(1, 4))
        half = draw(st.integers(0, 2))
        numbers = {
            "channels": channels,
            "kernel": kernel,
            "stride": draw(st.integers(1, 4)),
            "factor": draw(st.integers(2, 4)),
            "padding": draw(st.integers(0, kernel // 2)),
            "dilation": draw(st.integers(1, 3)),
            "odd": 2 * half + 1,
            "half": half,
        }
        layers.append(form.format(**numbers))
        channels *= 2 if form.startswith("Concat") else 1
        is_grown = is_grown or form in GROWING
    assume(is_grown and channels <= 4)
    asked = network("; ".join(layers), f"(1, {draw(st.integers(8, 16))})")
    try:
        (size,) = CountedQuantities(asked).output_size(None)
    except NetworkError:
        assume(False)
    assume(0 < size <= 200)
    return asked


@settings(max_examples=400, deadline=None)
@given(signals(), st.data())
def test_rules_give_what_tracing_gives(asked: Network, data: st.DataObject) -> None:
    counted = CountedQuantities(asked)
    index = (data.draw(st.integers(0, counted.output_size(None)[0] - 1)),)
    for how in ("inside", "padding_too"):
        assert ruled(asked, "inputs_read", index=index, how=how) == counted.inputs_read(None, index, how)
    assume(problem(asked, "phases") is None)
    assert ruled(asked, "phases") == counted.phases(None)
    assert ruled(asked, "receptive_field_stride") == counted.receptive_field_stride(None)
    for phase in range(counted.phases(None)[0]):
        assert ruled(asked, "phase_field", phase=(phase,)) == counted.phase_field(None, (phase,))


@settings(max_examples=200, deadline=None)
@given(signals())
def test_the_values_of_a_phase_read_its_interval_from_end_to_end(asked: Network) -> None:
    assume(problem(asked, "phase_field") is None)
    (phases,) = ruled(asked, "phases")
    for phase, turn in product(range(phases), (0, 3)):
        moved, start, end = ruled(asked, "phase_field", phase=(phase,))
        (places,) = ruled(asked, "inputs_read", index=(phase + turn * phases,), how="padding_too")
        assert (places[0], places[-1]) == (start + turn * moved, end + turn * moved)


def gradient_places(torch: Any, asked: Network, index: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """The inputs, on each axis, on which a value of a real network's output depends: its weights are all 1."""
    built = Built(torch, asked)
    for module in built.modules:
        for parameter in module.parameters() if module is not None else ():
            torch.nn.init.constant_(parameter, 1.0)
            parameter.data = parameter.data.double()
    inputs = torch.ones(1, *asked.input, dtype=torch.float64, requires_grad=True)
    (*_, outputs) = built.outputs(inputs)
    outputs[(0, slice(None), *index)].sum().backward()  # of a Concat each channel has inputs of its own
    reached = inputs.grad[0].sum(0).nonzero() if inputs.grad is not None else torch.zeros(0, len(index))
    return tuple([tuple(sorted(set(reached[:, axis].tolist()))) for axis in range(len(index))])


@pytest.mark.torch
@settings(max_examples=150, deadline=None)
@given(signals(), st.data())
def test_a_real_networks_gradients_reach_the_same_inputs(asked: Network, data: st.DataObject) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    index = (data.draw(st.integers(0, CountedQuantities(asked).output_size(None)[0] - 1)),)
    assert gradient_places(torch, asked, index) == ruled(asked, "inputs_read", index=index)


@pytest.mark.torch
@pytest.mark.parametrize(
    ("text", "input"),
    [
        ("Conv2d(1, 4, 3, padding=1); PixelShuffle(2); Conv2d(1, 1, 3, padding=1)", "(1, 7, 6)"),
        ("MaxPool2d(2); Upsample(scale_factor=(2, 3), mode='bilinear'); Conv2d(1, 1, (3, 2))", "(1, 8, 6)"),
        ("AvgPool2d(2); Upsample(scale_factor=(2, 3), mode='nearest-exact'); Conv2d(1, 1, (3, 2))", "(1, 8, 6)"),
        ("AvgPool2d(2); Upsample(size=(12, 6), mode='area'); Conv2d(1, 1, (3, 2))", "(1, 8, 6)"),
        ("Conv2d(1, 1, 2, stride=2); ConvTranspose2d(1, 1, (4, 5), stride=(2, 3), padding=1)", "(1, 8, 9)"),
    ],
)
def test_a_real_images_gradients_reach_the_same_inputs(text: str, input: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    asked = network(text.replace("MaxPool", "AvgPool"), input)
    for index in product(*map(range, CountedQuantities(asked).output_size(None))):
        assert gradient_places(torch, asked, index) == ruled(asked, "inputs_read", index=index)


def test_a_table_has_the_phases_of_the_rows_that_have_several() -> None:
    asked = network(f"{AUTOENCODER}; MaxPool1d(2)", "(1, 12)")
    found = phase_fields(asked, network_report(asked))
    assert list(found) == [1, 2]
    assert found[1].as_json() == {
        "stride": [1],
        "phases": [[{"stride": 2, "start": -3, "end": 1}, {"stride": 2, "start": -1, "end": 3}]],
    }
    assert found[2].as_json() == {"stride": [2], "phases": [[{"stride": 2, "start": -3, "end": 3}]]}
    up = network(UP, "(1, 12)")
    assert phase_fields(up, network_report(up))[0].as_json()["stride"] == ["1/2"]


# where there is none


@pytest.mark.parametrize(
    ("text", "quantity", "words"),
    [
        (
            "ConvTranspose1d(1, 1, 2, stride=3)",
            "phase_field",
            "kernels of 2, laid down 3 apart, leave values that read",
        ),
        ("ConvTranspose1d(1, 1, 3, stride=2, dilation=2)", "phase_field", "dilated kernels leave gaps"),
        ("Upsample(scale_factor=2, mode='linear', align_corners=True)", "phases", "corners aligned"),
        ("Upsample(size=20)", "receptive_field_stride", "no multiple of the one that goes in"),
        ("Upsample(scale_factor=1.5)", "phase_field", "its factor is no whole number"),
        ("Upsample(scale_factor=1.5, mode='linear')", "inputs_read", "its factor is no whole number"),
        ("Concat(dim=2, MaxPool1d(3), Conv1d(1, 1, 5))", "inputs_read", "its places come from several tensors"),
        (
            "Conv1d(1, 1, 3, padding=1, padding_mode='reflect')",
            "inputs_read",
            "its padding repeats values of the input",
        ),
        ("CircularPad1d(1)", "inputs_read", "its padding repeats values of the input"),
        ("Concat(MaxPool1d(1, stride=2), Conv1d(1, 1, 5))", "phases", "its branches move on at different strides"),
        (f"{UP}; Conv1d(1, 1, 3)", "receptive_field_size", "which phase_field tells apart"),
    ],
)
def test_where_there_is_none_the_layer_is_told(text: str, quantity: str, words: str) -> None:
    assert words in str(problem(network(text, "(1, 9)"), quantity))


def test_a_factor_that_is_no_whole_number_is_refused_by_counting_too() -> None:
    with pytest.raises(NetworkError, match="13 places are not made of 9 in equal shares"):
        CountedQuantities(network("Upsample(scale_factor=1.5)", "(1, 9)")).phases(None)


def test_a_cubic_interpolation_is_refused() -> None:
    asked = network("Upsample(scale_factor=2, mode='bicubic')", "(1, 6, 6)")
    assert "cubic" in str(problem(asked, "inputs_read"))
    with pytest.raises(NetworkError):
        CountedQuantities(asked).inputs_read(None, (1, 1))


# derivations and mistakes


def test_the_derivation_goes_back_from_what_is_asked_layer_by_layer() -> None:
    run, slots = run_of(network(AUTOENCODER, "(1, 9)"), "phase_field", {"phase": (1,)})
    lines = [(line.title, line.formula) for line in derivation(run, slots, 1)]
    assert lines[-2:] == [
        (
            "last value read",
            r"E_{\text{in}} = \left\lfloor \frac{E + P}{S} \right\rfloor = "
            r"\left\lfloor \frac{1 + 1}{2} \right\rfloor = 1",
        ),
        ("last value read", r"E_{\text{in}} = S E - P + K - 1 = 2 \cdot 1 - 1 + 3 - 1 = 3"),
    ]
    run, slots = run_of(network(AUTOENCODER, "(1, 9)"), "inputs_read", {"index": (1,), "how": "inside"})
    lines = [(line.title, line.formula.partition(r" \quad")[0]) for line in derivation(run, slots, 1)]
    assert lines[-3:] == [
        ("indices whose kernels cover them", r"\{1\} \to \{0, 1\}"),
        ("indices that the windows read", r"\{0, 1\} \to \{-1, 0, 1, 2, 3\}"),
        ("without padding", r"\{-1, 0, 1, 2, 3\} \cap \{0, \dots, 8\} = \{0, 1, 2, 3\}"),
    ]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.id}-{mistake.quantity}")
def test_a_mistake_makes_what_was_worked_out_by_hand(mistake: WrongPlaces) -> None:
    run, slots = run_of(network(mistake.network, "(1, 40)"), mistake.quantity, mistake.arguments)
    assert tuple([run[slot] for slot in slots]) == mistake.right
    steps = missteps(run, [MAL_RULES[mistake.id]], run.calculation.upstream(slots))
    made = [tuple([rerun[slot] for slot in slots]) for rerun in map(run.rerun, ([step] for step in steps))]
    assert mistake.wrong in made


WITH_LETTERS = (
    "ConvTranspose1d(1, 1, K, stride=S, padding=P)",
    "Conv1d(1, 1, K, stride=2, dilation=2); ConvTranspose1d(1, 1, K, stride=S); Conv1d(1, 1, 3, padding=P)",
    "Upsample(scale_factor=S); Conv1d(1, 1, K, padding=P); MaxPool1d(2)",
    "ConvTranspose1d(1, 1, K, stride=S); Upsample(scale_factor=2, mode='linear')",
    "Add(Upsample(scale_factor=S); Conv1d(1, 1, 3, padding=P + 1), Upsample(scale_factor=S); "
    "Conv1d(1, 1, 1, padding=P))",
)


@settings(deadline=None)
@given(st.sampled_from(WITH_LETTERS), st.integers(1, 6), st.integers(1, 4), st.integers(0, 2), st.integers(0, 9))
def test_formulas_of_the_index_are_what_is_traced(
    text: str, kernel: int, stride: int, padding: int, index: int
) -> None:
    assume(kernel >= stride > 1 and 2 * padding < kernel)
    draft = read_network(text, "(1, L)")
    fields = phase_fields(draft, network_report(draft))[len(draft.layers) - 1]
    assert isinstance(fields, IndexFields)
    numbers = {"K": kernel, "S": stride, "P": padding, "L": 20, "i": index}
    at = {name: number for name, number in numbers.items() if name in draft.names}
    counted = CountedQuantities(draft.resolve(at))
    _, start, end = counted.phase_field(None, (index,))
    assert tuple([evaluate(bound, numbers) for bound in fields.ends[0] if isinstance(bound, Node)]) == (start, end)
    (stride_there,) = [evaluate(one, numbers) if isinstance(one, Node) else one for one in fields.strides]
    assert stride_there == counted.receptive_field_stride(None)[0]


@pytest.mark.torch
@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (
            "Conv1d(2, 4, 3); Multiply(Identity, AdaptiveAvgPool1d(1); Conv1d(4, 4, 1); Sigmoid); Conv1d(4, 1, 2)",
            [4, 5],
        ),
        ("Multiply(Identity, AdaptiveAvgPool1d(1); Sigmoid); Upsample(scale_factor=2); MaxPool1d(3)", [2, 3, 4]),
        (
            "x: Conv1d(2, 2, 3, padding=1); Multiply(Identity, AdaptiveAvgPool1d(1); Tanh); Add(x); Conv1d(2, 2, 3)",
            [3, 4, 5],
        ),
    ],
)
def test_values_behind_gates_have_gradients_everywhere(text: str, whole: list[int]) -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    asked = network(text, "(2, 9)")
    assert [*whole_maps(asked, network_report(asked))] == whole
    with torch.random.fork_rng():
        torch.manual_seed(0)
        given_values = torch.rand((1, *asked.input), requires_grad=True)
        outputs = list(Built(torch, asked).outputs(given_values))
    for layer, out in enumerate(outputs):
        for place in range(out.shape[-1]):
            (gradient,) = torch.autograd.grad(out[..., place].sum(), given_values, retain_graph=True)
            reaches_all = bool(gradient.abs().sum(dim=(0, 1)).all())
            assert reaches_all == (layer in whole or out.shape[-1] == 1)
