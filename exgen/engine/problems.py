"""How the problems of a network are told: all together, each with its subject, but no endless list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exgen.errors import ExpressionError, NetworkError

MOST_PROBLEMS = 20


def told(subject: str, error: ExpressionError | NetworkError) -> str:
    """What an error says of a subject, such as an argument.

    A NetworkError that has no subject of its own begins with the verb. The column of an ExpressionError is
    left out: it counts in a formula that was cut out of a longer text.

    >>> told("stride", NetworkError("must be at least 1, not 0"))
    'stride must be at least 1, not 0'
    >>> told("stride", ExpressionError("unexpected_end", "the formula ends", 4))
    'stride: the formula ends'
    """
    return f"{subject}: {error.sentence}" if isinstance(error, ExpressionError) else f"{subject} {error}"


def arriving_count(number: object, counted: str) -> str:
    """How many channels, features or places arrive; ``counted`` is the word for several.

    >>> arriving_count(1, "channels"), arriving_count(3, "channels")
    ('1 channel arrives', '3 channels arrive')
    """
    return f"1 {counted.removesuffix('s')} arrives" if number == 1 else f"{number} {counted} arrive"


def placed(where: str, problems: Iterable[str]) -> list[str]:
    """The problems, each with the place it is found at.

    >>> placed("layer 2, ReLU(1, 2)", ["it takes 1 argument"])
    ['layer 2, ReLU(1, 2): it takes 1 argument']
    """
    return [f"{where}: {problem}" for problem in problems]


def explained(problems: Sequence[str], assumed: Sequence[str]) -> list[str]:
    """The problems of layers that do not fit, and what may be their cause: classes that a print shows, read as chains.

    >>> explained(["layer 2, Linear(9, 2): ..."], ["Net"])[1]  # doctest: +NORMALIZE_WHITESPACE
    'no print shows the forward pass of Net: its layers are read as a chain; if they are no chain, write how they are
    joined: Residual(...), Concat(...), a label x: and Add(x), or Flatten() where a map becomes a vector'
    """
    if not assumed:
        return list(problems)
    whose = " and ".join([", ".join(assumed[:-1]), assumed[-1]] if len(assumed) > 1 else assumed)
    them = "its layers are read as a chain" if len(assumed) == 1 else "their layers are read as chains"
    return [
        *problems,
        f"no print shows the forward pass of {whose}: {them}; if they are no chain, write how they are joined: "
        "Residual(...), Concat(...), a label x: and Add(x), or Flatten() where a map becomes a vector",
    ]


def network_error(problems: Sequence[str]) -> NetworkError:
    """The error that tells these problems, at most MOST_PROBLEMS of them.

    >>> network_error(["a"] * 22).problems[-1]
    '2 more problems are not listed'
    >>> network_error(["a"] * 21).problems[-1]
    '1 more problem is not listed'
    """
    left_out = len(problems) - MOST_PROBLEMS
    if left_out <= 0:
        return NetworkError(*problems)
    rest = "1 more problem is" if left_out == 1 else f"{left_out} more problems are"
    return NetworkError(*problems[:MOST_PROBLEMS], f"{rest} not listed")
