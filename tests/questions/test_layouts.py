"""Layouts: files that a teacher can copy and change, told apart from broken ones, carried whole by a manifest."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from exgen.errors import BankError, LayoutError, SheetError
from exgen.questions.layouts import (
    COVER_VALUES,
    LARGEST_LAYOUT_FILE,
    Layout,
    LayoutRecord,
    layout_from_file,
    layout_from_record,
)
from exgen.questions.library import LAYOUTS, Library, own_place
from exgen.questions.sheet_layout import ACCENT, USUAL, Logo

OWN = own_place() / LAYOUTS
PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
WHOLE = """
title = "Mine"
font_size = 12
margins = { top = 20, right = 21, bottom = 22, left = 23 }
spacing = "tight"
answer_space = "none"
points_table = true
conventions = false
qr = false
"""
MORE = """\
language = "de"
paper = "letter"
accent = "#660033"
logo = "logo.png"
formula_sheet = ["rules", "own.md"]
[cover]
text = "cover.md"
fields = ["name", "seat"]
[latex]
class = "uio"
macros = "macros.tex"
"""
BESIDE = {
    "logo.png": PNG,
    "own.md": b"Also $x$.",
    "cover.md": "Für << name >>: << points >><% if questions > 9 %>!<% endif %>".encode(),
    "uio.cls": b"\\LoadClass{article}",
    "macros.tex": b"\\newcommand{\\mine}{1}",
}


Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes the file of a layout with others beside it."""

    def write(text: str, files: dict[str, bytes] = BESIDE, name: str = "mine") -> Path:
        folder = tmp_path / LAYOUTS
        folder.mkdir(exist_ok=True)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def problems(path: Path) -> list[str]:
    with pytest.raises(LayoutError) as caught:
        layout_from_file(path, path.parent)
    return [line.removeprefix(f"{path}: ") for line in caught.value.problems]


def test_the_handout_of_exgen_is_the_look_that_writers_know() -> None:
    assert layout_from_file(OWN / "handout.toml", OWN).look == USUAL


def test_exgens_own_layouts_differ_in_what_they_are_for() -> None:
    library = Library([own_place()])
    handout, compact, exam = (library.layout(name) for name in ("handout", "compact", "exam"))
    assert list(library.layouts()) == ["compact", "exam", "handout"]
    assert compact.settings.font_size < handout.settings.font_size
    assert [one.settings.points_table for one in (handout, compact, exam)] == [False, False, True]
    assert exam.settings.cover is not None
    assert exam.look.working_space > 0
    assert exam.cover_text("de", COVER_VALUES).startswith("**Hinweise**")


def test_everything_that_a_layout_chooses_is_taken(written: Written) -> None:
    layout = layout_from_file(written(WHOLE + MORE), None)
    look = layout.look
    assert (look.font_size, *look.margins, look.spacing) == (12, 20, 21, 22, 23, "tight")
    assert (look.answer_space, look.points_table) == ("none", True)
    assert look.logo == Logo("layout/logo.png", 14)
    assert (look.document_class, look.class_options, look.macros) == ("layout/uio", None, "\\newcommand{\\mine}{1}")
    assert dict(layout.placed) == {"layout/logo.png": PNG, "layout/uio.cls": BESIDE["uio.cls"]}
    assert set(layout.files) == {"mine.toml", *BESIDE}
    assert layout.cover_text("en", {**COVER_VALUES, "name": "A*b*", "points": "2 points"}) == r"Für A\*b\*: 2 points"


@pytest.mark.parametrize("field", ["title", "font_size", "margins", "spacing", "answer_space", "qr", "conventions"])
def test_a_missing_field_is_told(written: Written, field: str) -> None:
    lines = (line for line in WHOLE.splitlines() if not line.startswith(field))
    assert problems(written("\n".join(lines))) == [f"{field}: missing"]


def test_everything_wrong_is_told_at_once_with_its_line(written: Written) -> None:
    broken = WHOLE.replace("12", "13").replace("left", "lefts").replace('"tight"', "3")
    told = problems(written(f'{broken}accent = "#ffff00"\nlogo = "a.svg"\n[latex]\nclass = "a b"'))
    assert sorted(told) == sorted([
        "line 3: font_size: found 13; allowed: 10, 11 or 12",
        "line 4: margins.left: missing",
        "line 5: spacing: found 3; allowed: normal or tight",
        'line 11: logo: found "a.svg"; both PDF engines take PNG, JPG, JPEG, PDF',
        "line 10: accent: found \"#ffff00\"; too light to be read on white paper (contrast 1.1 to 1; at least 4.5 is "
        "needed)",
        'line 13: latex.class: found "a b"; the name of a LaTeX class is needed, such as "scrartcl"',
        'line 4: margins.lefts: unknown key; did you mean "left"?',
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"logo.png": b"GIF89a"}, "line 13: logo: logo.png: this is no PNG file"),
        ({"own.md": None}, "line 14: formula_sheet: there is no file own.md beside the layout's"),
        ({"own.md": b"\xff"}, "line 14: formula_sheet: own.md: not UTF-8 text (byte 1); save it as UTF-8"),
        ({"cover.md": b"a\x07"}, "line 16: cover.text: cover.md: the character U+0007 cannot be printed"),
        (
            {"cover.md": b"<< nme >>"},
            'line 16: cover.text: cover.md: line 1: nothing is called "nme" here; did you mean "name"?',
        ),
        (
            {"macros.tex": b"\\end {document}"},
            "line 20: latex.macros: macros.tex: macros stand before a document; none begins or ends here",
        ),
        ({"logo.png": PNG + bytes(LARGEST_LAYOUT_FILE)}, "at most 500000 are taken along"),
    ],
)
def test_what_is_wrong_with_a_file_beside_it_is_told(
    written: Written, change: dict[str, bytes | None], problem: str
) -> None:
    files = {name: data for name, data in (BESIDE | change).items() if data is not None}
    [told] = problems(written(WHOLE + MORE, files))
    assert told.endswith(problem)


