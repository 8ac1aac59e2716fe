"""Run by a Python that has PyTorch and torchinfo: how long torchinfo takes for the table of a network.

Reads JSON from standard input, ``{"input": [3, 224, 224], "layers": [{"kind", "arguments", "reads"}, ...]}``, builds
the network out of ``torch.nn`` on the meta device, where no number is worked out, and prints ``{"versions": {...},
"seconds": [...], "parameters": n, "layers": n}``. Building the network is not timed. It imports nothing of exgen.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from time import process_time
from typing import Any

import torch
from torch import nn
from torchinfo import summary

TIMES = 5


class Wired(nn.Module):  # type: ignore[misc]  # PyTorch is none of our dependencies
    """Layers that read what others put out; -1 is the input."""

    def __init__(self, layers: list[dict[str, Any]]) -> None:
        super().__init__()
        self.reads = [layer["reads"] for layer in layers]
        self.steps = nn.ModuleList(module(layer) for layer in layers)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """What comes out of the last layer."""
        tensors = [image]
        for step, reads in zip(self.steps, self.reads, strict=True):
            tensors.append(step(*[tensors[tensor + 1] for tensor in reads]))
        return tensors[-1]


class Add(nn.Module):  # type: ignore[misc]  # as before
    """The end of a residual block."""

    def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
        """The sum."""
        return sum(tensors[1:], start=tensors[0])


def module(layer: dict[str, Any]) -> nn.Module:
    """A layer as PyTorch has it."""
    if layer["kind"] == "Add":
        return Add()
    arguments = {name: number(value) for name, value in layer["arguments"].items()}
    return getattr(nn, layer["kind"])(**arguments)


def number(value: object) -> object:
    """An argument as PyTorch takes it: lists as tuples, numbers that exgen keeps as text as numbers."""
    if isinstance(value, list):
        return tuple(value)
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def main() -> None:
    """Time the network of standard input."""
    asked = json.load(sys.stdin)
    with torch.device("meta"):
        network = Wired(asked["layers"]).eval()
    seconds = []
    for _ in range(TIMES):
        start = process_time()
        found = summary(network, input_size=(1, *asked["input"]), device="meta", verbose=0)
        seconds.append(process_time() - start)
    told = {
        "versions": {"torchinfo": version("torchinfo"), "PyTorch": version("torch")},
        "seconds": seconds,
        "parameters": found.total_params,
        "layers": len(asked["layers"]),
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
