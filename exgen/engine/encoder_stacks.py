"""A stack of equal layers with a norm behind it, as it is written: ``TransformerEncoder(layer, num_layers=6)``.

And what ``print(model)`` leaves out of the layers of transformers, which no text can be read without.
"""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from exgen.engine.arguments import read_size, shown_argument
from exgen.engine.drafts import MOST_LAYERS
from exgen.engine.network_tokens import Tokens
from exgen.engine.problems import told
from exgen.errors import ExpressionError, NetworkError
from exgen.expressions.patterns import pattern

ENCODER = "TransformerEncoder"
_NAMES = ("encoder_layer", "num_layers", "norm", "enable_nested_tensor", "mask_check")
_EXAMPLE = "TransformerEncoder(TransformerEncoderLayer(512, 8), num_layers=6)"
_COMMA = frozenset({","})
_DENSE = pattern(r"\(linear1\): Linear\(in_features=(\d{1,30}), out_features=(\d{1,30})")
_PROJECTED = pattern(r"NonDynamicallyQuantizableLinear\(in_features=(\d{1,30})")
WITH_HEADS = {
    "MultiheadAttention": (("embed_dim", "num_heads"), _PROJECTED),
    "TransformerEncoderLayer": (("d_model", "nhead", "dim_feedforward"), _DENSE),
}
"""Layers whose print leaves out how many heads they have: the sizes to be written, and where a print has the others."""


class Stack(NamedTuple):
    """The pieces of a stack's layer, how often it stands there, and the pieces of the norm behind all of them."""

    layer: list[int]
    times: int
    norm: list[int]


def stack(tokens: Tokens, start: int, stop: int) -> Stack:
    """The parts of a stack between two pieces, bound as Python would bind them.

    Raises NetworkError where one is missing, unknown or given twice.
    """
    found: dict[str, list[int]] = {}
    for place, run in enumerate(tokens.runs(start, stop, _COMMA)):
        run = [index for index in run if tokens.pieces[index].text != "\n"]
        is_named = len(run) > 1 and tokens.pieces[run[1]].text == "="
        name = tokens.pieces[run[0]].text if is_named else _NAMES[min(place, len(_NAMES) - 1)]
        if not run:
            continue
        if name not in _NAMES or name in found:
            raise NetworkError(f"{name} is {'given twice' if name in found else 'no argument'}: write {_EXAMPLE}")
        found[name] = run[2:] if is_named else run
    if missing := [name for name in _NAMES[:2] if not found.get(name)]:
        raise NetworkError(f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} missing: write {_EXAMPLE}")
    try:
        times = read_size(tokens.said(found["num_layers"]))
    except (ExpressionError, NetworkError) as error:
        raise NetworkError(told("num_layers", error)) from None
    if not isinstance(times, int) or not 0 <= times <= MOST_LAYERS:
        raise NetworkError(f"num_layers must be a number from 0 to {MOST_LAYERS:,}, not {shown_argument(times)}")
    norm = found.get("norm", [])
    return Stack(found["encoder_layer"], times, [] if tokens.said(norm) == "None" else norm)


def refuse_without_heads(where: str, name: str, text: str) -> NoReturn:
    """Raise NetworkError for a print of a layer of ``WITH_HEADS``; its children's ``text`` tells the sizes to write.

    >>> refuse_without_heads("layer 2", "MultiheadAttention", "")  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: layer 2: its print leaves out how many heads it has: write
    MultiheadAttention(embed_dim, num_heads) in its place
    """
    names, sizes = WITH_HEADS[name]
    found = sizes.search(text)
    printed = iter(found.groups() if found else ())
    written = [size if size in ("num_heads", "nhead") else next(printed, size) for size in names]
    call = f"{name}({', '.join(written)})"
    raise NetworkError(f"{where}: its print leaves out how many heads it has: write {call} in its place")
