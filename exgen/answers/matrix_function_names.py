"""The functions that words in a typed matrix expression name: ``sigmoid``, ``ReLU``, ``sigmoid_prime``."""

from __future__ import annotations

from exgen.expressions.matrix_functions import ELEMENTWISE, SPELLINGS

_FUNCTIONS = {name.casefold(): function for name, function in SPELLINGS.items()}
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


def function_of(word: str) -> str | None:
    """The function that a word names; None if it names none.

    >>> function_of("ReLU"), function_of("sigmoid_prime"), function_of("W")
    ('relu', "sigmoid'", None)
    """
    return _FUNCTIONS.get(word.casefold()) or _DERIVATIVES.get(word.casefold())
