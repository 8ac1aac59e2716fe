"""The prints of torchvision's GoogLeNet and Inception v3."""

from __future__ import annotations

from tests.engine.prints.modules import average, conv, dense, dropout, max_pool, module, norm, sequential


def basic(
    given: int, out: int, kernel: int | tuple[int, int], stride: int = 1, padding: int | tuple[int, int] = 0
) -> str:
    return module("BasicConv2d", conv=conv(given, out, kernel, stride, padding), bn=norm(out, "0.001"))


def googlenet(has_heads: bool) -> str:
    def inception(given: int, *row: int) -> str:
        small, reduced, middle, squeezed, large, pooled = row
        return module(
            "Inception",
            branch1=basic(given, small, 1),
            branch2=sequential(basic(given, reduced, 1), basic(reduced, middle, 3, 1, 1)),
            branch3=sequential(basic(given, squeezed, 1), basic(squeezed, large, 3, 1, 1)),
            branch4=sequential(max_pool(3, 1, 1, True), basic(given, pooled, 1)),
        )

    def head(given: int) -> str:
        return module(
            "InceptionAux",
            **{"conv": basic(given, 128, 1), "fc1": dense(2048, 1024), "fc2": dense(1024, 1000)},
            dropout=dropout("0.7"),
        )

    heads = {"aux1": head(512), "aux2": head(528)} if has_heads else {}
    return module(
        "GoogLeNet",
        **{"conv1": basic(3, 64, 7, 2, 3), "maxpool1": max_pool(3, 2, 0, True)},
        **{"conv2": basic(64, 64, 1), "conv3": basic(64, 192, 3, 1, 1), "maxpool2": max_pool(3, 2, 0, True)},
        inception3a=inception(192, 64, 96, 128, 16, 32, 32),
        inception3b=inception(256, 128, 128, 192, 32, 96, 64),
        maxpool3=max_pool(3, 2, 0, True),
        inception4a=inception(480, 192, 96, 208, 16, 48, 64),
        inception4b=inception(512, 160, 112, 224, 24, 64, 64),
        inception4c=inception(512, 128, 128, 256, 24, 64, 64),
        inception4d=inception(512, 112, 144, 288, 32, 64, 64),
        inception4e=inception(528, 256, 160, 320, 32, 128, 128),
        maxpool4=max_pool(2, 2, 0, True),
        inception5a=inception(832, 256, 160, 320, 32, 128, 128),
        inception5b=inception(832, 384, 192, 384, 48, 128, 128),
        **heads,
        **{"avgpool": average("(1, 1)"), "dropout": dropout("0.2"), "fc": dense(1024, 1000)},
    )


def inception_v3(has_head: bool) -> str:
    tall, wide = (7, 1), (1, 7)
    down, across = (3, 0), (0, 3)

    def a(given: int, pooled: int) -> str:
        return module(
            "InceptionA",
            branch1x1=basic(given, 64, 1),
            branch5x5_1=basic(given, 48, 1),
            branch5x5_2=basic(48, 64, 5, 1, 2),
            branch3x3dbl_1=basic(given, 64, 1),
            branch3x3dbl_2=basic(64, 96, 3, 1, 1),
            branch3x3dbl_3=basic(96, 96, 3, 1, 1),
            branch_pool=basic(given, pooled, 1),
        )

    def c(inner: int) -> str:
        return module(
            "InceptionC",
            branch1x1=basic(768, 192, 1),
            branch7x7_1=basic(768, inner, 1),
            branch7x7_2=basic(inner, inner, wide, 1, across),
            branch7x7_3=basic(inner, 192, tall, 1, down),
            branch7x7dbl_1=basic(768, inner, 1),
            branch7x7dbl_2=basic(inner, inner, tall, 1, down),
            branch7x7dbl_3=basic(inner, inner, wide, 1, across),
            branch7x7dbl_4=basic(inner, inner, tall, 1, down),
            branch7x7dbl_5=basic(inner, 192, wide, 1, across),
            branch_pool=basic(768, 192, 1),
        )

    def e(given: int) -> str:
        return module(
            "InceptionE",
            branch1x1=basic(given, 320, 1),
            branch3x3_1=basic(given, 384, 1),
            branch3x3_2a=basic(384, 384, (1, 3), 1, (0, 1)),
            branch3x3_2b=basic(384, 384, (3, 1), 1, (1, 0)),
            branch3x3dbl_1=basic(given, 448, 1),
            branch3x3dbl_2=basic(448, 384, 3, 1, 1),
            branch3x3dbl_3a=basic(384, 384, (1, 3), 1, (0, 1)),
            branch3x3dbl_3b=basic(384, 384, (3, 1), 1, (1, 0)),
            branch_pool=basic(given, 192, 1),
        )

    b = module(
        "InceptionB",
        branch3x3=basic(288, 384, 3, 2),
        branch3x3dbl_1=basic(288, 64, 1),
        branch3x3dbl_2=basic(64, 96, 3, 1, 1),
        branch3x3dbl_3=basic(96, 96, 3, 2),
    )
    d = module(
        "InceptionD",
        branch3x3_1=basic(768, 192, 1),
        branch3x3_2=basic(192, 320, 3, 2),
        branch7x7x3_1=basic(768, 192, 1),
        branch7x7x3_2=basic(192, 192, wide, 1, across),
        branch7x7x3_3=basic(192, 192, tall, 1, down),
        branch7x7x3_4=basic(192, 192, 3, 2),
    )
    head = module("InceptionAux", conv0=basic(768, 128, 1), conv1=basic(128, 768, 5), fc=dense(768, 1000))
    return module(
        "Inception3",
        **{"Conv2d_1a_3x3": basic(3, 32, 3, 2), "Conv2d_2a_3x3": basic(32, 32, 3)},
        **{"Conv2d_2b_3x3": basic(32, 64, 3, 1, 1), "maxpool1": max_pool(3, 2)},
        **{"Conv2d_3b_1x1": basic(64, 80, 1), "Conv2d_4a_3x3": basic(80, 192, 3), "maxpool2": max_pool(3, 2)},
        **{"Mixed_5b": a(192, 32), "Mixed_5c": a(256, 64), "Mixed_5d": a(288, 64), "Mixed_6a": b},
        **{"Mixed_6b": c(128), "Mixed_6c": c(160), "Mixed_6d": c(160), "Mixed_6e": c(192)},
        **({"AuxLogits": head} if has_head else {}),
        **{"Mixed_7a": d, "Mixed_7b": e(1280), "Mixed_7c": e(2048)},
        **{"avgpool": average("(1, 1)"), "dropout": dropout("0.5"), "fc": dense(2048, 1000)},
    )
