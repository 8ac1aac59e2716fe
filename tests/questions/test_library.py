from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from exgen.errors import BankError, InputError, TemplateError
from exgen.questions import Library, own_place, searched_places


def test_templates_and_banks_are_listed_by_their_names(library: Library, place: Path) -> None:
    assert list(library.templates()) == ["convolution/output_size", "essay"]
    assert library.templates()["essay"].path == place / "templates" / "essay"
    assert list(library.banks()) == ["week5"]


def test_the_nearest_place_wins_and_identical_copies_are_one(place: Path, tmp_path: Path) -> None:
    same, other = tmp_path / "same", tmp_path / "other"
    for copy in (same, other):
        shutil.copytree(place, copy)
    statement = other / "templates" / "essay" / "statement.md"
    statement.write_text("Another text.\n", encoding="utf-8")
    found = Library([same, place, other]).templates()
    assert found["essay"].path == same / "templates" / "essay"
    assert found["essay"].shadowed == (other / "templates" / "essay",)
    assert found["convolution/output_size"].shadowed == ()
    assert Library([other, place]).template("essay").statement == "Another text.\n"
    assert Library([place, other]).template("essay").statement != "Another text.\n"


def test_the_place_beside_a_bank_comes_first(place: Path, tmp_path: Path) -> None:
    near = tmp_path / "near"
    shutil.copytree(place, near)
    library = Library([place])
    for bank in (near / "question_banks" / "week5.toml", near / "week5.toml"):
        shutil.copy(place / "question_banks" / "week5.toml", bank)
        assert library.near(bank).template("essay").folder == near / "templates" / "essay"


def test_a_bank_is_found_by_path_and_by_name(library: Library, place: Path) -> None:
    path = place / "question_banks" / "week5.toml"
    assert library.bank("week5") == library.bank(str(path))
    assert Library([]).bank(str(path)).questions == library.bank("week5").questions


def test_a_template_is_found_by_folder_and_by_name(library: Library, place: Path) -> None:
    folder = place / "templates" / "convolution" / "output_size"
    for argument in (str(folder), str(folder / "question.toml"), "convolution/output_size"):
        template = library.template_argument(argument)
        assert (template.name, template.folder) == ("convolution/output_size", folder)


def test_a_template_outside_any_templates_folder_is_called_by_its_folder(place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(place / "templates" / "essay", folder)
    assert Library([]).template_argument(str(folder)).name == "mine"


def test_a_template_is_loaded_once(library: Library) -> None:
    assert library.template("essay") is library.template("essay")


def test_unknown_templates_and_banks_are_errors(library: Library, tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as template_error:
        library.template("convolution/output_sizes")
    assert str(template_error.value) == (
        'there is no question template "convolution/output_sizes"; did you mean "convolution/output_size"?'
    )
    with pytest.raises(TemplateError) as path_error:
        library.template("../essay")
    assert str(path_error.value) == (
        '"../essay" is no name of a question template, which is a path below templates/, such as'
        " convolution/output_size"
    )
    with pytest.raises(TemplateError, match=r"there is no question.toml in this folder"):
        library.template_argument(str(tmp_path))
    for argument in ("week6", "week6.toml"):
        with pytest.raises(BankError) as bank_error:
            library.bank(argument)
        assert str(bank_error.value) == f'there is no question bank "{argument}"; did you mean "week5"?'
    with pytest.raises(BankError) as empty:
        Library([tmp_path]).bank("week5")
    assert str(empty.value) == f'there is no question bank "week5"; there are none in {tmp_path}'


def test_a_bank_is_no_path_without_its_ending(library: Library, place: Path) -> None:
    for argument in (str(place / "question_banks" / "week5"), "../question_banks/week5", ""):
        with pytest.raises(BankError, match="there is no question bank"):
            library.bank(argument)


def test_links_that_lead_out_of_a_place_are_refused(place: Path, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "templates" / "essay").symlink_to(place / "templates" / "essay")
    (tmp_path / "question_banks" / "week5.toml").symlink_to(place / "question_banks" / "week5.toml")
    library = Library([tmp_path, place])
    with pytest.raises(TemplateError) as error:
        library.template("essay")
    assert str(error.value) == (
        f"{tmp_path}/templates/essay: this leads out of {tmp_path}/templates by a symbolic link"
    )
    with pytest.raises(BankError, match=r"week5.toml: this leads out of .*question_banks by a symbolic link"):
        library.bank("week5")


def test_hidden_folders_and_folders_of_templates_are_not_looked_into(place: Path, tmp_path: Path) -> None:
    essay = place / "templates" / "essay"
    for folder in ("templates/a", "templates/.git/b", "templates/with blanks"):
        shutil.copytree(essay, tmp_path / folder)
    assert list(Library([tmp_path]).templates()) == ["a"]


def test_places_are_searched_in_order(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).mkdir()
    environment = {"EXGEN_LIBRARY": f"{tmp_path}/b:{tmp_path}/c:"}
    assert searched_places([tmp_path / "a"], environment) == (
        tmp_path / "a",
        tmp_path / "b",
        tmp_path / "c",
        own_place(),
    )


def test_a_library_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        searched_places([tmp_path / "x"], {"EXGEN_LIBRARY": f"{tmp_path}/y"})
    assert error.value.problems == (
        f"--library: there is no folder {tmp_path}/x",
        f"EXGEN_LIBRARY: there is no folder {tmp_path}/y",
    )
