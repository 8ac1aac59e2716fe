"""The prints of torchvision's models, to the letter.

Children stand in the order in which torchvision's constructors (0.13 and later) make them, not in the order in which
its forward passes use them. ``resnet18.txt`` is a print as it is published in many notebooks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.engine.prints.inceptions import googlenet, inception_v3
from tests.engine.prints.modules import (
    HARDSWISH,
    RELU,
    RELU6,
    SILU,
    activated,
    average,
    conv,
    dense,
    dropout,
    max_pool,
    module,
    norm,
    numbered,
    sequential,
)


def alexnet() -> str:
    features = sequential(
        *(conv(3, 64, 11, 4, 2, bias=True), RELU, max_pool(3, 2)),
        *(conv(64, 192, 5, 1, 2, bias=True), RELU, max_pool(3, 2)),
        *(conv(192, 384, 3, 1, 1, bias=True), RELU, conv(384, 256, 3, 1, 1, bias=True), RELU),
        *(conv(256, 256, 3, 1, 1, bias=True), RELU, max_pool(3, 2)),
    )
    classifier = sequential(
        *(dropout("0.5"), dense(9216, 4096), RELU, dropout("0.5"), dense(4096, 4096), RELU, dense(4096, 1000)),
    )
    return module("AlexNet", features=features, avgpool=average("(6, 6)"), classifier=classifier)


def vgg16() -> str:
    features, given = [], 3
    for out, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            features += [conv(given, out, 3, 1, 1, bias=True), RELU]
            given = out
        features.append(max_pool(2, 2))
    classifier = sequential(
        *(dense(25088, 4096), RELU, dropout("0.5"), dense(4096, 4096), RELU, dropout("0.5"), dense(4096, 1000))
    )
    return module("VGG", features=sequential(*features), avgpool=average("(7, 7)"), classifier=classifier)


def resnet(counts: tuple[int, ...], is_bottleneck: bool, groups: int = 1, width: int = 64) -> str:
    layers, given = {}, 64
    for stage, (channels, count) in enumerate(zip((64, 128, 256, 512), counts, strict=True)):
        blocks = []
        for number in range(count):
            stride = 2 if stage and not number else 1
            out = channels * 4 if is_bottleneck else channels
            inner = channels * width // 64 * groups
            if is_bottleneck:
                children = {
                    **{"conv1": conv(given, inner, 1), "bn1": norm(inner)},
                    **{"conv2": conv(inner, inner, 3, stride, 1, groups), "bn2": norm(inner)},
                    **{"conv3": conv(inner, out, 1), "bn3": norm(out), "relu": RELU},
                }
            else:
                children = {
                    **{"conv1": conv(given, out, 3, stride, 1), "bn1": norm(out), "relu": RELU},
                    **{"conv2": conv(out, out, 3, 1, 1), "bn2": norm(out)},
                }
            if stride > 1 or given != out:
                children["downsample"] = sequential(conv(given, out, 1, stride), norm(out))
            blocks.append(module("Bottleneck" if is_bottleneck else "BasicBlock", **children))
            given = out
        layers[f"layer{stage + 1}"] = sequential(*blocks)
    stem = {"conv1": conv(3, 64, 7, 2, 3), "bn1": norm(64), "relu": RELU, "maxpool": max_pool(3, 2, 1)}
    return module("ResNet", **stem, **layers, avgpool=average("(1, 1)"), fc=dense(given, 1000))


def densenet(counts: tuple[int, ...]) -> str:
    features = {"conv0": conv(3, 64, 7, 2, 3), "norm0": norm(64), "relu0": RELU, "pool0": max_pool(3, 2, 1)}
    channels = 64
    for block, count in enumerate(counts, 1):
        layers = []
        for _ in range(count):
            first = {"norm1": norm(channels), "relu1": RELU, "conv1": conv(channels, 128, 1)}
            second = {"norm2": norm(128), "relu2": RELU, "conv2": conv(128, 32, 3, 1, 1)}
            layers.append(module("_DenseLayer", **first, **second))
            channels += 32
        features[f"denseblock{block}"] = numbered("_DenseBlock", "denselayer", layers)
        if block < 4:
            features[f"transition{block}"] = module(
                "_Transition",
                **{"norm": norm(channels), "relu": RELU, "conv": conv(channels, channels // 2, 1)},
                pool="AvgPool2d(kernel_size=2, stride=2, padding=0)",
            )
            channels //= 2
    features["norm5"] = norm(channels)
    return module("DenseNet", features=module("Sequential", **features), classifier=dense(channels, 1000))


def squeezenet1_1() -> str:
    features = [conv(3, 64, 3, 2, bias=True), RELU, max_pool(3, 2, 0, True)]
    given = 64
    for row in ((16, 64), (16, 64), None, (32, 128), (32, 128), None, (48, 192), (48, 192), (64, 256), (64, 256)):
        if row is None:
            features.append(max_pool(3, 2, 0, True))
            continue
        squeezed, expanded = row
        features.append(
            module(
                "Fire",
                **{"squeeze": conv(given, squeezed, 1, bias=True), "squeeze_activation": RELU},
                **{"expand1x1": conv(squeezed, expanded, 1, bias=True), "expand1x1_activation": RELU},
                **{"expand3x3": conv(squeezed, expanded, 3, 1, 1, bias=True), "expand3x3_activation": RELU},
            )
        )
        given = 2 * expanded
    classifier = sequential(dropout("0.5"), conv(512, 1000, 1, bias=True), RELU, average("(1, 1)"))
    return module("SqueezeNet", features=sequential(*features), classifier=classifier)


def mobilenet_v2() -> str:
    features = [activated(conv(3, 32, 3, 2, 1), norm(32), RELU6)]
    given = 32
    table = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
    for expansion, out, count, first in table:
        for number in range(count):
            inner, stride = given * expansion, 1 if number else first
            wide = [activated(conv(given, inner, 1), norm(inner), RELU6)] if expansion > 1 else []
            deep = activated(conv(inner, inner, 3, stride, 1, inner), norm(inner), RELU6)
            path = sequential(*wide, deep, conv(inner, out, 1), norm(out))
            features.append(module("InvertedResidual", conv=path))
            given = out
    features.append(activated(conv(320, 1280, 1), norm(1280), RELU6))
    classifier = sequential(dropout("0.2"), dense(1280, 1000))
    return module("MobileNetV2", features=sequential(*features), classifier=classifier)


def squeeze_excitation(channels: int, squeezed: int, activation: str, gate: str) -> str:
    return module(
        "SqueezeExcitation",
        **{"avgpool": average("1"), "fc1": conv(channels, squeezed, 1, bias=True)},
        **{"fc2": conv(squeezed, channels, 1, bias=True), "activation": activation, "scale_activation": gate},
    )


def mobilenet_v3_small() -> str:
    def plain(channels: int) -> str:
        return norm(channels, "0.001", "0.01")

    features, given = [activated(conv(3, 16, 3, 2, 1), plain(16), HARDSWISH)], 16
    table = (
        *((3, 16, 16, 8, RELU, 2), (3, 72, 24, 0, RELU, 2), (3, 88, 24, 0, RELU, 1), (5, 96, 40, 24, HARDSWISH, 2)),
        *((5, 240, 40, 64, HARDSWISH, 1), (5, 240, 40, 64, HARDSWISH, 1), (5, 120, 48, 32, HARDSWISH, 1)),
        *((5, 144, 48, 40, HARDSWISH, 1), (5, 288, 96, 72, HARDSWISH, 2), (5, 576, 96, 144, HARDSWISH, 1)),
        (5, 576, 96, 144, HARDSWISH, 1),
    )
    for kernel, inner, out, squeezed, activation, stride in table:
        path = [activated(conv(given, inner, 1), plain(inner), activation)] if inner != given else []
        path.append(activated(conv(inner, inner, kernel, stride, kernel // 2, inner), plain(inner), activation))
        path += [squeeze_excitation(inner, squeezed, "ReLU()", "Hardsigmoid()")] if squeezed else []
        path.append(activated(conv(inner, out, 1), plain(out)))
        features.append(module("InvertedResidual", block=sequential(*path)))
        given = out
    features.append(activated(conv(96, 576, 1), plain(576), HARDSWISH))
    classifier = sequential(dense(576, 1024), HARDSWISH, dropout("0.2", True), dense(1024, 1000))
    return module("MobileNetV3", features=sequential(*features), avgpool=average("1"), classifier=classifier)


def coarse_norm(channels: int) -> str:
    """As in the larger EfficientNets."""
    return norm(channels, "0.001", "0.01")


def efficientnet(
    stem: int, outs: tuple[int, ...], counts: tuple[int, ...], normed: Callable[[int], str], p: str
) -> str:
    features = [activated(conv(3, stem, 3, 2, 1), normed(stem), SILU)]
    given, place = stem, 0
    table = ((1, 3, 1), (6, 3, 2), (6, 5, 2), (6, 3, 2), (6, 5, 1), (6, 5, 2), (6, 3, 1))
    for (expansion, kernel, first), out, count in zip(table, outs, counts, strict=True):
        stage = []
        for number in range(count):
            inner, stride = given * expansion, 1 if number else first
            path = [activated(conv(given, inner, 1), normed(inner), SILU)] if expansion > 1 else []
            path.append(activated(conv(inner, inner, kernel, stride, kernel // 2, inner), normed(inner), SILU))
            path.append(squeeze_excitation(inner, given // 4, SILU, "Sigmoid()"))
            path.append(activated(conv(inner, out, 1), normed(out)))
            chance = f"StochasticDepth(p={0.2 * place / sum(counts)}, mode=row)"
            stage.append(module("MBConv", block=sequential(*path), stochastic_depth=chance))
            given, place = out, place + 1
        features.append(sequential(*stage))
    last = 4 * given
    features.append(activated(conv(given, last, 1), normed(last), SILU))
    classifier = sequential(dropout(p, True), dense(last, 1000))
    return module("EfficientNet", features=sequential(*features), avgpool=average("1"), classifier=classifier)


def layer_norm(channels: int, name: str = "LayerNorm") -> str:
    return f"{name}(({channels},), eps=1e-06, elementwise_affine=True)"


def convnext_tiny() -> str:
    channels = (96, 192, 384, 768)
    features = [activated(conv(3, 96, 4, 4, bias=True), layer_norm(96, "LayerNorm2d"))]
    place = 0
    for stage, (out, count) in enumerate(zip(channels, (3, 3, 9, 3), strict=True)):
        if stage:
            given = channels[stage - 1]
            features.append(sequential(layer_norm(given, "LayerNorm2d"), conv(given, out, 2, 2, bias=True)))
        blocks = []
        for _ in range(count):
            depthwise = conv(out, out, 7, 1, 3, out, bias=True)
            dense_pair = (dense(out, 4 * out), "GELU(approximate='none')", dense(4 * out, out))
            block = sequential(depthwise, "Permute()", layer_norm(out), *dense_pair, "Permute()")
            chance = f"StochasticDepth(p={0.1 * place / 17}, mode=row)"
            blocks.append(module("CNBlock", block=block, stochastic_depth=chance))
            place += 1
        features.append(sequential(*blocks))
    classifier = sequential(layer_norm(768, "LayerNorm2d"), "Flatten(start_dim=1, end_dim=-1)", dense(768, 1000))
    return module("ConvNeXt", features=sequential(*features), avgpool=average("1"), classifier=classifier)


def vit(patch: int, blocks: int, features: int, inner: int) -> str:
    projection = f"NonDynamicallyQuantizableLinear(in_features={features}, out_features={features}, bias=True)"
    mlp = (dense(features, inner), "GELU(approximate='none')", dropout("0.0"), dense(inner, features), dropout("0.0"))
    block = module(
        "EncoderBlock",
        ln_1=layer_norm(features),
        self_attention=module("MultiheadAttention", out_proj=projection),
        dropout=dropout("0.0"),
        ln_2=layer_norm(features),
        mlp=sequential(*mlp, name="MLPBlock"),
    )
    layers = module("Sequential", **{f"encoder_layer_{number}": block for number in range(blocks)})
    encoder = module("Encoder", dropout=dropout("0.0"), layers=layers, ln=layer_norm(features))
    projected = conv(3, features, patch, patch, bias=True)
    return module(
        "VisionTransformer",
        conv_proj=projected,
        encoder=encoder,
        heads=module("Sequential", head=dense(features, 1000)),
    )


def shufflenet_v2_x1_0() -> str:
    def deep(channels: int, stride: int) -> tuple[str, str]:
        return conv(channels, channels, 3, stride, 1, channels), norm(channels)

    stages, given = {}, 24
    for stage, (out, count) in enumerate(((116, 4), (232, 8), (464, 4)), 2):
        units, half = [], out // 2
        for number in range(count):
            stride = 1 if number else 2
            beside = [*deep(given, 2), conv(given, half, 1), norm(half), RELU] if stride == 2 else []
            first = (conv(given if stride == 2 else half, half, 1), norm(half), RELU)
            path = sequential(*first, *deep(half, stride), conv(half, half, 1), norm(half), RELU)
            branch1 = sequential(*beside) if beside else "Sequential()"
            units.append(module("InvertedResidual", branch1=branch1, branch2=path))
            given = out
        stages[f"stage{stage}"] = sequential(*units)
    stem = {"conv1": sequential(conv(3, 24, 3, 2, 1), norm(24), RELU), "maxpool": max_pool(3, 2, 1)}
    last = sequential(conv(464, 1024, 1), norm(1024), RELU)
    return module("ShuffleNetV2", **stem, **stages, conv5=last, fc=dense(1024, 1000))


PRINTS: dict[str, Callable[[], str]] = {
    "alexnet": alexnet,
    "vgg16": vgg16,
    "resnet18": partial(resnet, (2, 2, 2, 2), False),
    "resnet50": partial(resnet, (3, 4, 6, 3), True),
    "resnet152": partial(resnet, (3, 8, 36, 3), True),
    "resnext50_32x4d": partial(resnet, (3, 4, 6, 3), True, 32, 4),
    "wide_resnet50_2": partial(resnet, (3, 4, 6, 3), True, 1, 128),
    "googlenet": partial(googlenet, False),
    "googlenet_aux": partial(googlenet, True),
    "squeezenet1_1": squeezenet1_1,
    "shufflenet_v2_x1_0": shufflenet_v2_x1_0,
    "inception_v3": partial(inception_v3, False),
    "inception_v3_aux": partial(inception_v3, True),
    "densenet121": partial(densenet, (6, 12, 24, 16)),
    "densenet201": partial(densenet, (6, 12, 48, 32)),
    "mobilenet_v2": mobilenet_v2,
    "mobilenet_v3_small": mobilenet_v3_small,
    "convnext_tiny": convnext_tiny,
    "vit_b_16": partial(vit, 16, 12, 768, 3072),
    "vit_l_32": partial(vit, 32, 24, 1024, 4096),
    "efficientnet_b0": partial(efficientnet, 32, (16, 24, 40, 80, 112, 192, 320), (1, 2, 2, 3, 3, 4, 1), norm, "0.2"),
    "efficientnet_b7": partial(
        efficientnet, 64, (32, 48, 80, 160, 224, 384, 640), (4, 7, 7, 10, 10, 13, 4), coarse_norm, "0.5"
    ),
}
