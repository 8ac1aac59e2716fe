"""Tables of networks: how long they take, beside torchinfo, which runs the network on PyTorch's meta device.

PyTorch and torchinfo are no dependencies of the project: ``TORCH`` names a Python that has them, such as one made by
``python3 -m venv build/torch && build/torch/bin/pip install torch torchinfo``.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure
from benchmarks.measuring import printed, python, timing
from exgen.engine.architectures import ARCHITECTURES
from exgen.engine.naming import network_from
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.networks import Network

TORCH = "EXGEN_TORCH"
SCRIPT = Path(__file__).with_name("peer_networks.py")
DEEP = "resnet152"
TIMES_FASTER = 10
LAYERS, SYMBOLIC = 100_000, 2_000

_FIRST = f"""
import time
from exgen.engine.network_report import finished_network, network_report
start = time.process_time()
network_report(finished_network("{DEEP}"))
print(time.process_time() - start)
"""


def network_figures(torch: str | None) -> Iterator[Figure]:
    """Tables of known networks, of texts, of very many layers, and with letters."""
    first = [float(told) for told in printed(python("-c", _FIRST), 5)]
    again = timing([lambda: network_report(finished_network(DEEP))] * 10).median
    peers, note = _torchinfo(finished_network(DEEP), torch)
    what = f"the layer table of {DEEP} from its name, the first in a process"
    yield _beside_torchinfo(what, median(first), peers[:1], note)
    yield _beside_torchinfo("- again", again, peers[1:])
    vgg = partial(_read_and_counted, ARCHITECTURES["vgg16"].text())
    yield Figure("VGG-16's text read and counted", timing([vgg] * 30).median, 0.002)
    text = f"{LAYERS} * Conv2d(3, 3, 3, padding=1)"
    yield Figure(f"the table of {LAYERS:,} layers", timing([partial(_read_and_counted, text, "3x64x64")]).least)
    text = f"{SYMBOLIC // 2} * Sequential(Conv2d(3, 3, 3, padding=1); MaxPool2d(2))"
    yield Figure(f"the table of {SYMBOLIC:,} layers in letters", timing([partial(_in_letters, text)]).least)


def _beside_torchinfo(what: str, seconds: float, peers: list[float], note: str = "") -> Figure:
    """A time beside those of torchinfo under the same conditions, which are to be so many times as long."""
    if not peers:
        return Figure(what, seconds, note=note)
    peer = median(peers)
    return Figure(what, seconds, peer / TIMES_FASTER, peer, "torchinfo, meta device", note)


def _read_and_counted(text: str, input: str = "3x224x224") -> None:
    network_report(finished_network(text, input))


def _in_letters(text: str) -> None:
    network_report(network_from(text, "(3, H, W)"))


def _torchinfo(network: Network, torch: str | None) -> tuple[list[float], str]:
    """How long torchinfo takes for the same network, built before, time after time, the first time in a process first;
    and what it was or why there are no times.
    """
    if not torch:
        return [], f"no Python with torchinfo is named ({TORCH}=... make bench)"
    layers = [
        {"kind": layer.kind, "arguments": dict(layer.arguments), "reads": reads}
        for layer, reads in zip(network.layers, network.wiring.reads, strict=True)
    ]
    asked = json.dumps({"input": network.input, "layers": layers})
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    command = [torch, "-I", str(SCRIPT)]
    run = subprocess.run(command, input=asked, capture_output=True, text=True, check=False, env=environment)
    if run.returncode:
        lines = run.stderr.strip().splitlines()
        return [], f"{torch}: {lines[-1] if lines else 'failed'}"
    told = json.loads(run.stdout)
    assert told["parameters"] == network_report(network).parameters, "torchinfo counts other parameters"
    return told["seconds"], ", ".join(f"{name} {number}" for name, number in told["versions"].items())
