"""Our records of networks as PyTorch's modules: each layer is the ``torch.nn`` class of its name.

Kinds that are no class of ``torch.nn`` (joins, what a forward pass does by a function) are modules of the test's own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from exgen.engine.networks import Argument, Layer, Network
from exgen.engine.wiring import INPUT

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
nn: Any = torch.nn


def product(*tensors: Any) -> Any:
    """The first tensor times all gates."""
    found = tensors[0]
    for tensor in tensors[1:]:
        found = found * tensor
    return found


# What a layer without a class in torch.nn, and without parameters, does to its tensors in evaluation; its arguments
# come by name.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Add": lambda *tensors: sum(tensors[1:], tensors[0]),
    "Concat": lambda *tensors: torch.cat(tensors, dim=1),
    "Multiply": product,
    "StochasticDepth": lambda tensor, **_: tensor,
    "Chunk": lambda tensor, chunks, index: torch.chunk(tensor, chunks, dim=1)[index],
    "Permute": lambda tensor, dims: tensor.permute(dims),
    "Select": lambda tensor, dim, index: tensor.select(dim, index),
}


def with_parameter(forward: Callable[[Any, Any], Any], *shape: int) -> Any:
    """A module that learns one tensor of this shape."""
    made = type("Learned", (nn.Module,), {"forward": lambda self, tensor: forward(tensor, self.learned)})()
    made.learned = nn.Parameter(torch.empty(shape))
    return made


def over_channels(normalized_shape: tuple[int, ...], eps: str, elementwise_affine: bool, bias: bool) -> Any:
    """torchvision's LayerNorm2d: LayerNorm with the channels last, and back again."""

    def forward(norm: Any, tensor: Any) -> Any:
        return nn.LayerNorm.forward(norm, tensor.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)

    kind: Any = type("LayerNorm2d", (nn.LayerNorm,), {"forward": forward})
    return kind(normalized_shape, float(eps), elementwise_affine, bias)


def attention(**arguments: Any) -> Any:
    """torch's attention of a sequence with itself."""
    kind = type(
        "SelfAttention",
        (nn.MultiheadAttention,),
        {"forward": lambda self, x: nn.MultiheadAttention.forward(self, x, x, x, need_weights=False)[0]},
    )
    return kind(**arguments)


# Layers that learn something and are no class of torch.nn that takes one tensor, from their arguments.
MODULES: dict[str, Callable[..., Any]] = {
    "LayerNorm2d": over_channels,
    "LayerScale": lambda dim, **_: with_parameter(torch.mul, dim, 1, 1),
    "ClassToken": lambda embed_dim: with_parameter(
        lambda tensor, token: torch.cat([token.expand(len(tensor), 1, -1), tensor], dim=1), 1, 1, embed_dim
    ),
    "PositionEmbedding": lambda num_positions, embed_dim: with_parameter(torch.add, 1, num_positions, embed_dim),
}


def module_of(layer: Layer) -> Any:
    """One layer as torch's module of the same name and arguments."""
    if layer.kind in FUNCTIONS:
        forward = partial(FUNCTIONS[layer.kind], **layer.arguments)
        return type(layer.kind, (nn.Module,), {"forward": staticmethod(forward)})()
    if layer.kind in MODULES:
        return MODULES[layer.kind](**layer.arguments)
    kind = getattr(nn, layer.kind)
    taken = inspect.signature(kind.__init__).parameters
    arguments = {name: torch_value(value, taken.get(name)) for name, value in layer.arguments.items()}
    return attention(**arguments) if layer.kind == "MultiheadAttention" else kind(**arguments)


def torch_value(value: Argument, parameter: inspect.Parameter | None) -> Any:
    """An argument as torch takes it; numbers that decide nothing are kept as texts in our records."""
    if value == "None":
        return None
    is_word = parameter is not None and isinstance(parameter.default, str)
    return float(value) if isinstance(value, str) and not is_word else value


def modules_of(network: Network) -> list[Any]:
    """A module for each layer, on the meta device; layers that share their weights are one module."""
    modules: list[Any] = []
    with torch.device("meta"):
        for index, layer in enumerate(network.layers):
            owner = network.wiring.shares[index]
            modules.append(module_of(layer) if owner == index else modules[owner])
    return modules


def shapes_by_hooks(network: Network) -> list[tuple[int, ...]]:
    """The shape that comes out of each layer, without the batch, as hooks see it on the meta device."""
    found: list[tuple[int, ...]] = []
    modules = modules_of(network)
    for module in {id(module): module for module in modules}.values():
        module.eval().register_forward_hook(lambda _, __, out: found.append(tuple(out.shape[1:])))
    tensors = {INPUT: torch.empty(2, *network.input, device="meta")}
    for index, module in enumerate(modules):
        tensors[index] = module(*[tensors[read] for read in network.wiring.reads[index]])
    return found


def learned_by_layer(network: Network) -> list[int]:
    """The numbers that each layer learns."""
    shares = network.wiring.shares
    return [
        sum(parameter.numel() for parameter in module.parameters()) if shares[index] == index else 0
        for index, module in enumerate(modules_of(network))
    ]
