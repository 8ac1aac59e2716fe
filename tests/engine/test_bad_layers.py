"""Layers that cannot be: one message each, which names the layer by its number and its text."""

from __future__ import annotations

import pytest

from exgen.engine.naming import network_from
from exgen.engine.network_report import finished_network, network_report
from exgen.errors import NetworkError

ROWS: tuple[tuple[str, str, str], ...] = (
    ("Conv2d(3, 8, 3); Conv2d(4, 8, 3)", "3x9x9", "layer 2, Conv2d(4, 8, kernel_size=3): in_channels is 4, but 8"),
    ("Conv2d(3, 8, 3, groups=2)", "3x9x9", "in_channels must be divisible by groups=2, but it is 3"),
    ("Conv1d(3, 8, 12, padding=1)", "3x9", "the kernel of 12 positions does not fit into 9 + 2*1 positions"),
    ("MaxPool3d(3, padding=2)", "3x9x9x9", "padding must be at most half of kernel_size=3, not 2"),
    ("LPPool2d(2, 10)", "3x9x10", "the kernel of 10 rows does not fit into 9 + 2*0 rows"),
    ("ConvTranspose1d(3, 1, 3, padding=9)", "3x4", "the output length would be -12: padding takes 2*9 positions off"),
    ("Conv2d(3, 8, 3); Linear(10, 2)", "3x9x9", "layer 2, Linear(10, 2): it takes a vector (features), but an image"),
    (
        "Сonv2d(3, 8, 3)",
        "3x9x9",
        'unknown layer "Сonv2d"; its "С" is no Latin letter but a CYRILLIC CAPITAL LETTER ES; did you mean "Conv2d"?',
    ),
    ("Conv2d(3, 8, kernеl_size=3)", "3x9x9", 'its "е" is no Latin letter but a CYRILLIC SMALL LETTER IE; did you mean'),
    (
        "Conv2d(3, 6, 3×3)",
        "3x9x9",
        "layer 1, Conv2d(3, 6, 3×3): kernel_size can be read in two ways: did you mean (3, 3)?",
    ),
    ("Conv2d(3, 6, 3x5)", "3x9x9", "did you mean (3, 5)? the product is written 3*5, not 3x5"),
    ("Conv2d(3, 6, (3 X 5))", "3x9x9", "did you mean (3, 5)? the product is written 3*5, not 3 X 5"),
    ("Conv2d(3, 6, 3х3)", "3x9x9", "kernel_size can be read in two ways: did you mean (3, 3)?"),
    ("Conv2d(3, 6, 3²)", "3x9x9", "did you mean (3, 3)? the product is written 3*3, not 3²"),
    ("Conv3d(3, 6, 3³)", "3x9x9x9", "did you mean (3, 3, 3)?"),
    ("ReLU; MaxPool2d(3, stride=2×2)", "3x9x9", "layer 2, MaxPool2d(3, stride=2×2): stride can be read in two ways"),
    ("LayerNorm(4×9)", "4x9", "normalized_shape can be read in two ways: did you mean (4, 9)?"),
    (
        "Conv2d(3, 6, 3, bias=flase)",
        "3x9x9",
        "kernel_size=3, bias=flase): bias must be True or False, not flase; did you",
    ),
    ("Conv2d(3, 6, 3, bias=no)", "3x9x9", 'bias must be True or False, not no; did you mean "False"?'),
    ("Conv2d(3, 6, 3, bias=yes)", "3x9x9", 'did you mean "True"?'),
    ("Conv2d(3, 6, 3, bias=B)", "3x9x9", "bias=B): B has no value here; write a number in its place"),
    ("ReLU; Conv2d(3, 6, K)", "3x9x9", "layer 2, Conv2d(3, 6, kernel_size=K): K has no value here; write a number"),
    ("D * Conv2d(3, 3, 3)", "3x9x9", "layer 1, D * Conv2d(3, 3, kernel_size=3): D has no value here"),
    (
        "Conv2d(3, 6, 3)",
        "3x32xfoo",
        "the input 3x32xfoo: x32xfoo has no value here; write a number in its place; an input is",
    ),
    ("Conv2d(3, 10^30, 3)", "3x9x9", "out_channels must be a number of at most 30 digits"),
    ("Conv2d(3, 6, (3, 10**30))", "3x9x9", "kernel_size must be a number of at most 30 digits"),
    ("Upsample(scale_factor=10**30)", "3x9x9", "scale_factor must be a number of at most 30 digits"),
    ("Conv2d(3, 6, 3)", "10^30, 9, 9", 'the input "10^30, 9, 9" must be a number of at most 30 digits'),
    ("Conv2d(3, 6, 3)", "1x9x9", "in_channels is 3, but 1 channel arrives (shape (1, 9, 9))"),
    ("LayerScale(3)", "1x9x9", "dim is 3, but 1 channel arrives"),
    ("x: ReLU; x: Tanh; Concat(x)", "3x9x9", 'layer 2, x: Tanh: the label "x" is given twice: take another one here'),
    ("x: ReLU; Residual(x: Tanh)", "3x9x9", 'the label "x" is given twice'),
    ("Conv2d(3, 8, 3, padding=‘same’)", "3x9x9", 'padding: "‘" is not read here'),
    (f"Conv2d(3, 1{'0' * 30}, 3)", "3x9x9", "out_channels: a number of 31 digits; at most 30 are read"),
    ("ReLU()", f"3x9x1{'0' * 30}", "the input has a number of 31 digits; at most 30 are read"),
    ("1000000 * ReLU()", "3x9x9", "the number of repetitions must be from 0 to 100,000, not 1000000"),
    ("AdaptiveAvgPool2d(0)", "3x9x9", "output_size must be at least 1, not 0"),
    ("AdaptiveAvgPool2d((0, None))", "3x9x9", "output_size must be at least 1, not (0, None)"),
    (
        "AdaptiveAvgPool2d(None)",
        "3x9x9",
        "output_size must be a number, or 2 of which None keeps a size, as in (None, 7); not None",
    ),
    ("AdaptiveMaxPool1d((None,))", "3x9", "output_size must be a whole number, not None"),
    ("Conv2d(3, 8, 3, stride=2, padding='same')", "3x9x9", "padding='same' keeps the size, so stride must be 1, not 2"),
    ("ReflectionPad2d(3)", "1x3x9", "reflected padding of 3 must be smaller than the size 3"),
    ("CircularPad1d((1, 4))", "1x3", "circular padding of 4 must be at most the size 3"),
    ("Conv1d(1, 1, 3, padding=3, padding_mode='reflect')", "1x3", "reflected padding of 3 must be smaller than"),
    ("ReflectionPad2d(-1)", "3x9x9", "padding must be at least 0, not -1"),
    ("ZeroPad2d((1, 2, 3))", "3x9x9", "padding must be one number, or 4 in brackets, not (1, 2, 3)"),
    ("Upsample()", "3x9x9", "it takes one of size and scale_factor"),
    ("Upsample(size=3, scale_factor=2)", "3x9x9", "it takes one of size and scale_factor"),
    ("Upsample(scale_factor=(2, 2, 2))", "3x9x9", "scale_factor has 3 numbers, but there are 2 axes"),
    ("PixelShuffle(2)", "6x3x3", "the channels must be divisible by upscale_factor squared, 4, but 6 arrive"),
    ("PixelUnshuffle(2)", "6x3x4", "sizes must be divisible by downscale_factor=2, but 3 x 4 arrives"),
    ("GroupNorm(2, 5)", "5x3x3", "num_channels must be divisible by num_groups=2, but it is 5"),
    ("GroupNorm(2, 6)", "5x3x3", "num_channels is 6, but 5 channels arrive"),
    ("LayerNorm(64)", "64x7x7", "normalized_shape is 64, but the last axes have 7: put Permute before it"),
    ("LayerNorm2d(64)", "6x7x7", "normalized_shape is (64,), but 6 channels arrive"),
    ("Upsample(scale_factor=0)", "3x9x9", "scale_factor must be above 0, not 0"),
    ("Upsample(scale_factor=0.1)", "3x9", "the output length would be 0"),
    ("Upsample(scale_factor='big')", "3x9x9", "scale_factor"),
    ("Upsample(scale_factor=2, mode='linear')", "3x9x9", "mode='linear' is for a signal (channels, length); allowed"),
    ("Upsample(scale_factor=2, align_corners=True)", "3x9x9", "align_corners is for modes that interpolate"),
    ("LayerScale(3)", "4x9x9", "dim is 3, but 4 channels arrive"),
    ("PReLU(4)", "3x9x9", "num_parameters must be 1 or 3, not 4"),
    ("GLU()", "4x9x9", "it takes channels or features on axis -1, the batch on axis 0, but an image"),
    ("GLU(dim=1)", "3x9x9", "3 channels arrive, which cannot be halved"),
    ("Softmax(dim=4)", "3x9", "dim=4 is none of the 3 axes, batch first; allowed: -3 to 2"),
    ("Chunk(3, 0)", "4x6", "chunks=3 does not divide the 4 channels that arrive"),
    ("Chunk(2, 2)", "4x6", "there is no part 2 among 2, counted from 0"),
    ("ChannelShuffle(2)", "3x3x3", "groups=2 does not divide the 3 channels that arrive"),
    ("Flatten(0)", "3x9x9", "all axes can be flattened, or spatial ones; axis 0 is the batch's"),
    ("Flatten(1, 2)", "3x9x9", "all axes can be flattened, or spatial ones"),
    ("Unflatten(1, (2, 3))", "7", "it makes 6 values of 7 features"),
    ("Unflatten(4, (2, 3))", "6x7x8", "dim is 4, but an image (channels, height, width) arrives; allowed: 1 or 2 or 3"),
    ("Unflatten(0, (1, 2))", "6x7x8", "dim is 0, but an image (channels, height, width) arrives; allowed: 1 or 2 or 3"),
    ("Unflatten(2, (2, 3))", "6x7x8", "it makes 6 values of 7"),
    ("Unflatten(1, (1, 2, 3))", "6x7x8", "unflattened_size needs 2 sizes"),
    ("Unflatten(1, (2, 3))", "6x7x8x9", "a volume (channels, depth, height, width) has 3 spatial axes, the most"),
    ("Unflatten(1, (2, 3, 4, 5, 6))", "720", "unflattened_size needs 2 to 4 sizes, channels first"),
    ("Permute((0, 2, 1, 3))", "3x9x9", "the channels must come first or last, as in Permute((0, 2, 3, 1)); here they"),
    (
        "Permute((1, 0, 2, 3))",
        "3x9x9",
        "dims holds each of 0 to 3 once, 0 (the batch) in front, as in Permute((0, 2, 3",
    ),
    ("Permute((0, 1, 2))", "3x9x9", "dims holds each of 0 to 3 once"),
    ("Permute((0, 1, 1, 2))", "3x9x9", "dims holds each of 0 to 3 once"),
    ("Permute(0)", "3x9x9", "dims holds each of 0 to 3 once"),
    (
        "MaxPool2d(2, return_indices=True)",
        "3x9x9",
        "return_indices=True is not supported: a second tensor would come out; allowed: False",
    ),
    ("AdaptiveMaxPool1d(2, True)", "3x9", "return_indices=True is not supported: a second tensor would come out"),
    ("AvgPool2d(2, divisor_override=0)", "3x9x9", "divisor_override must be at least 1, not 0"),
    ("Conv2d(3, 4, 3, device=cpu)", "3x9x9", 'unknown argument "device"; write nothing: on which device'),
    ("Permute((0, 2, K, 1))", "3x9x9", "dims decides how the layer is counted: write a value, not a letter"),
    ("BatchNorm1d(3)", "3x3x3", "it takes a signal (channels, length) or a vector (features), but an image"),
    ("Conv1d(6, 6, 3); LSTM(6, 3)", "6x5", "a signal (channels, length) arrives: put Permute((0, 2, 1)) before it"),
    ("LSTM(5, 3)", "4x6", "input_size is 5, but 6 features arrive"),
    ("LSTM(5, 3)", "4x5x6", "it takes a sequence (length, features), but an image"),
    ("Embedding(10, 3); Embedding(10, 3)", "5", "layer 2, Embedding(10, 3): it takes tokens (length)"),
    ("MultiheadAttention(6, 4)", "3x6", "embed_dim must be divisible by num_heads=4, but it is 6"),
    ("TransformerEncoderLayer(6, 4)", "3x6", "d_model must be divisible by nhead=4, but it is 6"),
    ("MultiheadAttention(4, 2, kdim=(3, 2))", "5x4", "kdim is one number, not 2"),
    ("MultiheadAttention(4, 2, kdim=0)", "5x4", "kdim must be at least 1, not 0"),
    ("LSTM(3, 4, proj_size=4)", "5x3", "proj_size must be smaller than hidden_size=4, not 4"),
    ("PositionEmbedding(5, 6)", "4x6", "num_positions is 5, but 4 places arrive"),
    ("ClassToken(5)", "4x6", "embed_dim is 5, but 6 features arrive"),
    ("Select(1, 9)", "4x6", "there is no place 9 among 4"),
    ("Swish()", "3", 'unknown layer "Swish"; did you mean "SiLU"?'),
    ("ZeroPadding2D(1)", "3x9x9", 'did you mean "ZeroPad2d"?'),
    ("GlobalMaxPooling3D()", "3x9x9x9", 'did you mean "AdaptiveMaxPool3d(1)"?'),
    ("DepthwiseConv2D(3)", "3x9x9", "write Conv2d with as many groups as channels"),
    ("LSTM(3, 4, return_sequences=True)", "5x3", "Select(1, -1) behind the layer takes the last one"),
    ("Zorkify(3)", "3", "layers are spelt as in torch.nn, such as Conv2d, Linear or LSTM; docs/layers.md lists them"),
)


