"""What is trained where the first layers are frozen: published figures, counting, PyTorch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from exgen.engine.conventions import Conventions
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.network_totals import network_json, parameter_totals, training_memory
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.quantities import Layers
from exgen.errors import NetworkError
from tests.engine.random_networks import branches, chains
from tests.engine.torch_networks import Built

THOROUGH = settings(deadline=None, suppress_health_check=list(HealthCheck))


def trained(network: Network, layer: Layers = None, frozen: int | None = None) -> tuple[object, object]:
    """What is trained of a network, and what is not."""
    laid = laid_quantities(network)
    slots = laid.trainable_parameters(layer, frozen), laid.non_trainable_parameters(layer, frozen)
    run = laid.calculation.run(laid.leaves_of(network))
    return run[slots[0]], run[slots[1]]


@pytest.mark.parametrize(
    ("name", "frozen", "trainable", "kept"),
    [
        # model.summary() of keras.applications: MobileNetV2, and ResNet50, which has biases of its own besides
        ("mobilenet_v2", None, 3_504_872, 34_112),
        ("resnet50", None, 25_557_032, 53_120),
        # Keras, guide "Transfer learning and fine-tuning": the frozen base of MobileNetV2 without its head; what is
        # trained here is the head for 1000 classes
        ("mobilenet_v2", -2, 1_281_000, 2_257_984),
        # PyTorch, "Transfer learning for computer vision": all but model.fc of resnet18, here with 1000 classes
        ("resnet18", -1, 513_000, 11_176_512 + 9_600),
        ("vgg16", -7, 123_642_856, 14_714_688),
    ],
)
def test_known_networks_have_published_figures(name: str, frozen: int | None, trainable: int, kept: int) -> None:
    network = finished_network(name)
    layers = None if frozen is None else len(network.layers) + frozen
    assert trained(network, None, layers) == (trainable, kept)
    totals = parameter_totals(network, network_report(network), layers)
    assert (totals.trainable, totals.non_trainable) == (trainable, kept)


def test_running_statistics_count_as_conventions_say() -> None:
    network = finished_network("Conv2d(3, 8, 3); BatchNorm2d(8)", "3x10x10")
    laid = laid_quantities(network)
    slot = laid.non_trainable_parameters(None, 1)
    run = laid.calculation.run(laid.leaves_of(network))
    assert run[slot] == 224 + 16
    assert run.under(Conventions(running_statistics="left_out"))[slot] == 224
    assert run.under(Conventions(running_statistics="with_counter"))[slot] == 224 + 17


def test_shared_weights_are_frozen_with_the_first_layer_that_uses_them() -> None:
    network = finished_network("a: Conv1d(2, 2, 3, padding=1); ReLU; Reuse(a); Conv1d(2, 4, 1)", "2x9")
    assert trained(network) == (14 + 12, 0)
    assert trained(network, None, 1) == (12, 14)
    assert trained(network, 2, 1) == (0, 0)
    assert parameter_totals(network, network_report(network), 3).frozen == 14


def test_more_layers_than_there_are_cannot_be_frozen() -> None:
    network = finished_network("ReLU; Linear(9, 2)", "9")
    with pytest.raises(NetworkError, match="3 layers of the network cannot be frozen: it ends with layer 2, "):
        trained(network, None, 3)
    assert trained(network, None, 2) == (0, 20)


@settings(THOROUGH, max_examples=200)
@given(st.one_of(chains().map(lambda drawn: drawn[:2]), branches()), st.data())
def test_rules_freeze_what_counting_leaves_out(drawn: tuple[str, tuple[int, ...]], data: st.DataObject) -> None:
    network = finished_network(drawn[0] or "Identity", drawn[1])
    layers = len(network.layers)
    frozen = data.draw(st.none() | st.integers(1, layers))
    start = data.draw(st.integers(0, layers - 1))
    layer: Layers = data.draw(st.sampled_from((None, start, range(start, layers))))
    counted = CountedQuantities(network)
    expected = counted.trainable_parameters(layer, frozen), counted.non_trainable_parameters(layer, frozen)
    assert trained(network, layer, frozen) == expected
    if layer is None:
        found = network_json(network, network_report(network), frozen)["parameters"]
        assert isinstance(found, dict)
        assert (found["trainable"], found["frozen"] + found["running_statistics"]) == expected


def test_a_network_too_large_to_count_is_confirmed_layer_by_layer() -> None:
    network = finished_network("resnet18")
    for quantity, value in (("trainable_parameters", 513_000), ("non_trainable_parameters", 11_186_112)):
        assert not confirm(network, quantity, None, value, {"frozen": 68}).at_real_sizes


@pytest.mark.torch
@settings(THOROUGH, max_examples=200)
@given(chains(), st.data())
def test_torch_trains_as_much(drawn: tuple[str, tuple[int, ...], str], data: st.DataObject) -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    network = finished_network(drawn[0] or "Identity", drawn[1])
    frozen = data.draw(st.integers(1, len(network.layers)))
    own = ("LayerScale", "ClassToken", "PositionEmbedding", "LayerNorm2d")
    if any(layer.kind in own for layer in network.layers):
        return
    with torch.device("meta"):
        modules = Built(torch, network).modules
    for module in modules[:frozen]:
        for parameter in module.parameters() if module is not None else ():
            parameter.requires_grad = False
    found = [parameter for module in modules if module is not None for parameter in module.parameters()]
    statistics = [
        buffer.numel()
        for module in modules
        if module is not None
        for name, buffer in module.named_buffers()
        if name.startswith("running")
    ]
    stopped = [parameter.numel() for parameter in found if not parameter.requires_grad]
    moving = [parameter.numel() for parameter in found if parameter.requires_grad]
    assert trained(network, None, frozen) == (sum(moving), sum(stopped) + sum(statistics))


@pytest.mark.parametrize("frozen", [None, 2])
@pytest.mark.parametrize(
    "text",
    [
        "Conv2d(3, 8, 3); BatchNorm2d(8); Conv2d(8, 4, 3); BatchNorm2d(4)",
        "Conv2d(3, 8, 3); BatchNorm2d(8, affine=False); LayerNorm((8, 8, 8)); GroupNorm(2, 8)",
    ],
)
def test_with_statistics_parameters_are_those_trained_and_those_not(text: str, frozen: int | None) -> None:
    """As Keras prints them: total, trainable and non-trainable add up, and no statistics are ever trained."""
    plain = finished_network(text, "3x10x10")
    network = replace(plain, conventions=Conventions(normalisation="with_statistics"))
    laid, counted = laid_quantities(network), CountedQuantities(network)
    slots = (
        laid.parameters(None),
        laid.trainable_parameters(None, frozen),
        laid.non_trainable_parameters(None, frozen),
        laid.running_statistics(None),
    )
    run = laid.calculation.run(laid.leaves_of(network), conventions=network.conventions)
    total, trainable, kept, statistics = (run[slot] for slot in slots)
    assert trainable == trained(plain, None, frozen)[0]
    assert total == network_report(plain).parameters + statistics == trainable + kept  # type: ignore[operator]  # numbers
    assert (total, trainable, kept) == (
        counted.parameters(None),
        counted.trainable_parameters(None, frozen),
        counted.non_trainable_parameters(None, frozen),
    )


def test_frozen_layers_have_no_gradients_and_no_state_of_an_optimiser() -> None:
    network = finished_network("Conv2d(3, 8, 3); BatchNorm2d(8); Flatten(); Linear(72, 2)", "3x5x5")
    report = network_report(network)
    told = network_json(network, report, 2)["memory"]
    assert isinstance(told, dict)
    whole, trained = 8 * 27 + 8 + 16 + 146, 146
    kept = report.memory.kept_for_training
    assert training_memory(report, 1, trained).totals["adam"] == whole + trained + 2 * trained + kept
    assert told["training"]["adam"] == 4 * (whole + trained + 2 * trained + kept)
