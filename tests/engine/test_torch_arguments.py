"""Every layer takes the arguments of its namesake in torch.nn; values that are refused have a reason."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from exgen.engine.absent_layers import absence
from exgen.engine.layers import KINDS
from exgen.engine.reading import read_layers
from exgen.errors import NetworkError

ANYWHERE = {"device", "dtype"}
"""Arguments of every layer with weights, which change none of them."""
OWN = {"min_value", "max_value", "_weight", "_freeze", "args", "kwargs"}
"""Arguments that torch has left over from earlier, or takes without names."""
VALUES_ONLY = {"CrossEntropyLoss": {"weight", "size_average", "ignore_index", "reduce", "label_smoothing"}}
"""A loss is worked out by hand only, in its plain form."""
BY_TEXT = ("LSTM", "GRU", "RNN")
"""Layers whose arguments torch does not list: the tests against torch's modules hold them."""

REFUSED = {
    ("ConvTranspose", "padding_mode"),
    ("MaxPool", "return_indices"),
    ("AdaptiveMaxPool", "return_indices"),
    ("TransformerEncoderLayer", "activation"),
    ("CrossEntropyLoss", "reduction"),
    ("Select", "dim"),
}
"""Arguments of which some values that torch takes are refused."""
PRINTED = {("UpsamplingNearest2d", "mode"), ("UpsamplingBilinear2d", "mode")}
"""Arguments that torch prints, and does not take."""
ALL_THERE_ARE = {"padding_mode", "mode", "align_corners", "approximate", "recompute_scale_factor", "nonlinearity"}
"""Arguments of which every value that torch takes is listed."""


@pytest.mark.torch
@pytest.mark.parametrize("name", [name for name in KINDS if name not in BY_TEXT])
def test_a_layer_takes_the_arguments_of_its_namesake(name: str) -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    if not hasattr(torch.nn, name):
        return
    theirs = [*inspect.signature(getattr(torch.nn, name).__init__).parameters][1:]
    expected = [one for one in theirs if one not in ANYWHERE | OWN | VALUES_ONLY.get(name, set())]
    ours = [parameter.name for parameter in KINDS[name].parameters if (name, parameter.name) not in PRINTED]
    assert ours == expected


def test_what_is_refused_has_a_reason() -> None:
    limited = {
        (kind.name.removesuffix(f"{kind.axes}d"), parameter.name)
        for kind in KINDS.values()
        for parameter in kind.parameters
        if parameter.only and (parameter.why or parameter.name not in ALL_THERE_ARE)
    }
    assert limited - {("StochasticDepth", "mode")} == REFUSED
    reasons = [parameter.why for kind in KINDS.values() for parameter in kind.parameters if parameter.why]
    assert all(not why.endswith(".") and why[0].islower() for why in reasons)


@pytest.mark.torch
def test_every_module_of_torch_is_here_or_has_a_reason_not_to_be() -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    modules = [name for name, thing in vars(torch.nn).items() if inspect.isclass(thing)]
    modules = [name for name in modules if issubclass(getattr(torch.nn, name), torch.nn.Module)]
    containers = {"Sequential", "ModuleList", "TransformerEncoder"}
    assert [name for name in modules if name not in KINDS and name not in containers and absence(name) is None] == []
    assert [name for name in KINDS if absence(name)] == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nn.GRUCell(3, 4)", "one step of a recurrent layer: write RNN, LSTM or GRU"),
        ("LazyLinear(10)", "it learns its input size when it runs"),
        ("MSELoss()", "a loss is no layer"),
        ("TransformerDecoder(8)", "it takes two sequences; its encoder alone is TransformerEncoder("),
        ("MaxUnpool2d(2)", "what stands where depends on values: write ConvTranspose2d or Upsample"),
    ],
)
def test_an_absent_layer_says_why(name: str, why: str) -> None:
    with pytest.raises(NetworkError) as caught:
        read_layers(name)
    assert f'unknown layer "{name.partition("(")[0].removeprefix("nn.")}"; {why}' in str(caught.value)
