"""Known networks by name, spelt in the same language as everybody's: ``vgg16`` is a text like any other.

Each family is a module here: a table of numbers, the few lines that make the text of a network from a row of it, and
``FAMILY``, which names them. torchvision's names are those of its ``torchvision.models``; heads that serve training
only are left out where a name does not end in ``_aux``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial
from importlib import import_module

from exgen.engine.architectures.known import Known
from exgen.engine.drafts import NetworkDraft
from exgen.engine.reading import read_network
from exgen.engine.registry import Registry
from exgen.errors import NetworkError, did_you_mean

FAMILIES = {
    "LeNet-5": "lenet",
    "AlexNet": "alexnet",
    "VGG": "vgg",
    "GoogLeNet": "googlenet",
    "Inception v3": "inception",
    "ResNet, ResNeXt, Wide ResNet": "resnet",
    "DenseNet": "densenet",
    "SqueezeNet": "squeezenet",
    "MobileNet": "mobilenet",
    "ShuffleNet V2": "shufflenet",
    "EfficientNet": "efficientnet",
    "ConvNeXt": "convnext",
    "Vision transformer": "vision_transformer",
    "U-Net": "unet",
    "DCGAN": "dcgan",
}
"""What known networks are called together, and the module here that has them."""


def family(title: str) -> Mapping[str, Known]:
    """The known networks of a family by name; its module is imported when one of them is asked for.

    >>> list(family("LeNet-5"))
    ['lenet5', 'lenet5_1998']
    """
    known: Mapping[str, Known] = import_module(f"{__name__}.{FAMILIES[title]}").FAMILY
    return known


ARCHITECTURES = Registry[Known]({}, {module: partial(family, title) for title, module in FAMILIES.items()})
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
    return replace(read_network(known.text(), known.input), known_as=name)


@cache
def taken_for_each_other(name: str) -> tuple[str, ...]:
    """The other known networks of a network's design (``Known.design``), in their family's order.

    >>> taken_for_each_other("alexnet"), taken_for_each_other("resnet18")
    (('alexnet_2012', 'alexnet_2012_ungrouped'), ())
    """
    design = ARCHITECTURES[name].design
    return tuple([other for other, known in _relatives(name) if known.design == design]) if design else ()


@cache
def columns_beside(name: str) -> tuple[str, ...]:
    """The known networks whose totals stand in a table beside those of a network (``Known.table``), of other designs.

    >>> columns_beside("vgg16"), columns_beside("vgg_e")
    (('vgg11', 'vgg13', 'vgg19'), ('vgg_a', 'vgg_a_lrn', 'vgg_b', 'vgg_c', 'vgg_d'))
    """
    table, design = ARCHITECTURES[name].table, ARCHITECTURES[name].design
    beside = [(other, known) for other, known in _relatives(name) if known.table == table] if table else []
    return tuple([other for other, known in beside if known.design != design])


def _relatives(name: str) -> list[tuple[str, Known]]:
    """The other networks of a known network's family."""
    relatives = next(known for known in map(family, FAMILIES) if name in known)
    return [(other, known) for other, known in relatives.items() if other != name]
