"""Layers and networks drawn at random, held against PyTorch: shapes, learned and kept numbers, receptive fields."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.networks import Network
from tests.engine.random_networks import branches, chains, linear_windows
from tests.engine.torch_networks import Built

pytestmark = [
    pytest.mark.torch,
    # torch says once, whichever test comes first, that it copies, and which implementation it takes
    pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel", "ignore:LSTM with projections"),
]

THOROUGH = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is not installed")


def arriving(torch: Any, network: Network, device: str) -> Any:
    """A batch of two inputs of a network: numbers of words where an embedding reads them."""
    if network.layers[0].kind == "Embedding":
        return torch.zeros((2, *network.input), dtype=torch.long, device=device)
    return torch.zeros((2, *network.input), device=device)


def assert_agrees(torch: Any, network: Network) -> None:
    report, laid = network_report(network), laid_quantities(network)
    slots = [laid.buffers(layer) for layer in range(len(network.layers))]
    run = laid.calculation.run(laid.leaves_of(network))
    with torch.device("meta"):
        built = Built(torch, network)
        outputs = built.outputs(arriving(torch, network, "meta"))
        for index, (row, tensor) in enumerate(zip(report.rows, outputs, strict=True)):
            assert tuple(tensor.shape[1:]) == row.output_shape, row.layer
            if network.layers[index].kind not in ("LayerScale", "ClassToken", "PositionEmbedding", "LayerNorm2d"):
                assert (row.parameters, run[slots[index]]) == (built.parameters(index), built.buffers(index)), row.layer


def is_taken(torch: Any, network: Network) -> bool:
    """Whether torch runs a network, and something comes out."""
    try:
        *_, out = Built(torch, network).outputs(arriving(torch, network, "cpu"))
    except (RuntimeError, ValueError, AssertionError):
        return False
    return bool(out.numel())


@settings(THOROUGH, max_examples=1200)
@given(chains())
def test_random_chains_are_what_torch_makes_of_them(torch: Any, drawn: tuple[str, tuple[int, ...], str]) -> None:
    text, shape, refused = drawn
    if text:
        assert_agrees(torch, finished_network(text, shape))
    if refused:
        network = finished_network(f"{text}; {refused}" if text else refused, shape)
        assert not is_taken(torch, network), f"torch takes {refused} behind {text} on {shape}"


@settings(THOROUGH, max_examples=400)
@given(branches())
def test_random_branches_are_what_torch_makes_of_them(torch: Any, drawn: tuple[str, tuple[int, ...]]) -> None:
    assert_agrees(torch, finished_network(*drawn))


@settings(THOROUGH, max_examples=400)
@given(linear_windows())
def test_receptive_fields_are_where_gradients_are(torch: Any, drawn: tuple[str, tuple[int, ...]]) -> None:
    network = finished_network(*drawn)
    field = network_report(network).rows[-1].receptive_field
    if field is None:
        return
    with torch.random.fork_rng():
        torch.manual_seed(0)
        built = Built(torch, network)
        for module in built.modules:
            for parameter in module.parameters() if module is not None else ():
                torch.nn.init.uniform_(parameter, 0.5, 1.5)
        given = torch.ones((1, *network.input), requires_grad=True)
        *_, out = built.outputs(given)
    for place in (tuple([0] * (out.dim() - 2)), tuple([side // 2 for side in out.shape[2:]])):
        (gradient,) = torch.autograd.grad(out[(0, slice(None), *place)].sum(), given, retain_graph=True)
        reached = gradient.abs().sum(dim=(0, 1)).nonzero()
        for axis, index in enumerate(place):
            start = field.stride[axis] * index + field.start[axis]
            end = field.stride[axis] * index + field.end[axis]
            inside = [seen for seen in reached[:, axis].tolist() if start <= seen <= end]
            assert len(inside) == len(reached), drawn
            last = network.input[1 + axis] - 1
            if inside and start >= 0 and end <= last:
                assert (min(inside), max(inside)) == (start, end), drawn
