"""Lint finds in templates and banks what their authors got wrong, and nothing in exgen's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from exgen.answers import KINDS
from exgen.engine.proof import BUDGET
from exgen.errors import InputError, ProofError, TypesettingError
from exgen.grading import trial as trial_module
from exgen.grading.findings import Finding
from exgen.grading.lint import lint_all, lint_named
from exgen.questions.library import Library, own_place
from exgen.questions.proofs import Status

Edit = Callable[[str, str, str], None]


@pytest.fixture
def place(tmp_path: Path, checkout: Path) -> Path:
    """A place with one good template, ``own/size``, and a bank of it."""
    shutil.copytree(checkout / "templates/convolution/output_size_2d", tmp_path / "templates/own/size")
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks/week.toml").write_text(
        'title = "Week"\n[[questions]]\nid = "size"\ntemplate = "own/size"\n'
        "[questions.published]\nparameters = { H = 78, W = 84, K = 5, S = 3, P = 2 }\n"
        'answers = { size = "(25, 28)" }\n',
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture
def edit(place: Path) -> Edit:
    """Replaces a text in one of the place's files."""

    def replace(file: str, old: str, new: str) -> None:
        path = place / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


QUESTION = "templates/own/size/question.toml"
EXAMPLES = "templates/own/size/examples.toml"
BANK = "question_banks/week.toml"


def linted(place: Path, name: str = "own/size", variants: int = 3) -> Finding:
    return lint_named(Library([place]), name, variants, None)


@pytest.mark.slow
def test_nothing_is_wrong_with_exgens_own_templates_and_banks() -> None:
    report = lint_all(Library([own_place()]), 20, None)
    assert [finding.problems for finding in report.findings if finding.problems] == []
    assert report.problems == 0
    assert {finding.name for finding in report.findings} >= {"parameters/vgg", "in3310_week5", "section09"}
    assert all(finding.examples for finding in report.findings)


def test_a_good_template_is_drawn_proven_and_kept_to_its_examples(place: Path) -> None:
    finding = linted(place)
    assert finding.problems == ()
    assert (finding.kind, finding.drawn, dict(finding.proofs)) == ("template", 3, {"proven": 1})
    assert finding.space is not None
    assert finding.space.size > 1000


def test_a_good_bank_is_drawn_and_its_printed_answers_read(place: Path) -> None:
    finding = linted(place, "week")
    assert finding.as_json() == {
        "kind": "bank",
        "name": "week",
        "variants": None,
        "drawn": 3,
        "proofs": {"proven": 1},
        "examples": 1,
        "problems": [],
        "hidden_mistakes": [],
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (QUESTION, "[network]", "x = = 3\n[network]", "question.toml: line"),
        (QUESTION, "title  =", "titel =", 'titel: unknown key; did you mean "title"?'),
        (QUESTION, "H != W", "H != W and K > 9", "constraints.input_not_square"),
        (QUESTION, '"network.output_size"', '"network.output_sizes"', 'did you mean "output_size"?'),
        (QUESTION, '"network.output_size"', '"network.parameters"', 'kind = "shape" takes a shape'),
        (QUESTION, 'layers = "Conv2d(1, 1, K', 'layers = "Conv2d(2, 1, K', "in_channels is 2, but 1 channel arrives"),
        (EXAMPLES, "(26, 28)", "(26, 29)", "keys.size: found (26, 29); the key is (26, 28)"),
        (EXAMPLES, 'verdict = "invalid"', 'verdict = "incorrect"', "is invalid, not incorrect"),
        (EXAMPLES, '"plus_one_dropped"', '"stride_forgotten"', "not by stride_forgotten"),
        (EXAMPLES, "P = 2", "P = 7", "constraint padding_below_kernel"),
        (EXAMPLES, "K = 5, S = 3, P = 2", "K = 5, S = 3", "P: no value is given"),
    ],
)
def test_what_an_author_got_wrong_is_told(place: Path, edit: Edit, file: str, old: str, new: str, words: str) -> None:
    edit(file, old, new)
    assert words in "\n".join(linted(place).problems)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("own/size", "own/sise", 'there is no question template "own/sise"; did you mean "own/size"?'),
        ('answers = { size = "(25, 28)" }', 'answers = { sise = "(25, 28)" }', 'did you mean "size"?'),
        ("P = 2", "P = 5", "constraint padding_below_kernel"),
        ("[questions.published]", "set = { P = 0 }\n[questions.published]", "no variant found"),
        ("[questions.published]", "set = { K = 3, S = 4 }\n[questions.published]", "stride_within_kernel"),
    ],
)
def test_what_is_wrong_in_a_bank_is_told(place: Path, edit: Edit, old: str, new: str, words: str) -> None:
    edit(BANK, old, new)
    assert words in "\n".join(linted(place, "week").problems)


