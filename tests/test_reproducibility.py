"""The same seed gives the same bytes of ``.tex`` and manifest: in any process, locale, time zone and Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")

CHECKOUT = Path(__file__).parents[1]
BANKS = (CHECKOUT / "tests/sheets/data/question_banks/small.toml", CHECKOUT / "question_banks/in3310_week5.toml")
NEEDED = "import jinja2, pydantic, pylatex, pypandoc"
OTHERS = tuple(f"python3.{minor}" for minor in range(11, 16) if minor != sys.version_info.minor)
MAKE = """
import json, sys
from pathlib import Path
from exgen.questions.library import Library, own_place
from exgen.questions.manifest import PagesRecord
from exgen.questions.rebuilt import exercise_makers, rebuilt_questions
from exgen.sheets.documents import sheet_document
from exgen.sheets.folder import blank_responses, keys_pieces, manifest_pieces
from exgen.sheets.making import SheetMaker
from exgen.sheets.roster import Student
from exgen.writers.latex import latex_sources

texts = {}
roster = (Student("ada", "Ada Lovelace"), Student("\\u00e5se", "\\u00c5se \\u00d8deg\\u00e5rd"))
pages = PagesRecord(engine="latex", version="any", solutions=True, self_check=False)
for path in sys.argv[1:]:
    library = Library([own_place()])
    bank = library.bank(path)
    near = library.near(bank.path)
    maker = SheetMaker(bank, {each.template: near.template(each.template) for each in bank.questions}, 2024)
    head, students = maker.head(pages), [maker.student(student, 1) for student in roster]
    documents = [
        sheet_document(head.bank, student, rebuilt_questions(head, student, exercise_makers(head)), is_solution=each)
        for student in students
        for each in (False, True)
    ]
    pieces = (manifest_pieces(head, students, (), {}), keys_pieces(students), blank_responses(students))
    texts[bank.name] = [*latex_sources(documents), *map("".join, pieces)]
json.dump(texts, sys.stdout)
"""


def _texts(python: str = sys.executable, **surroundings: str) -> dict[str, list[str]]:
    """Everything written for both banks by another process in these surroundings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [python, "-c", MAKE, *map(str, BANKS)],
        env={**environment, "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1", **surroundings},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    texts: dict[str, list[str]] = json.loads(done.stdout)
    return texts


@cache
def _plain_texts() -> dict[str, list[str]]:
    return _texts(PYTHONHASHSEED="0", LC_ALL="C.UTF-8", TZ="UTC")


def test_the_texts_are_whole_sheets() -> None:
    texts = _plain_texts()
    assert list(texts) == ["small", "in3310_week5"]
    for sheets in texts.values():
        assert len(sheets) == 7
        assert all(text.startswith(("%", "\\")) and "\\end{document}" in text for text in sheets[:4])
        assert "Åse Ødegård" in sheets[2]
        assert '"seed": 2024' in sheets[4]


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4294967295"},
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"LC_ALL": "de_DE.ISO-8859-1", "LANG": "de_DE"},
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": "America/Anchorage", "PYTHONHASHSEED": "7", "LANG": "nb_NO.UTF-8"},
    ],
    ids=lambda surroundings: " ".join(f"{name}={value}" for name, value in surroundings.items()),
)
def test_surroundings_change_no_byte(surroundings: dict[str, str]) -> None:
    assert _texts(**surroundings) == _plain_texts()


@pytest.mark.parametrize("name", OTHERS)
def test_another_python_changes_no_byte(name: str) -> None:
    python = shutil.which(name)
    if python is None:
        pytest.skip(f"there is no {name}")
    found = subprocess.run([python, "-c", NEEDED], capture_output=True, text=True, check=False, timeout=60)
    if found.returncode:
        pytest.skip(f"{name} cannot {NEEDED}: {found.stderr.strip().splitlines()[-1]}")
    assert _texts(python) == _plain_texts()
