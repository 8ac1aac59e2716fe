"""Networks drawn at random over all kinds of layers: chains, branches, windows without nonlinearity."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from hypothesis import strategies as st

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.network_report import finished_network, network_report
from exgen.errors import NetworkError

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def chains(draw: st.DrawFn) -> tuple[str, tuple[int, ...], str]:
    """Layers that fit each other, the shape that goes in, and one more layer, which may not fit."""
    form = draw(st.sampled_from(("map", "map", "map", "vector", "sequence", "tokens")))
    axes = {"map": draw(st.integers(1, 3)), "vector": 0, "sequence": 1, "tokens": 0}[form]
    sizes = [draw(st.integers(2, 8 - axes)) for _ in range(axes)]
    channels = draw(st.integers(1, 6))
    shape = shape_in = (*sizes, channels) if form == "sequence" else (channels, *sizes)
    text = ""
    for _ in range(draw(st.integers(1, 5))):
        layer = drawn_layer(draw, form, shape)
        longer = f"{text}; {layer}" if text else layer
        try:
            network = finished_network(longer, shape_in)
            shape = network_report(network).rows[-1].output_shape
        except NetworkError:
            return text, shape_in, layer
        text = longer
        behind = arrivals(len(shape_in), keys_of(network.layers), network.wiring).forms[-1]
        form = "vector" if not behind.axes else "sequence" if behind.channels == "last" else "map"
        if max(shape) > 60 or prod(shape) > 4_000:
            break
    return text, shape_in, ""


BLOCKS = (
    "Residual(Conv2d({0}, {0}, {1}, padding='same'); GELU())",
    "Residual(BatchNorm2d({0}); Conv2d({0}, {0}, 3, padding=1, groups={0}), shortcut: Conv2d({0}, {0}, 1, bias=False))",
    "Concat(Conv2d({0}, 2, 1), MaxPool2d(3, 1, 1), Identity); Conv2d({2}, {0}, 1)",
    "Concat(dim={4}, Conv2d({0}, {0}, 1), Identity); AdaptiveMaxPool2d(5); Conv2d({5}, {0}, 1)",
    "Flatten(2); Permute((0, 2, 1)); Concat(dim={6}, Linear({0}, {0}), Identity, GELU); Linear({7}, {0}); "
    "Permute((0, 2, 1)); AdaptiveAvgPool1d(12); Flatten(); Unflatten(1, ({0}, 3, 4))",
    "Multiply(Identity, AdaptiveAvgPool2d(1); Conv2d({0}, {0}, 1); Hardsigmoid)",
    "x{3}: Conv2d({0}, {0}, {1}, padding='same'); ReLU; Reuse(x{3}); Add(x{3})",
    "Add(ZeroPad2d(1); Conv2d({0}, {0}, 3), PReLU({0}), Identity)",
)


@st.composite
def branches(draw: st.DrawFn) -> tuple[str, tuple[int, ...]]:
    """Blocks with branches, one behind the other."""
    channels = draw(st.integers(1, 4))
    blocks = [
        draw(st.sampled_from(BLOCKS)).format(
            *(channels, draw(st.integers(1, 4)), 2 * channels + 2, number),
            *(dim := draw(st.sampled_from((1, 2, 3, -3, -1))), channels * (1 + (dim in (1, -3)))),
            *(dim := draw(st.sampled_from((1, 2, -2, -1))), channels * (3 if dim in (2, -1) else 1)),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    end = draw(st.sampled_from(("ReLU", "MaxPool2d(2, ceil_mode=True)", "Flatten", "Flatten(2); Permute((0, 2, 1))")))
    return "\n".join([*blocks, end]), (channels, draw(st.integers(3, 8)), draw(st.integers(3, 8)))


@st.composite
def linear_windows(draw: st.DrawFn) -> tuple[str, tuple[int, ...]]:
    """Layers whose output values are sums over a window of one form, without nonlinearity."""
    axes = draw(st.integers(1, 2))
    shape = shape_in = (draw(st.integers(1, 2)), *(draw(st.integers(6, 12)) for _ in range(axes)))
    texts: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        kernel, stride = draw(st.integers(1, 3)), draw(st.integers(1, 2))
        window = f"{kernel}, {stride}, {draw(st.integers(0, 1))}, {draw(st.integers(1, 2))}"
        options = (
            f"Conv{axes}d({shape[0]}, {shape[0]}, {window})",
            f"Conv{axes}d({shape[0]}, {shape[0]}, {kernel + 1}, padding='same')",
            f"AvgPool{axes}d({kernel}, {stride}, ceil_mode={_bool(draw)})",
            f"ConvTranspose{axes}d({shape[0]}, {shape[0]}, {kernel})",
            f"ZeroPad{axes}d({_axes(draw, 2 * axes, 0, 2)})",
            "Residual(" + f"Conv{axes}d({shape[0]}, {shape[0]}, 3, padding=1))",
            "Identity",
        )
        longer = [*texts, draw(st.sampled_from(options))]
        try:
            shape = network_report(finished_network("\n".join(longer), shape_in)).rows[-1].output_shape
        except NetworkError:
            continue
        texts = longer
    return "\n".join(texts or ["Identity"]), shape_in


def drawn_layer(draw: Draw, form: str, shape: tuple[int, ...]) -> str:
    """A layer's text that takes a tensor of this form ("map", "vector", "sequence", "tokens") and shape."""
    if form == "tokens":
        return f"Embedding({draw(st.integers(1, 9))}, {draw(st.integers(1, 6))})"
    kinds = {"map": MAPS, "vector": VECTORS, "sequence": SEQUENCES}[form]
    return str(draw(st.sampled_from(kinds))(draw, shape))


