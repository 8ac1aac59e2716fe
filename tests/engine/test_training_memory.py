"""What is alive at once, what optimisers keep, what training takes: by hand, by counting, measured in PyTorch."""

from __future__ import annotations

import weakref
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from exgen.engine.formula_proof import confirm_formula_over
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.network_rows import most_alive
from exgen.engine.network_totals import network_json, training_memory
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.quantity_arguments import OPTIMISERS, settled
from exgen.engine.reading import read_network
from exgen.engine.wiring import INPUT, Wiring
from exgen.expressions import Name, Value, show
from tests.engine.random_networks import branches, chains
from tests.engine.torch_networks import Built

THOROUGH = settings(deadline=None, suppress_health_check=list(HealthCheck))
TINY = "Conv2d(2, 3, 3, padding=1); BatchNorm2d(3); ReLU(); Flatten(); Linear(75, 4)"


def ruled(network: Network, quantity: str, *arguments: Value) -> object:
    laid = laid_quantities(network)
    given = settled(quantity, arguments, len(network.input) - 1)
    (slot,) = laid.asked(quantity, None, given)
    return laid.calculation.run(laid.leaves_of(network, given))[slot]


@pytest.mark.parametrize(
    ("text", "input", "values"),
    [
        # a chain: input and output of one layer
        ("Linear(10, 30); Linear(30, 20); Linear(20, 5)", "10", 50),
        # the input waits until it is added
        ("Residual(Linear(10, 40); Linear(40, 30); Linear(30, 10))", "10", 10 + 40 + 30),
        # the first branch waits for the second
        ("Concat(Conv1d(2, 6, 1), Conv1d(2, 12, 1); Conv1d(12, 4, 1))", "2x5", 5 * (6 + 12 + 4)),
        # a block in a block: both shortcuts wait
        (
            "Linear(10, 10); Residual(Linear(10, 10); Residual(Linear(10, 50); Linear(50, 10)))",
            "10",
            10 + 10 + 50 + 10,
        ),
        # an activation works in no place but one of its own
        ("ReLU(); ReLU()", "7", 14),
    ],
)
def test_a_tensor_is_alive_until_its_last_reader_is_done(text: str, input: str, values: int) -> None:
    network = finished_network(text, input)
    assert ruled(network, "memory", "largest_live") == 4 * values
    assert CountedQuantities(network).memory(None, "largest_live") == 4 * values
    assert network_report(network).memory.largest_live == values


def test_what_nobody_reads_is_gone_at_once() -> None:
    wiring = Wiring(((INPUT,), (INPUT,), (1,)), (0, 1, 2))
    assert wiring.last_readers() == (1, 0, 2, 3)
    assert most_alive(wiring, [1, 100, 2, 50]) == 101


def test_training_keeps_weights_gradients_states_and_activations() -> None:
    # Rajbhandari et al., "ZeRO" (2020), section 3.1: with Adam in 32 bits a parameter takes 4 + 4 + 8 bytes
    network = finished_network("Linear(999, 1000)", "999")
    assert ruled(network, "training_memory", "adam") == 16 * 10**6 + 4 * 1999
    assert ruled(network, "optimiser_memory", "adamw") == 8 * 10**6
    assert ruled(network, "optimiser_memory", "momentum", 10**6) == 4
    assert ruled(network, "optimiser_memory", "sgd") == 0
    many = replace(network, batch=32, bytes_per_number=2)
    assert ruled(many, "training_memory", "sgd") == 4 * 10**6 + 2 * 32 * 1999
    assert ruled(many, "optimiser_memory", "adam") == 4 * 10**6


@settings(THOROUGH, max_examples=150)
@given(
    st.one_of(chains().map(lambda drawn: drawn[:2]), branches()),
    st.sampled_from(list(OPTIMISERS)),
    st.integers(1, 3),
    st.sampled_from((1, 2, 4)),
)
def test_rules_keep_what_counting_keeps(
    drawn: tuple[str, tuple[int, ...]], optimiser: str, batch: int, bytes_per_number: int
) -> None:
    network = finished_network(drawn[0] or "Identity", drawn[1])
    network = replace(network, batch=batch, bytes_per_number=bytes_per_number)
    counted = CountedQuantities(network, 10**7)
    training = counted.training_memory(None, optimiser)
    assert ruled(network, "memory", "largest_live") == counted.memory(None, "largest_live")
    assert ruled(network, "optimiser_memory", optimiser) == counted.optimiser_memory(None, optimiser)
    assert ruled(network, "training_memory", optimiser) == training
    report = network_report(network)
    assert report.memory.largest_live * batch * bytes_per_number == counted.memory(None, "largest_live")
    memory = network_json(network, report, batch=batch)["memory"]
    assert isinstance(memory, dict)
    assert memory["training"][optimiser] == training
    assert (
        training_memory(report, batch).states[optimiser]
        == counted.optimiser_memory(None, optimiser) // bytes_per_number
    )


