"""Run by a Python that has Math-Verify: the same rows judged by Math-Verify and by SymPy.

Reads JSON from standard input, ``{"seconds": 3, "rows": [{"kind", "key", "key_latex", "response", "symbols"},
...]}``, and prints ``{"versions": {...}, checker: [[is_right, seconds], ...]}``; ``is_right`` is null where the
checker fails, or is stopped after so many seconds for one response. It imports nothing of exgen. SymPy runs what it
parses as code: attacks must not be among the rows.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from time import process_time
from typing import Any

from math_verify import parse, verify
from sympy import Basic, Matrix, Symbol, simplify
from sympy.parsing.sympy_parser import (  # noqa: TID251  # what is compared with
    convert_xor,
    implicit_multiplication_application,
    parse_expr,
    standard_transformations,
)

Row = dict[str, Any]

TRANSFORMATIONS = (*standard_transformations, convert_xor, implicit_multiplication_application)


class _GivenUp(Exception):
    """A checker has taken too long."""


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _GivenUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def math_verify_key(row: Row) -> Any:
    """A key as Math-Verify reads it: from LaTeX, which it reads best."""
    return parse(f"${row['key_latex']}$", parsing_timeout=None)


def math_verify_says(row: Row, key: Any) -> bool:
    """Whether Math-Verify takes a response as right; formulas are marked as such, which it needs to find them."""
    response = row["response"]
    text = response if "$" in response or "boxed" in response else f"${response}$"
    return bool(verify(key, parse(text, parsing_timeout=None), timeout_seconds=None))


def sympy_key(row: Row) -> Any:
    """A key as SymPy reads it."""
    return _parsed(row, row["key"])


def sympy_says(row: Row, key: Any) -> bool:
    """Whether SymPy finds that a response is equal to its key, entry by entry."""
    return _equal(key, _parsed(row, row["response"]))


def _parsed(row: Row, text: str) -> Any:
    """A text read by ``parse_expr``; the ends of an interval one by one, a matrix as lists."""
    if row["kind"] == "interval":
        return [[_expression(row, end) for end in axis.split(":")] for axis in re.split(r" x ", text)]
    return _expression(row, text.strip().strip("$"))


def _expression(row: Row, text: str) -> Any:
    known = {name: Symbol(name, integer=True, positive=True) for name in row["symbols"]}
    return parse_expr(text, local_dict=known, transformations=TRANSFORMATIONS)


def _equal(key: Any, response: Any) -> bool:
    if isinstance(key, Matrix) and isinstance(response, list | tuple):
        response = Matrix(response)
    if isinstance(key, list | tuple):
        if isinstance(response, Matrix):
            response = response.tolist()
        is_alike = isinstance(response, list | tuple) and len(key) == len(response)
        return is_alike and all(_equal(*pair) for pair in zip(key, response, strict=True))
    if isinstance(key, set):
        return isinstance(response, set) and key == response
    return isinstance(response, Basic) and bool(simplify(key - response) == 0)


CHECKERS: dict[str, tuple[Callable[[Row], Any], Callable[[Row, Any], bool]]] = {
    "Math-Verify": (math_verify_key, math_verify_says),
    "SymPy": (sympy_key, sympy_says),
}


def judged(rows: list[Row], checker: str, most: int) -> Iterator[tuple[bool | None, float]]:
    """What a checker says to each row, and how long the response took it; the key is read before."""
    read_key, says = CHECKERS[checker]
    for row in rows:
        is_right: bool | None = None
        start = process_time()
        try:
            with _limited(most):
                key = read_key(row)
                start = process_time()
                is_right = says(row, key)
        except Exception:  # whatever it fails by, it has not judged
            is_right = None
        yield is_right, process_time() - start


def main() -> int:
    """Judge the rows of standard input."""
    asked = json.load(sys.stdin)
    rows, most = asked["rows"], asked["seconds"]
    told: dict[str, Any] = {"versions": {"Math-Verify": version("math-verify"), "SymPy": version("sympy")}}
    for checker in CHECKERS:
        list(judged(rows[:20], checker, most))  # so that what is made at the first use is not timed
        told[checker] = list(judged(rows, checker, most))
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
