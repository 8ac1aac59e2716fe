"""What commands read from standard input and write to standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exgen.grading.json_lines import Answer, Request
    from exgen.writers.terminal import Block


def print_blocks(blocks: Iterable[Block]) -> None:
    from exgen.writers.terminal import write_blocks

    write_blocks(blocks, sys.stdout)


def print_json(value: object) -> None:
    _utf8_stdout()
    print(json.dumps(value, ensure_ascii=False, indent=2))


def answer_requests(answer: Callable[[Request], Answer]) -> None:
    """Answer standard input line by line; somebody who types, or a program that waits, gets each answer at once."""
    from exgen.grading.json_lines import answered_lines

    _utf8_stdout()
    for line in answered_lines(_stdin_lines(), answer):
        print(line, flush=True)


def _stdin_lines() -> Iterator[str]:
    """The lines of standard input as UTF-8; broken bytes stay recognisable as such."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape", newline="\n")
    yield from sys.stdin


def _utf8_stdout() -> None:
    """JSON is UTF-8 whatever the locale; half a surrogate pair is written as JSON writes it, \\udXXX."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
