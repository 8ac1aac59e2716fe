"""A broken network in a template: one line with file, layer by index and text, and what is allowed; lint goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.grading.lint import lint_named
from exgen.questions.library import Library

QUESTION = """
title = "One"

[parameters]
K = {{ one_of = [3, 5, 7] }}
G = {{ one_of = [1, 2, 3] }}
N = {{ one_of = [5, 200000] }}

[network]
input  = "(3, 20, 20)"
layers = '''{layers}'''

[[answers]]
name  = "parameters"
kind  = "integer"
ask   = "Parameters << KK >>?"
value = "network.parameters"
"""

BROKEN = {
    "Conv2d(3, 8, 50)": "layer 1, Conv2d(3, 8, kernel_size=50): the output height and width would be -29: ",
    "Conv2d(3, 8, K)\nMaxPool2d(20)": "layer 2, MaxPool2d(kernel_size=20, stride=20): the output height and width",
    "K * Conv2d(3, 3, 9)": "Conv2d(3, 3, kernel_size=9): the output height and width would be",
    "Conv2d(4, 8, 3)": "layer 1, Conv2d(4, 8, kernel_size=3): in_channels is 4, but 3 channels arrive",
    "BatchNorm2d(4)": "layer 1, BatchNorm2d(4): num_features is 4, but 3 channels arrive",
    "Flatten()\nLinear(100, 10)": "layer 2, Linear(100, 10): in_features is 100, but 1200 features arrive (from ",
    "ReLU()\nLinear(100, 10)": "layer 2, Linear(100, 10): it takes a vector (features), but an image",
    "Conv1d(3, 8, 3)": "layer 1, Conv1d(3, 8, kernel_size=3): it takes a signal",
    "Conv2d(3, 6, 3, groups=2)": "layer 1, Conv2d(3, 6, 3, groups=2): in_channels must be divisible by groups=2",
    "Conv2d(3, 6, 3, groups=G)": "layer 1, Conv2d(3, 6, kernel_size=3, groups=G): in_channels must be divisible",
    "PixelShuffle(2)": "layer 1, PixelShuffle(2): ",
    "MaxPool2d(3, padding=2)": "layer 1, MaxPool2d(3, padding=2): padding must be at most half of kernel_size=3, not 2",
    "MaxPool2d(K, padding=G)": "layer 1, MaxPool2d(kernel_size=K, stride=K, padding=G): padding must be at most half",
    "Conv2d(3, 8, 3, stride=0)": "layer 1, Conv2d(3, 8, 3, stride=0): stride must be at least 1, not 0",
    "Conv2d(3, 8, 3, stride=K-3)": "layer 1, Conv2d(3, 8, kernel_size=3, stride=K - 3): stride must be at least 1",
    "Conv2d(3, 8, 3, padding=-1)": "layer 1, Conv2d(3, 8, 3, padding=-1): padding must be at least 0, not -1",
    "Conv2d(3, 8, 3, padding='sme')": "padding must be a whole number, or 'same' or 'valid', not 'sme'",
    "Conv2d(3, 8, 3, stride=2, padding='same')": "padding='same' keeps the size, so stride must be 1, not 2",
    "Conv2d(3, 8, 1.5)": "layer 1, Conv2d(3, 8, 1.5): kernel_size must be a whole number, not 1.5",
    "Conv2d(3, 8*G/3, 3)": "out_channels must be a whole number, not",
    "Conv2d(3, 8, (3, 3, 3))": "kernel_size must be one number, or 2 in brackets, not (3, 3, 3)",
    "Conv2d(3, 8)": "layer 1, Conv2d(3, 8): kernel_size is missing",
    "Conv2d(3, 8, 3, strid=2)": 'layer 1, Conv2d(3, 8, 3, strid=2): unknown argument "strid"; did you mean "stride"?',
    "Cnov2d(3, 8, 3)": 'layer 1, Cnov2d(3, 8, 3): unknown layer "Cnov2d"; did you mean "Conv2d"?',
    "Conv2d(3, 8, 3)\nFoo(3)": 'layer 2, Foo(3): unknown layer "Foo"; layers are spelt as in torch.nn',
    "Cоnv2d(3, 8, 3)": "is no Latin letter but a CYRILLIC SMALL LETTER O",
    "Conv2d(3, 10**30, 3)": "layer 1, Conv2d(3, 10**30, 3): out_channels must be a number of at most 30 digits",
    f"Conv2d(3, {'9' * 40}, 3)": "out_channels: a number of 40 digits; at most 30 are read",
    "Conv2d(3, 8, Q)": 'layer 1, Conv2d(3, 8, kernel_size=Q): unknown name "Q"; allowed: G, K, N',
    "1000000 * ReLU()": "layer 1, 1000000 * ReLU(): the number of repetitions must be from 0 to 100,000, not 1000000",
    "N * ReLU()": "layer 1, ReLU(): with it the network has more than 100,000 layers",
    "Sequential(" * 30 + "ReLU" + ")" * 30: "containers stand more than 20 deep in each other",
    "Residual(Conv2d(3, 8, 3))": "layer 2, Add(): (8, 18, 18) from layer 1, Conv2d(3, 8, kernel_size=3) and (3, 20,",
    "Concat(ReLU, MaxPool2d(2))": "layer 3, Concat(): (3, 20, 20) from layer 1, ReLU() and (3, 10, 10) from layer 2, ",
    "ConvTranspose2d(3, 8, 3, padding=30)": "padding takes 2*30 rows and columns off a map of 22",
    "ConvTranspose2d(3, 8, 3, output_padding=2)": "output_padding must be smaller than stride=1 or dilation=1, not 2",
    "x: ReLU\nx: ReLU": 'layer 2, x: ReLU: the label "x" is given twice',
    "ReLU\nReuse(x)": 'layer 2, Reuse(x): "x" is no label',
    "Conv2d(3, 8, 3": ': the bracket "(" is never closed: Conv2d(3, 8, 3',
    "import os": "layer 1, import os: this is no layer; write one like Conv2d(3, 16, kernel_size=3)",
    "vgg61": '"vgg61" is no known network and no layer; did you mean "vgg19"?',
}


@pytest.mark.parametrize("layers", BROKEN)
def test_a_broken_network_is_told_in_one_line_beside_everything_else(layers: str, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "question.toml").write_text(QUESTION.format(layers=layers), "utf-8")
    (folder / "statement.md").write_text("<< PP >>", "utf-8")
    problems = [line.partition("/one/")[2] for line in lint_named(Library([tmp_path]), str(folder), 12, None).problems]
    (network,) = [line for line in problems if line.startswith("question.toml: network: ")]
    assert BROKEN[layers] in network
    others = [line for line in problems if line != network]
    assert [line.partition(":")[0] for line in others] == ["question.toml", "statement.md"]
    assert len(network) < 500


def test_two_broken_networks_are_told_together(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    question = QUESTION.format(layers="Conv2d(4, 8, 3)").replace("[network]", "[networks.first]")
    question = question.replace("network.parameters", "first.prameters").replace("<< KK >>", "")
    second = question.partition("[networks.first]")[2].partition("[[")[0].replace("Conv2d(4", "Conv2d(5")
    (folder / "question.toml").write_text(f"{question}\n[networks.second]{second}", "utf-8")
    (folder / "statement.md").write_text("Both.", "utf-8")
    problems = lint_named(Library([tmp_path]), str(folder), 3, None).problems
    assert ["in_channels is 4" in line for line in problems] == [False, True, False]
    assert ["in_channels is 5" in line for line in problems] == [False, False, True]
    assert 'answers.parameters: a network has no quantity "prameters"' in problems[0]
