"""Layers that are several lines: a line ``h = layer_norm(z)`` stands for those that work the normalisation out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from exgen.errors import GraphError
from exgen.expressions.matrices import Shape, shape_text

_CALL = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)\s*")
_NUMBER = re.compile(r"[0-9]+(?:/[0-9]+|\.[0-9]+)?")

LAYERS: Mapping[str, str] = {
    **dict.fromkeys(("layer_norm", "layernorm"), "layer_norm(z)"),
    **dict.fromkeys(("batch_norm", "batchnorm"), "batch_norm(Z)"),
    "attention": "attention(Q, K, V)",
}
"""How each layer is written, in a line of its own, by its spellings."""

WRITTEN = {
    **dict.fromkeys(("max", "maximum"), "relu(z)"),
    **dict.fromkeys(("hinge", "hinge_loss"), "mean(relu(1 - y ⊙ s))"),
    **dict.fromkeys(("cross_entropy", "ce"), "-sum(y ⊙ log(softmax(z)))"),
    **dict.fromkeys(("bce", "binary_cross_entropy"), "-(y log(p) + (1 - y) log(1 - p))"),
    **dict.fromkeys(("mse", "mse_loss"), "mean((o - y)^2)"),
    **{name: f"it in a line of its own, as in o = {written}" for name, written in LAYERS.items()},
    **dict.fromkeys(("swish", "silu"), "z ⊙ sigmoid(z)"),
    **dict.fromkeys(("dot", "inner"), "a^T b"),
    **dict.fromkeys(("cat", "vstack"), "concat(a, b)"),
    "dropout": "the product with a leaf that is the mask, m ⊙ a",
    **dict.fromkeys(("pow", "power"), "z^2"),
    **dict.fromkeys(("matmul", "mm"), "W x"),
    "logsumexp": "log(sum(exp(z)))",
    "absolute": "abs(z)",
}
"""How what others have functions for is written in a line."""


def lines_of_layer(name: str, right: str, shapes: Mapping[str, Shape]) -> list[str] | None:
    """The lines that stand for ``name = right``, if the right side is a layer; None if it is something else.

    ``layer_norm(z, e)`` normalises a column, or every row of a matrix, ``batch_norm(Z, e)`` every column; ``e``, which
    may be left out, is the small number beside the variance. ``attention(Q, K, V)`` is softmax(Q K^T/√d) V, of rows or
    of one query that is a column. What stands between is called after ``name``. Raises GraphError for other arguments.

    >>> lines_of_layer("h", "layer_norm(z)", {"z": ("d", 1)})
    ['m_h = mean(z)', 'c_h = z - m_h ones(d)', 's_h = sqrt(mean(c_h^2))', 'h = c_h / s_h']
    >>> lines_of_layer("O", "attention(Q, K, V)", {"Q": ("m", "d"), "K": ("n", "d"), "V": ("n", "e")})
    ['S_O = (Q K^T)/sqrt(d)', 'P_O = softmax(S_O)', 'O = P_O V']
    >>> lines_of_layer("O", "attention(Q, K, V)", {"Q": ("m", "d"), "K": ("n", "e"), "V": ("n", "e")})
    Traceback (most recent call last):
    ...
    exgen.errors.GraphError: attention: Q is (m,d) and K is (n,e); rows of Q and K have one size, K and V as many rows
    """
    found = _CALL.fullmatch(right)
    if found is None or found[1] not in LAYERS:
        return None
    layer, arguments = LAYERS[found[1]].partition("(")[0], [part.strip() for part in found[2].split(",")]
    most = 3 if layer == "attention" else 2
    least = 3 if layer == "attention" else 1
    unknown = [part for part in arguments[: 3 if layer == "attention" else 1] if part not in shapes]
    if not least <= len(arguments) <= most or unknown:
        of = "three names" if layer == "attention" else "a name and, if you like, a small number"
        raise GraphError(f"{layer} is of {of} that the lines before work out, as in {name} = {LAYERS[found[1]]}")
    if layer == "attention":
        return _attention(name, arguments, [shapes[part] for part in arguments])
    return _normalised(name, layer, arguments, shapes)


def _attention(name: str, arguments: Sequence[str], shapes: Sequence[Shape]) -> list[str]:
    (queries, keys, values), (one, other, third) = arguments, shapes
    is_column = one[1] == 1
    size = one[0] if is_column else one[1]
    if size != other[1] or other[0] != third[0]:
        wrong = (queries, one, keys, other) if size != other[1] else (keys, other, values, third)
        told = f"{wrong[0]} is {shape_text(wrong[1])} and {wrong[2]} is {shape_text(wrong[3])}"
        raise GraphError(f"attention: {told}; rows of Q and K have one size, K and V as many rows")
    scores, shares = f"S_{name}", f"P_{name}"
    product, mixed = (f"{keys} {queries}", f"{values}^T {shares}") if is_column else (
        f"{queries} {keys}^T", f"{shares} {values}"
    )  # fmt: skip
    return [f"{scores} = ({product})/sqrt({size})", f"{shares} = softmax({scores})", f"{name} = {mixed}"]


def _normalised(name: str, layer: str, arguments: Sequence[str], shapes: Mapping[str, Shape]) -> list[str]:
    given, (rows, columns) = arguments[0], shapes[arguments[0]]
    small = arguments[1] if len(arguments) > 1 else ""
    means, centred, root = f"m_{name}", f"c_{name}", f"s_{name}"
    if columns == 1:
        mean, spread, of_root = "mean", f"{means} ones({rows})", root
    elif layer == "layer_norm":
        mean, spread, of_root = "row_means", f"{means} ones(1, {columns})", f"({root} ones(1, {columns}))"
    else:
        mean, spread, of_root = "column_means", f"ones({rows}) {means}", f"(ones({rows}) {root})"
    if small and not _NUMBER.fullmatch(small) and (columns != 1 or shapes.get(small) != (1, 1)):
        allowed = "a number, or a leaf that is one" if columns == 1 else "a number, as in 1/1000"
        raise GraphError(f"{layer}: beside the variance stands {allowed}, not {small}")
    variance = f"{mean}({centred}^2)" + (f" + {small}" if small else "")
    return [
        f"{means} = {mean}({given})",
        f"{centred} = {given} - {spread}",
        f"{root} = sqrt({variance})",
        f"{name} = {centred} / {of_root}",
    ]