@pytest.mark.parametrize(("text", "input", "expected"), ROWS, ids=[row[0][:60] for row in ROWS])
def test_what_cannot_be_is_told(text: str, input: str, expected: str) -> None:
    with pytest.raises(NetworkError) as caught:
        network_report(finished_network(text, input))
    first = caught.value.problems[0]
    assert expected in first
    assert first.startswith(("layer ", "the input "))
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("text", ["Conv2d(3, 10^29, 3)", "Conv2d(3, 8, 3, padding=10^25)", "Linear(3, 10^29)"])
def test_huge_numbers_are_counted_at_once(text: str) -> None:
    report = network_report(finished_network(text, "3" if "Linear" in text else "3x9x9"))
    assert max(report.parameters, report.multiplications) > 10**25


def test_a_number_worked_out_with_a_value_has_no_more_digits_than_one_written_out() -> None:
    draft = network_from("Linear(3, C*10^29)", "3")
    assert draft.resolve({"C": 9}).layers[0].text == f"Linear(3, {9 * 10**29})"
    with pytest.raises(NetworkError, match="out_features must be a number of at most 30 digits"):
        draft.resolve({"C": 10})


@pytest.mark.parametrize(
    "text", ["Conv2d（３，８，３）", "Ｃｏｎｖ２ｄ(3,\u30008, 3)", "Conv2d(3, 2×4, 3)", "Conv2d(3, 8, 9/3)"]
)
def test_what_can_mean_one_thing_only_is_read(text: str) -> None:
    assert [layer.text for layer in finished_network(text, "３х9Х9").layers] == ["Conv2d(3, 8, kernel_size=3)"]


@pytest.mark.parametrize("size", ["2*K", "2×K", "2K", "K²"])
def test_a_product_with_a_letter_is_one_size(size: str) -> None:
    layer = network_from(f"Conv2d(3, 8, {size})", "3x64x64").resolve({"K": 2}).layers[0]
    assert layer.arguments["kernel_size"] == (4, 4)


@pytest.mark.parametrize("name", ["resnet 50", "ResNet 50", " Resnet  50 "])
def test_a_known_name_with_blanks_in_it_is_asked_back(name: str) -> None:
    with pytest.raises(NetworkError, match='is no known network and no layer; did you mean "resnet50"'):
        network_from(name)


def test_labels_of_prints_and_of_blocks_side_by_side_may_be_the_same() -> None:
    text = "Residual(x: ReLU; Add(x)); Residual(x: ReLU; Add(x)); Net(\n (0): ReLU()\n (1): Net(\n (0): ReLU()\n)\n)"
    assert len(finished_network(text, "3x9x9").layers) == 8