def _axes(draw: Draw, axes: int, low: int, high: int) -> str:
    numbers = [draw(st.integers(low, high)) for _ in range(axes)]
    return str(tuple(numbers)) if axes > 1 else str(numbers[0])


def _bool(draw: Draw) -> bool:
    return bool(draw(st.booleans()))


def _divisor(draw: Draw, number: int) -> int:
    return int(draw(st.sampled_from([divisor for divisor in range(1, number + 1) if number % divisor == 0])))


def _convolution(draw: Draw, shape: tuple[int, ...]) -> str:
    axes, groups = len(shape) - 1, _divisor(draw, shape[0])
    out = groups * draw(st.integers(1, 3))
    mode = draw(st.sampled_from(("zeros", "reflect", "replicate", "circular")))
    most = 2 if mode in ("zeros", "replicate") else min(2, min(shape[1:]) - 1)
    padding, stride = _axes(draw, axes, 0, most), _axes(draw, axes, 1, 3)
    if draw(st.integers(0, 3)) == 0:
        padding, stride = draw(st.sampled_from((("'same'", "1"), ("'valid'", stride))))
        mode = "zeros"
    return (
        f"Conv{axes}d({shape[0]}, {out}, {_axes(draw, axes, 1, 4)}, stride={stride}, padding={padding}, "
        f"dilation={_axes(draw, axes, 1, 2)}, groups={groups}, bias={_bool(draw)}, padding_mode='{mode}')"
    )


def _transposed(draw: Draw, shape: tuple[int, ...]) -> str:
    axes, groups = len(shape) - 1, _divisor(draw, shape[0])
    stride = draw(st.integers(1, 3))
    return (
        f"ConvTranspose{axes}d({shape[0]}, {groups * draw(st.integers(1, 2))}, {_axes(draw, axes, 1, 4)}, "
        f"stride={stride}, padding={_axes(draw, axes, 0, 1)}, output_padding={_axes(draw, axes, 0, stride - 1)}, "
        f"groups={groups}, bias={_bool(draw)})"
    )


