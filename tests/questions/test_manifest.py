"""The manifest as it is read: found from any file of its sheet, refused where its parts do not belong together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exgen.errors import SheetError
from exgen.questions.manifest import read_manifest

Content = dict[str, Any]


def _content() -> Content:
    key = {"name": "a", "kind": "integer", "key": "26", "points": "1/2", "proof": "proven"}
    variant = {"draw": 0, "parameters": {"H": 7, "text": "vgg_d"}, "keys": {"1": key}}
    return {
        "schema_version": 1,
        "exgen": "0.1.0",
        "bank": {"name": "week5", "title": "Week 5", "course": "", "digest": "0"},
        "seed": 7,
        "as_published": False,
        "templates": {"essay": {"digest": "0", "sources": {"question.toml": "", "statement.md": ""}}},
        "questions": [{"number": 1, "id": "essay", "template": "essay", "points": "3"}],
        "students": [{"id": "ada", "name": "Ada", "code": "ABCDEF", "variants": [variant]}],
    }


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A folder with the files of a sheet, as far as finding it goes."""
    for name in ("students/ada.pdf", "students/ada.tex", "teacher/solutions/ada.pdf", "teacher/responses.csv"):
        path = tmp_path / "sheet" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "sheet/teacher/keys.json").write_text("{}")
    (tmp_path / "sheet/teacher/manifest.json").write_text(json.dumps(_content()))
    return tmp_path / "sheet"


@pytest.mark.parametrize(
    "place",
    [
        "",
        "teacher",
        "teacher/manifest.json",
        "teacher/keys.json",
        "teacher/responses.csv",
        "teacher/solutions/ada.pdf",
        "students",
        "students/ada.pdf",
        "students/ada.tex",
    ],
)
def test_a_manifest_is_found_from_every_part_of_its_sheet(sheet: Path, place: str) -> None:
    assert read_manifest(sheet / place).seed == 7


def test_a_manifest_is_found_from_the_folder_one_stands_in(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sheet / "students")
    assert read_manifest(Path("ada.pdf")).seed == 7
    assert read_manifest(Path("..")).seed == 7


def test_a_manifest_may_have_another_name(sheet: Path) -> None:
    (sheet / "teacher/manifest.json").rename(sheet / "week5.json")
    assert read_manifest(sheet / "week5.json").students[0].name == "Ada"


@pytest.mark.parametrize("place", ["absent", "students/nobody.pdf", "teacher/solutions"])
def test_where_no_sheet_is_the_message_says_what_is_needed(tmp_path: Path, place: str) -> None:
    (tmp_path / "teacher/solutions").mkdir(parents=True)
    with pytest.raises(SheetError) as error:
        read_manifest(tmp_path / place)
    assert str(error.value) == (
        f"{tmp_path / place}: no sheet is here; give a folder written by exgen sheet, or its teacher/manifest.json"
    )


def _changed(*path: str | int, to: object) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        place: Any = content
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


def _doubled_variant(content: Content) -> None:
    (variant,) = content["students"][0]["variants"]
    content["students"][0]["variants"] = [{**variant, "question": "essay"}] * 2


def _half_named_variants(content: Content) -> None:
    (variant,) = content["students"][0]["variants"]
    content["students"][0]["variants"] = [variant, {**variant, "question": "essay"}]


def _doubled_student(content: Content) -> None:
    content["students"] *= 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_changed("schema_version", to=2), "schema_version 2 is of another exgen; this one reads schema_version 1"),
        (_changed("schema_version", to=0), "schema_version 0 is of another exgen; this one reads schema_version 1"),
        (_changed("schema_version", to="1"), "this is no manifest of a sheet (schema_version): "),
        (_changed("seed", to="7"), 'this is no manifest of a sheet (seed): found "7"; a whole number is needed'),
        (_changed("seed", to=True), "this is no manifest of a sheet (seed): "),
        (_changed("surprise", to=1), "this is no manifest of a sheet (surprise): unknown key"),
        (_changed("questions", to=[]), "this is no manifest of a sheet (questions): "),
        (_changed("students", to=[]), "(students): found an empty list; at least one is needed"),
        (_changed("bank", to=[]), "(bank): found an empty list; an object is needed"),
        (_changed("bank", to={}), "(bank.name): missing"),
        (_changed("questions", 0, "points", to="1/0"), "(questions.0.points): 1/0 are no points; they are written"),
        (_changed("questions", 0, "points", to="-2"), "(questions.0.points): -2 are no points; they are written"),
        (_changed("questions", 0, "points", to="two"), "(questions.0.points): two are no points; they are written"),
        (_changed("questions", 0, "number", to=2), "this is no manifest of a sheet: question 1 has the number 2"),
        (_changed("questions", 0, "template", to="gone"), 'question 1: its template "gone" is not there'),
        (_changed("students", 0, "variants", to=[]), "ada: 0 variants for 1 questions"),
        (_changed("students", 0, "variants", 0, "parameters", "H", to=[1]), "(students.0.variants.0.parameters.H"),
        (_changed("students", 0, "variants", 0, "parameters", "H", to=1.5),
            "(students.0.variants.0.parameters.H): found 1.5; a whole number or a text is needed"),
        (_changed("students", 0, "variants", 0, "keys", "1", "proof", to="sure"), "(students.0.variants.0.keys.1.p"),
        (_changed("students", 0, "variants", 0, "question", to="essai"), 'ada: there is no question "essai"'),
        (_doubled_variant, 'ada: the question "essay" stands there twice'),
        (_half_named_variants, "ada: some variants name their question, others do not"),
        (_doubled_student, 'the student "ada" stands there twice'),
    ],
)  # fmt: skip
def test_a_manifest_whose_parts_do_not_fit_is_refused(
    sheet: Path, change: Callable[[Content], None], message: str
) -> None:
    content = _content()
    change(content)
    path = sheet / "teacher/manifest.json"
    path.write_text(json.dumps(content))
    with pytest.raises(SheetError) as error:
        read_manifest(sheet)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)
    assert len(error.value.problems) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe{}", b"[" * 100_000, b'{"schema_version": ' + b"9" * 5000 + b"}", b"\0" * 10],
    ids=["empty", "cut off", "not utf-8", "too deep", "too long a number", "binary"],
)
def test_what_is_no_json_is_told_as_such(sheet: Path, data: bytes) -> None:
    (sheet / "teacher/manifest.json").write_bytes(data)
    with pytest.raises(
        SheetError, match=r"manifest\.json: (this is no JSON: |this is no manifest|schema_version 9999)"
    ):
        read_manifest(sheet)


@pytest.mark.parametrize("data", [b"[]", b"3", b"null", b"NaN"])
def test_other_json_is_no_manifest(sheet: Path, data: bytes) -> None:
    (sheet / "teacher/manifest.json").write_bytes(data)
    with pytest.raises(SheetError, match="this is no manifest of a sheet"):
        read_manifest(sheet)


def test_a_folder_named_like_the_manifest_is_none(sheet: Path) -> None:
    (sheet / "teacher/manifest.json").unlink()
    (sheet / "teacher/manifest.json").mkdir()
    with pytest.raises(SheetError, match="no sheet is here"):
        read_manifest(sheet)


def test_students_are_found_by_their_id(sheet: Path) -> None:
    manifest = read_manifest(sheet)
    student = manifest.student("ada")
    assert student is not None
    assert student.variants[0].parameters == {"H": 7, "text": "vgg_d"}
    assert manifest.student("ben") is None
