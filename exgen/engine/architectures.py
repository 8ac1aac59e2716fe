"""Known networks by name, spelt in the same language as everybody's: ``vgg16`` is a text like any other.

Two families that share their convolutions and differ in what stands around them:

- ``vgg11`` to ``vgg19`` and ``vgg11_bn`` to ``vgg19_bn`` as torchvision builds them: an adaptive pooling
  before the classifier, dropout inside it, no softmax. The ``torch.flatten`` of their forward pass is a row
  of its own.
- ``vgg_a``, ``vgg_a_lrn``, ``vgg_b`` to ``vgg_e``: table 1 of Simonyan & Zisserman, "Very deep convolutional
  networks for large-scale image recognition" (2014), in use: no dropout. A-LRN takes its constants from
  Krizhevsky et al. (2012), k = 2, n = 5, alpha = 0.0001, beta = 0.75; torch divides alpha by n, hence 0.0005
  here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from exgen.engine.calls import without_prefix
from exgen.engine.drafts import NetworkDraft
from exgen.engine.layers import KINDS
from exgen.engine.reading import MOST_CHARACTERS, read_input, read_network
from exgen.errors import NetworkError, did_you_mean

_IMAGE = "3x224x224"
_WORD = re.compile(r"[\w./\\~-]+")

# Table 1 by columns: a number is a convolution with so many output channels (3x3, or 1x1 where :1 says so), a bar
# is a pooling.
_COLUMNS: dict[str, str] = {
    "a": "64 | 128 | 256 256 | 512 512 | 512 512 |",
    "a_lrn": "64 LRN | 128 | 256 256 | 512 512 | 512 512 |",
    "b": "64 64 | 128 128 | 256 256 | 512 512 | 512 512 |",
    "c": "64 64 | 128 128 | 256 256 256:1 | 512 512 512:1 | 512 512 512:1 |",
    "d": "64 64 | 128 128 | 256 256 256 | 512 512 512 | 512 512 512 |",
    "e": "64 64 | 128 128 | 256 256 256 256 | 512 512 512 512 | 512 512 512 512 |",
}
_TORCHVISION = {"vgg11": "a", "vgg13": "b", "vgg16": "d", "vgg19": "e"}

_TORCHVISION_CLASSIFIER = (
    "AdaptiveAvgPool2d((7, 7))",
    "Flatten()",
    "Linear(25088, 4096)",
    "ReLU()",
    "Dropout(p=0.5)",
    "Linear(4096, 4096)",
    "ReLU()",
    "Dropout(p=0.5)",
    "Linear(4096, 1000)",
)
_PAPER_CLASSIFIER = (
    "Flatten()",
    "Linear(25088, 4096)",
    "ReLU()",
    "Linear(4096, 4096)",
    "ReLU()",
    "Linear(4096, 1000)",
    "Softmax(dim=1)",
)


def _vgg(column: str, classifier: Sequence[str], has_normalisation: bool = False) -> str:
    """The text of one column: each convolution with its ReLU (BatchNorm2d between), then the classifier."""
    layers: list[str] = []
    channels = "3"
    for entry in column.split():
        if entry == "|":
            layers.append("MaxPool2d(kernel_size=2, stride=2)")
        elif entry == "LRN":
            layers.append("LocalResponseNorm(5, alpha=0.0005, k=2)")
        else:
            out, _, kernel = entry.partition(":")
            window = f"kernel_size={kernel}" if kernel else "kernel_size=3, padding=1"
            layers.append(f"Conv2d({channels}, {out}, {window})")
            layers += [f"BatchNorm2d({out})"] if has_normalisation else []
            layers.append("ReLU()")
            channels = out
    return "\n".join([*layers, *classifier])


ARCHITECTURES: dict[str, str] = {
    **{f"vgg_{name}": _vgg(column, _PAPER_CLASSIFIER) for name, column in _COLUMNS.items()},
    **{name: _vgg(_COLUMNS[column], _TORCHVISION_CLASSIFIER) for name, column in _TORCHVISION.items()},
    **{f"{name}_bn": _vgg(_COLUMNS[column], _TORCHVISION_CLASSIFIER, True) for name, column in _TORCHVISION.items()},
}
"""The text of each known network; all take an image of 3x224x224."""


@cache
def architecture(name: str) -> NetworkDraft:
    """A known network behind an image of 3x224x224, read once.

    Raises NetworkError for an unknown name.

    >>> len(architecture("vgg16").layers)
    40
    >>> architecture("vgg_f")
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: unknown network "vgg_f"; did you mean "vgg_e"?
    """
    if name not in ARCHITECTURES:
        raise NetworkError(f'unknown network "{name}"; {did_you_mean(name, ARCHITECTURES)}')
    return read_network(ARCHITECTURES[name], _IMAGE)


def network_from(text: str, input: str | Sequence[object] | None = None, *, with_files: bool = False) -> NetworkDraft:
    """The network meant by a known name, by a network's text or, where asked for, by the path of a file with one.

    Without ``input`` a known network gets its own image size; other networks need one. Files are opened only
    ``with_files``: a name in somebody's question template must not read from the disk.

    Raises NetworkError for what cannot be read.

    >>> network_from("vgg16", "3x64x64").input
    (3, 64, 64)
    >>> network_from("Conv2d(1, 6, 5); ReLU()", "1x28x28").layers[1].text
    'ReLU()'
    """
    word = text.strip()
    if word in ARCHITECTURES:
        known = architecture(word)
        return known if input is None else known.with_input(read_input(input))
    if with_files and _is_file(word):
        text = _file_text(Path(word))
    elif _WORD.fullmatch(word) and without_prefix(word) not in KINDS:
        raise NetworkError(_unknown_word(word, with_files))
    if input is None:
        raise NetworkError("the size of the network's input is missing; give one such as 3x224x224")
    return read_network(text, input)


def _unknown_word(word: str, with_files: bool) -> str:
    hint = did_you_mean(word, {*ARCHITECTURES, *KINDS})
    if hint.startswith("allowed"):
        hint = f"known networks: {', '.join(ARCHITECTURES)}"
    return f'"{word}" is no known network{", no file" if with_files else ""} and no layer; {hint}'


def _is_file(path: str) -> bool:
    try:
        return "\n" not in path and Path(path).is_file()
    except (OSError, ValueError):  # longer than a name may be, or with a zero byte
        return False


def _file_text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(MOST_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise NetworkError(f"{path}: cannot be read as text ({error})") from None
