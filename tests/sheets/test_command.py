"""The whole way from a bank to a folder of PDFs."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from exgen.errors import SheetError, TypesettingError
from exgen.questions.library import Library
from exgen.questions.manifest import read_manifest
from exgen.questions.records import Bank
from exgen.sheets import class_files, command, group, workers
from exgen.sheets.command import SEEDS, Written, chosen_engine, make_sheet
from exgen.sheets.making import SheetMaker
from exgen.sheets.roster import Student
from exgen.writers.made_pdf import Pdf

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")

Roster = tuple[Student, ...]
STUDENT_FILES = ["students/ada.pdf", "students/ada.tex", "students/b-2.pdf", "students/b-2.tex"]
TEACHER_FILES = [
    *("teacher/class.pdf", "teacher/keys.pdf", "teacher/keys.tex"),
    *("teacher/keys.json", "teacher/manifest.json", "teacher/responses.csv"),
]
SOLUTIONS = [f"teacher/solutions/{id}.{ending}" for id in ("ada", "b-2") for ending in ("pdf", "tex")]


@pytest.fixture(scope="module")
def written(bank: Bank, roster: Roster, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A sheet for two students, made once for all tests that only look at it."""
    pytest.importorskip("typst")
    folder = tmp_path_factory.mktemp("written") / "sheet"
    return make_sheet(bank, roster, library, folder, seed=5, engine="typst")


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages come out of nothing, for tests that are about something else than pages."""

    class Blank:
        def __enter__(self) -> Blank:
            return self

        def __exit__(self, *_error: object) -> None:
            pass

        def pdfs(self, sources: list[str], _names: list[str], _figures: object = None) -> list[Pdf]:
            return [Pdf(blank)] * len(sources)

    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        made = BytesIO()
        pdf.save(made, deterministic_id=True)
    blank = made.getvalue()
    for module in (group, class_files):
        monkeypatch.setattr(module, "typesetter", lambda *_, **__: Blank())


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _content(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in _files(folder)}


def _page_text(path: Path) -> str:
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(BytesIO(path.read_bytes()))
    return "\n".join(page.extract_text() for page in reader.pages) + str(reader.metadata)


def test_a_sheet_is_the_files_of_the_contract(written: Written) -> None:
    assert _files(written.folder) == sorted([*STUDENT_FILES, *TEACHER_FILES, *SOLUTIONS])
    assert all(
        (written.folder / name).read_bytes().startswith(b"%PDF") for name in _files(written.folder) if ".pdf" in name
    )
    assert written.engine.startswith("PDFs by typst 0.14.")
    assert os.listdir(written.folder.parent) == ["sheet"]


def test_names_of_any_letters_stand_on_the_page_as_they_are(written: Written) -> None:
    text = " ".join(_page_text(written.folder / "students/b-2.pdf").split())
    assert r"O’Neil_{#1}%$\input{x}" in text.replace("'", "’")
    assert "b-2" in text


def _told_by(written: Written, id: str) -> str:
    tex = (written.folder / f"students/{id}.tex").read_text(encoding="utf-8")
    return tex + _page_text(written.folder / f"students/{id}.pdf")


@pytest.mark.parametrize("id", ["ada", "b-2"])
def test_a_students_files_hold_no_key_and_no_derivation(written: Written, id: str) -> None:
    student = read_manifest(written.folder).student(id)
    assert student is not None
    told = _told_by(written, id)
    squeezed = "".join(told.split())
    for variant in student.variants:
        for key in variant.keys.values():
            if len(key.key) > 3:
                assert key.key not in told
                assert "".join(key.key.split()) not in squeezed
    for word in ("lfloor", "⌊", "KeyText", "\\Key", "\\TableKey", "fewer", "proven", "Derivation", "confirmed"):
        body = told.partition(r"\begin{document}")[2]  # the preamble defines the commands for both
        assert word not in body


@pytest.mark.parametrize("id", ["ada", "b-2"])
def test_the_solutions_hold_what_the_students_files_do_not(written: Written, id: str) -> None:
    tex = (written.folder / f"teacher/solutions/{id}.tex").read_text(encoding="utf-8")
    assert r"\lfloor" in tex
    assert "fewer" in tex
    student = read_manifest(written.folder).student(id)
    assert student is not None
    assert student.variants[0].keys["1c"].key in tex


@pytest.mark.usefixtures("without_engine")
def test_a_file_to_check_oneself_with_is_written_where_it_is_asked_for(
    bank: Bank, roster: Roster, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "sheet"
    make_sheet(bank, roster, library, folder, seed=5, self_check=True, solutions=False, engine="typst")
    own = ["students/ada.self-check.json", "students/b-2.self-check.json"]
    assert _files(folder) == sorted([*STUDENT_FILES, *own, *TEACHER_FILES])
    before = _content(folder)
    make_sheet(bank, roster, library, folder, self_check=True, solutions=False, engine="typst")
    assert _content(folder) == before
    make_sheet(bank, roster, library, folder, solutions=False, engine="typst")
    assert _files(folder) == sorted([*STUDENT_FILES, *TEACHER_FILES])


@pytest.mark.usefixtures("without_engine")
def test_a_students_files_hold_no_seed(bank: Bank, library: Library, tmp_path: Path) -> None:
    seeds = (111_111, 777_777)
    for seed in seeds:
        make_sheet(bank, (), library, tmp_path / str(seed), seed=seed, as_published=True, engine="typst")
    for seed in seeds:
        for name, data in _content(tmp_path / str(seed)).items():
            assert (str(seed).encode() in data) == (name == "teacher/manifest.json"), name


def test_the_manifest_stands_with_the_teacher_only(written: Written) -> None:
    assert [name for name in _files(written.folder) if "manifest" in name] == ["teacher/manifest.json"]
    assert read_manifest(written.folder).seed == written.head.seed == 5
    keys = json.loads((written.folder / "teacher/keys.json").read_text())
    assert keys["ada"]["1a"] == "(20, 20)"


@pytest.mark.usefixtures("without_engine")
def test_without_a_roster_there_is_one_sheet(
    bank: Bank,
    library: Library,
    tmp_path: Path,
) -> None:
    made = make_sheet(bank, (), library, tmp_path / "sheet", engine="typst")
    assert _files(made.folder)[:2] == ["students/sheet.pdf", "students/sheet.tex"]
    assert 0 <= made.head.seed < SEEDS


@pytest.mark.usefixtures("without_engine")
def test_without_solutions_there_are_none(bank: Bank, roster: Roster, library: Library, tmp_path: Path) -> None:
    made = make_sheet(bank, roster, library, tmp_path / "sheet", solutions=False, engine="typst")
    assert _files(made.folder) == sorted([*STUDENT_FILES, *TEACHER_FILES])


@pytest.mark.usefixtures("without_engine")
def test_the_same_folder_uses_its_seed_again(bank: Bank, roster: Roster, library: Library, tmp_path: Path) -> None:
    first = make_sheet(bank, roster, library, tmp_path / "sheet", engine="typst")
    before = _content(first.folder)
    again = make_sheet(bank, roster, library, tmp_path / "sheet", engine="typst")
    assert again.head == first.head
    assert _content(again.folder) == before


@pytest.mark.usefixtures("without_engine")
def test_a_late_joiner_is_added_to_the_same_folder(
    bank: Bank, roster: Roster, library: Library, tmp_path: Path
) -> None:
    first = make_sheet(bank, roster, library, tmp_path / "sheet", engine="typst")
    before = _content(first.folder)
    made = make_sheet(bank, (*roster, Student("zoe", "Zoe")), library, tmp_path / "sheet", engine="typst")
    after = _content(made.folder)
    assert {name: after[name] for name in STUDENT_FILES} == {name: before[name] for name in STUDENT_FILES}
    assert "students/zoe.tex" in after


@pytest.mark.usefixtures("without_engine")
def test_a_seed_that_is_given_counts(bank: Bank, roster: Roster, library: Library, tmp_path: Path) -> None:
    make_sheet(bank, roster, library, tmp_path / "sheet", seed=1, engine="typst")
    assert make_sheet(bank, roster, library, tmp_path / "sheet", seed=2, engine="typst").head.seed == 2


@pytest.mark.usefixtures("without_engine")
def test_progress_is_told_from_the_first_to_the_last(
    bank: Bank, roster: Roster, library: Library, tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    make_sheet(bank, roster, library, tmp_path / "sheet", engine="typst", progress=lambda *step: told.append(step))
    assert told == [(what, done, 2) for what in ("exercises solved and proven", "sheets set") for done in (1, 2)]


@pytest.mark.usefixtures("without_engine")
def test_responses_that_were_filled_in_are_never_lost(
    bank: Bank, roster: Roster, library: Library, tmp_path: Path
) -> None:
    folder = make_sheet(bank, roster, library, tmp_path / "sheet", seed=1, engine="typst").folder
    responses = folder / "teacher/responses.csv"
    responses.write_text(responses.read_text().replace("ada,1b,", "ada,1b,400"))
    before = _content(folder)
    with pytest.raises(SheetError, match="has been filled in"):
        make_sheet(bank, roster, library, folder, engine="typst")
    assert _content(folder) == before


@pytest.mark.usefixtures("without_engine")
def test_responses_filled_in_while_pages_are_set_are_not_lost(
    bank: Bank, roster: Roster, library: Library, tmp_path: Path
) -> None:
    folder = make_sheet(bank, roster, library, tmp_path / "sheet", seed=1, engine="typst").folder
    responses = folder / "teacher/responses.csv"

    def fill_in(what: str, done: int, _of: int) -> None:
        if (what, done) == ("sheets set", 2):
            responses.write_text(responses.read_text().replace("ada,1b,", "ada,1b,400"))

    with pytest.raises(SheetError, match="has been filled in"):
        make_sheet(bank, roster, library, folder, engine="typst", progress=fill_in)
    assert "ada,1b,400" in responses.read_text()
    assert os.listdir(tmp_path) == ["sheet"]


def _failing(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Let the second sheet go wrong, or (``late``) what is made of all of them."""
    write_bytes = Path.write_bytes

    def late(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if how == "late":
        monkeypatch.setattr(class_files, "JoinedPdf", late)
        return

    def full(self: Path, data: bytes) -> int:
        if self.name == "b-2.pdf":
            raise OSError(errno.ENOSPC, "No space left on device") if how == "full" else TypesettingError("wrong")
        return write_bytes(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)


@pytest.mark.usefixtures("without_engine")
@pytest.mark.parametrize(
    ("how", "error"), [("typesetting", TypesettingError), ("full", SheetError), ("late", SheetError)]
)
@pytest.mark.parametrize("is_there", [False, True])
def test_nothing_half_written_is_left_by_an_error(
    bank: Bank,
    roster: Roster,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    error: type[BaseException],
    is_there: bool,
) -> None:
    folder = tmp_path / "build" / "sheet"
    if is_there:
        make_sheet(bank, roster, library, folder, seed=1, engine="typst")
    before = _content(folder)
    _failing(monkeypatch, how)
    with pytest.raises(error):
        make_sheet(bank, roster, library, folder, seed=2, engine="typst")
    monkeypatch.undo()
    assert _content(folder) == before
    assert [path.name for path in tmp_path.rglob("*") if path.name.startswith(".")] == []
    assert folder.exists() == is_there
    assert (tmp_path / "build").exists() == is_there


def _class_of(count: int) -> Roster:
    return tuple(Student(f"s{number}", f"Student {number}") for number in range(count))


@pytest.mark.parametrize("engine", ["typst", pytest.param("latex", marks=pytest.mark.latex)])
def test_what_was_interrupted_is_gone_on_with_to_the_same_bytes(
    bank: Bank, library: Library, tmp_path: Path, engine: str
) -> None:
    roster = _class_of(2 * group.GROUP + 1)
    whole = make_sheet(bank, roster, library, tmp_path / "whole", seed=3, engine=engine)

    def interrupt(what: str, done: int, _of: int) -> None:
        if (what, done) == ("sheets set", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_sheet(bank, roster, library, tmp_path / "sheet", seed=3, engine=engine, progress=interrupt)
    assert os.listdir(tmp_path / ".sheet.unfinished/groups")
    set_before = {path: path.stat().st_mtime_ns for path in (tmp_path / ".sheet.unfinished/groups").iterdir()}
    made = make_sheet(bank, roster, library, tmp_path / "sheet", engine=engine)  # the seed is that of what was begun
    assert _content(made.folder) == _content(whole.folder)
    assert sorted(os.listdir(tmp_path)) == ["sheet", "whole"]
    assert set_before


@pytest.mark.usefixtures("without_engine")
def test_what_is_whole_is_not_made_again(
    bank: Bank, roster: Roster, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(command, "write_teacher_files", interrupted)
        with pytest.raises(KeyboardInterrupt):
            make_sheet(bank, roster, library, tmp_path / "sheet", seed=3, engine="typst")
    monkeypatch.setattr(workers, "write_group", interrupted)
    monkeypatch.setattr(SheetMaker, "student", interrupted)
    make_sheet(bank, roster, library, tmp_path / "sheet", engine="typst")
    assert _files(tmp_path / "sheet") == sorted([*STUDENT_FILES, *TEACHER_FILES, *SOLUTIONS])


def test_the_manifest_has_the_hash_and_the_pages_of_every_file(written: Written) -> None:
    for student in read_manifest(written.folder).students:
        assert sorted(student.files) == sorted(name for name in _files(written.folder) if f"/{student.id}." in name)
        for name, record in student.files.items():
            data = (written.folder / name).read_bytes()
            assert record.sha256 == sha256(data).hexdigest()
            assert record.pages == (_pages(data) if name.endswith(".pdf") else None)


def _pages(data: bytes) -> int:
    pypdf = pytest.importorskip("pypdf")
    return len(pypdf.PdfReader(BytesIO(data)).pages)


@pytest.mark.usefixtures("without_engine")
def test_a_folder_that_cannot_be_made_is_told_before_anything_is_lost(
    bank: Bank,
    library: Library,
    tmp_path: Path,
) -> None:
    (tmp_path / "build").write_text("a file")
    with pytest.raises(SheetError) as error:
        make_sheet(bank, (), library, tmp_path / "build" / "sheet", engine="typst")
    assert str(error.value).startswith(f"{tmp_path / 'build' / 'sheet'}: ")
    assert os.listdir(tmp_path) == ["build"]


def test_an_unknown_engine_is_told(bank: Bank, library: Library, tmp_path: Path) -> None:
    with pytest.raises(TypesettingError, match="tpyst"):
        make_sheet(bank, (), library, tmp_path / "sheet", engine="tpyst")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("asked", ["auto", "typst"])
def test_a_bank_can_fix_its_engine(asked: str, bank: Bank) -> None:
    pytest.importorskip("typst")
    engine = chosen_engine(replace(bank, pdf_engine="typst"), asked)
    assert engine.name == "typst"
    assert engine.reason.endswith(", fixed by the bank")


def test_another_engine_than_the_fixed_one_is_refused(bank: Bank) -> None:
    with pytest.raises(SheetError, match=r'small.toml: pdf_engine = "typst" fixes what sets the PDFs; leave --pdf-'):
        chosen_engine(replace(bank, pdf_engine="typst"), "latex")


@pytest.mark.latex
def test_pdflatex_sets_the_same_sheet(bank: Bank, library: Library, roster: Roster, tmp_path: Path) -> None:
    made = make_sheet(bank, roster[1:], library, tmp_path / "sheet", seed=5, engine="latex")
    assert made.engine == "PDFs by pdflatex"
    assert (made.folder / "students/b-2.pdf").read_bytes().startswith(b"%PDF")
    assert "Neil_{#1}%$\\input{x}" in " ".join(_page_text(made.folder / "students/b-2.pdf").split())


@pytest.mark.latex
def test_a_students_tex_compiles_with_plain_pdflatex(written: Written, tmp_path: Path) -> None:
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", str(written.folder / "students/ada.tex")],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
