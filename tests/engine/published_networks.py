"""What was published of the known networks: how many parameters they learn, and by whom it is said.

Most totals are ``num_params`` of torchvision's weights (torchvision/models/*.py, the tables of its documentation);
``giga`` is ``_ops`` beside them: the multiplications, in thousands of millions, as far as they are printed.
"""

from __future__ import annotations

from typing import NamedTuple

_TORCHVISION = "torchvision, num_params"
_VGG = "Simonyan & Zisserman, table 2: {} million"


class Published(NamedTuple):
    """The parameters, who says so, and the multiplications in thousands of millions with their last printed digit."""

    parameters: int
    source: str = _TORCHVISION
    giga: str = ""


PUBLISHED: dict[str, Published] = {
    "alexnet": Published(61_100_840, giga="0.71"),
    "alexnet_2012": Published(60_965_224, "Caffe, bvlc_alexnet"),
    "alexnet_2012_ungrouped": Published(62_378_344, "the same without groups, as often quoted (62.4 million)"),
    "vgg_a": Published(132_863_336, _VGG.format(133)),
    "vgg_a_lrn": Published(132_863_336, _VGG.format(133)),
    "vgg_b": Published(133_047_848, _VGG.format(133)),
    "vgg_c": Published(133_638_952, _VGG.format(134)),
    "vgg_d": Published(138_357_544, _VGG.format(138)),
    "vgg_e": Published(143_667_240, _VGG.format(144)),
    "vgg11": Published(132_863_336, giga="7.609"),
    "vgg13": Published(133_047_848, giga="11.308"),
    "vgg16": Published(138_357_544, giga="15.47"),
    "vgg19": Published(143_667_240, giga="19.632"),
    "vgg11_bn": Published(132_868_840, giga="7.609"),
    "vgg13_bn": Published(133_053_736, giga="11.308"),
    "vgg16_bn": Published(138_365_992, giga="15.47"),
    "vgg19_bn": Published(143_678_248, giga="19.632"),
    "inception_v3": Published(23_834_568, "timm, inception_v3", "5.713"),
    "inception_v3_aux": Published(27_161_264),
    "resnet18": Published(11_689_512, giga="1.814"),
    "resnet34": Published(21_797_672, giga="3.664"),
    "resnet50": Published(25_557_032, giga="4.089"),
    "resnet101": Published(44_549_160, giga="7.801"),
    "resnet152": Published(60_192_808, giga="11.514"),
    "resnext50_32x4d": Published(25_028_904, giga="4.23"),
    "resnext101_32x8d": Published(88_791_336, giga="16.414"),
    "resnext101_64x4d": Published(83_455_272, giga="15.46"),
    "wide_resnet50_2": Published(68_883_240, giga="11.398"),
    "wide_resnet101_2": Published(126_886_696, giga="22.753"),
    "densenet121": Published(7_978_856, giga="2.834"),
    "densenet161": Published(28_681_000, giga="7.728"),
    "densenet169": Published(14_149_480, giga="3.36"),
    "densenet201": Published(20_013_928, giga="4.291"),
    "mobilenet_v1": Published(4_231_976, "Keras, MobileNet: trainable parameters", "0.569"),
    "mobilenet_v2": Published(3_504_872, giga="0.301"),
    "mobilenet_v3_small": Published(2_542_856, giga="0.057"),
    "mobilenet_v3_large": Published(5_483_032, giga="0.217"),
    "efficientnet_b0": Published(5_288_548, giga="0.386"),
    "efficientnet_b1": Published(7_794_184, giga="0.687"),
    "efficientnet_b2": Published(9_109_994, giga="1.088"),
    "efficientnet_b3": Published(12_233_232, giga="1.827"),
    "efficientnet_b4": Published(19_341_616, giga="4.394"),
    "efficientnet_b5": Published(30_389_784, giga="10.266"),
    "efficientnet_b6": Published(43_040_704, giga="19.068"),
    "efficientnet_b7": Published(66_347_960, giga="37.746"),
    "dcgan_generator": Published(3_576_704, "PyTorch's tutorial, its layers added up"),
}