def test_an_example_with_another_number_of_rows_is_told(tmp_path: Path, checkout: Path) -> None:
    shutil.copytree(checkout / "templates/parameters/vgg", tmp_path / "templates/own/vgg")
    path = tmp_path / "templates/own/vgg/examples.toml"
    path.write_text(
        '[[examples]]\nparameters = { configuration = "vgg_a" }\nkeys = { rows = ["1792"] }\n'
        'responses = [{ answer = "rows.row12", response = "1", verdict = "correct" }]\n',
        encoding="utf-8",
    )
    problems = "\n".join(linted(tmp_path, "own/vgg", 1).problems)
    assert "keys.rows: found 1 keys; there are 11 rows" in problems
    assert 'there is no part "rows.row12"' in problems


def test_a_key_that_counting_does_not_confirm_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuted(*_: object, **__: object) -> str:
        raise ProofError("own/size, size: the rules give (25, 28), counting gives (26, 28)")

    monkeypatch.setattr(trial_module, "proof", refuted)
    assert any("counting gives (26, 28)" in problem for problem in linted(place).problems)


def test_a_key_whose_text_means_another_value_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(KINDS["shape"]), "show", lambda _kind, _value: "(1, 2)")
    assert any("answers.size: the key (1, 2) does not mean its value" in problem for problem in linted(place).problems)


def test_every_text_is_tried_on_a_page_and_what_is_refused_is_told(place: Path) -> None:
    tried: list[str] = []

    def typeset(fragments: tuple[tuple[str, str], ...]) -> None:
        tried.extend(name for _, name in fragments)
        raise TypesettingError("own/size, statement: the formula $x$")

    finding = lint_named(Library([place]), "own/size", 2, typeset)
    assert finding.problems == ("own/size, statement: the formula $x$",)
    assert {"own/size, statement", "own/size, answers.size.ask", "own/size, key of size"} <= set(tried)


def test_templates_and_banks_are_named_by_path_too(place: Path) -> None:
    for path in ("templates/own/size", "templates/own/size/question.toml"):
        assert linted(place, str(place / path), 1).kind == "template"
    assert linted(place, str(place / BANK), 1).kind == "bank"


@pytest.mark.parametrize("name", ["own/sise", "weak", "templates", "no.toml"])
def test_a_name_that_nothing_has_is_an_input_error_and_no_finding(place: Path, name: str) -> None:
    with pytest.raises(InputError, match="there is no question template or bank"):
        linted(place, name)


@pytest.mark.parametrize("path", [".", "/no/such/folder", "./weak.toml"])
def test_a_path_with_nothing_behind_it_is_an_input_error_without_a_list(place: Path, path: str) -> None:
    with pytest.raises(InputError) as caught:
        linted(place, path)
    expected = f"{path}: there is no such file, and no question template in such a folder"
    assert str(caught.value) == expected


def test_of_many_templates_not_all_are_listed_for_a_name_that_is_near_to_none() -> None:
    library = Library([own_place()])
    with pytest.raises(InputError) as caught:
        library.is_bank("zzzz")
    there_are = len(library.templates()) + len(library.banks())
    assert str(caught.value).endswith(f"; exgen list shows all {there_are}")


def test_a_broken_template_does_not_keep_lint_from_the_others(place: Path, edit: Edit) -> None:
    edit(QUESTION, "title  =", "titel =")
    report = lint_all(Library([place, own_place()]), 1, None)
    wrong = {finding.name for finding in report.findings if finding.problems}
    assert wrong == {"own/size", "week"}
    assert report.as_json()["problems"] == report.problems > 0


def test_a_parameter_that_the_statement_forgets_is_told(place: Path) -> None:
    statement = place / "templates/own/size/statement.md"
    text = statement.read_text(encoding="utf-8")
    assert "<< P >>" in text
    statement.write_text(text.replace("<< P >>", "some"), encoding="utf-8")
    problems = linted(place).problems
    assert [problem for problem in problems if "depends on P, of which the statement says nothing" in problem]
    assert not [problem for problem in problems if "depends on K" in problem]


def test_only_the_first_variants_are_counted_at_length(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    budgets: list[int] = []

    def proof(*_: object, budget: int) -> Status:
        budgets.append(budget)
        return "proven"

    monkeypatch.setattr(trial_module, "proof", proof)
    (place / EXAMPLES).unlink()
    linted(place, variants=8)
    assert budgets == [trial_module.COUNTED] * trial_module.THOROUGH + [BUDGET] * (8 - trial_module.THOROUGH)
