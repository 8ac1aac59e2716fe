"""The figures as one page of Markdown, which a terminal shows as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.figures import Figure, duration
from benchmarks.peers import GIVEN_UP, OURS, Peers
from benchmarks.random_answers import BAR, DRAWN, LARGE, Share

INTRODUCTION = """\
# Benchmarks

Made by `make bench`, which measures all of this anew and prints it; `python -m benchmarks --write docs/benchmarks.md`
writes this page. Times are medians of several runs in one process, of which the processor's time counts; of whole
commands the time of one or several processes from start to end. Responses, imports and sheets are timed in several
rounds, of which the quickest counts: what else a machine does only adds. A bar is the most that something may take.
"""

PEERS = f"""\
## Responses, beside other checkers

Math-Verify and SymPy judge the rows of our table of responses (`tests/answers/rows/`) in the same run: those of the
kinds below without options that they do not know, but no attacks (SymPy runs what it parses) and nothing that exgen
refuses to read. Math-Verify gets every key as LaTeX, which it reads best, and each response marked as a formula;
SymPy is told the symbols, all of them positive integers. Times are medians for a response, the key read before, over
the rows that a checker judged at all; `x` is how many times as long as exgen it takes for these rows. The verdict of
the table is held right: a false accept is a response that is not right and was taken, a false reject one that is
right and was not. "Not judged" are right responses on which a checker failed, or gave up after {GIVEN_UP} seconds.
exgen is held to the whole table by a test.
"""

SHARES = f"""\
## Random answers that get a mistake's name

A name is only worth something if an answer that follows from nothing rarely gets one. For every template and numeric
key, over some variants, {DRAWN:,} wrong answers are drawn near the key (up to half of it away, at least ten; of shapes
some entries are moved), and every slip of a digit is tried (one changed, left out or doubled, two neighbours swapped;
from four digits on, the last three of these have names of their own).
At most {float(BAR):.0%} of the drawn answers to a key above {LARGE:,} may get a name; a test checks it. Near small keys
mistakes lie close together, so there no pairs of mistakes are looked for, and the share is only printed.
"""


def page(
    machine: str,
    figures: Iterable[Figure],
    peers: Peers,
    shares: Sequence[tuple[Sequence[Share], Sequence[Share]]],
) -> str:
    """The whole page; ``shares`` holds for each template those of drawn answers and those of slips."""
    pieces = [INTRODUCTION, f"Machine: {machine}.\n", figure_table(figures)]
    pieces += [PEERS, peers_table(peers), SHARES, share_table(shares)]
    return "\n".join(pieces)


def figure_table(figures: Iterable[Figure]) -> str:
    """A row for each figure."""
    rows = [(figure.what, duration(figure.seconds), _bar(figure), figure.ratio or figure.note) for figure in figures]
    return _table(("What", "Time", "Bar", "Beside it"), rows)


def peers_table(peers: Peers) -> str:
    """A row for each kind and checker, and the versions of the others or why they are not there."""
    rows = [
        (
            one.kind,
            one.checker,
            str(one.rows),
            duration(one.seconds),
            f"{one.seconds / one.ours:.1f}" if one.seconds and one.ours and one.checker != OURS else "",
            *map(str, (one.false_accepts, one.false_rejects, one.failed)),
        )
        for one in peers.comparisons
    ]
    head = ("Kind", "Checker", "Rows", "Time", "x", "False accepts", "False rejects", "Not judged")
    versions = ", ".join(f"{name} {version}" for name, version in peers.versions.items())
    return f"{_table(head, rows)}\n{versions or peers.note}.\n"


def share_table(shares: Sequence[tuple[Sequence[Share], Sequence[Share]]]) -> str:
    """For each template and size of key: the share of all answers, and that of the key with most names."""
    rows = []
    for drawn, slips in shares:
        for is_large, size in ((True, f"above {LARGE:,}"), (False, f"up to {LARGE:,}, shapes, sets")):
            of_size = [share for share in drawn if share.is_large == is_large]
            if of_size:
                most = max(of_size, key=lambda share: share.share)
                of_slips = [share for share in slips if share.is_large == is_large]
                worst = f"{float(most.share):.2%} ({most.part}, key {_shortened(most.key)})"
                rows.append((most.template, size, _mean(of_size), worst, _mean(of_slips)))
    return _table(("Template", "Keys", "Named", "Most, at a key", "Slips named"), rows)


def _bar(figure: Figure) -> str:
    return f"{duration(figure.bar)}, {figure.verdict or 'not measured'}" if figure.bar is not None else ""


def _mean(shares: Sequence[Share]) -> str:
    tried = sum(share.tried for share in shares)
    return f"{sum(share.named for share in shares) / tried:.2%}" if tried else ""


def _shortened(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:20]} ..."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown whose columns stand under each other."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"
        for row in (head, *rows)
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines) + "\n"
