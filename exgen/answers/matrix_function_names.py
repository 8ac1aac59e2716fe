"""What words in a typed matrix expression name: ``sigmoid``, ``ReLU``, ``sigmoid_prime``, the identity ``I``."""

from __future__ import annotations

from collections.abc import Callable

from exgen.answers.matrix_counts import IDENTITY
from exgen.expressions.matrix_functions import ELEMENTWISE, SPELLINGS
from exgen.expressions.matrix_reader import INDICES

_OTHERWISE: dict[str, tuple[str, ...]] = {
    "conv": ("conv1d", "conv2d", "corr", "xcorr", "correlate", "correlate1d", "correlate2d", "cross_correlation"),
    "conv_transpose": ("conv_transpose1d", "conv_transpose2d", "convtranspose", "conv_t", "convt", "deconv"),
    "flip": ("rot180", "rotate180", "flip180"),
    "concat": ("concatenate", "cat", "vstack"),
    "row_sums": ("row_sum", "rowsum", "rowsums"),
    "column_sums": ("column_sum", "columnsum", "columnsums", "col_sum", "col_sums", "colsum", "colsums"),
    "row_means": ("row_mean", "rowmean", "rowmeans"),
    "column_means": ("column_mean", "columnmean", "columnmeans", "col_mean", "col_means", "colmean", "colmeans"),
}
"""What libraries and students call functions whose own names are longer."""
_FUNCTIONS = {
    **{spelt: function for function, spellings in _OTHERWISE.items() for spelt in spellings},
    **{name.casefold(): function for name, function in SPELLINGS.items()},
}
_DERIVATIVES = {
    spelt: f"{function}'"
    for name, function in _FUNCTIONS.items()
    if function in ELEMENTWISE
    for spelt in (
        f"d{name}",
        f"d_{name}",
        *(f"{name}{end}" for end in ("prime", "_prime", "_derivative", "_grad", "_d")),
    )
}
_IDENTITIES = ("I", "Id", "eye", "identity")
_KRONECKER = ("δ", "delta")


def function_of(word: str) -> str | None:
    """The function that a word names; None if it names none.

    >>> function_of("ReLU"), function_of("sigmoid_prime"), function_of("W")
    ('relu', "sigmoid'", None)
    """
    return _FUNCTIONS.get(word.casefold()) or _DERIVATIVES.get(word.casefold())


def identity_of(word: str, index: str, size_of: Callable[[str], str | None]) -> str | None:
    """The identity matrix that a word is, with its size or of any, or one of its entries.

    >>> [identity_of(*word, lambda size: size) for word in (("I", ""), ("I", "n"), ("δ", "ij"), ("W", ""))]
    ['eye', 'diag(ones(n))', 'eye_(ij)', None]
    """
    letter, _, below = f"{word}_{index}".rstrip("_").partition("_")
    is_entry = len(below) == 2 and set(below) <= INDICES
    if letter in _KRONECKER or (letter in _IDENTITIES and is_entry):
        return f"{IDENTITY}_({below})" if is_entry else None
    if letter not in _IDENTITIES:
        return None
    size = size_of(below) if below else None
    return f"diag(ones({size}))" if size else None if below else IDENTITY
