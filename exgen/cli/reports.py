"""What people are shown of the library, of sheets that were made, and of lint."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from string import ascii_uppercase
from typing import TYPE_CHECKING

from exgen.cli.layout import BLANK, cells, facts, space_text
from exgen.writers.terminal import Block, Cell, Column, Paragraph, Row, Table

if TYPE_CHECKING:
    from exgen.grading.findings import Finding, Report
    from exgen.questions.manifest import ManifestHead
    from exgen.questions.overview import Entry, Listing
    from exgen.sheets.command import Written
    from exgen.sheets.rebuilding import Rebuilt
    from exgen.sheets.roster import Roster


MOST_NAMED = 20
"""So many students, or rows of a roster, are named in one warning."""


def list_blocks(found: Listing) -> Iterator[Block]:
    """Templates, banks and layouts with their titles, a table for each folder they are in."""
    tables = [
        *_entry_tables("question templates", found.templates),
        *_entry_tables("question banks", found.banks),
        *_entry_tables("layouts", found.layouts),
    ]
    for number, table in enumerate(tables):
        if number:
            yield BLANK
        yield table


def _entry_tables(heading: str, entries: Sequence[Entry]) -> Iterator[Table]:
    for folder in dict.fromkeys(map(_folder, entries)):
        rows = tuple(_entry_row(entry) for entry in entries if _folder(entry) == folder)
        yield Table((Column(heading, "name"), Column(f"in {folder}")), rows)


def sheet_blocks(written: Written, roster: Roster | None = None) -> Iterator[Block]:
    """What was written, what to do with it, and from which columns of the roster the students were taken."""
    students, head = written.students, written.head
    yield Paragraph(f"{students} sheet{'s' if students != 1 else ''} of {head.bank.title}", "strong")
    yield from facts(
        {
            "to hand out": str(written.folder / "students"),
            "to practise": str(written.folder / "practice") if written.practice else "",
            "to keep": str(written.folder / "teacher"),
            "to fill in": str(written.folder / "teacher" / "responses.csv"),
            "seed": str(head.seed),
            "pages": written.engine,
            "layout": head.layout.name if head.layout else "",
            "formats": ", ".join(head.pages.formats) if head.pages is not None else "",
            "roster": _columns_text(roster) if roster else "",
            "versions": ", ".join(ascii_uppercase[: head.versions]) if head.versions else "",
        }
    )
    if roster is not None and roster.left_out:
        yield Paragraph(f"Left out of the roster: {_listed(roster.left_out)}", "doubtful")
    if _has_latex_unused(head):
        yield Paragraph("The layout's class and macros are in the .tex files; typst's PDFs do without them", "doubtful")
    if head.pages is not None and head.pages.self_check:
        yield Paragraph(
            "Whoever opens a student's .self-check.json can work out the keys of that student's sheet", "doubtful"
        )
    if written.not_practised:
        yield Paragraph(
            f"Not on the practice sheets, since no other variant is left: question {', '.join(written.not_practised)}",
            "doubtful",
        )
    if written.shared:
        yield Paragraph(
            f"Some students share a variant, since there are too few: question {', '.join(written.shared)}", "doubtful"
        )


def _has_latex_unused(head: ManifestHead) -> bool:
    """Whether a layout chooses something for LaTeX where typst sets the pages."""
    from exgen.questions.layouts import layout_from_record

    if head.layout is None or head.pages is None or head.pages.engine != "typst":
        return False
    return layout_from_record(head.layout, head.called).settings.latex is not None


def _columns_text(roster: Roster) -> str:
    """Which columns ids and names were taken from."""
    names = " and ".join(f'"{name}"' for name in roster.names)
    return f'ids from column "{roster.ids}", names from {names}'


def rebuilt_blocks(rebuilt: Rebuilt) -> Iterator[Block]:
    """Where the files are, and which of them are not as they were."""
    of = "file" if rebuilt.files == 1 else "files"
    same = rebuilt.files - len(rebuilt.differing)
    yield Paragraph(f"{rebuilt.files} {of} in {rebuilt.folder}, {same} of them as they were", "strong")
    yield from (Paragraph(f"other bytes: {name}", "doubtful") for name in rebuilt.differing)


def unprinted_warning(unprinted: Mapping[str, str], *, by_latex: bool) -> str:
    """One line that names the students on whose sheets there are boxes, the characters, and what would print them.

    >>> unprinted_warning({"s1": "山田"}, by_latex=True)
    'boxes stand for characters that pdflatex cannot print: s1 (山田); typst would print them (--pdf-engine typst)'
    >>> unprinted_warning({"s1": "山田"}, by_latex=False)
    'boxes stand for characters of which no font is installed: s1 (山田); a font that has them is Noto Sans CJK'
    """
    listed = _listed([f"{id} ({characters})" for id, characters in unprinted.items()])
    if by_latex:
        why, help = "that pdflatex cannot print", "typst would print them (--pdf-engine typst)"
    else:
        fonts = dict.fromkeys(map(_font, "".join(unprinted.values())))
        why, help = "of which no font is installed", f"a font that has them is {_listed(list(fonts))}"
    return f"boxes stand for characters {why}: {listed}; {help}"


def _font(character: str) -> str:
    """A free font for the script of a character."""
    script = unicodedata.name(character, "").partition(" ")[0]
    if script in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL"):
        return "Noto Sans CJK"
    return "Noto Color Emoji" if character >= "\U0001f000" else f"Noto Sans {script.capitalize()}"


def _listed(texts: Sequence[str]) -> str:
    """The first few of many texts, and how many more there are."""
    more = len(texts) - MOST_NAMED
    return ", ".join(texts[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def lint_blocks(report: Report, *, is_typeset: bool) -> Iterator[Block]:
    """A row for each template and bank, its problems below it."""
    columns = (
        Column("name", "name"),
        Column("variants", "number"),
        Column("drawn", "number"),
        Column("keys"),
        Column("examples", "number"),
        Column("verdict", "name"),
    )
    yield Table(columns, tuple(map(_finding_row, report.findings)))
    yield BLANK
    if not is_typeset:
        yield Paragraph('Not tried: whether the texts can be set on a page (pip install "exgen[sheets]").', "doubtful")
    wrong = report.problems
    yield Paragraph(f"{wrong or 'no'} problem{'s' if wrong != 1 else ''}", "bad" if wrong else "good")


def _finding_row(finding: Finding) -> Row:
    keys = ", ".join(f"{number} {status}" for status, number in finding.proofs.items()) or "-"
    row = cells(finding.name, space_text(finding.space), str(finding.drawn), keys, str(finding.examples))
    verdict = Cell("wrong", "bad") if finding.problems else Cell("good", "good")
    return Row((*row.cells, verdict), (*finding.problems, *_hidden_notes(finding)))


def _hidden_notes(finding: Finding) -> Iterator[str]:
    """The mistakes that only some of the variants let somebody see; ``separate`` keeps to these."""
    hidden = [mistake for mistake in finding.mistakes if mistake.is_now_and_then]
    for answer, mistakes in groupby(hidden, key=lambda mistake: mistake.answer):
        told = (f"{mistake.mistake} {mistake.hidden} of {mistake.tried}" for mistake in mistakes)
        yield f"right all the same in {answer}: {', '.join(told)}"


def _entry_row(entry: Entry) -> Row:
    notes = [f"broken: {entry.problem}"] if entry.problem else []
    notes += [f"hides {path}" for path in entry.shadowed]
    return Row(cells(entry.name, entry.title).cells, tuple(notes))


def _folder(entry: Entry) -> str:
    """The folder that an entry is named below: a template's name is a path of several steps."""
    return str(entry.path.parents[entry.name.count("/")])
