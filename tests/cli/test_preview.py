"""``exgen preview``: once, and watching: what is set anew, what is told, and what stays."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from exgen.cli import main
from exgen.cli.parser import LANGUAGES
from exgen.cli.preview import watched
from exgen.questions.library import HANDOUT, Library, own_place
from exgen.questions.solving import solved_variant
from exgen.sheets.preview import Preview
from exgen.writers import WORDS
from exgen.writers.made_pdf import Pdf
from exgen.writers.typst_pool import TypstWorker

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pypdf = pytest.importorskip("pypdf")

SIZE = "convolution/output_size_2d"
SEED = 3


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Preview, Path]]:
    """A preview that stays warm over the tests, and the folder it shows; a test leaves the files as they were."""
    folder = tmp_path_factory.mktemp("preview") / "size"
    shutil.copytree(own_place() / "templates" / SIZE, folder)
    with Preview(SIZE, folder, Library([own_place()]).layout(HANDOUT), seed=SEED) as running:
        yield running, folder


@pytest.fixture
def statement(preview: tuple[Preview, Path]) -> Iterator[Path]:
    path = preview[1] / "statement.md"
    text = path.read_text("utf-8")
    yield path
    path.write_text(text, "utf-8")


def looks(*changes: Callable[[], object]) -> Iterator[None]:
    """A first look, then one after each change."""
    yield
    for change in changes:
        change()
        yield


def test_once_writes_the_question_and_its_solution_as_solve_draws_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "page.pdf"
    assert main(["preview", SIZE, "--once", "--seed", str(SEED), "--out", str(out), "--language", "de"]) == 0
    solved = solved_variant(Library([own_place()]).template(SIZE), seed=SEED)
    (line,) = capsys.readouterr().out.splitlines()
    told = ", ".join(f"{name} = {value}" for name, value in solved.exercise.parameters.items())
    key = solved.exercise.parts[0].key_text
    assert re.fullmatch(rf"{re.escape(str(out))}, \d+ ms; {re.escape(told)}; size = {re.escape(key)}", line)
    sheet, *solution = (page.extract_text() for page in pypdf.PdfReader(out).pages)
    assert "Output size of a 2-D convolution" in sheet
    assert key not in sheet
    assert key in "".join(solution)
    assert "Seite 1 von " in " ".join(sheet.split())
    assert any("Seite 1 von " in " ".join(page.split()) for page in solution)
    assert [path.name for path in out.parent.iterdir()] == ["page.pdf"]


def test_once_tells_what_is_wrong_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "size"
    shutil.copytree(own_place() / "templates" / SIZE, folder)
    with (folder / "statement.md").open("a", encoding="utf-8") as file:
        file.write("\n\n<< nothing >>\n")
    out = tmp_path / "page.pdf"
    assert main(["preview", str(folder), "--once", "--out", str(out)]) == 2
    assert re.match(r'exgen: \S+statement\.md: line \d+: nothing is called "nothing"', capsys.readouterr().err)
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["convolution/output_siz"], 'there is no question template "convolution/output_siz"'),
        ([SIZE, "--language", "fr"], "language"),
        (["{folder}", "--out", "{folder}/page.pdf"], "lies in the template's folder"),
    ],
)
def test_what_cannot_be_used_is_refused(
    arguments: list[str], told: str, preview: tuple[Preview, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preview", *(text.format(folder=preview[1]) for text in arguments)]) == 2
    assert told in capsys.readouterr().err
    assert not (preview[1] / "page.pdf").exists()


def test_without_the_library_that_watches_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("exgen.cli.preview.find_spec", lambda _: None)
    assert main(["preview", SIZE]) == 2
    assert 'pip install "exgen[sheets]"' in capsys.readouterr().err


def test_a_change_is_set_and_what_did_not_change_is_not(
    preview: tuple[Preview, Path], statement: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running, folder = preview
    out = tmp_path / "page.pdf"
    texts: list[str] = []

    def saved_in_place() -> None:
        texts.append(text_of(out.read_bytes()))
        statement.write_text(statement.read_text("utf-8") + "\n\nQuokka.\n", "utf-8")

    def saved_by_renaming() -> None:
        texts.append(text_of(out.read_bytes()))
        new = folder / ".statement.md.new"
        new.write_text(statement.read_text("utf-8") + "\n\nWombat.\n", "utf-8")
        os.replace(new, statement)

    def nothing() -> None:
        texts.append(text_of(out.read_bytes()))

    def backup() -> None:
        shutil.copy(statement, folder / "statement.md~")

    watched(running.previewed, folder, out, looks(saved_in_place, saved_by_renaming, nothing, backup))
    (folder / "statement.md~").unlink()
    assert [("Quokka" in text, "Wombat" in text) for text in texts] == [(False, False), (True, False), (True, True)]
    captured = capsys.readouterr()
    assert captured.err == ""
    assert len(captured.out.splitlines()) == 3


def test_an_error_is_told_the_last_page_stays_and_watching_goes_on(
    preview: tuple[Preview, Path], statement: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running, folder = preview
    good, out = statement.read_text("utf-8"), tmp_path / "page.pdf"
    told: list[tuple[bool, bytes, str]] = []

    def changed(text: str) -> Callable[[], None]:
        def change() -> None:
            told.append((out.exists(), out.read_bytes() if out.exists() else b"", capsys.readouterr().err))
            statement.write_text(text, "utf-8")

        return change

    statement.write_text("<< nothing >>", "utf-8")
    changes = (changed(good), changed(good + "\n\n$\\evil{x}$\n"), changed(good + "\n\nMended."), changed(good))
    watched(running.previewed, folder, out, looks(*changes))
    first, second, third, fourth = told
    assert not first[0]
    assert 'statement.md: line 1: nothing is called "nothing"' in first[2]
    assert first[2].splitlines()[-1] == f"exgen: {out} is not written until this is mended"
    assert second[2] == ""
    assert third[1] == second[1]
    assert re.search(r"statement\.md: .*\\evil", third[2])
    assert third[2].splitlines()[-1] == f"exgen: {out} stays as it was until this is mended"
    assert "Mended." in text_of(fourth[1])


def test_a_pdf_is_replaced_whole(preview: tuple[Preview, Path], statement: Path, tmp_path: Path) -> None:
    """Whoever has opened it still reads the one from before, to its end."""
    running, folder = preview
    out = tmp_path / "page.pdf"

    def open_while_changing() -> Iterator[None]:
        yield
        before = out.read_bytes()
        with out.open("rb") as opened:
            assert opened.read(5) == b"%PDF-"
            statement.write_text(statement.read_text("utf-8") + "\n\nQuokka.\n", "utf-8")
            yield
            assert out.read_bytes() != before
            assert opened.read() == before[5:]

    watched(running.previewed, folder, out, open_while_changing())
    assert [path.name for path in tmp_path.iterdir()] == ["page.pdf"]


def test_a_pdf_that_cannot_be_written_is_told(
    preview: tuple[Preview, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running, folder = preview
    (tmp_path / "file").write_text("")
    watched(running.previewed, folder, tmp_path / "file" / "page.pdf", looks())
    assert "is not written until this is mended" in capsys.readouterr().err


def test_only_the_pages_that_changed_are_set_again(
    preview: tuple[Preview, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    running, folder = preview
    solution = folder / "solution.md"
    text = solution.read_text("utf-8")
    before = running.previewed().pdf
    set_again: list[str] = []
    pdfs = TypstWorker.pdfs

    def counted(worker: TypstWorker, sources: Sequence[str], names: Sequence[str]) -> list[Pdf]:
        set_again.extend(names)
        return pdfs(worker, sources, names)

    monkeypatch.setattr(TypstWorker, "pdfs", counted)
    try:
        assert running.previewed().pdf == before
        assert set_again == []
        solution.write_text(f"{text}\n\nNumbat.\n", "utf-8")
        assert "Numbat." in text_of(running.previewed().pdf)
        assert set_again == [f"{SIZE}, solution"]
    finally:
        solution.write_text(text, "utf-8")


def test_the_languages_are_those_of_the_sheets() -> None:
    assert set(LANGUAGES) == set(WORDS)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="another process cannot be sent Ctrl-C there")
def test_the_watcher_itself_sees_changes_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    """Also where the folder was gone for a while, as when another branch is checked out."""
    pytest.importorskip("watchfiles")
    folder, away = tmp_path / "size", tmp_path / "away"
    shutil.copytree(own_place() / "templates" / SIZE, folder)
    statement = folder / "statement.md"
    code = "import sys; from exgen.cli import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "preview", str(folder), "--out", str(tmp_path / "page.pdf")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("watching ")
        assert " ms; " in process.stdout.readline()
        for word in ("Quokka", "Wombat"):
            new = folder / ".new"
            new.write_text(f"{statement.read_text('utf-8')}\n\n{word}.\n", "utf-8")
            os.replace(new, statement)
            assert " ms; " in process.stdout.readline()
            assert f"{word}." in text_of((tmp_path / "page.pdf").read_bytes())
        folder.rename(away)
        assert "cannot be read" in process.stdout.readline()
        assert "stays as it was" in process.stdout.readline()
        shutil.copytree(away, folder)
        while " ms; " not in (line := process.stdout.readline()):
            assert line.startswith("exgen: ")  # files were still missing
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
        assert rest.splitlines()[-1] == "exgen: stopped"
        assert process.returncode == 130
    finally:
        process.kill()
        process.communicate()