def _pooling(draw: Draw, shape: tuple[int, ...]) -> str:
    axes = len(shape) - 1
    name, kernel = draw(st.sampled_from(("Max", "Avg", "LP"))), draw(st.integers(1, 4))
    if name != "Max" and axes == 3:
        kernel = min(kernel, *shape[1:])  # torch refuses an AvgPool3d whose kernel fits only with padding or ceil_mode
    ceil, stride = f"ceil_mode={_bool(draw)}", _axes(draw, axes, 1, 3)
    if name == "LP":
        return f"LPPool{axes}d(2, {kernel}, {stride}, {ceil})"
    padding = _axes(draw, axes, 0, kernel // 2)
    more = f"dilation={draw(st.integers(1, 2))}" if name == "Max" else f"count_include_pad={_bool(draw)}"
    return f"{name}Pool{axes}d({kernel}, {stride}, {padding}, {ceil}, {more})"


def _adaptive(draw: Draw, shape: tuple[int, ...]) -> str:
    axes = len(shape) - 1
    sizes = _axes(draw, axes, 1, 4)
    if axes > 1 and draw(st.integers(0, 3)) == 0:
        sizes = f"(None, {sizes[1:].split(', ', 1)[1]}"
    return f"Adaptive{draw(st.sampled_from(('Avg', 'Max')))}Pool{axes}d({sizes})"


def _padding(draw: Draw, shape: tuple[int, ...]) -> str:
    axes = len(shape) - 1
    name = draw(st.sampled_from(("Zero", "Constant", "Reflection", "Replication", "Circular")))
    most = min(2, min(shape[1:]) - 1)
    value = ", 0.5" if name == "Constant" else ""
    return f"{name}Pad{axes}d({_axes(draw, 2 * axes, 0, most)}{value})"


def _normalisation(draw: Draw, shape: tuple[int, ...]) -> str:
    axes, keeps = len(shape) - 1, f"affine={_bool(draw)}, track_running_stats={_bool(draw)}"
    sizes = shape[-draw(st.integers(1, axes + 1)) :]
    texts = [
        f"BatchNorm{axes}d({shape[0]}, {keeps})",
        f"GroupNorm({_divisor(draw, shape[0])}, {shape[0]}, affine={_bool(draw)})",
        f"{draw(st.sampled_from(('LayerNorm', 'RMSNorm')))}({sizes if len(sizes) > 1 else sizes[0]}, "
        f"elementwise_affine={_bool(draw)})",
        "LocalResponseNorm(3)",
        f"SyncBatchNorm({shape[0]}, {keeps})",
    ]
    if prod(shape[1:]) > 1:  # torch normalises no single value
        texts.append(f"InstanceNorm{axes}d({shape[0]}, {keeps})")
    return str(draw(st.sampled_from(texts)))


def _resizing(draw: Draw, shape: tuple[int, ...]) -> str:
    axes = len(shape) - 1
    halves = ", ".join(str(draw(st.integers(1, 5)) / 2) for _ in range(axes))
    texts = [
        f"Upsample(scale_factor=({halves}))",
        f"Upsample(scale_factor={draw(st.integers(1, 2))})",
        f"Upsample(size={_axes(draw, axes, 1, 6)})",
    ]
    texts += ["Flatten()", "Flatten(2)", f"ChannelShuffle({_divisor(draw, shape[0])})"] if axes == 2 else ["Flatten()"]
    texts += [f"Chunk({_divisor(draw, shape[0])}, 0)"]
    if axes == 2:
        name = draw(st.sampled_from(("Nearest", "Bilinear")))
        texts += [f"Upsampling{name}2d(scale_factor=({halves}))", f"Upsampling{name}2d({_axes(draw, axes, 1, 6)})"]
    if axes < 3:
        texts.append(_dealt_out(draw, shape))
    texts += ["PixelShuffle(2)"] if axes == 2 and shape[0] % 4 == 0 else []
    texts += ["PixelUnshuffle(2)"] if axes == 2 and all(size % 2 == 0 for size in shape[1:]) else []
    texts += ["GLU(dim=1)"] if shape[0] % 2 == 0 else []
    texts += ["Permute((0, 2, 1))"] if axes == 1 else ["Permute((0, 1, 3, 2))"] if axes == 2 else []
    return str(draw(st.sampled_from(texts)))


def _dealt_out(draw: Draw, shape: tuple[int, ...]) -> str:
    """An axis that becomes several, counted from either end."""
    place = draw(st.integers(0, len(shape) - 1))
    first = _divisor(draw, shape[place])
    return f"Unflatten({place + 1 if _bool(draw) else place - len(shape)}, ({first}, {shape[place] // first}))"


def _passing(draw: Draw, _shape: tuple[int, ...]) -> str:
    names = ("ReLU", "ReLU6", "GELU", "SiLU", "Mish", "ELU", "SELU", "CELU", "Hardswish", "Hardsigmoid", "Hardtanh")
    others = ("LeakyReLU", "RReLU", "Softplus", "Softsign", "Tanhshrink", "LogSigmoid", "Sigmoid", "Tanh", "Hardshrink")
    more = ("Softshrink", "Identity", "Dropout", "AlphaDropout", "Threshold(0.1, 20)", "Softmax(dim=1)", "Softmin(1)")
    return str(draw(st.sampled_from((*names, *others, *more, "LogSoftmax(dim=-1)", "PReLU()"))))


def _on_vectors(draw: Draw, shape: tuple[int, ...]) -> str:
    (features,) = shape
    texts = [
        f"Linear({features}, {draw(st.integers(1, 6))}, bias={_bool(draw)})",
        f"BatchNorm1d({features})",
        f"LayerNorm({features})",
        f"GroupNorm({_divisor(draw, features)}, {features})",
        f"PReLU({features})",
        f"Unflatten(1, ({features}, 1))",
        f"Unflatten(1, (1, {features}, 1))",
    ]
    return str(draw(st.sampled_from([*texts, "GLU()"] if features % 2 == 0 else texts)))


def _on_sequences(draw: Draw, shape: tuple[int, ...]) -> str:
    features, heads = shape[1], _divisor(draw, shape[1])
    hidden = draw(st.integers(1, 4))
    cell = f"{features}, {hidden}, num_layers={draw(st.integers(1, 3))}, bias={_bool(draw)}"
    texts = [
        f"{draw(st.sampled_from(('RNN', 'LSTM', 'GRU')))}({cell}, bidirectional={_bool(draw)})",
        f"LSTM({cell}, bidirectional={_bool(draw)}, proj_size={draw(st.integers(0, hidden - 1))})",
        f"TransformerEncoder(TransformerEncoderLayer({features}, {heads}, {hidden}), {draw(st.integers(1, 3))}, "
        f"norm={draw(st.sampled_from(('None', f'LayerNorm({features})')))})",
        f"MultiheadAttention({features}, {heads}, bias={_bool(draw)})",
        f"MultiheadAttention({features}, {heads}, kdim={draw(st.integers(1, 6))}, vdim={draw(st.integers(1, 6))}, "
        f"bias={_bool(draw)}, add_bias_kv={_bool(draw)}, add_zero_attn={_bool(draw)})",
        f"TransformerEncoderLayer({features}, {heads}, {draw(st.integers(1, 6))}, bias={_bool(draw)})",
        f"Linear({features}, {draw(st.integers(1, 6))}, bias={_bool(draw)})",
        f"LayerNorm({features})",
        f"RMSNorm({features}, eps=0.001, elementwise_affine={_bool(draw)})",
        "Select(1, 0)",
        "Flatten()",
        "Permute((0, 2, 1))",
    ]
    return str(draw(st.sampled_from(texts)))


Maker = Callable[[Draw, tuple[int, ...]], str]

MAPS: tuple[Maker, ...] = (
    *(_convolution, _convolution, _transposed, _pooling, _pooling, _adaptive, _padding, _normalisation, _resizing),
    _passing,
)
VECTORS: tuple[Maker, ...] = (_on_vectors, _on_vectors, _passing)
SEQUENCES: tuple[Maker, ...] = (_on_sequences, _on_sequences, _on_sequences, _passing)
