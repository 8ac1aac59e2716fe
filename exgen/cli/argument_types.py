"""What the text behind an option may be: each function reads one kind of it, and says what is wrong otherwise.

Each raises argparse.ArgumentTypeError with a clear line.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence

from exgen.errors import did_you_mean

MOST_VARIANTS = 10_000
MOST_VERSIONS = 26

_WHOLE = re.compile(r"[0-9]{1,18}")
_ASSIGNMENT = re.compile(r"\s*([^=\s]+)\s*=\s*(.*?)\s*", re.DOTALL)


def whole_number(text: str) -> int:
    """A whole number of at most 18 digits."""
    if not _WHOLE.fullmatch(text):
        raise argparse.ArgumentTypeError(f'found "{text}"; a whole number of at most 18 digits is needed')
    return int(text)


def address(text: str) -> str:
    """The beginning of an address."""
    from exgen.questions.sheet_layout import url_problem

    problem = url_problem(text)
    if problem is not None:
        raise argparse.ArgumentTypeError(f'found "{text}"; {problem}')
    return text


def size(text: str) -> int:
    """A whole number from 1."""
    if whole_number(text) < 1:
        raise argparse.ArgumentTypeError(f'found "{text}"; a whole number from 1 is needed')
    return int(text)


def count(text: str) -> int:
    """How many variants are drawn."""
    if not _WHOLE.fullmatch(text) or not 1 <= int(text) <= MOST_VARIANTS:
        raise argparse.ArgumentTypeError(f'found "{text}"; a whole number from 1 to {MOST_VARIANTS:,} is needed')
    return int(text)


def version_count(text: str) -> int:
    """How many versions an exam has: each has a letter."""
    if not _WHOLE.fullmatch(text) or not 2 <= int(text) <= MOST_VERSIONS:
        raise argparse.ArgumentTypeError(f'found "{text}"; a whole number from 2 to {MOST_VERSIONS} is needed')
    return int(text)


def row(text: str) -> int:
    """The number of a layer, or of how many."""
    if not _WHOLE.fullmatch(text):
        raise argparse.ArgumentTypeError(f'found "{text}"; the number of a layer is needed, as the table has it')
    return int(text)


def one_of(allowed: Sequence[str]) -> Callable[[str], str]:
    """What reads one of these words."""

    def member(text: str) -> str:
        if text not in allowed:
            raise argparse.ArgumentTypeError(f'found "{text}"; {did_you_mean(text, allowed)}')
        return text

    return member


def assignment(text: str) -> tuple[str, str]:
    """A parameter's name, and the text of its value."""
    found = _ASSIGNMENT.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f'found "{text}"; write NAME=VALUE, such as H=78')
    return found[1], found[2]


def stdin(text: str) -> str:
    """The - that stands for standard input."""
    if text != "-":
        raise argparse.ArgumentTypeError(f'found "{text}"; requests are read from standard input, written as -')
    return text
