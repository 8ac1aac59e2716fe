"""Tables and text on terminals of any width, and in pipes: nothing is ever cut."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from hypothesis import given, strategies as st

from exgen.writers.progress import progress_on
from exgen.writers.terminal import Cell, Column, Paragraph, Row, Table, plain_blocks, write_blocks

NUMBERS = ("15,470,264,320", "138357544")
TABLE = Table(
    (Column("layer"), Column("shape", "name"), Column("multiplications", "number"), Column("parameters", "number")),
    (
        Row((Cell("Conv2d(3, 64, kernel_size=3, padding=1)"), Cell("(64, 224, 224)"), *map(Cell, NUMBERS))),
        Row((Cell("ReLU()"), Cell("(64, 224, 224)"), Cell("0", "bad"), Cell("0")), ("a note that is told below",)),
    ),
    Row((Cell("total"), Cell(""), *map(Cell, NUMBERS))),
)


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def coloured(monkeypatch: pytest.MonkeyPatch, columns: int, *blocks: Table | Paragraph) -> str:
    """Blocks as a terminal of so many columns gets them."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    write_blocks(blocks, stream)
    return stream.getvalue()


def on_terminal(monkeypatch: pytest.MonkeyPatch, columns: int, *blocks: Table | Paragraph) -> str:
    """The same without the codes of colours."""
    return re.sub("\x1b\\[[0-9;]*m", "", coloured(monkeypatch, columns, *blocks))


def test_a_pipe_gets_plain_text_without_colour_or_trailing_blanks() -> None:
    stream = StringIO()
    write_blocks([Paragraph("Title", "strong"), TABLE], stream)
    assert stream.getvalue() == (
        "Title\n"
        "layer                                    shape           multiplications  parameters\n"
        "---------------------------------------  --------------  ---------------  ----------\n"
        "Conv2d(3, 64, kernel_size=3, padding=1)  (64, 224, 224)   15,470,264,320   138357544\n"
        "ReLU()                                   (64, 224, 224)                0           0\n"
        "    a note that is told below\n"
        "---------------------------------------  --------------  ---------------  ----------\n"
        "total                                                     15,470,264,320   138357544\n"
    )


def test_a_pipe_gets_long_lines_whole() -> None:
    text = "word " * 500
    assert plain_blocks([Paragraph(text)]) == text.rstrip() + "\n"


@pytest.mark.parametrize("columns", [20, 40, 60, 72, 80, 100, 300])
def test_no_number_and_no_name_is_ever_cut(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    shown = on_terminal(monkeypatch, columns, TABLE)
    for whole in (*NUMBERS, "(64, 224, 224)", "kernel_size=3,"):
        assert whole in shown
    assert re.sub(r"\s+", " ", shown).count(NUMBERS[0]) == 2


@pytest.mark.parametrize("columns", [72, 80, 100])
def test_a_table_fits_a_terminal_by_wrapping_its_texts(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    shown = on_terminal(monkeypatch, columns, TABLE)
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= columns


def test_tones_are_colours_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.search("\x1b\\[31m *0", coloured(monkeypatch, 100, TABLE))


def test_paragraphs_are_wrapped_between_words_under_their_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = on_terminal(monkeypatch, 20, Paragraph("- one two three four five", indent=2, hang=2))
    assert [line.rstrip() for line in shown.splitlines()] == ["  - one two three", "    four five"]


def test_markup_and_control_characters_of_a_response_mean_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "[red]x[/red] :smile: \x1b[31m\x07 [link=x]"
    shown = coloured(monkeypatch, 100, Table((Column("response"),), (Row((Cell(hostile),)),)))
    assert "[red]x[/red] :smile: [31m [link=x]" in shown
    assert "\x07" not in shown


def test_line_ends_in_a_cell_are_blanks() -> None:
    table = Table((Column("response"),), (Row((Cell("one\ntwo"),), ("a\nnote",)),))
    assert plain_blocks([table]) == "response\n--------\none two\n    a note\n"


def test_wide_characters_keep_columns_in_line() -> None:
    table = Table((Column("name", "name"), Column("points", "number")), (Row((Cell("陳大文"), Cell("1"))),))
    assert plain_blocks([table]).splitlines() == ["name    points", "------  ------", "陳大文       1"]


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=200), st.integers(1, 40))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        shown = on_terminal(monkeypatch, width, Paragraph(text))
    plain = plain_blocks([Paragraph(text)])
    assert "".join(shown.split()) == "".join(plain.split())


def test_progress_is_told_on_a_terminal_only() -> None:
    quiet, shown = StringIO(), Terminal()
    for stream in (quiet, shown):
        with progress_on(stream) as progress:
            progress("pages set", 1, 2)
            progress("pages set", 2, 2)
    assert quiet.getvalue() == ""
    assert "pages set" in shown.getvalue()


def test_a_line_never_ends_within_the_brackets_of_a_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = "(16, 257, 195)"
    assert on_terminal(monkeypatch, 24, Paragraph(f"the map has shape {shape} here")) == (
        f"the map has shape\n{shape} here\n"
    )
    table = Table((Column("answer", "name"), Column("published")), (Row((Cell("a name"), Cell(f"{shape} {shape}"))),))
    assert on_terminal(monkeypatch, 26, table).count(shape) == 2


def test_a_table_too_wide_puts_its_first_columns_above_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (Column("layer", goes_above=True), Column("values", "number"), Column("bytes", "number"))
    rows = (Row((Cell("Conv2d(3, 64, kernel_size=3)"), Cell("1,792"), Cell("7,168")), ("easy",)),)
    table = Table(columns, rows, Row((Cell("total"), Cell("1,792"), Cell("7,168"))))
    assert [line.rstrip() for line in on_terminal(monkeypatch, 28, table).splitlines()] == [
        "layer",
        "    values  bytes",
        "────────────────────────────",
        "Conv2d(3, 64, kernel_size=3)",
        "     1,792  7,168",
        "    easy",
        "────────────────────────────",
        "total",
        "     1,792  7,168",
    ]
    wide = on_terminal(monkeypatch, 60, table).splitlines()
    assert wide[0].split() == ["layer", "values", "bytes"]
    assert len(wide) == 6


def test_a_long_table_goes_to_a_terminal_in_few_writes_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    counts = []
    printing = Console.print

    def counted(console: Console, *objects: object, soft_wrap: bool | None = None, end: str = "\n") -> None:
        counts.append(objects)
        printing(console, *objects, soft_wrap=soft_wrap, end=end)

    monkeypatch.setattr(Console, "print", counted)
    rows = tuple([Row((Cell(f"Linear({number}, 1)"), Cell(str(number), "good"), Cell(""))) for number in range(1203)])
    table = Table((Column("layer"), Column("parameters", "number"), Column("remark")), rows)
    shown = on_terminal(monkeypatch, 80, table, Paragraph(""), Paragraph("end"))
    assert shown.replace("─", "-") == plain_blocks([table, Paragraph(""), Paragraph("end")])
    assert len(counts) < 10


def test_headings_of_numbers_stand_on_several_lines_where_a_table_is_too_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (
        Column("output shape", "name"),
        Column("parameter bytes", "number"),
        Column("activation bytes", "number"),
    )
    table = Table(columns, (Row((Cell("(8, 8)"), Cell("1,234,567"), Cell("12"))),))
    assert [line.rstrip() for line in on_terminal(monkeypatch, 29, table).splitlines()] == [
        "output  parameter  activation",
        "shape       bytes       bytes",
        "──────  ─────────  ──────────",
        "(8, 8)  1,234,567          12",
    ]
