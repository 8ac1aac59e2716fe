"""A student's own file: what is in it, what is not, and what happens to one that somebody has tampered with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exgen.errors import SheetError
from exgen.questions.library import Library, own_place
from exgen.questions.manifest import Manifest
from exgen.questions.self_check import ENDING, SelfCheckFile, key_digest, read_sheet, self_check_file
from exgen.sheets.roster import Student
from tests.sheets.classes import self_check_texts, sheet_of

Content = dict[str, Any]
SEED = 918273
ADA, BEN, EVE = Student("ada", "Ada Lovelace"), Student("ben", "Ben Okri"), Student("eve", "Eve Curie")


def _manifest(checkout: Path, *roster: Student, seed: int = SEED) -> Manifest:
    library = Library([checkout / "tests" / "sheets" / "data"])
    return sheet_of(library.bank("small"), roster, seed, library)


@pytest.fixture(scope="module")
def whole(checkout: Path) -> Manifest:
    return _manifest(checkout, ADA, BEN)


@pytest.fixture
def text(whole: Manifest) -> str:
    return self_check_texts(whole)[Path(f"students/ada{ENDING}")]


def test_there_is_a_file_for_every_student(whole: Manifest) -> None:
    assert list(self_check_texts(whole)) == [Path("students/ada.self-check.json"), Path("students/ben.self-check.json")]


def test_the_file_holds_nothing_of_others_and_no_seed(text: str) -> None:
    assert "Ada Lovelace" in text
    for word in ("ben", "Ben", "Okri", str(SEED), "seed"):
        assert word not in text


def test_the_file_is_the_same_whoever_else_is_on_the_roster(checkout: Path, text: str) -> None:
    alone = _manifest(checkout, ADA, EVE)
    assert self_check_texts(alone)[Path(f"students/ada{ENDING}")] == text


def test_the_file_holds_no_key_in_clear_text(whole: Manifest, text: str) -> None:
    student = whole.student("ada")
    assert student is not None
    keys = [record.key for variant in student.variants for record in variant.keys.values()]
    told = [key for key in keys if len(key) > 3]
    assert len(told) >= 6
    assert not [key for key in told if key in text]
    assert set(_fields(json.loads(text)["student"])) <= {
        "id",
        "name",
        "code",
        "variants",
        "parameters",
        "orders",
        "keys",
        "digest",
    }


def _fields(value: object) -> list[str]:
    """The names of all fields but those of parameters and labels."""
    if isinstance(value, list):
        return [name for item in value for name in _fields(item)]
    if not isinstance(value, dict):
        return []
    found = []
    for name, item in value.items():
        found.append(name)
        members = item.values() if name == "keys" else [item] if name != "parameters" else []
        found += [inner for member in members for inner in _fields(member)]
    return found


def test_of_the_templates_only_what_makes_the_exercise_is_in_it() -> None:
    library = Library([own_place()])
    made = sheet_of(library.bank("section09"), (ADA,), SEED, library)
    assert any("examples.toml" in template.sources for template in made.templates.values())
    sources = {frozenset(template.sources) for template in self_check_file(made, made.students[0]).templates.values()}
    assert sources == {frozenset({"question.toml", "statement.md"})}


def test_the_file_is_read_as_it_was_written(whole: Manifest, text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text, encoding="utf-8")
    read = read_sheet(path)
    assert isinstance(read, SelfCheckFile)
    assert read == self_check_file(whole, whole.students[0])
    assert [student.id for student in read.students] == ["ada"]


def test_a_manifest_is_read_as_a_manifest(whole: Manifest, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(whole.model_dump_json(), encoding="utf-8")
    assert read_sheet(path) == whole


def test_a_digest_tells_every_part_of_a_key_apart() -> None:
    base = ("size", "shape", "(1, 2)", "2")
    others = [("sizes", *base[1:]), (base[0], "set", *base[2:]), (*base[:2], "(1, 3)", "2"), (*base[:3], "3")]
    digests = {key_digest(*base), *(key_digest(*other) for other in others)}
    assert len(digests) == 5


def _without(name: str) -> Callable[[Content], None]:
    return lambda content: content.__delitem__(name)


def _with(name: str, value: object) -> Callable[[Content], None]:
    return lambda content: content.__setitem__(name, value)


def _drop_variant(content: Content) -> None:
    del content["student"]["variants"][0]


def _foreign_template(content: Content) -> None:
    content["questions"][0]["template"] = "other"


def _long_parameter(content: Content) -> None:
    content["student"]["variants"][0]["parameters"]["H"] = [1]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_without("student"), "(student): missing"),
        (_with("students", []), "(students): unknown key"),
        (_with("purpose", "self"), "purpose): found"),
        (_with("schema_version", 9), "schema_version 9 is of another exgen"),
        (_with("questions", []), "at least one is needed"),
        (_with("templates", 5), "an object is needed"),
        (_drop_variant, "ada: 3 variants for 4 questions"),
        (_foreign_template, 'its template "other" is not there'),
        (_long_parameter, "a whole number or a text is needed"),
    ],
)
def test_a_file_of_another_form_is_told_in_one_line(
    text: str, tmp_path: Path, edit: Callable[[Content], None], words: str
) -> None:
    content = json.loads(text)
    edit(content)
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(SheetError) as error:
        read_sheet(path)
    assert words in str(error.value)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)
