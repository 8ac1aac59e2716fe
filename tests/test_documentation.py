"""What the pages show is what happens: their code runs, their commands print what stands below them.

In README.md, CONTRIBUTING.md and docs/, a ``python`` block is an example for doctest (``>>>``) or a program,
and a ``console`` block is a session: ``$`` begins a command (``>`` goes on with it), the lines below are what
it prints, a line ``...`` stands for any lines. The blocks of a page run one after another, in one folder that
holds copies of the checkout's templates, banks, layouts and examples. What must not run here (``make``, ``git``)
stands in a ``sh`` block.
"""

from __future__ import annotations

import argparse
import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from exgen.cli import build_parser

CHECKOUT = Path(__file__).parents[1]
PAGES = [CHECKOUT / "README.md", CHECKOUT / "CONTRIBUTING.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```[ ]*$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Command:
    """A command as typed, and the lines printed below it."""

    text: str
    output: tuple[str, ...]


def blocks(page: str, language: str) -> list[str]:
    """Contents of a page's fenced blocks in one language, their indentation taken away."""
    found = [match.groups() for match in FENCE.finditer(page)]
    return [re.sub(f"^{indent}", "", text, flags=re.M) for indent, name, text in found if name == language]


def commands(session: str) -> Iterator[Command]:
    """The commands of a console block; raises ValueError if the block does not begin with one."""
    first, *rest = re.split(r"^\$ ", session, flags=re.M)
    if first.strip():
        raise ValueError(f"a console block begins with $, not with {first.splitlines()[0]!r}")
    for piece in rest:
        lines = piece.splitlines()
        length = 1
        while length < len(lines) and lines[length].startswith("> "):
            length += 1
        text = "\n".join([lines[0], *(line[2:] for line in lines[1:length])])
        output = "\n".join(lines[length:]).rstrip()
        yield Command(text, tuple(output.splitlines()))


def is_as_shown(printed: str, shown: tuple[str, ...]) -> bool:
    """Whether a text is what the lines of a page say; a line ``...`` stands for any lines, also none."""
    pattern = "".join(r"(?:.*\n)*" if line.strip() == "..." else re.escape(line) + "\n" for line in shown)
    lines = [line.rstrip() for line in printed.rstrip().splitlines()]
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


def pages_with(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page.read_text(encoding="utf-8"), language)]


def page_name(page: Path) -> str:
    return page.relative_to(CHECKOUT).as_posix()


@pytest.fixture
def reader_folder(tmp_path: Path) -> Path:
    """A folder as somebody who follows a page has it."""
    for name in ("templates", "question_banks", "layouts", "examples"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("page", pages_with("python"), ids=page_name)
def test_python_of_the_page_runs(page: Path, reader_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reader_folder)
    programs = blocks(page.read_text(encoding="utf-8"), "python")
    examples = "\n".join(program for program in programs if ">>> " in program)
    test = doctest.DocTestParser().get_doctest(examples, {}, page.name, str(page), 0)
    problems: list[str] = []
    doctest.DocTestRunner().run(test, out=problems.append)
    assert not problems, "".join(problems)
    for program in programs:
        if ">>> " not in program:
            run = subprocess.run(
                [sys.executable, "-W", "error", "-"],
                input=program,
                capture_output=True,
                text=True,
                check=False,
            )
            assert run.returncode == 0, run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("page", pages_with("console"), ids=page_name)
def test_commands_of_the_page_print_what_it_shows(page: Path, reader_folder: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for session in blocks(page.read_text(encoding="utf-8"), "console"):
        for command in commands(session):
            run = subprocess.run(
                ["sh", "-c", command.text],
                cwd=reader_folder,
                env=os.environ | {"PATH": path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            assert run.returncode == 0, f"$ {command.text}\n{run.stdout}"
            if command.output:
                shown = "\n".join(command.output)
                assert is_as_shown(run.stdout, command.output), (
                    f"$ {command.text}\nprints\n{run.stdout}\nbut the page shows\n{shown}"
                )


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser by name; argparse has no public way to list them."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {name: command for group in groups for name, command in group.choices.items()}


def long_options_of(parser: argparse.ArgumentParser) -> set[str]:
    options = {text for action in parser._actions for text in action.option_strings}
    return {text for text in options if text.startswith("--")}


def test_the_page_of_the_command_line_names_every_command_and_option() -> None:
    page = (CHECKOUT / "docs" / "cli.md").read_text(encoding="utf-8")
    parsers = commands_of(build_parser())
    assert parsers
    wanted = {f"exgen {name}" for name in parsers}.union(*map(long_options_of, parsers.values()))
    assert {text for text in wanted if not re.search(re.escape(text) + r"(?![\w-])", page)} == set()


def test_the_page_of_the_command_line_names_no_option_that_is_not_there() -> None:
    page = (CHECKOUT / "docs" / "cli.md").read_text(encoding="utf-8")
    parser = build_parser()
    there = long_options_of(parser).union(*map(long_options_of, commands_of(parser).values()))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", page)) - there == set()


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("one\ntwo\n", ("one", "two")),
        ("one  \ntwo\n\n", ("one", "two")),
        ("one\ntwo\nthree\n", ("one", "...")),
        ("one\ntwo\nthree\n", ("...", "three")),
        ("one\n", ("one", "...")),
        ("a.b\n", ("a.b",)),
    ],
)
def test_output_as_shown_is_recognised(printed: str, shown: tuple[str, ...]) -> None:
    assert is_as_shown(printed, shown)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("one\ntwo\n", ("one",)),
        ("one\n", ("one", "two")),
        ("one\ntwo\n", ("...", "three")),
        ("axb\n", ("a.b",)),
        ("two\none\n", ("one", "two")),
    ],
)
def test_other_output_is_noticed(printed: str, shown: tuple[str, ...]) -> None:
    assert not is_as_shown(printed, shown)


def test_a_session_is_read_as_commands_with_their_output() -> None:
    session = "$ exgen list\none\n\ntwo\n$ exgen compare - <<'END'\n> {}\n> END\n{}\n$ exgen --help\n"
    assert list(commands(session)) == [
        Command("exgen list", ("one", "", "two")),
        Command("exgen compare - <<'END'\n{}\nEND", ("{}",)),
        Command("exgen --help", ()),
    ]


def test_a_session_that_does_not_begin_with_a_command_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with"):
        list(commands("exgen list\n"))


def test_blocks_of_one_language_are_found_also_in_lists() -> None:
    page = "```sh\nmake\n```\n\n- see\n\n  ```console\n  $ exgen list\n    a\n  ```\n"
    assert blocks(page, "console") == ["$ exgen list\n  a\n"]