def test_networks_too_large_to_count_are_confirmed_layer_by_layer() -> None:
    network = finished_network("resnet18")
    for quantity, word in (("memory", "largest_live"), ("optimiser_memory", "adam"), ("training_memory", "momentum")):
        value = ruled(network, quantity, word)
        assert isinstance(value, int)
        arguments = settled(quantity, [word], 2)
        assert not confirm(network, quantity, None, value, arguments).at_real_sizes


def test_with_a_batch_that_is_a_letter_there_is_a_formula() -> None:
    draft = replace(read_network("Linear(20, 30); ReLU(); Linear(30, 10)", "(20)"), batch=Name("B"))
    laid = laid_quantities(draft)
    for quantity, word, formula in (
        ("training_memory", "adam", "360B + 15040"),
        ("memory", "largest_live", "240B"),
    ):
        arguments = settled(quantity, [word], 0)
        (slot,) = laid.asked(quantity, None, arguments)
        found = laid.calculation.run(laid.leaves_of(draft, arguments))[slot]
        assert show(found) == formula  # type: ignore[arg-type]  # a formula
        assert confirm_formula_over(draft, quantity, None, found, arguments).networks >= 30


@pytest.mark.torch
@pytest.mark.parametrize("optimiser", list(OPTIMISERS))
def test_torch_keeps_as_many_numbers(optimiser: str) -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    network = finished_network(TINY, "2x5x5")
    model = torch.nn.Sequential(*Built(torch, network).modules)
    made = {
        "sgd": lambda learned: torch.optim.SGD(learned, lr=0.1),
        "momentum": lambda learned: torch.optim.SGD(learned, lr=0.1, momentum=0.9),
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
    }[optimiser](model.parameters())
    model(torch.ones(3, 2, 5, 5)).sum().backward()
    made.step()
    kept = [
        value.numel()
        for state in made.state.values()
        for name, value in state.items()
        if torch.is_tensor(value) and name != "step"
    ]
    assert 4 * sum(kept) == ruled(network, "optimiser_memory", optimiser)


@pytest.mark.torch
def test_torch_frees_tensors_when_their_last_reader_is_done() -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    from torch.utils._python_dispatch import TorchDispatchMode

    class Alive(TorchDispatchMode):  # type: ignore[misc]  # torch has no types here
        """Adds up the floats of all tensors that are there, by when they vanish."""

        def __init__(self) -> None:
            super().__init__()
            self.now = self.most = 0
            self.seen: set[int] = set()

        def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            made = function(*args, **(kwargs or {}))
            for tensor in made if isinstance(made, tuple) else (made,):
                if tensor.is_floating_point() and tensor.data_ptr() not in self.seen:
                    self.come(tensor)
            return made

        def come(self, tensor: Any) -> None:
            place, numbers = tensor.data_ptr(), tensor.numel()
            self.seen.add(place)
            self.now += numbers
            self.most = max(self.most, self.now)
            weakref.finalize(tensor, self.go, place, numbers)

        def go(self, place: int, numbers: int) -> None:
            self.seen.discard(place)
            self.now -= numbers

    text = (
        "Conv2d(2, 8, 3, padding=1); Residual(Conv2d(8, 16, 1); Conv2d(16, 8, 3, padding=1)); ReLU(); "
        "MaxPool2d(2); Conv2d(8, 30, 1)"
    )
    network = finished_network(text, "2x12x12")
    first, wide, narrow, _, active, pool, last = Built(torch, network).modules
    alive = Alive()
    with torch.no_grad(), alive:
        x = torch.zeros(1, 2, 12, 12)
        x = first(x)
        x = x + narrow(wide(x))
        x = active(x)
        x = pool(x)
        x = last(x)
    assert 4 * alive.most == ruled(network, "memory", "largest_live") == 4 * 144 * (8 + 16 + 8)
