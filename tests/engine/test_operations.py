"""Operations by each way of counting them: figures that others publish, and biases counted where they are added."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from exgen.engine.architectures import ARCHITECTURES
from exgen.engine.conventions import Conventions
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.network_totals import COUNTINGS, network_json, operation_totals
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.oracle.counters import COUNTERS
from exgen.grading.requests import diagnose_answer
from tests.engine.random_networks import chains

# torchvision's GFLOPS (_ops of its weights' meta), which count multiply-adds of convolutions and dense layers
TORCHVISION = (
    ("alexnet", "0.714"),
    ("vgg11", "7.609"),
    ("vgg13", "11.308"),
    ("vgg16", "15.470"),
    ("vgg19", "19.632"),
    ("vgg16_bn", "15.470"),
    ("resnet18", "1.814"),
    ("resnet34", "3.664"),
    ("resnet50", "4.089"),
    ("resnet101", "7.801"),
    ("resnet152", "11.514"),
    ("resnext50_32x4d", "4.230"),
    ("wide_resnet50_2", "11.398"),
    ("googlenet", "1.498"),
    ("inception_v3", "5.713"),
    ("densenet121", "2.834"),
    ("densenet161", "7.728"),
    ("densenet169", "3.360"),
    ("densenet201", "4.291"),
    ("squeezenet1_0", "0.819"),
    ("squeezenet1_1", "0.349"),
    ("mobilenet_v2", "0.301"),
    ("mobilenet_v3_small", "0.057"),
    ("mobilenet_v3_large", "0.217"),
    ("shufflenet_v2_x1_0", "0.145"),
    ("efficientnet_b0", "0.386"),
    ("convnext_tiny", "4.456"),
)


def totals(name: str) -> dict[str, object]:
    network = finished_network(name)
    return dict(operation_totals(network, network_report(network)))


@pytest.mark.parametrize(("name", "gigaflops"), TORCHVISION)
def test_multiply_adds_are_torchvisions_gflops(name: str, gigaflops: str) -> None:
    found = totals(name)["multiply_adds"]
    assert isinstance(found, int)
    assert f"{found / 10**9:.3f}" == gigaflops


def as_in_the_paper(name: str) -> Network:
    """A residual network with the stride of its bottlenecks in their first convolution."""
    text = ARCHITECTURES[name].text()
    second = r"kernel_size=1, bias=False\); (BatchNorm2d\(\d+\); ReLU\(\); Conv2d\(\d+, \d+, kernel_size=3), stride=2"
    return finished_network(re.sub(second, r"kernel_size=1, stride=2, bias=False); \1", text), "3x224x224")


@pytest.mark.parametrize(
    ("name", "flops"),
    # He et al. 2015, table 1, row FLOPs, in 10^9; they are not rounded alike, and 18 and 34 have no projections
    [("resnet18", 1.8), ("resnet34", 3.6), ("resnet50", 3.8), ("resnet101", 7.6), ("resnet152", 11.3)],
)
def test_multiply_adds_are_the_flops_of_the_resnet_paper(name: str, flops: float) -> None:
    network = as_in_the_paper(name)
    found = operation_totals(network, network_report(network))["multiply_adds"]
    assert isinstance(found, int)
    assert abs(found / 10**9 - flops) < 0.07


@pytest.mark.parametrize(
    ("name", "total"),
    # torchinfo 1.8.0: summary(model, input_size=(1, ...)).total_mult_adds
    [("lenet5", 423_038), ("alexnet", 714_682_664), ("vgg11", 7_616_525_288), ("vgg16", 15_483_821_032)],
)
def test_with_biases_they_are_torchinfos_total_mult_adds(name: str, total: int) -> None:
    assert totals(name)["multiply_adds_with_biases"] == total


def test_a_dense_layer_has_the_flops_of_molchanov_and_others() -> None:
    # Molchanov et al. 2017, appendix A.1: 2HW(C_in K^2 + 1)C_out of a convolution, (2I - 1)O of a dense layer
    network = finished_network("Conv2d(5, 7, 3)", "5x8x10")
    laid = laid_quantities(network)
    slot = laid.operations(None)
    run = laid.calculation.run(laid.leaves_of(network))
    assert run.under(Conventions(added_biases="counted"))[slot] == 2 * 6 * 8 * (5 * 3**2 + 1) * 7
    dense = finished_network("Linear(20, 30, bias=False)", "20")
    assert operation_totals(dense, network_report(dense))["products_and_additions"] == (2 * 20 - 1) * 30


def test_with_an_operation_for_each_bias_they_are_those_of_tensorflows_profiler() -> None:
    # tensorflow/python/profiler: Conv2D and MatMul have 2 for each product, BiasAdd 1 for each value
    network = finished_network("Conv2d(1, 32, 3); Flatten; Linear(21632, 10)", "1x28x28")
    convolution, dense = (2 * 9 + 1) * 32 * 26 * 26, (2 * 21632 + 1) * 10
    assert operation_totals(network, network_report(network))["operations_and_biases"] == convolution + dense
    assert CountedQuantities(replace(network, conventions=Conventions(multiply_adds="two_and_biases"))).operations(
        None
    ) == (convolution + dense)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(chains())
def test_each_way_of_counting_counts_what_it_says(drawn: tuple[str, tuple[int, ...], str]) -> None:
    text, shape, _ = drawn
    network = finished_network(text or "Identity", shape)
    report = network_report(network)
    shapes = [network.input, *(row.output_shape for row in report.rows)]
    layers = [(COUNTERS[layer.kind], layer, given) for layer, given in zip(network.layers, shapes, strict=False)]
    products = sum(1 for counter, layer, given in layers for _ in counter.multiplications(layer, given))
    sums = sum(1 for counter, layer, given in layers for _ in counter.additions(layer, given))
    biases = sum(1 for counter, layer, given in layers for _ in counter.biases_added(layer, given))
    assert operation_totals(network, report) == {
        "multiply_adds": products,
        "multiply_adds_with_biases": products + biases,
        "operations": 2 * products,
        "operations_and_biases": 2 * products + biases,
        "products_and_additions": products + sums,
    }


def test_totals_are_those_of_the_whole_calculation() -> None:
    network = finished_network("mobilenet_v2")
    laid = laid_quantities(network)
    slots = {quantity: getattr(laid, quantity)(None) for quantity in ("multiply_adds", "operations")}
    run = laid.calculation.run(laid.leaves_of(network))
    expected = {name: run.under(way.conventions)[slots[way.quantity]] for name, way in COUNTINGS.items()}
    assert totals("mobilenet_v2") == expected


def test_the_contract_tells_every_way_of_counting() -> None:
    network = finished_network("ReLU; Linear(9, 2)", "9")
    found = network_json(network, network_report(network))
    assert found["operations"] == {
        "multiply_adds": 18,
        "multiply_adds_with_biases": 20,
        "operations": 36,
        "operations_and_biases": 38,
        "products_and_additions": 36,
    }


@pytest.mark.parametrize(
    ("quantity", "response", "convention"),
    [
        ("operations", 2 * 2_508_800 // 2, "one_operation_per_multiply_add"),
        ("multiply_adds", 2_510_400, "bias_counted_as_multiply_add"),
        ("multiply_adds", 2 * 2_508_800, "two_operations_per_product"),
        ("operations", 2 * 2_510_400, "bias_counted_as_multiply_add"),
        ("operations", 2 * 2_508_800 + 64 * 25, "two_operations_per_multiply_add_and_one_per_bias"),
    ],
)
def test_what_is_right_under_another_convention_is_met_by_name(quantity: str, response: int, convention: str) -> None:
    request = {"network": "Conv2d(32, 64, 7, stride=3)", "input": "32x19x19", "quantity": quantity}
    answer = diagnose_answer({**request, "response": response})
    assert (answer["verdict"], answer["convention"]) == ("incorrect", convention)
