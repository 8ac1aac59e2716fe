"""Classes whose ``print`` is read: how their forward pass joins the children that are printed.

``print(model)`` shows what a module is made of, in the order in which it was put together, and not how these children
are joined: a ReLU that is used three times is printed once, ``torch.flatten`` and ``torch.cat`` not at all. What is
missing is known for the classes of torchvision (their names are those of 0.13 and later; older ones where they differ).

A class has one form for each set of children that it may have. ``{name}`` in a form is the child printed as ``(name)``;
all else is a network's text as anybody would write it (``layer_reader``). A form is taken where its names are exactly
the children that are printed, those without layers (an empty ``Sequential()``) left out.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Form(NamedTuple):
    """How children are joined; ``where_shape_stays`` where all strides are 1 and as many channels come out as go in."""

    text: str
    where_shape_stays: str | None = None

    @property
    def children(self) -> frozenset[str]:
        """The names of the children.

        >>> sorted(Form("{conv}; {bn}", "Residual({conv}; {bn})").children)
        ['bn', 'conv']
        """
        return frozenset(re.findall(r"\{(\w+)\}", f"{self.text} {self.where_shape_stays or ''}"))


_CLASSIFIED = Form("{features}; {avgpool}; Flatten(); {classifier}")
_GLOBAL = "AdaptiveAvgPool2d(1); Flatten()"
_AVERAGE, _MAXIMUM = "AvgPool2d(3, stride=1, padding=1)", "MaxPool2d(3, stride=2)"
_TWO = "{conv1}; {bn1}; {relu}; {conv2}; {bn2}"
_THREE = "{conv1}; {bn1}; {relu}; {conv2}; {bn2}; {relu}; {conv3}; {bn3}"

_GOOGLENET = (
    "{conv1}; {maxpool1}; {conv2}; {conv3}; {maxpool2}; {inception3a}; {inception3b}; {maxpool3}; {inception4a};",
    "{inception4b}; {inception4c}; {inception4d};",
    "{inception4e}; {maxpool4}; {inception5a}; {inception5b}; {avgpool}; Flatten(); {dropout}; {fc}",
)
_INCEPTION = (
    "{Conv2d_1a_3x3}; {Conv2d_2a_3x3}; {Conv2d_2b_3x3}; {maxpool1}; {Conv2d_3b_1x1}; {Conv2d_4a_3x3}; {maxpool2}; "
    "{Mixed_5b}; {Mixed_5c}; {Mixed_5d}; {Mixed_6a}; {Mixed_6b}; {Mixed_6c}; {Mixed_6d}; {Mixed_6e};",
    "{Mixed_7a}; {Mixed_7b}; {Mixed_7c}; {avgpool}; {dropout}; Flatten(); {fc}",
)

CLASSES: dict[str, tuple[Form, ...]] = {
    "AlexNet": (_CLASSIFIED,),
    "VGG": (_CLASSIFIED,),
    "ResNet": (
        Form(
            "{conv1}; {bn1}; {relu}; {maxpool}; {layer1}; {layer2}; {layer3}; {layer4}; {avgpool}; Flatten(); {fc}",
        ),
    ),
    "BasicBlock": (
        Form(f"Residual({_TWO}); {{relu}}"),
        Form(f"Residual({_TWO}, shortcut: {{downsample}}); {{relu}}"),
    ),
    "Bottleneck": (
        Form(f"Residual({_THREE}); {{relu}}"),
        Form(f"Residual({_THREE}, shortcut: {{downsample}}); {{relu}}"),
    ),
    "GoogLeNet": (
        Form(" ".join(_GOOGLENET)),
        Form(f"{_GOOGLENET[0]} Auxiliary({{aux1}}); {_GOOGLENET[1]} Auxiliary({{aux2}}); {_GOOGLENET[2]}"),
    ),
    "Inception": (Form("Concat({branch1}, {branch2}, {branch3}, {branch4})"),),
    "BasicConv2d": (Form("{conv}; {bn}; ReLU()"),),
    "InceptionAux": (
        Form("AdaptiveAvgPool2d(4); {conv}; Flatten(); {fc1}; ReLU(); {dropout}; {fc2}"),
        Form("AdaptiveAvgPool2d(4); {conv}; Flatten(); {fc1}; ReLU(); Dropout(0.7); {fc2}"),
        Form(f"AvgPool2d(5, stride=3); {{conv0}}; {{conv1}}; {_GLOBAL}; {{fc}}"),
    ),
    "Inception3": (Form(" ".join(_INCEPTION)), Form(f"{_INCEPTION[0]} Auxiliary({{AuxLogits}}); {_INCEPTION[1]}")),
    "InceptionA": (
        Form(
            "Concat({branch1x1}, {branch5x5_1}; {branch5x5_2}, {branch3x3dbl_1}; {branch3x3dbl_2}; {branch3x3dbl_3}, "
            f"{_AVERAGE}; {{branch_pool}})"
        ),
    ),
    "InceptionB": (
        Form(f"Concat({{branch3x3}}, {{branch3x3dbl_1}}; {{branch3x3dbl_2}}; {{branch3x3dbl_3}}, {_MAXIMUM})"),
    ),
    "InceptionC": (
        Form(
            "Concat({branch1x1}, {branch7x7_1}; {branch7x7_2}; {branch7x7_3}, {branch7x7dbl_1}; {branch7x7dbl_2}; "
            f"{{branch7x7dbl_3}}; {{branch7x7dbl_4}}; {{branch7x7dbl_5}}, {_AVERAGE}; {{branch_pool}})"
        ),
    ),
    "InceptionD": (
        Form(
            "Concat({branch3x3_1}; {branch3x3_2}, {branch7x7x3_1}; {branch7x7x3_2}; {branch7x7x3_3}; {branch7x7x3_4}, "
            f"{_MAXIMUM})"
        ),
    ),
    "InceptionE": (
        Form(
            "Concat({branch1x1}, {branch3x3_1}; Concat({branch3x3_2a}, {branch3x3_2b}), {branch3x3dbl_1}; "
            "{branch3x3dbl_2}; Concat({branch3x3dbl_3a}, {branch3x3dbl_3b}), "
            f"{_AVERAGE}; {{branch_pool}})"
        ),
    ),
    "DenseNet": (Form(f"{{features}}; ReLU(); {_GLOBAL}; {{classifier}}"),),
    "_DenseLayer": (Form("Concat(Identity, {norm1}; {relu1}; {conv1}; {norm2}; {relu2}; {conv2})"),),
    "SqueezeNet": (Form("{features}; {classifier}; Flatten()"),),
    "Fire": (
        Form(
            "{squeeze}; {squeeze_activation}; "
            "Concat({expand1x1}; {expand1x1_activation}, {expand3x3}; {expand3x3_activation})"
        ),
    ),
    "MobileNetV2": (Form(f"{{features}}; {_GLOBAL}; {{classifier}}"),),
    "MobileNetV3": (_CLASSIFIED,),
    "EfficientNet": (_CLASSIFIED,),
    "InvertedResidual": (
        Form("{conv}", "Residual({conv})"),
        Form("{block}", "Residual({block})"),
        Form("Concat({branch1}, {branch2}); ChannelShuffle(2)"),
        Form("Concat(Chunk(2, 0), Chunk(2, 1); {branch2}); ChannelShuffle(2)"),
    ),
    "ShuffleNetV2": (
        Form(f"{{conv1}}; {{maxpool}}; {{stage2}}; {{stage3}}; {{stage4}}; {{conv5}}; {_GLOBAL}; {{fc}}"),
    ),
    "SqueezeExcitation": (
        Form("Multiply(Identity, {avgpool}; {fc1}; {activation}; {fc2}; {scale_activation})"),
        Form("Multiply(Identity, AdaptiveAvgPool2d(1); {fc1}; {relu}; {fc2}; Hardsigmoid())"),
    ),
    "MBConv": (Form("{block}", "Residual({block}; {stochastic_depth})"),),
    "FusedMBConv": (Form("{block}", "Residual({block}; {stochastic_depth})"),),
    "MNASNet": (Form(f"{{layers}}; {_GLOBAL}; {{classifier}}"),),
    "_InvertedResidual": (Form("{layers}", "Residual({layers})"),),
    "RegNet": (Form("{stem}; {trunk_output}; {avgpool}; Flatten(); {fc}"),),
    "ResBottleneckBlock": (
        Form("Residual({f}); {activation}"),
        Form("Residual({f}, shortcut: {proj}); {activation}"),
    ),
}

CHAINS = frozenset(
    {
        *("_DenseBlock", "_Transition", "Conv2dNormActivation", "ConvNormActivation", "ConvBNActivation", "ConvBNReLU"),
        *("AnyStage", "SimpleStemIN", "BottleneckTransform", "ConvNeXt", "MLPBlock"),
    }
)
"""Classes whose children are a chain as they are printed."""

UNPRINTED = {
    "VisionTransformer": "class_token and encoder.pos_embedding",
    "EncoderBlock": "the number of heads",
    "CNBlock": "layer_scale, and the axes that Permute moves",
    "SwinTransformer": "the tables of relative positions, and how windows are shifted",
}
"""Classes that learn something, or do something, that no form can give back: what their print leaves out.

Where it can be told all the same, it is put in (``printed_additions``).
"""
