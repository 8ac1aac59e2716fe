"""The page of errata: what published sheets got wrong, and what other answers depend on, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from exgen.cli.audit_report import readable_answer
from exgen.cli.check_report import misconception_notes
from exgen.errors import InputError
from exgen.grading.audit import WRONG, Audit, Item, Status
from exgen.writers.plain_text import one_line
from exgen.writers.whole_file import write_whole

TITLE = "# Errata of published sheets"
_BEGINNING = f"""{TITLE}

Written by `exgen audit BANK... --errata FILE`; change the banks, not this page. Every answer that a sheet printed was
compared with the key of the same question with the same numbers. A key that is a quantity of a network is proven: the
rules and a count that knows no formula agree on it. An answer is

- a **mistake of its own**; it has a name where a known mistake explains what was printed: made everywhere, at one
  place, or together with a second one;
- **carried forward**: what was printed earlier was wrong, and this follows from it;
- right under another **convention**;
- dependent on a **lost figure**: the text of the sheet has lost a figure, and the answer is right or wrong as that is
  read;
- **not answered**: the sheet, or its text, has no answer where the question wants one;
- right.

Only the first two count as wrong. Essays are marked by people and counted nowhere.
"""
_PARTS = {
    Status.OWN_MISTAKE: "Mistakes of its own",
    Status.CARRIED: "Carried forward",
    Status.CONVENTION: "Dependent on a convention",
    Status.LOST_FIGURE: "Dependent on a lost figure",
    Status.NOT_ANSWERED: "Not answered",
}
_COLUMNS = {
    "graded": (),
    "right": (Status.RIGHT,),
    "wrong": WRONG,
    "own mistake": (Status.OWN_MISTAKE,),
    "carried": (Status.CARRIED,),
    "convention": (Status.CONVENTION,),
    "lost figure": (Status.LOST_FIGURE,),
    "not answered": (Status.NOT_ANSWERED,),
}
_FORMULA = re.compile(r"\w+ = ")
_MARKS = re.compile(r"[\\`*<>\[\]|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


def write_errata(path: Path, audits: Sequence[Audit]) -> None:
    """Write the page; raises InputError where something else stands there, or the place cannot be written."""
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(TITLE)) != TITLE.encode():
                raise InputError(f'{path}: this is no page of errata, which begins with "{TITLE}"; give another file')
    write_whole(path, errata(audits))


def errata(audits: Sequence[Audit]) -> str:
    """The page for some banks, in their order: the same bytes for the same banks."""
    sections = [_BEGINNING, *_table(("sheet", *_COLUMNS), _totals(audits))]
    for found in audits:
        sections.append("")
        sections += _section(found)
    return "\n".join(sections) + "\n"


def _totals(audits: Sequence[Audit]) -> Iterator[tuple[str, ...]]:
    counts = [_counts(found) for found in audits]
    for found, numbers in zip(audits, counts, strict=True):
        yield (_plain(found.bank.title), *map(str, numbers))
    if len(audits) > 1:
        yield ("**all**", *(f"**{sum(numbers)}**" for numbers in zip(*counts, strict=True)))


def _counts(found: Audit) -> list[int]:
    return [len(found.with_status(*statuses)) if statuses else found.graded for statuses in _COLUMNS.values()]


def _section(found: Audit) -> Iterator[str]:
    yield f"## {_plain(found.bank.title)}"
    yield ""
    course = f"{_plain(found.bank.course)}; " if found.bank.course else ""
    are = "is" if found.wrong == 1 else "are"
    yield f"{course}bank `{found.bank.name}`. {found.wrong} of {found.graded} printed answers {are} wrong."
    for status, heading in _PARTS.items():
        items = found.with_status(status)
        if items:
            yield ""
            yield f"**{heading}** ({len(items)})"
            yield ""
            yield from _items(status, items)


def _items(status: Status, items: Sequence[Item]) -> Iterator[str]:
    if status is Status.NOT_ANSWERED:
        if not any(item.note for item in items):
            return _table(("answer", "key"), [(_name(item), _code(item.key)) for item in items])
        return _table(("answer", "key", "why"), [(_name(item), _code(item.key), _notes(item, {})) for item in items])
    told = {Status.OWN_MISTAKE: "what went wrong", Status.CARRIED: "where it comes from"}.get(status, "why")
    first: dict[tuple[str, ...], Item] = {}
    for item in items:
        first.setdefault(_mistakes(item), item)
    rows = [
        (_name(item), _code(readable_answer(item.published)), _code(item.key), _notes(item, first)) for item in items
    ]
    return _table(("answer", "printed", "key", told), rows)


def _name(item: Item) -> str:
    return _code(item.id) + (f", {_plain(item.row)}" if item.row else "")


def _notes(item: Item, first: Mapping[tuple[str, ...], Item]) -> str:
    """What went wrong or decides, as sentences; ``first`` says of which item the same mistakes are told already."""
    sentences = []
    mistakes = _mistakes(item)
    if item.carried_from:
        sentences.append(f"Follows from {_code(item.carried_from)}{', and more went wrong:' if mistakes else '.'}")
    elif item.status is Status.OWN_MISTAKE and not mistakes:
        sentences.append("No known mistake explains it.")
    if mistakes and first.get(mistakes, item) is not item:
        sentences.append(f"As with {_code(first[mistakes].id)}.")
    elif mistakes:
        sentences.append("<br>".join(map(_sentence, mistakes)))
    if item.note:
        sentences.append(_sentence(item.note))
    return " ".join(sentences)


def _mistakes(item: Item) -> tuple[str, ...]:
    return tuple(misconception_notes(item.misconceptions, here=item.row))


def _sentence(text: str) -> str:
    """A text as a sentence; the name of a node or of a layer at its beginning stays as it is.

    >>> _sentence("height: one row too few"), _sentence("o5 = W2 o4 + b2: turned round")
    ('Height: one row too few.', 'o5 = W2 o4 + b2: turned round.')
    """
    begins = text[0] if _FORMULA.match(text) else text[0].upper()
    return _plain(begins + text[1:] + ("" if text.endswith(".") else "."))


def _table(heading: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heading)} |"
    yield f"|{'---|' * len(heading)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _plain(text: str) -> str:
    r"""A text that Markdown shows as it is.

    >>> _plain("D * K values, so S_1 | S_2")
    'D \\* K values, so S_1 \\| S_2'
    """
    return _MARKS.sub(r"\\\g<0>", one_line(text))


def _code(text: str) -> str:
    r"""A text as code in a table's cell; "" stays "".

    >>> _code("(26, 28)"), _code("a | `b`")
    ('`(26, 28)`', '`` a \\| `b` ``')
    """
    text = one_line(text).replace("|", r"\|")
    if not text:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"
