"""What torchvision's prints leave out of classes that learn more than they print, and can still be told from them.

A tensor that a module learns by itself is in no print, and neither are arguments that ``Permute`` and
``MultiheadAttention`` keep to themselves. Where the class and the sizes that are printed leave no choice, or
torchvision makes one only, it is put in, and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exgen.engine.layer_reader import LayerReader
from exgen.engine.network_tokens import network_tokens
from exgen.engine.wording import said
from exgen.errors import NetworkError
from exgen.expressions.patterns import pattern

HEADS = {768: 12, 1024: 16, 1280: 16}
"""How many heads torchvision's vision transformers have, by the features of a place."""
SIDE = 224
"""The side of the images for which torchvision's transformers are made, where no input is given."""

_PROJECTION = pattern(r"NonDynamicallyQuantizableLinear\(in_features=(\d{1,9}), out_features=\d{1,9}, bias=(\w{4,5})\)")
_MOVED = ("Permute((0, 2, 3, 1))", "Permute((0, 3, 1, 2))")


class Addition(NamedTuple):
    """A class written out, and the sentence that says what was put in."""

    text: str
    sentence: str


def block_of_convnext(children: Mapping[str, str], input: Sequence[object]) -> Addition | None:
    """A block of ConvNeXt: its channels go last and back, and a learned factor for each of them ends it.

    None where its children are others than torchvision's.
    """
    del input
    if children.keys() != {"block", "stochastic_depth"} or children["block"].count("Permute()") != len(_MOVED):
        return None
    block = children["block"]
    for moved in _MOVED:
        block = block.replace("Permute()", moved, 1)
    return Addition(
        f"Sequential(Residual({block}; LayerScale({_features(block)}); {children['stochastic_depth']}))",
        said("added_to_convnext_block"),
    )


def block_of_transformer(children: Mapping[str, str], input: Sequence[object]) -> Addition | None:
    """A block of a vision transformer; its heads are those that torchvision has for so many features.

    Raises NetworkError for another number of features.
    """
    del input
    if children.keys() != {"ln_1", "self_attention", "dropout", "ln_2", "mlp"}:
        return None
    found = _PROJECTION.search(children["self_attention"])
    if found is None:
        return None
    features = int(found[1])
    if features not in HEADS:
        known = ", ".join(f"{heads} of {size}" for size, heads in HEADS.items())
        raise NetworkError(
            f"EncoderBlock: its print leaves out num_heads, which torchvision has for other features than {features} "
            f"({known}); write MultiheadAttention({features}, num_heads) in the place of self_attention"
        )
    heads = HEADS[features]
    attention = f"MultiheadAttention({features}, {heads}, bias={found[2]}, batch_first=True)"
    first = f"Residual({children['ln_1']}; {attention}; {children['dropout']})"
    return Addition(
        f"Sequential({first}; Residual({children['ln_2']}; {children['mlp']}))",
        said("added_to_encoder_block", heads=heads, features=features),
    )


def vision_transformer(children: Mapping[str, str], input: Sequence[object]) -> Addition | None:
    """The whole of one: patches as places, behind one for the class, each with a learned position."""
    if children.keys() != {"conv_proj", "encoder", "heads"} or not children["encoder"].startswith("Encoder("):
        return None
    (patches,) = _layers(children["conv_proj"])
    kernel, features = patches["kernel_size"], _features(children["conv_proj"])
    sides = [side if isinstance(side, int) else SIDE for side in (*input[1:], SIDE, SIDE)[:2]]
    assert isinstance(kernel, tuple)
    rows, columns = [side // patch for side, patch in zip(sides, kernel, strict=True)]
    places = rows * columns + 1
    encoder = children["encoder"].replace("Encoder(", "Sequential(", 1)
    learned = f"ClassToken({features}); PositionEmbedding({places}, {features})"
    return Addition(
        f"Sequential({children['conv_proj']}; Flatten(2); Permute((0, 2, 1)); {learned}; {encoder}; Select(1, 0); "
        f"{children['heads']})",
        said("added_to_vision_transformer", features=features, places=places, height=sides[0], width=sides[1]),
    )


ADDITIONS = {
    "CNBlock": block_of_convnext,
    "EncoderBlock": block_of_transformer,
    "VisionTransformer": vision_transformer,
}


def _layers(text: str) -> list[Mapping[str, object]]:
    """The arguments of the layers of a text."""
    reader = LayerReader(network_tokens(text))
    reader.read()
    return [draft.arguments for draft in reader.placing.layers]


def _features(text: str) -> object:
    """How many channels or features the last layer puts out that says so."""
    names = ("out_channels", "out_features")
    return [layer[name] for layer in _layers(text) for name in names if name in layer][-1]