def test_no_link_leads_out_of_the_folder(written: Written, tmp_path: Path) -> None:
    path = written(WHOLE + MORE)
    (tmp_path / "secret.md").write_text("secret")
    (path.parent / "own.md").unlink()
    (path.parent / "own.md").symlink_to(tmp_path / "secret.md")
    [told] = problems(path)
    assert "leads out of" in told


def test_a_copied_layout_is_changed_and_found_before_exgens_own(written: Written) -> None:
    path = written((OWN / "exam.toml").read_text().replace("working_space = 28", "working_space = 60"), {}, "exam")
    for name in ("exam_cover.md", "exam_cover_de.md"):
        shutil.copy(OWN / name, path.parent)
    library = Library([path.parents[1]])
    assert library.layout("exam").look.working_space == 60
    assert library.layouts()["exam"].shadowed == (OWN / "exam.toml",)
    assert library.layout("compact").where == str(OWN / "compact.toml")


BANK = 'title = "B"\n{look}\n[[questions]]\ntemplate = "convolution/output_size_2d"\n'


def test_a_bank_names_its_layout_and_has_the_last_word(written: Written) -> None:
    place = written(WHOLE + MORE).parents[1]
    library = Library([place, own_place()])

    def looks(look: str, layout: str | None = None) -> tuple[str, str, str, str]:
        path = place / "b.toml"
        path.write_text(BANK.format(look=look))
        bank = library.bank(str(path), layout=layout)
        return bank.layout.name, bank.language, bank.paper, bank.accent

    assert looks("") == ("handout", "en", "a4", ACCENT)
    assert looks('layout = "mine"') == ("mine", "de", "letter", "#660033")
    assert looks('language = "en"\nlayout = { name = "mine", paper = "a4", accent = "#000000" }') == (
        "mine", "en", "a4", "#000000",
    )  # fmt: skip
    assert looks('layout = { name = "mine", paper = "a4" }', "exam") == ("exam", "en", "a4", ACCENT)
    with pytest.raises(BankError, match=r'b\.toml: layout: there is no layout "mne"; did you mean "mine"\?'):
        looks('layout = "mne"')


@pytest.mark.parametrize("name", ["mne", "../mine", "/mine", ""])
def test_an_unknown_layout_is_answered_with_the_known_ones(written: Written, name: str) -> None:
    with pytest.raises(LayoutError, match=rf'there is no layout "{name}"; '):
        Library([written(WHOLE).parents[1]]).layout(name)


@pytest.fixture
def layout(written: Written) -> Layout:
    return layout_from_file(written(WHOLE + MORE), None)


def test_a_manifest_carries_all_of_it(layout: Layout) -> None:
    record = LayoutRecord.model_validate_json(layout.record().model_dump_json())
    again = layout_from_record(record, "the manifest")
    assert (again.files, again.settings, again.look) == (layout.files, layout.settings, layout.look)
    assert record.files["cover.md"].text == BESIDE["cover.md"].decode()
    assert record.files["logo.png"].text is None


@pytest.mark.parametrize("file", ["mine.toml", *BESIDE])
def test_a_file_that_was_edited_in_a_manifest_is_named(layout: Layout, file: str) -> None:
    record = layout.record()
    old = record.files[file]
    change = {"text": f"{old.text}x"} if old.text is not None else {"base64": "AAAA"}
    edited = record.model_copy(update={"files": record.files | {file: old.model_copy(update=change)}})
    with pytest.raises(SheetError, match=rf"the manifest's layout mine: {file} is not what the sheet was made with"):
        layout_from_record(edited, "the manifest")


def test_a_file_that_was_taken_out_of_a_manifest_is_missed(layout: Layout) -> None:
    record = layout.record()
    files = {name: file for name, file in record.files.items() if name != "own.md"}
    with pytest.raises(
        SheetError, match=r"the manifest's layout mine: line 14: formula_sheet: there is no file own\.md"
    ):
        layout_from_record(record.model_copy(update={"files": files}), "the manifest")


def test_the_layout_on_the_page_has_every_field(tmp_path: Path) -> None:
    page = (own_place() / "docs" / "layouts.md").read_text("utf-8")
    shown = dict(re.findall(r"```(?:toml|markdown)\n(?:# |<!-- )([\w.]+)(?: -->)?\n(.*?)```", page, re.DOTALL))
    for name, text in shown.items():
        (tmp_path / name).write_text(text, "utf-8")
    for name in ("formulas.md", "deckblatt.md", "macros.tex"):
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / "logo.png").write_bytes(PNG)
    settings = layout_from_file(tmp_path / "mine.toml", None).settings
    tables = [settings, settings.cover, settings.latex]
    assert [set(type(table).model_fields) - table.model_fields_set for table in tables if table] == [set()] * 3
    assert set(COVER_VALUES) <= set(re.findall(r"`<< (\w+) >>`", page))
