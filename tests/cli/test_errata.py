"""The page of errata: what it says, and that it is written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from exgen.answers import Verdict
from exgen.cli import main
from exgen.cli.errata import errata, write_errata
from exgen.errors import InputError
from exgen.grading.audit import Audit, Item, Status, audits, published_banks
from exgen.grading.diagnosis import Misconception
from exgen.questions.library import Library, own_place
from exgen.questions.records import Bank

HANDOUT = Library([own_place()]).layout("handout")
BANK = Bank("week5", Path("week5.toml"), "Week *5*", "A | B", (), "", HANDOUT)
NAMED = (Misconception("a", "Linear(2, 1)", "D * K was taken.", 0), Misconception("b", "", "So.", 1))
MORE = (Misconception("b", "", "So.", 0),)
ITEMS = (
    Item("q/right", "5", "5", Verdict.CORRECT, Status.RIGHT),
    Item("q/rows.row1", "6", "5", Verdict.INCORRECT, Status.OWN_MISTAKE, NAMED, row="Linear(2, 1)"),
    Item("q/strange", "7", "5", Verdict.INCORRECT, Status.OWN_MISTAKE),
    Item("q/next", "8", "5", Verdict.INCORRECT, Status.CARRIED, carried_from="q/rows.row1"),
    Item("q/more", "9", "5", Verdict.INCORRECT, Status.CARRIED, MORE, carried_from="q/next"),
    Item("q/again", "9", "5", Verdict.INCORRECT, Status.CARRIED, MORE, carried_from="q/more"),
    Item("q/floor", "|x|", "5", Verdict.INCORRECT, Status.CONVENTION, note="depends on a convention: Right if so."),
    Item("q/figure", "`y`", "5", Verdict.INCORRECT, Status.LOST_FIGURE, note="depends on a lost figure: which"),
    Item("q/blank", "", "5", Verdict.UNGRADED, Status.NOT_ANSWERED, note="the text lost it"),
    Item("q/essay", "words", "", Verdict.UNGRADED, Status.UNGRADED),
)


def test_every_kind_of_answer_has_its_table() -> None:
    lines = errata([Audit(BANK, ITEMS)]).splitlines()
    assert lines[lines.index("|---|---|---|---|---|---|---|---|---|") + 1] == (
        r"| Week \*5\* | 8 | 1 | 5 | 2 | 3 | 1 | 1 | 1 |"
    )
    section = lines[lines.index(r"## Week \*5\*") :]
    assert r"A \| B; bank `week5`. 5 of 8 printed answers are wrong." in section
    assert [line for line in section if line.startswith("**")] == [
        "**Mistakes of its own** (2)",
        "**Carried forward** (3)",
        "**Dependent on a convention** (1)",
        "**Dependent on a lost figure** (1)",
        "**Not answered** (1)",
    ]
    assert [line for line in section if line.startswith("| `")] == [
        r"| `q/rows.row1`, Linear(2, 1) | `6` | `5` | Either: D \* K was taken.<br>Or: So. |",
        "| `q/strange` | `7` | `5` | No known mistake explains it. |",
        "| `q/next` | `8` | `5` | Follows from `q/rows.row1`. |",
        "| `q/more` | `9` | `5` | Follows from `q/next`, and more went wrong: So. |",
        "| `q/again` | `9` | `5` | Follows from `q/more`, and more went wrong: As with `q/more`. |",
        r"| `q/floor` | `\|x\|` | `5` | Depends on a convention: Right if so. |",
        "| `q/figure` | `` `y` `` | `5` | Depends on a lost figure: which. |",
        "| `q/blank` | `5` | The text lost it. |",
    ]


def test_several_banks_are_added_up() -> None:
    text = errata([Audit(BANK, ITEMS), Audit(BANK, ITEMS[:1])])
    assert "| **all** | **9** | **2** | **5** | **2** | **3** | **1** | **1** | **1** |" in text
    assert "**all**" not in errata([Audit(BANK, ITEMS)])


def test_docs_errata_is_what_the_command_writes(checkout: Path, assert_golden: Callable[[Path, str], None]) -> None:
    library = Library([own_place()])
    assert_golden(checkout / "docs" / "errata.md", errata(audits(published_banks(library), library)))


def test_the_command_writes_the_page_and_says_how_many_are_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "errata.md"
    assert main(["audit", "in3310_week5", "section09", "--errata", str(path)]) == 0
    assert capsys.readouterr().out == "6 of 34 printed answers are wrong\n"
    first = path.read_bytes()
    assert first.startswith(b"# Errata of published sheets\n")
    assert main(["audit", "in3310_week5", "section09", "--errata", str(path), "--strict"]) == 1
    assert path.read_bytes() == first
    assert os.listdir(tmp_path) == ["errata.md"]


def test_another_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_text("title = 'mine'", encoding="utf-8")
    with pytest.raises(InputError, match="this is no page of errata"):
        write_errata(path, [Audit(BANK, ITEMS)])
    assert path.read_text(encoding="utf-8") == "title = 'mine'"


def test_a_page_is_written_where_an_empty_file_stands(tmp_path: Path) -> None:
    path = tmp_path / "errata.md"
    path.touch()
    write_errata(path, [Audit(BANK, ITEMS)])
    assert path.read_text(encoding="utf-8") == errata([Audit(BANK, ITEMS)])


@pytest.mark.parametrize("place", ["", "no/such/errata.md"])
def test_a_place_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    assert main(["audit", "section09", "--errata", str(tmp_path / place)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert str(tmp_path) in captured.err


@pytest.mark.parametrize("arguments", [[], ["section09", "--all"]])
def test_banks_are_named_or_all_are_meant(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", *arguments]) == 2
    assert "--all" in capsys.readouterr().err
