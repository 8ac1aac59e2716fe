"""A row for every layer kind: what comes out, what is learned, what is multiplied and added, by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.layers import KINDS
from exgen.engine.oracle import CountedQuantities
from exgen.engine.reading import read_network
from exgen.errors import NetworkError


@dataclass(frozen=True)
class Row:
    """A layer alone in its network. ``per_output`` is multiplications and additions of one output value.

    None says that output values differ in them.
    """

    layer: str
    input: tuple[int, ...]
    output: tuple[int, ...]
    weights: int = 0
    biases: int = 0
    per_output: tuple[int, int] | None = (0, 0)
    multiplications: int = 0
    additions: int = 0
    buffers: int = 0

    @property
    def kind(self) -> str:
        return self.layer.partition("(")[0]


PASSING = (
    *("Identity", "ReLU6", "LeakyReLU", "RReLU", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "Softplus"),
    *("LogSigmoid", "Hardsigmoid", "Hardtanh", "Hardswish", "Softsign", "Tanhshrink", "Hardshrink", "Softshrink"),
    *("AlphaDropout", "FeatureAlphaDropout"),
)
"""Kinds that change no shape, learn nothing and multiply nothing."""

PADDING = ("Zero", "Reflection", "Replication", "Circular")

ROWS = (
    Row("Conv1d(4, 8, 3)", (4, 20), (8, 18), 96, 8, (12, 12), 12 * 144, 12 * 144),
    Row("Conv1d(4, 8, 3, stride=2, padding=1, dilation=2, groups=2)", (4, 20), (8, 9), 48, 8, (6, 6), 432, 432),
    Row("Conv2d(32, 64, 7, stride=3)", (32, 19, 19), (64, 5, 5), 100352, 64, (1568, 1568), 2508800, 2508800),
    Row("Conv2d(512, 128, 1)", (512, 25, 25), (128, 25, 25), 65536, 128, (512, 512), 40960000, 40960000),
    Row("Conv2d(3, 16, 3, padding=1)", (3, 64, 64), (16, 64, 64), 432, 16, (27, 27), 1769472, 1769472),
    Row("Conv2d(4, 6, (3, 5), padding=(1, 0), bias=False)", (4, 9, 9), (6, 9, 5), 360, 0, (60, 59), 16200, 15930),
    Row("Conv2d(8, 8, 3, groups=8)", (8, 10, 10), (8, 8, 8), 72, 8, (9, 9), 4608, 4608),
    Row("ConvTranspose1d(4, 8, 3)", (4, 20), (8, 22), 96, 8, None, 24 * 80, 24 * 80),
    Row("ConvTranspose1d(4, 8, 3, 2, 1, 1, 2, False, 2)", (4, 20), (8, 42), 48, 0, None, 960, 960),
    Row("ConvTranspose2d(8, 4, 3, stride=2)", (8, 7, 7), (4, 15, 15), 288, 4, None, 14112, 14112),
    Row("ConvTranspose2d(512, 256, 4, stride=2, padding=1)", (512, 4, 4), (256, 8, 8), 2**21, 256, None, 2**25, 2**25),
    Row("ConvTranspose2d(6, 4, (3, 2), (2, 3), (1, 0), (1, 2), 2)", (6, 5, 4), (4, 10, 13), 72, 4, None, 1440, 1440),
    Row("MaxPool1d(3)", (4, 20), (4, 6)),
    Row("MaxPool1d(3, stride=2, padding=1)", (4, 20), (4, 10)),
    Row("MaxPool2d(2)", (64, 32, 31), (64, 16, 15)),
    Row("MaxPool2d(3, stride=1, dilation=2)", (64, 32, 31), (64, 28, 27)),
    Row("MaxPool2d(kernel_size=2, stride=2, padding=1)", (32, 30, 30), (32, 16, 16)),
    Row("AvgPool2d((2, 3))", (6, 28, 28), (6, 14, 9)),
    Row("AvgPool2d(2, stride=1, padding=1)", (6, 28, 28), (6, 29, 29)),
    Row("AdaptiveAvgPool2d((7, 5))", (512, 14, 9), (512, 7, 5)),
    Row("AdaptiveAvgPool2d((None, 5))", (512, 14, 9), (512, 14, 5)),
    Row("AdaptiveMaxPool3d((2, None, None))", (5, 4, 6, 7), (5, 2, 6, 7)),
    Row("AdaptiveAvgPool2d(7)", (512, 3, 3), (512, 7, 7)),
    Row("BatchNorm2d(64)", (64, 8, 8), (64, 8, 8), 64, 64, buffers=129),
    Row("BatchNorm2d(64, affine=False)", (64, 8, 8), (64, 8, 8), buffers=129),
    Row("BatchNorm2d(64, bias=False)", (64, 8, 8), (64, 8, 8), 64, 0, buffers=129),
    Row("LocalResponseNorm(5)", (96, 55, 55), (96, 55, 55)),
    Row("LocalResponseNorm(5)", (96, 55), (96, 55)),
    Row("Flatten()", (512, 7, 7), (25088,)),
    Row("Flatten()", (6, 10), (60,)),
    Row("Flatten()", (9,), (9,)),
    Row("Linear(576, 10)", (576,), (10,), 5760, 10, (576, 576), 5760, 5760),
    Row("Linear(576, 10, bias=False)", (576,), (10,), 5760, 0, (576, 575), 5760, 5750),
    Row("Linear(1, 1)", (1,), (1,), 1, 1, (1, 1), 1, 1),
    Row("ReLU()", (3, 5, 7), (3, 5, 7)),
    Row("ReLU()", (12,), (12,)),
    Row("Sigmoid()", (3, 5), (3, 5)),
    Row("Tanh()", (3, 5, 7), (3, 5, 7)),
    Row("Softmax(dim=1)", (10,), (10,)),
    Row("Softmax2d()", (3, 5, 7), (3, 5, 7)),
    Row("Dropout(p=0.5)", (4096,), (4096,)),
    Row("CrossEntropyLoss()", (10,), (1,)),
    Row("Conv3d(2, 3, (1, 2, 3), padding=1)", (2, 4, 5, 6), (3, 6, 6, 6), 36, 3, (12, 12), 7776, 7776),
    Row("ConvTranspose3d(2, 3, 2, stride=2)", (2, 2, 3, 1), (3, 4, 6, 2), 48, 3, None, 288, 288),
    Row("MaxPool3d(2)", (2, 4, 5, 6), (2, 2, 2, 3)),
    Row("AvgPool1d(3, stride=2)", (2, 9), (2, 4)),
    Row("AvgPool3d((1, 2, 3))", (2, 4, 5, 6), (2, 4, 2, 2)),
    Row("AdaptiveAvgPool1d(4)", (2, 9), (2, 4)),
    Row("AdaptiveAvgPool3d(1)", (2, 4, 5, 6), (2, 1, 1, 1)),
    Row("AdaptiveMaxPool1d(3)", (2, 9), (2, 3)),
    Row("AdaptiveMaxPool2d((3, 1))", (2, 9, 8), (2, 3, 1)),
    Row("AdaptiveMaxPool3d(2)", (2, 4, 5, 6), (2, 2, 2, 2)),
    Row("BatchNorm1d(4)", (4, 9), (4, 9), 4, 4, buffers=9),
    Row("BatchNorm3d(4)", (4, 3, 2, 2), (4, 3, 2, 2), 4, 4, buffers=9),
    *(Row("SyncBatchNorm(4)", given, given, 4, 4, buffers=9) for given in ((4,), (4, 9), (4, 3, 2), (4, 3, 2, 2))),
    *(Row(f"{kind}()", (3, 5, 7), (3, 5, 7)) for kind in PASSING),
    Row("Dropout1d(p=0.1)", (3, 5), (3, 5)),
    Row("Dropout2d(p=0.1)", (3, 5, 5), (3, 5, 5)),
    Row("Dropout3d(p=0.1)", (3, 5, 5, 2), (3, 5, 5, 2)),
    Row("LogSoftmax(dim=1)", (10,), (10,)),
    Row("Softmin(dim=1)", (10,), (10,)),
    Row("StochasticDepth(p=0.1)", (3, 5), (3, 5)),
    Row("Threshold(0.1, 20)", (3, 5), (3, 5)),
    # torch's arguments: ceil_mode gives (64 - 3)/2 + 1 rounded up; of a window that begins in the padding nothing comes
    Row("MaxPool2d(3, stride=2, ceil_mode=True)", (8, 64, 55), (8, 32, 27)),
    Row("MaxPool1d(2, stride=3, padding=1, ceil_mode=True)", (8, 2), (8, 1)),
    Row("AvgPool2d(2, divisor_override=3)", (6, 28, 28), (6, 14, 14)),
    Row("AdaptiveMaxPool2d(3, return_indices=False)", (2, 9, 8), (2, 3, 3)),
    Row("Embedding(7, 4, padding_idx=0, max_norm=1.0, norm_type=2.0, sparse=True)", (5,), (5, 4), 28),
    Row("AvgPool2d((2, 3), ceil_mode=True)", (8, 7, 7), (8, 4, 3)),
    Row("MaxPool3d(2, ceil_mode=True)", (2, 5, 4, 3), (2, 3, 2, 2)),
    Row("LPPool1d(2, 3, stride=2)", (2, 9), (2, 4)),
    Row("LPPool2d(2, (3, 2), ceil_mode=True)", (2, 10, 9), (2, 4, 5)),
    Row("LPPool3d(1.5, 2)", (2, 4, 5, 6), (2, 2, 2, 3)),
    Row("Conv2d(3, 8, 3, padding='same')", (3, 9, 8), (8, 9, 8), 216, 8, (27, 27), 15552, 15552),
    Row("Conv1d(3, 8, 4, padding='same', dilation=3)", (3, 9), (8, 9), 96, 8, (12, 12), 864, 864),
    Row("Conv2d(3, 8, 3, padding='valid')", (3, 9, 8), (8, 7, 6), 216, 8, (27, 27), 9072, 9072),
    Row("Conv1d(3, 8, 3, padding=2, padding_mode='reflect')", (3, 9), (8, 11), 72, 8, (9, 9), 792, 792),
    *(Row(f"{kind}Pad1d((2, 1))", (3, 5), (3, 8)) for kind in PADDING),
    *(Row(f"{kind}Pad2d((1, 2, 0, 3))", (3, 5, 4), (3, 8, 7)) for kind in PADDING),
    *(Row(f"{kind}Pad3d((1, 0, 2, 1, 0, 2))", (3, 5, 4, 2), (3, 7, 7, 3)) for kind in PADDING),
    *(Row(f"ConstantPad{axes}d(1, 3.5)", (3, *(4,) * axes), (3, *(6,) * axes)) for axes in (1, 2, 3)),
    Row("Upsample(scale_factor=2)", (3, 5, 4), (3, 10, 8)),
    Row("Upsample(scale_factor=(2.0, 3.0), mode='nearest')", (3, 5, 4), (3, 10, 12)),
    Row("Upsample(size=(7, 9), mode='bilinear', align_corners=False)", (3, 5, 4), (3, 7, 9)),
    Row("Upsample(7)", (3, 5), (3, 7)),
    Row("Upsample(scale_factor=1.5)", (3, 5, 7), (3, 7, 10)),
    Row("Upsample(scale_factor=(0.5, 2), mode='bilinear', align_corners=True)", (3, 5, 7), (3, 2, 14)),
    Row("Upsample(scale_factor=4/3, mode='area')", (3, 7), (3, 9)),
    Row("UpsamplingNearest2d(scale_factor=(2.0, 1.5), mode='nearest')", (3, 5, 4), (3, 10, 6)),
    Row("UpsamplingBilinear2d((7, 9))", (3, 5, 4), (3, 7, 9)),
    Row("PixelShuffle(3)", (18, 5, 4), (2, 15, 12)),
    Row("PixelUnshuffle(2)", (3, 6, 4), (12, 3, 2)),
    Row("InstanceNorm1d(4)", (4, 9), (4, 9)),
    Row("InstanceNorm2d(4, affine=True)", (4, 9, 9), (4, 9, 9), 4, 4),
    Row("InstanceNorm3d(4, track_running_stats=True)", (4, 3, 2, 2), (4, 3, 2, 2), buffers=9),
    Row("BatchNorm1d(4)", (4,), (4,), 4, 4, buffers=9),
    Row("BatchNorm2d(64, track_running_stats=False)", (64, 8, 8), (64, 8, 8), 64, 64),
    Row("GroupNorm(3, 6)", (6, 5, 5), (6, 5, 5), 6, 6),
    Row("GroupNorm(1, 6, affine=False)", (6,), (6,)),
    Row("LayerNorm(6)", (9, 6), (9, 6), 6, 6),
    Row("LayerNorm((3, 5, 7))", (3, 5, 7), (3, 5, 7), 105, 105),
    Row("LayerNorm([5, 7], bias=False)", (3, 5, 7), (3, 5, 7), 35, 0),
    Row("LayerNorm((6,), eps=1e-06, elementwise_affine=False)", (9, 6), (9, 6)),
    Row("RMSNorm(6)", (9, 6), (9, 6), 6),
    Row("RMSNorm((5, 7), eps=1e-06, elementwise_affine=False)", (3, 5, 7), (3, 5, 7)),
    Row("RMSNorm((3, 5, 7), eps=None)", (3, 5, 7), (3, 5, 7), 105),
    Row("LayerNorm2d(96)", (96, 5, 5), (96, 5, 5), 96, 96),
    Row("LayerScale(96)", (96, 5, 5), (96, 5, 5), 96),
    Row("PReLU()", (3, 5, 7), (3, 5, 7), 1),
    Row("PReLU(3)", (3, 5, 7), (3, 5, 7), 3),
    Row("GLU()", (6,), (3,)),
    Row("GLU(dim=1)", (6, 5, 7), (3, 5, 7)),
    Row("Flatten(start_dim=2)", (6, 5, 7), (6, 35)),
    Row("Flatten(2, 3)", (6, 5, 7, 2), (6, 35, 2)),
    Row("Unflatten(1, (4, 5, 6))", (120,), (4, 5, 6)),
    Row("Unflatten(1, (4, 30))", (120,), (4, 30)),
    # an axis of a map or a sequence becomes several: torch.arange(280).reshape(8, 5, 7).unflatten(0, (2, 4)).shape
    Row("Unflatten(1, (2, 4))", (8, 5, 7), (2, 4, 5, 7)),
    Row("Unflatten(3, (7, 1))", (8, 5, 7), (8, 5, 7, 1)),
    Row("Unflatten(-2, (2, 3))", (8, 6, 7), (8, 2, 3, 7)),
    Row("Unflatten(2, (2, 2, 2))", (5, 8), (5, 2, 2, 2)),
    Row("Unflatten(-1, (4, 30))", (120,), (4, 30)),
    Row("Permute((0, 2, 3, 1))", (6, 5, 7), (5, 7, 6)),
    Row("Permute((0, 3, 2, 1))", (6, 5, 7), (7, 5, 6)),
    Row("Permute([0, 2, 1])", (6, 5), (5, 6)),
    Row("Select(1, 0)", (9, 6), (6,)),
    Row("ChannelShuffle(2)", (6, 5, 7), (6, 5, 7)),
    Row("Chunk(2, 1)", (6, 5, 7), (3, 5, 7)),
    # on a sequence a dense layer works place by place
    Row("Linear(6, 4)", (9, 6), (9, 4), 24, 4, (6, 6), 216, 216),
    Row("Linear(6, 4, bias=False)", (9, 6), (9, 4), 24, 0, (6, 5), 216, 180),
    Row("Embedding(1000, 64)", (9,), (9, 64), 64000),
    Row("Embedding(10, 3, padding_idx=0)", (4,), (4, 3), 30),
    # a vanilla cell of 4 + 3 entries into 3 units; 5 places; two bias vectors
    Row("RNN(4, 3)", (5, 4), (5, 3), 21, 6, None, 105, 5 * 3 * (7 + 1)),
    Row("RNN(4, 3, nonlinearity='relu', bias=False)", (5, 4), (5, 3), 21, 0, None, 105, 90),
    Row("LSTM(4, 3, batch_first=True)", (5, 4), (5, 3), 84, 24, None, 420, 5 * 12 * 8),
    # the second layer reads 2 * 3 states: per direction 4 gates of 3 units with 4 + 3, then 6 + 3 entries
    Row("LSTM(4, 3, num_layers=2, bidirectional=True)", (5, 4), (5, 6), 384, 96, None, 1920, 5 * (384 + 48)),
    # a gate's entry reads 4 + 2 or 2 * 2 + 2 features, each of 2 projected ones a state of 5
    Row(
        "LSTM(4, 5, num_layers=2, bidirectional=True, proj_size=2)",
        *((3, 4), (3, 4), 2 * 2 * (20 * 6 + 2 * 5), 2 * 2 * 40, None, 3 * 520, 3 * (80 * 7 + 8 * 4)),
    ),
    Row("GRU(4, 3)", (5, 4), (5, 3), 63, 18, None, 315, 5 * 9 * 8),
    # E = 4, two heads, 3 places: 4 projections of 3 * 16, 3 * 3 scores of 4 products, 3 * 4 values of 3
    Row("MultiheadAttention(4, 2)", (3, 4), (3, 4), 64, 16, None, 192 + 36 + 36, 192 + 2 * 9 + 12 * 2),
    Row("MultiheadAttention(4, 2, kdim=3, vdim=5)", (3, 4), (3, 4), 64, 16, None, 192 + 36 + 36, 192 + 18 + 24),
    Row("MultiheadAttention(4, 2, vdim=5)", (3, 4), (3, 4), 68, 16, None, 204 + 72, 12 * (9 + 4 + 4) + 18 + 24),
    # behind the three keys a learned one and zeros
    Row(
        "MultiheadAttention(4, 2, add_bias_kv=True, add_zero_attn=True)",
        *((3, 4), (3, 4), 64, 16 + 8, None, 192 + 2 * 3 * 5 * 4, 192 + 15 * 2 + 12 * 4),
    ),
    Row("MultiheadAttention(4, 2, bias=False)", (3, 4), (3, 4), 64, 0, None, 264, 144 + 18 + 24),
    Row("TransformerEncoderLayer(4, 2, 5)", (3, 4), (3, 4), 64 + 40 + 8, 16 + 9 + 8, None, 264 + 120, 234 + 120),
    Row("TransformerEncoderLayer(4, 1, 5, bias=False)", (3, 4), (3, 4), 112, 0, None, 384, 144 + 27 + 24 + 45 + 48),
    Row("ClassToken(6)", (9, 6), (10, 6), 6),
    Row("PositionEmbedding(9, 6)", (9, 6), (9, 6), 54),
    Row("GELU(approximate='tanh')", (3, 5), (3, 5)),
    Row("LeakyReLU(0.2, inplace=True)", (3, 5), (3, 5)),
)

FEATURES_LAST = (
    *("Linear", "Embedding", "RNN", "LSTM", "GRU", "MultiheadAttention", "TransformerEncoderLayer"),
    *("ClassToken", "PositionEmbedding", "Permute"),
)
"""Behind these the channels or features stand last; a LayerNorm alone is taken for one on a signal."""

PARAMETRIZED = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.layer}-{row.input}")


def counts(row: Row, *names: str) -> tuple[object, ...]:
    network = read_network(row.layer, row.input).resolve({})
    laid = laid_quantities(network)
    slots = [getattr(laid, name)(0) for name in names]
    run = laid.calculation.run(laid.leaves_of(network))
    return tuple(run[slot] for slot in slots)


def shape(row: Row, name: str) -> tuple[object, ...]:
    network = read_network(row.layer, row.input).resolve({})
    laid = laid_quantities(network)
    run = laid.calculation.run(laid.leaves_of(network))
    return tuple(run[slot] for slot in getattr(laid, name)(0))


def test_every_kind_has_a_row() -> None:
    joins = {name for name, kind in KINDS.items() if kind.is_join}  # tests/engine/test_branches.py has theirs
    assert {row.kind for row in ROWS} | {"ScaledDotProductAttention"} == set(KINDS) - joins
    assert all(kind.name == name for name, kind in KINDS.items())


@PARAMETRIZED
def test_a_layer_has_the_shapes_worked_out_by_hand(row: Row) -> None:
    assert shape(row, "input_shape") == row.input
    assert shape(row, "output_shape") == row.output
    assert shape(row, "output_size") == (row.output[:-1] if row.kind in FEATURES_LAST else row.output[1:])


@PARAMETRIZED
def test_a_layer_has_the_counts_worked_out_by_hand(row: Row) -> None:
    expected = (row.weights, row.biases, row.weights + row.biases, row.multiplications, row.additions, row.buffers)
    asked = ("weights", "biases", "parameters", "multiplications", "additions", "buffers")
    assert counts(row, *asked) == expected


@PARAMETRIZED
def test_the_oracle_counts_the_same(row: Row) -> None:
    network = read_network(row.layer, row.input).resolve({})
    counted = CountedQuantities(network, 10**9 if row.multiplications < 10**6 else 10**5)
    assert counted.output_shape(0) == row.output
    assert counted.output_size(0) == shape(row, "output_size")
    if row.multiplications < 10**6:
        for name in ("weights", "biases", "multiplications", "additions", "buffers"):
            assert getattr(counted, name)(0) == getattr(row, name), name
        assert counted.positions(0) == counts(row, "positions")[0]


@PARAMETRIZED
def test_an_output_value_takes_what_was_worked_out_by_hand(row: Row) -> None:
    if row.per_output is not None:
        assert counts(row, "multiplications_per_output", "additions_per_output") == row.per_output
        return
    for name in ("multiplications", "additions"):
        with pytest.raises(NetworkError, match=f"its output values .* ask for {name}"):
            counts(row, f"{name}_per_output")


def test_attention_multiplies_as_often_as_its_keys_say() -> None:
    attention = Row("ScaledDotProductAttention(4, 3)", (4,), (3,))
    assert shape(attention, "output_shape") == (3,)
    assert counts(attention, "weights", "biases", "parameters") == (0, 0, 0)
    with pytest.raises(NetworkError, match="depends on how many keys there are"):
        counts(attention, "multiplications")
    with pytest.raises(NetworkError, match="depends on how many keys there are"):
        CountedQuantities(read_network(attention.layer, attention.input).resolve({})).multiplications(0)


@pytest.mark.parametrize(
    ("layer", "input", "positions"),
    [
        ("Conv2d(32, 64, 7, stride=3)", (32, 19, 19), 25),
        ("ConvTranspose2d(8, 4, 3, stride=2)", (8, 7, 5), 35),
        ("MaxPool1d(3)", (4, 20), 6),
        ("ReLU()", (3, 5, 7), 35),
        ("Linear(9, 2)", (9,), 1),
        ("Flatten()", (3, 5, 7), 1),
    ],
)
def test_positions_are_the_outputs_of_one_channel(layer: str, input: tuple[int, ...], positions: int) -> None:
    assert counts(Row(layer, input, ()), "positions") == (positions,)


@pytest.mark.parametrize(
    ("layer", "input", "dense"),
    [
        ("Conv2d(3, 16, 3, padding=1)", (3, 64, 64), (805306368, 65536, 805371904)),
        ("Conv2d(8, 4, 5)", (8, 16, 16), (1179648, 576, 1180224)),
        ("Conv1d(4, 8, 3, bias=False)", (4, 20), (80 * 144, 0, 11520)),
    ],
)
def test_the_dense_layer_in_a_convolutions_place_is_counted(
    layer: str, input: tuple[int, ...], dense: tuple[int, int, int]
) -> None:
    assert counts(Row(layer, input, ()), "dense_weights", "dense_biases", "dense_parameters") == dense


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.kind not in ("Conv1d", "Conv2d", "Conv3d")], ids=lambda row: row.layer
)
def test_only_a_convolution_has_a_dense_equivalent(row: Row) -> None:
    for name in ("dense_weights", "dense_biases", "dense_parameters"):
        with pytest.raises(NetworkError, match="only a convolution has a dense equivalent"):
            counts(row, name)


@pytest.mark.parametrize(
    ("layer", "input", "wanted", "sizes"),
    [
        ("Conv1d(1, 1, 9, stride=3, padding=1)", (1, 1), (16,), ((52, 54),)),
        ("Conv2d(1, 1, (3, 5), stride=2)", (1, 1, 1), (128, 96), ((257, 258), (195, 196))),
        ("ConvTranspose1d(1, 1, 4, stride=2, padding=1)", (1, 1), (16,), ((8, 8),)),
        ("ConvTranspose1d(1, 1, 4, stride=2, padding=1)", (1, 1), (17,), ((9, 8),)),  # none
        ("ConvTranspose1d(1, 1, 3, stride=2, output_padding=1); Conv1d(1, 1, 2, stride=5)", (1, 1), (4,), ((8, 9),)),
        ("MaxPool2d(2)", (1, 1, 1), (7, 9), ((14, 15), (18, 19))),
        ("AvgPool2d(2, padding=1)", (1, 1, 1), (7, 9), ((12, 13), (16, 17))),
        ("Conv1d(1, 1, 3, stride=4, padding=1)", (1, 1), (1,), ((1, 4),)),
        ("Upsample(scale_factor=(1.5, 0.4))", (1, 1, 1), (10, 2), ((7, 7), (5, 7))),
        ("Upsample(scale_factor=1.5)", (1, 1), (11,), ((8, 7),)),  # none
        ("ReLU()", (3, 1, 1), (7, 9), ((7, 7), (9, 9))),
        ("BatchNorm2d(3)", (3, 1, 1), (7, 9), ((7, 7), (9, 9))),
    ],
)
def test_input_sizes_go_from_the_smallest_to_the_largest(
    layer: str, input: tuple[int, ...], wanted: tuple[int, ...], sizes: tuple[tuple[int, int], ...]
) -> None:
    network = read_network(layer, input).resolve({})
    laid = laid_quantities(network)
    ranges = laid.input_sizes(laid.wanted())
    run = laid.calculation.run(laid.leaves_of(network, {"wanted": wanted}))
    assert tuple((run[smallest], run[largest]) for smallest, largest in ranges) == sizes


def test_no_input_size_can_be_asked_for_where_all_give_the_same() -> None:
    laid = laid_quantities(read_network("Conv2d(1, 1, 3); AdaptiveAvgPool2d(7)", (1, 9, 9)).resolve({}))
    with pytest.raises(NetworkError, match="AdaptiveAvgPool2d: every input size gives the same output size"):
        laid.input_sizes(laid.wanted())


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("Conv1d", ("in_channels", "channels")),
        ("Conv2d", ("in_channels", "channels")),
        ("ConvTranspose2d", ("in_channels", "channels")),
        ("BatchNorm2d", ("num_features", "channels")),
        ("Linear", ("in_features", "features")),
        ("MaxPool2d", None),
        ("Flatten", None),
    ],
)
def test_layers_write_down_what_they_expect(kind: str, written: tuple[str, str] | None) -> None:
    assert KINDS[kind].written_input() == written


def test_every_argument_that_rules_use_is_a_parameter() -> None:
    for kind in KINDS.values():
        assert set(kind.leaves) <= {parameter.name for parameter in kind.parameters}
