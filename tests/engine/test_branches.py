"""Networks with branches: how they are written, wired, checked and counted."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from exgen.engine.fitting import check_ranks
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import Proof, confirm
from exgen.engine.reading import read_network
from exgen.engine.wiring import INPUT, Wiring, chain, repeated
from exgen.errors import NetworkError, ProofError

UNET = """
Conv2d(3, 8, 3, padding=1)
skip: ReLU
MaxPool2d(2)
Conv2d(8, 16, 3, padding=1)
ConvTranspose2d(16, 8, 2, stride=2)
Concat(skip)
Conv2d(16, 2, 1)
"""


def problems(text: str, input: str = "8x9x9") -> list[str]:
    with pytest.raises(NetworkError) as caught:
        network_report(finished_network(text, input))
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "layers", "reads"),
    [
        ("Residual(ReLU; Tanh)", "ReLU Tanh Add", [(-1,), (0,), (1, -1)]),
        ("Residual(ReLU, shortcut: Tanh)", "ReLU Tanh Add", [(-1,), (-1,), (0, 1)]),
        ("Residual(\n(0): ReLU\n(downsample): Sequential(\n(0): Tanh\n(1): ReLU\n)\n)", "ReLU Tanh ReLU Add", None),
        ("Concat(ReLU; Tanh, Sigmoid)", "ReLU Tanh Sigmoid Concat", [(-1,), (0,), (-1,), (1, 2)]),
        ("Concat(\n  ReLU; Tanh\n  Sigmoid\n)", "ReLU Tanh Sigmoid Concat", [(-1,), (0,), (-1,), (1, 2)]),
        ("Multiply(Identity, Sigmoid)", "Sigmoid Multiply", [(-1,), (-1, 0)]),
        ("x: ReLU; Tanh; Add(x)", "ReLU Tanh Add", [(-1,), (0,), (1, 0)]),
        ("(x): ReLU; y: Tanh; Sigmoid; Concat(x, y)", "ReLU Tanh Sigmoid Concat", [(-1,), (0,), (1,), (0, 1)]),
        ("2 * Residual(ReLU)", "ReLU Add ReLU Add", [(-1,), (0, -1), (1,), (2, 1)]),
        ("ReLU; 0 * Residual(ReLU); Tanh", "ReLU Tanh", [(-1,), (0,)]),
        ("x: ReLU; 2 * Sequential(Tanh; Add(x))", "ReLU Tanh Add Tanh Add", [(-1,), (0,), (1, 0), (2,), (3, 0)]),
        ("ReLU; Auxiliary(Tanh; Tanh); Sigmoid", "ReLU Tanh Tanh Sigmoid", [(-1,), (0,), (1,), (0,)]),
        ("2 * Sequential(ReLU; Auxiliary(Tanh)); ReLU", "ReLU Tanh ReLU Tanh ReLU", [(-1,), (0,), (0,), (2,), (2,)]),
        ("Residual(ReLU; Auxiliary(Tanh))", "ReLU Tanh Add", [(-1,), (0,), (0, -1)]),
        (
            "x: ReLU; Tanh; Concat(x; Sigmoid; Tanh, Identity)",
            "ReLU Tanh Sigmoid Tanh Concat",
            [(-1,), (0,), (0,), (2,), (3, 1)],
        ),
        (
            "x: ReLU; 2 * Sequential(Tanh; Add(x; Sigmoid))",
            "ReLU Tanh Sigmoid Add Tanh Sigmoid Add",
            [(-1,), (0,), (0,), (1, 2), (3,), (0,), (4, 5)],
        ),
        ("Concat(Identity; ReLU, Tanh)", "ReLU Tanh Concat", [(-1,), (-1,), (0, 1)]),
        ("Concat(Residual(ReLU), Add(ReLU, Tanh))", "ReLU Add ReLU Tanh Add Concat", None),
        ("Add(Concat(ReLU, Identity); Tanh, Sigmoid)", "ReLU Concat Tanh Sigmoid Add", None),
    ],
)
def test_branches_are_read_as_they_are_written(text: str, layers: str, reads: list[tuple[int, ...]] | None) -> None:
    network = read_network(text, "3x5x5").resolve({})
    assert " ".join(layer.kind for layer in network.layers) == layers
    assert reads is None or list(network.wiring.reads) == reads
    assert all(tensor < layer for layer, tensors in enumerate(network.wiring.reads) for tensor in tensors)


def test_a_layer_used_again_has_its_weights_once() -> None:
    network = finished_network(
        "c: Sequential(Conv2d(8, 8, 3, padding=1); ReLU); 2 * Sequential(Reuse(c)); Tanh", "8x9x9"
    )
    assert network.wiring.shares == (0, 1, 0, 1, 0, 1, 6)
    report = network_report(network)
    assert [row.parameters for row in report.rows] == [584, 0, 0, 0, 0, 0, 0]
    assert report.multiplications == 3 * 8 * 9 * 9 * 8 * 9
    assert CountedQuantities(network).parameters(None) == 584


def test_letters_count_layers_beside_branches() -> None:
    draft = read_network("x: ReLU; D * Tanh; Add(x); Residual(E * Conv2d(C, C, 3, padding=1))", "(C, 9, 9)")
    for repeats in (0, 1, 3):
        network = draft.resolve({"C": 2, "D": repeats, "E": repeats})
        written = read_network(
            f"x: ReLU; {repeats} * Tanh; Add(x); Residual({repeats} * Conv2d(2, 2, 3, padding=1))", "(2, 9, 9)"
        ).resolve({})
        assert network.wiring == written.wiring
        assert [layer.text for layer in network.layers] == [layer.text for layer in written.layers]
        assert draft.with_numbers({"D": repeats, "E": repeats}).resolve({"C": 2}) == network


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Residual(Conv2d(8, 16, 3, padding=1))",
            "layer 2, Add(): (16, 9, 9) from layer 1, Conv2d(8, 16, kernel_size=3, padding=1) and (8, 9, 9) from the "
            "input do not fit; only equal shapes can be added",
        ),
        (
            "Concat(ReLU, MaxPool2d(3))",
            "layer 3, Concat(): (8, 9, 9) from layer 1, ReLU() and (8, 3, 3) from layer 2, MaxPool2d(kernel_size=3, "
            "stride=3) do not fit; all branches must have the same spatial size",
        ),
        (
            "Multiply(Identity, AdaptiveAvgPool2d(1); Conv2d(8, 4, 1))",
            "layer 3, Multiply(): (8, 9, 9) from the input and (4, 1, 1) from layer 2, Conv2d(8, 4, kernel_size=1) do "
            "not fit; a gate must have the shape of the first tensor, or one value for each of its channels",
        ),
        (
            "Concat(Identity, Flatten)",
            "layer 2, Concat(): an image (channels, height, width) and a vector (features) meet here; all branches "
            "must have the same number of axes",
        ),
        (
            "Concat(dim=2, Identity, MaxPool2d(3))",
            "layer 2, Concat(dim=2): (8, 9, 9) from the input and (8, 3, 3) from layer 1, MaxPool2d(kernel_size=3, "
            "stride=3) do not fit; all branches must have the same sizes on all other axes",
        ),
        ("Concat(dim=0, Identity, ReLU)", "layer 2, Concat(dim=0): dim=0 is no axis to join along; allowed: 1 to 3"),
        ("Concat(dim=4, Identity, ReLU)", "layer 2, Concat(dim=4): dim=4 is no axis to join along; allowed: 1 to 3"),
        ("Concat(axis=1, Identity, ReLU)", 'layer 1, Concat(axis=1, Identity, ReLU): unknown argument "axis"; did'),
        ("Concat(dim=1)", "layer 1, Concat(dim=1): nothing is joined: write a branch"),
        ("Add(dim=1, Identity, ReLU)", 'layer 1, Add(dim=1, Identity, ReLU): unknown argument "dim"; it takes no'),
        (
            "Flatten(2); Permute((0, 2, 1)); Concat(ReLU, Identity)",
            "layer 4, Concat(): of a sequence (length, features) it joins what dim says: dim=1 for places behind each "
            "other, dim=2 for features",
        ),
        ("Add()", "layer 1, Add(): nothing is joined: write Add(x) with a label, or with branches inside"),
        ("Add(\n)", "layer 1, Add( ): nothing is joined: write a branch on each line inside"),
        ("ReLU; Auxiliary(Tanh)", "the network ends in Auxiliary(...), which puts out nothing: write it before other"),
        ("Residual()", "layer 1, Residual(): nothing stands inside: write the layers that the way around goes past"),
        ("x: ReLU; Add(y)", 'layer 2, y: "y" is no label given before; allowed: x'),
        (
            "Reuse(y)",
            'layer 1, Reuse(y): "y" is no label: no layer before has one, such as y: Conv2d(3, 16, kernel_size=3)',
        ),
        ("Residual(x: ReLU); Reuse(x)", 'layer 3, Reuse(x): "x" is no label: no layer before has one'),
        ("D * Residual(ReLU)", "layer 1, D * Residual(ReLU): a container is repeated by a number, not D"),
    ],
)
def test_what_does_not_fit_is_told(text: str, expected: str) -> None:
    (problem,) = problems(text)
    assert problem.startswith(expected)


def test_all_that_is_wrong_in_branches_is_told_together() -> None:
    found = problems("Concat(Conv2D(8, 8, 1); ReLU(1, 2), Conv2d(8, 8))")
    assert [problem.split(":")[0] for problem in found] == [
        "layer 1, Conv2D(8, 8, 1)",
        "layer 2, ReLU(1, 2)",
        "layer 3, Conv2d(8, 8)",
    ]


def test_a_receptive_field_is_all_that_a_branch_reaches() -> None:
    report = network_report(
        finished_network("Concat(Conv2d(8, 8, 3), Conv2d(8, 8, 5, padding=1)); Conv2d(16, 1, 3)", "8x9x9")
    )
    fields = [row.receptive_field for row in report.rows]
    assert [(field.start, field.end) for field in fields if field] == [
        ((0, 0), (2, 2)),
        ((-1, -1), (3, 3)),
        ((-1, -1), (3, 3)),
        ((-1, -1), (5, 5)),
    ]


@pytest.mark.parametrize(
    "text", ["Concat(Conv2d(8, 8, 3, stride=2), Conv2d(8, 8, 6))", "Multiply(Identity, AdaptiveAvgPool2d(1))"]
)
def test_without_a_common_form_there_is_no_interval(text: str) -> None:
    assert network_report(finished_network(text, "8x9x9")).rows[-1].receptive_field is None


def test_a_unet_is_confirmed_layer_by_layer() -> None:
    network = finished_network(UNET, "3x32x32")
    report = network_report(network)
    assert report.rows[5].output_shape == (16, 32, 32)
    assert confirm(network, "multiplications", None, report.multiplications) == Proof(at_real_sizes=False, networks=7)
    with pytest.raises(ProofError, match="the key says 1"):
        confirm(network, "multiplications", None, 10**6)


def test_what_is_asked_of_a_chain_is_refused() -> None:
    laid = laid_quantities(finished_network("Residual(ReLU)", "8x9x9"))
    with pytest.raises(NetworkError, match="of layers in a row, not of a network with branches"):
        laid.asked("depth", None, {"until": (9, 9)})


def test_wiring_of_repeated_layers() -> None:
    assert repeated(chain(3), [1, 2, 1]) == chain(4)
    residual = Wiring(((INPUT,), (0, INPUT)), (0, 1))
    assert repeated(residual, [2, 1]).reads == ((INPUT,), (0,), (1, INPUT))
    assert repeated(residual, [0, 1]).reads == ((INPUT, INPUT),)
    shared = Wiring(((INPUT,), (0,), (1,)), (0, 1, 0))
    assert repeated(shared, [1, 2, 1]).shares == (0, 1, 2, 0)
    assert chain(4).last_readers() == (0, 1, 2, 3, 4)
    assert residual.last_readers() == (1, 1, 2)


@st.composite
def branched(draw: st.DrawFn) -> Network:
    """Residual blocks, joins and labels over small maps of two channels."""
    blocks = []
    size = draw(st.integers(6, 9))
    for number in range(draw(st.integers(1, 3))):
        kernel = draw(st.sampled_from((1, 3, 5)))
        same = f"Conv2d({{0}}, {{0}}, {kernel}, padding={kernel // 2})"
        wide = "MaxPool2d(3, stride=1, padding=1)"
        blocks.append(
            draw(
                st.sampled_from(
                    (
                        f"Residual({same}; ReLU)",
                        f"Concat({same}, Identity, {wide}); Conv2d({{1}}, {{0}}, 1, bias=False)",
                        f"x{number}: {same}; {wide}; Reuse(x{number}); Multiply(x{number})",
                        f"Residual({wide}; {same}, shortcut: Conv2d({{0}}, {{0}}, 1))",
                        "Multiply(Identity, AdaptiveAvgPool2d(1); Conv2d({0}, {0}, 1); Sigmoid)",
                        "2 * Add(ReLU, Tanh)",
                    )
                )
            ).format(2, 6)
        )
    end = draw(st.sampled_from(("ReLU", "MaxPool2d(2)", "Flatten")))
    return finished_network("\n".join([*blocks, end]), f"2x{size}x{size + 1}")


@given(branched())
def test_the_rules_give_what_counting_gives(network: Network) -> None:
    check_ranks(network)
    laid, counted = laid_quantities(network), CountedQuantities(network)
    layers = (None, *range(len(network.layers)))
    for quantity in ("output_shape", "parameters", "multiplications", "additions", "activations"):
        slots = [getattr(laid, quantity)(layer) for layer in layers]
        run = laid.calculation.run(laid.leaves_of(network))
        for layer, slot in zip(layers, slots, strict=True):
            value = tuple([run[side] for side in slot]) if isinstance(slot, tuple) else run[slot]
            assert value == getattr(counted, quantity)(layer), (quantity, layer)
            confirm(network, quantity, layer, value, budget=100)
    for row, layer in zip(network_report(network).rows, layers[1:], strict=True):
        if row.receptive_field is not None:
            field = row.receptive_field
            spans = zip(field.stride, field.start, field.end, strict=True)
            assert counted.receptive_field(layer) == tuple([number for span in spans for number in span])


@pytest.mark.parametrize(
    ("text", "input", "shape"),
    [
        ("Concat(dim=1, Identity, Linear(4, 4))", "5x4", (10, 4)),
        ("Concat(dim=2, Identity, Linear(4, 6); ReLU)", "5x4", (5, 10)),
        ("Concat(dim=-1, Identity, LSTM(4, 3))", "5x4", (5, 7)),
        ("x: ClassToken(4); Linear(4, 4); Concat(dim=-2, x)", "5x4", (12, 4)),
        ("Concat(dim=2, Identity, MaxPool2d((2, 1)))", "3x6x5", (3, 9, 5)),
        ("Concat(dim=-1, Identity, MaxPool2d((1, 2)))", "3x6x5", (3, 6, 7)),
        ("Concat(dim=1, Identity, Conv2d(3, 2, 1))", "3x6x5", (5, 6, 5)),
        ("Concat(dim=1, Identity, Linear(5, 2))", "5", (7,)),
        ("Permute((0, 2, 3, 1)); Concat(dim=2, Identity, Identity)", "3x6x5", (6, 10, 3)),
    ],
)
def test_tensors_are_joined_along_the_axis_that_is_written(text: str, input: str, shape: tuple[int, ...]) -> None:
    network = finished_network(text, input)
    assert network_report(network).rows[-1].output_shape == shape == CountedQuantities(network).output_shape(None)
    confirm(network, "output_shape", None, shape)


def test_along_places_there_is_no_receptive_field() -> None:
    rows = network_report(finished_network("Concat(dim=2, Conv2d(3, 3, 3), MaxPool2d(3, 1))", "3x9x9")).rows
    assert [row.receptive_field is None for row in rows] == [False, False, True]
