"""A network as modules of ``torch.nn``, built from our record of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from exgen.engine.networks import KEPT, Argument, Layer, Network
from exgen.engine.wiring import INPUT

DECIMAL = (
    *("p", "eps", "momentum", "alpha", "beta", "k", "negative_slope", "lambd", "threshold", "value", "min_val"),
    *("max_val", "lower", "upper", "init", "dropout", "layer_norm_eps", "norm_type"),
)
"""Arguments that are kept as texts of numbers."""
FUNCTIONS = ("Add", "Concat", "Multiply", "Chunk", "Permute", "Select", "StochasticDepth")
"""Kinds that learn nothing and are no class of torch.nn."""


def torch_value(name: str, value: Argument) -> object:
    """An argument as torch takes it."""
    if name in DECIMAL and isinstance(value, str):
        return None if value == "None" else float(Fraction(value))
    if name == "align_corners":
        return {"None": None, "True": True, "False": False}[str(value)]
    if isinstance(value, tuple):
        return tuple([None if size == KEPT else size for size in value])
    return None if value == "None" else value


def torch_module(torch: Any, layer: Layer) -> Any:
    """The module of torch.nn with a layer's arguments."""
    arguments = {name: torch_value(name, value) for name, value in layer.arguments.items()}
    if layer.kind in ("RNN", "LSTM", "GRU", "MultiheadAttention", "TransformerEncoderLayer"):
        arguments["batch_first"] = True
    if layer.kind.startswith(("MultiheadAttention", "AvgPool")):
        numbers = ("kdim", "vdim", "divisor_override")
        features = {name: value for name in numbers if isinstance(value := arguments.get(name), tuple)}
        arguments |= {name: value[0] for name, value in features.items()}
    if layer.kind.startswith("Upsampling"):
        del arguments["mode"]
    if layer.kind.startswith("Upsampl"):
        sizes = {name: value for name, value in arguments.items() if isinstance(value, tuple) and len(value) == 1}
        arguments |= {name: value[0] for name, value in sizes.items()}
    if layer.kind.endswith("Pool1d"):  # LPPool1d and MaxPool1d take a number
        arguments = {name: value[0] if isinstance(value, tuple) else value for name, value in arguments.items()}
    return getattr(torch.nn, layer.kind)(**arguments)


class Built:
    """A network's modules; ``parameters`` has how many numbers each layer learns, ``buffers`` how many it keeps."""

    def __init__(self, torch: Any, network: Network) -> None:
        self.torch = torch
        self.network = network
        self.modules: list[Any] = []
        for layer, owner in zip(network.layers, network.wiring.shares, strict=True):
            is_own = owner == len(self.modules)
            self.modules.append(self._module(layer) if is_own else self.modules[owner])

    def _module(self, layer: Layer) -> Any:
        if layer.kind in FUNCTIONS:
            return None
        learned = {
            "LayerScale": ("dim",),
            "ClassToken": ("embed_dim",),
            "PositionEmbedding": ("num_positions", "embed_dim"),
        }
        if layer.kind in learned:
            sizes = [layer.integer(name) for name in learned[layer.kind]]
            return self.torch.nn.ParameterList([self.torch.nn.Parameter(self.torch.empty(sizes))])
        if layer.kind == "LayerNorm2d":
            return torch_module(self.torch, layer._replace(kind="LayerNorm")).eval()
        return torch_module(self.torch, layer).eval()

    def outputs(self, tensor: Any) -> Iterator[Any]:
        """What each layer puts out."""
        found = {INPUT: tensor}
        for index, (layer, reads) in enumerate(zip(self.network.layers, self.network.wiring.reads, strict=True)):
            found[index] = self._run(layer, self.modules[index], [found[tensor] for tensor in reads])
            yield found[index]

    def _run(self, layer: Layer, module: Any, given: list[Any]) -> Any:
        match layer.kind:
            case "Add":
                return sum(given[1:], given[0])
            case "Concat":
                dim = layer.arguments["dim"]
                return self.torch.cat(given, dim=dim if isinstance(dim, int) else 1)
            case "Multiply":
                return given[0] * given[1]
            case "MultiheadAttention":
                # keys and values of a sequence as long, with features of their own
                others = [given[0].new_zeros((*given[0].shape[:2], size)) for size in (module.kdim, module.vdim)]
                return module(given[0], *others)[0]
            case "RNN" | "LSTM" | "GRU":
                return module(given[0])[0]
            case "Chunk":
                return self.torch.chunk(given[0], layer.integer("chunks"), dim=1)[layer.integer("index")]
            case "Permute":
                return given[0].permute(layer.axes("dims"))
            case "Select":
                return given[0].select(layer.integer("dim"), layer.integer("index"))
            case "StochasticDepth":
                return given[0]
            case "LayerScale":
                return given[0] * module[0][:, None, None]
            case "PositionEmbedding":
                return given[0] + module[0]
            case "ClassToken":
                return self.torch.cat([module[0].expand(len(given[0]), 1, -1), given[0]], dim=1)
            case "LayerNorm2d":
                return module(given[0].permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return module(given[0])

    def parameters(self, index: int) -> int:
        """How many numbers a layer learns, where its weights are its own."""
        module, is_own = self.modules[index], self.network.wiring.shares[index] == index
        return sum(parameter.numel() for parameter in module.parameters()) if module is not None and is_own else 0

    def buffers(self, index: int) -> int:
        """How many numbers a layer keeps without learning them."""
        module, is_own = self.modules[index], self.network.wiring.shares[index] == index
        return sum(buffer.numel() for buffer in module.buffers()) if module is not None and is_own else 0
