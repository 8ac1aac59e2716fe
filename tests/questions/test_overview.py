"""What there is in a library, and a template at a glance."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from exgen.questions.library import Library, own_place
from exgen.questions.overview import listing, overview


@pytest.fixture
def place(tmp_path: Path, checkout: Path) -> Path:
    """A library of a teacher's own: a template that hides exgen's, a broken one, a broken bank."""
    for name in ("convolution/output_size_2d", "own/broken"):
        shutil.copytree(checkout / "templates/convolution/output_size_2d", tmp_path / "templates" / name)
    own = tmp_path / "templates/convolution/output_size_2d/question.toml"
    own.write_text(own.read_text(encoding="utf-8").replace("2-D", "two-dimensional"), encoding="utf-8")
    (tmp_path / "templates/own/broken/statement.md").unlink()
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks/broken.toml").write_text("title = 3", encoding="utf-8")
    return tmp_path


def test_everything_of_exgens_own_is_listed_and_whole() -> None:
    found = listing(Library([own_place()]))
    assert len(found.templates) >= 8
    assert {bank.name for bank in found.banks} >= {"in3310_week5", "section09"}
    assert [entry for entry in (*found.templates, *found.banks) if entry.problem or not entry.title] == []


def test_the_nearer_template_is_listed_with_the_one_it_hides(place: Path) -> None:
    entries = {entry.name: entry for entry in listing(Library([place, own_place()])).templates}
    entry = entries["convolution/output_size_2d"]
    assert entry.title == "Output size of a two-dimensional convolution"
    assert entry.path == place / "templates/convolution/output_size_2d"
    assert entry.shadowed == (own_place() / "templates/convolution/output_size_2d",)
    assert entry.as_json()["shadowed"] == [str(own_place() / "templates/convolution/output_size_2d")]


def test_broken_ones_are_listed_with_their_problem(place: Path) -> None:
    found = listing(Library([place]))
    problems = {entry.name: entry.problem for entry in (*found.templates, *found.banks)}
    assert "statement.md: missing" in problems["own/broken"]
    assert "title: found 3" in problems["broken"]
    assert problems["convolution/output_size_2d"] == ""


def test_the_listing_as_json_says_where_everything_is(place: Path) -> None:
    found = listing(Library([place])).as_json()
    assert found["banks"] == [
        {
            "name": "broken",
            "title": "",
            "where": str(place / "question_banks/broken.toml"),
            "shadowed": [],
            "problem": f"{place}/question_banks/broken.toml: title: found 3; a text is needed",
            "course": "",
        }
    ]


def test_a_template_at_a_glance_has_all_that_its_file_has() -> None:
    library = Library([own_place()])
    shown = overview(library.template("parameters/vgg")).as_json()
    assert shown["parameters"] == {"configuration": "one of vgg_a, vgg_a_lrn, vgg_b, vgg_c, vgg_d, vgg_e"}
    assert shown["networks"] == {"network": {"input": "(3, 224, 224)", "architecture": "configuration"}}
    assert shown["variants"] == {"number": 6, "exact": True}
    answers = shown["answers"]
    assert isinstance(answers, list)
    assert [(answer["name"], answer["kind"], answer["points"]) for answer in answers] == [
        ("rows", "integer", "8"),
        ("total", "integer", "2"),
    ]


def test_the_number_of_a_large_space_is_called_an_estimate() -> None:
    library = Library([own_place()])
    shown = overview(library.template("convolution/output_size_2d")).as_json()
    variants, example = shown["variants"], shown["example"]
    assert isinstance(variants, dict)
    assert isinstance(example, dict)
    assert not variants["exact"]
    assert shown["constraints"]
    assert str(example["parameters"]["H"]) in example["statement"]
