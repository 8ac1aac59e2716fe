"""Known networks by name, spelt in the same language as everybody's: ``vgg16`` is a text like any other.

Each family is a module here: a table of numbers, the few lines that make the text of a network from a row of it, and
``FAMILY``, which names them. torchvision's names are those of its ``torchvision.models``; heads that serve training
only are left out where a name does not end in ``_aux``.
"""

from __future__ import annotations

from functools import cache

from exgen.engine.architectures import (
    alexnet,
    convnext,
    dcgan,
    densenet,
    efficientnet,
    googlenet,
    inception,
    lenet,
    mobilenet,
    resnet,
    shufflenet,
    squeezenet,
    unet,
    vgg,
    vision_transformer,
)
from exgen.engine.architectures.known import Known
from exgen.engine.drafts import NetworkDraft
from exgen.engine.reading import read_network
from exgen.errors import NetworkError, did_you_mean

FAMILIES: dict[str, dict[str, Known]] = {
    "LeNet-5": lenet.FAMILY,
    "AlexNet": alexnet.FAMILY,
    "VGG": vgg.FAMILY,
    "GoogLeNet": googlenet.FAMILY,
    "Inception v3": inception.FAMILY,
    "ResNet, ResNeXt, Wide ResNet": resnet.FAMILY,
    "DenseNet": densenet.FAMILY,
    "SqueezeNet": squeezenet.FAMILY,
    "MobileNet": mobilenet.FAMILY,
    "ShuffleNet V2": shufflenet.FAMILY,
    "EfficientNet": efficientnet.FAMILY,
    "ConvNeXt": convnext.FAMILY,
    "Vision transformer": vision_transformer.FAMILY,
    "U-Net": unet.FAMILY,
    "DCGAN": dcgan.FAMILY,
}
"""The known networks by what they are called together."""

ARCHITECTURES: dict[str, Known] = {name: known for family in FAMILIES.values() for name, known in family.items()}
"""The known networks."""


@cache
def architecture(name: str) -> NetworkDraft:
    """A known network behind the input that it was made for, read once.

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
    known = ARCHITECTURES[name]
    return read_network(known.text(), known.input)
