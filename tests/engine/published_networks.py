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
    "lenet5": Published(61_706, "PyTorch's tutorial, its layers added up"),
    "lenet5_1998": Published(60_000, "LeCun et al. (1998), section II: 60,000 trainable free parameters"),
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
    "googlenet": Published(6_624_904, giga="1.498"),
    "googlenet_aux": Published(13_004_888, "torchvision, googlenet(): as it is built without weights"),
    "googlenet_2014": Published(6_998_552, "Caffe, bvlc_googlenet, deploy"),
    "googlenet_2014_aux": Published(13_378_280, "Caffe, bvlc_googlenet, train_val"),
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
    "resnet50_2015": Published(25_557_032, "He et al. (2015), as its Caffe model is quoted", "3.86"),
    "resnet101_2015": Published(44_549_160, "He et al. (2015), table 1: 7.6 thousand million", "7.6"),
    "resnet152_2015": Published(60_192_808, "He et al. (2015), table 1: 11.3 thousand million", "11.3"),
    "densenet121": Published(7_978_856, giga="2.834"),
    "densenet161": Published(28_681_000, giga="7.728"),
    "densenet169": Published(14_149_480, giga="3.36"),
    "densenet201": Published(20_013_928, giga="4.291"),
    "squeezenet1_0": Published(1_248_424, giga="0.819"),
    "squeezenet1_1": Published(1_235_496, giga="0.349"),
    "mobilenet_v1": Published(4_231_976, "Keras, MobileNet: trainable parameters", "0.569"),
    "mobilenet_v2": Published(3_504_872, giga="0.301"),
    "mobilenet_v3_small": Published(2_542_856, giga="0.057"),
    "mobilenet_v3_large": Published(5_483_032, giga="0.217"),
    "shufflenet_v2_x0_5": Published(1_366_792, giga="0.04"),
    "shufflenet_v2_x1_0": Published(2_278_604, giga="0.145"),
    "shufflenet_v2_x1_5": Published(3_503_624, giga="0.296"),
    "shufflenet_v2_x2_0": Published(7_393_996, giga="0.583"),
    "efficientnet_b0": Published(5_288_548, giga="0.386"),
    "efficientnet_b1": Published(7_794_184, giga="0.687"),
    "efficientnet_b2": Published(9_109_994, giga="1.088"),
    "efficientnet_b3": Published(12_233_232, giga="1.827"),
    "efficientnet_b4": Published(19_341_616, giga="4.394"),
    "efficientnet_b5": Published(30_389_784, giga="10.266"),
    "efficientnet_b6": Published(43_040_704, giga="19.068"),
    "efficientnet_b7": Published(66_347_960, giga="37.746"),
    "convnext_tiny": Published(28_589_128, giga="4.456"),
    "convnext_small": Published(50_223_688, giga="8.684"),
    "convnext_base": Published(88_591_464, giga="15.355"),
    "convnext_large": Published(197_767_336, giga="34.361"),
    "vit_b_16": Published(86_567_656, giga="17.564"),
    "vit_b_32": Published(88_224_232, giga="4.409"),
    "vit_l_16": Published(304_326_632, giga="61.555"),
    "vit_l_32": Published(306_535_400, giga="15.378"),
    "unet": Published(31_030_658, "Ronneberger et al. (2015), figure 1, its arrows added up"),
    "unet_padded": Published(31_030_658, "the same"),
    "dcgan_generator": Published(3_576_704, "PyTorch's tutorial, its layers added up"),
}
