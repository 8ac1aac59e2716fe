"""What commands read from standard input and write to standard output."""

from __future__ import annotations

import json
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exgen.grading.json_lines import Answer, Request
    from exgen.writers.terminal import Block


_BYTES_AT_ONCE = 1 << 18


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
    for lines in _stdin_lines():
        print(*answered_lines(lines, answer), sep="\n", flush=True)


def _stdin_lines() -> Iterator[list[str]]:
    """The lines of standard input as UTF-8, as many as are there at once; broken bytes stay recognisable as such."""
    if not isinstance(sys.stdin, TextIOWrapper):
        yield from ([line] for line in sys.stdin)
        return
    decoder = getincrementaldecoder("utf-8-sig")("surrogateescape")
    begun: list[str] = []
    while piece := sys.stdin.buffer.read1(_BYTES_AT_ONCE):
        *ended, rest = decoder.decode(piece).split("\n")
        if ended:
            ended[0] = "".join((*begun, ended[0]))
            begun = []
            yield ended
        begun.append(rest)
    if last := "".join(begun) + decoder.decode(b"", final=True):
        yield [last]


def _utf8_stdout() -> None:
    """JSON is UTF-8 whatever the locale; half a surrogate pair is written as JSON writes it, \\udXXX."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
