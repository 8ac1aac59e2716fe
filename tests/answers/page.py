"""docs/responses.md, made from the table of responses: ``make responses`` writes it.

The table says what is typed and what verdict it gets; what is said to the student is asked of `judge` as the page is
made, so the page shows today's sentences. A test says when it is stale.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from exgen.answers import KINDS, Judgement, judge
from tests.answers.table import GROUPS, ROWS, Group, Row

PAGE = Path(__file__).parents[2] / "docs" / "responses.md"

SHOWN_AT_MOST = 70
"""Characters of a response; of a longer one the page shows the beginning."""

TITLES = {
    "integer": "An integer",
    "number": "A number",
    "shape": "A shape",
    "set": "A set of numbers or pairs",
    "interval": "An interval",
    "matrix": "A matrix",
    "matrix_expression": "A formula over matrices",
    "choice": "A choice",
    "choices": "Several choices",
    "matching": "Pairs of what belongs together",
    "ordering": "An order",
    "table": "A table",
    "expression": "A formula",
    "text": "A text",
    "latex": "Written in LaTeX",
    "python": "Pasted from PyTorch, NumPy or Python",
    "unicode": "Pasted from a word processor, a PDF or a phone",
    "german_and_french": "Numbers as they are written in German and French",
    "near_misses": "Near misses",
}
"""The chapters that have a title of their own; any other is called like its file."""

LAST = ("latex", "python", "unicode", "german_and_french", "near_misses")
ELSEWHERE = "other_checkers"

INTRODUCTION = """\
# What is read, and what is said

Every response below was judged when this page was made, and is judged again by every run of the tests:
{rows:,} responses to {groups} questions. The page is made from the table of the tests (`tests/answers/rows/`) by
`make responses`.

A response is read as generously as it can be without guessing, and judged exactly. There are four verdicts, and texts
that a person reads:

- **right**: equal to the key in value, however it is spelt; a remark may say what could be better;
- **partly right**: where cells or members are judged one by one, with the share of the score;
- **wrong**: understood and not equal to the key;
- **not read**: it could not be understood, could mean two things, or is not of the form that is asked. This costs
  nothing, no marks and no attempt, and the student is told why and where.

`‹TAB›`, `‹NEW LINE›` and the like stand for characters that cannot be seen.
"""

DIFFERENCES = """\
## Where exgen differs from other checkers

The tests of four other checkers were read for situations that ours has to meet: the answer tests and input fixtures of
STACK (about 1,250 rows of answer tests), the tests of PrairieLearn's symbolic input and of its conversions, those of
Math-Verify, and those of the parts of Numbas. The rows below are our own. What they have and exgen has not, since no
question on networks needs it, is left out: complex numbers, differential equations, trigonometric identities, equations
as answers, regular expressions, marks for the form of an answer (factored, expanded, in lowest terms).

Three differences run through all of it. A response is never run as a program, neither by Python nor by a computer
algebra system, so there is nothing to forbid. Numbers are exact fractions, so nothing is equal by rounding. And what
cannot be read is told and costs nothing, where others mark it wrong or read a part of it.
"""


def visible(text: str) -> str:
    """A response with its characters that cannot be seen named.

    >>> visible("1\\u202f569\\t")
    '1‹NARROW NO-BREAK SPACE›569‹TAB›'
    """
    names = {"\n": "NEW LINE", "\t": "TAB", "\r": "RETURN", "\0": "U+0000"}
    shown = []
    for character in text:
        is_seen = character == " " or unicodedata.category(character)[0] not in "CZ"
        named = names.get(character) or unicodedata.name(character, f"U+{ord(character):04X}")
        shown.append(character if is_seen else f"‹{named}›")
    return "".join(shown)


def code(text: str) -> str:
    """A response as Markdown shows it, in a cell of a table too; long ones are cut.

    >>> code("a|b"), code(""), code(" x")
    ('`a\\\\|b`', '(nothing)', '`‹BLANK›x`')
    """
    if not text:
        return "(nothing)"
    cut = f" ... ({len(text):,} characters)" if len(text) > SHOWN_AT_MOST else ""
    inner = visible(text[:SHOWN_AT_MOST])
    blanks = len(inner) - len(inner.lstrip(" "))
    inner = "‹BLANK›" * blanks + inner[blanks:]
    blanks = len(inner) - len(inner.rstrip(" "))
    inner = inner[: len(inner) - blanks] + "‹BLANK›" * blanks
    inner = inner.replace("|", "\\|")
    fence = "``" if "`" in inner else "`"
    padding = " " if inner.startswith("`") or inner.endswith("`") else ""
    return f"{fence}{padding}{inner}{padding}{fence}{cut}"


def said(judgement: Judgement) -> str:
    """What the student is told, in a cell of a table."""
    parts = [judgement.reason, *judgement.remarks]
    return (
        "; ".join(visible(part) for part in parts if part).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
    )


def named_verdict(row: Row) -> str:
    """A verdict as the page names it."""
    verdict, _, score = row.verdict.partition(" ")
    names = {"partial": f"partly right: {score}", "incorrect": "wrong", "invalid": "not read", "correct": "right"}
    return names.get(verdict, "left to a person")


def asked(group: Group) -> str:
    """The question's side of a group in one line."""
    options = ", ".join(f"{name} = {value}" for name, value in group.options.items())
    with_options = f", with {code(options)}" if options else ""
    return f"Kind `{group.kind}`, key {code(group.key)}{with_options}."


def group_lines(group: Group) -> Iterator[str]:
    """A group as a section of the page: what is right in one paragraph, all else in a table with what is said."""
    yield from (f"### {group.shows[0].upper()}{group.shows[1:]}", "", asked(group), "")
    for title, text in (("Elsewhere: ", group.elsewhere), ("Here: " if group.elsewhere else "", group.note)):
        if text:
            yield from (f"{title}{text}", "")
    judged = [(row, judge(row.kind, row.key, row.response, row.options)) for row in group.rows]
    plainly_right = [row for row, judgement in judged if row.verdict == "correct" and not (said(judgement) or row.note)]
    if plainly_right:
        yield from ("Right: " + ", ".join(code(row.response) for row in plainly_right) + ".", "")
    others = [(row, judgement) for row, judgement in judged if row not in plainly_right]
    if others:
        yield from ("| typed | verdict | read as | what is said |", "| --- | --- | --- | --- |")
        for row, judgement in others:
            read_as = code(judgement.read_as) if judgement.read_as else ""
            told = " ".join(part for part in (said(judgement), row.note) if part)
            yield f"| {code(row.response)} | {named_verdict(row)} | {read_as} | {told} |"
        yield ""


def chapters() -> list[str]:
    """The files of the table in the order of the page: the kinds, further topics, ways of writing."""
    files = list(dict.fromkeys(group.file for group in GROUPS))
    kinds = [kind for kind in KINDS if kind in files]
    topics = sorted(set(files) - {*kinds, *LAST, ELSEWHERE})
    return [*kinds, *topics, *(file for file in LAST if file in files)]


def page() -> str:
    """The whole page."""
    lines = [INTRODUCTION.format(rows=len(ROWS), groups=len(GROUPS))]
    for file in chapters():
        lines += [f"## {TITLES.get(file, file.replace('_', ' ').capitalize())}", ""]
        lines += sections(file)
    lines += [DIFFERENCES, *sections(ELSEWHERE)]
    return "\n".join(lines).rstrip() + "\n"


def sections(file: str) -> Iterable[str]:
    """The sections of all groups of one file."""
    return [line for group in GROUPS if group.file == file for line in group_lines(group)]


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
