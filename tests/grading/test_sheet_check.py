"""A class's responses against its sheet: everything rebuilt from the manifest, and edits noticed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exgen.answers import Verdict
from exgen.errors import InputError, SheetError
from exgen.grading.sheet_check import StudentOutcomes, checked_sheet
from exgen.questions.exercise import Exercises
from exgen.questions.files import digest
from exgen.questions.library import Library
from exgen.questions.loading import template_from_sources
from exgen.questions.manifest import Manifest
from exgen.questions.rebuilt import rebuilt_exercise
from exgen.questions.solving import json_parameters
from exgen.sheets.roster import Student
from tests.sheets.classes import sheet_of

Content = dict[str, Any]


@pytest.fixture(scope="module")
def made(checkout: Path) -> Manifest:
    library = Library([checkout / "tests" / "sheets" / "data"])
    roster = (Student("ada", "Ada"), Student("ben", "Ben"))
    return sheet_of(library.bank("small"), roster, 5, library)


@pytest.fixture
def content(made: Manifest) -> Content:
    """The manifest as data, to be edited."""
    return json.loads(made.model_dump_json())  # type: ignore[no-any-return]  # a JSON object


def _checked(content: Content, responses: dict[str, dict[str, str]]) -> list[StudentOutcomes]:
    return checked_sheet(Manifest.model_validate(content), responses)


ALL_OF_ADA = {
    "1a": "20 x 20",
    "1b": "20^2",
    "1c": "2352",
    "2a.row1": "(N, 56, 14, 14)",
    "2a.row3": "N x 2744",
    "2b": "29,018",
    "3": "floor((W-1)/2)",
    "4": "There are fewer of them.",
}


def test_responses_get_verdicts_points_and_mistakes(content: Content) -> None:
    (ada,) = _checked(content, {"ada": ALL_OF_ADA})
    by_label = {outcome.label: outcome for outcome in ada.outcomes}
    assert {label: str(outcome.verdict) for label, outcome in by_label.items()} == {
        "1a": "correct",
        "1b": "correct",
        "1c": "incorrect",
        "2a.row1": "correct",
        "2a.row2": "invalid",
        "2a.row3": "correct",
        "2a.row4": "invalid",
        "2b": "correct",
        "3": "correct",
        "4": "ungraded",
    }
    assert [misconception.id for misconception in by_label["1c"].misconceptions] == ["bias_forgotten"]
    assert ada.points == 4 + 2 + 0 + 2 + 1 + 1
    assert ada.possible == 14


def test_points_are_those_printed_on_the_sheet(content: Content) -> None:
    (ada,) = _checked(content, {"ada": {"1b": "400"}})
    printed = [key["points"] for variant in content["students"][0]["variants"] for key in variant["keys"].values()]
    assert [str(outcome.possible) for outcome in ada.outcomes] == printed


def test_follow_through_reaches_across_the_parts_of_a_question(content: Content) -> None:
    (ada,) = _checked(content, {"ada": {"1a": "(19, 19)", "1b": "361"}})
    assert ada.outcomes[1].follows == ("1a",)
    assert ada.points == 2


def test_students_stand_in_the_order_of_the_roster_and_only_those_who_answered(content: Content) -> None:
    both = _checked(content, {"ben": {"1a": "3"}, "ada": {"1a": "3"}})
    assert [found.student.id for found in both] == ["ada", "ben"]
    assert [found.student.id for found in _checked(content, {"ben": {"4": "Because."}})] == ["ben"]
    assert _checked(content, {}) == []


def test_everybody_is_held_to_their_own_variant(content: Content) -> None:
    keys = {
        student["id"]: {label: key["key"] for variant in student["variants"] for label, key in variant["keys"].items()}
        for student in content["students"]
    }
    assert keys["ada"]["1a"] != keys["ben"]["1a"]
    for found in _checked(content, keys):
        graded = [outcome for outcome in found.outcomes if outcome.label != "4"]
        assert {outcome.verdict for outcome in graded} == {Verdict.CORRECT}
        assert found.points == found.possible == 14


def test_the_manifest_alone_gives_every_exercise_again(made: Manifest) -> None:
    for student in made.students:
        for question, variant in zip(made.questions, student.variants, strict=True):
            sources = made.templates[question.template].sources
            exercises = Exercises(template_from_sources(question.template, sources, "manifest"))
            again = rebuilt_exercise(exercises, question, variant)
            assert json_parameters(again.parameters) == variant.parameters
            assert [part.key_text for part in again.parts] == [key.key for key in variant.keys.values()]


def test_the_outcomes_as_json_are_exact(content: Content) -> None:
    (ada,) = _checked(content, {"ada": ALL_OF_ADA})
    told = ada.as_json()
    assert {name: told[name] for name in ("student", "name", "points", "possible")} == {
        "student": "ada",
        "name": "Ada",
        "points": "10",
        "possible": "14",
    }
    assert json.loads(json.dumps(told)) == told


def _variant(content: Content, question: int) -> Content:
    return content["students"][0]["variants"][question]  # type: ignore[no-any-return]  # a JSON object


def _edited_key(content: Content) -> None:
    _variant(content, 0)["keys"]["1a"]["key"] = "(1, 1)"


def _edited_points(content: Content) -> None:
    _variant(content, 0)["keys"]["1b"]["points"] = "20"


def _edited_kind(content: Content) -> None:
    _variant(content, 0)["keys"]["1b"]["kind"] = "number"


def _dropped_key(content: Content) -> None:
    del _variant(content, 1)["keys"]["2a.row4"]


def _added_key(content: Content) -> None:
    _variant(content, 2)["keys"]["3b"] = _variant(content, 2)["keys"]["3"]


def _edited_parameter(content: Content) -> None:
    _variant(content, 0)["parameters"]["H"] = 31


def _edited_derived_parameter(content: Content) -> None:
    _variant(content, 0)["parameters"]["half"] = "1/2"


def _added_parameter(content: Content) -> None:
    _variant(content, 0)["parameters"]["Q"] = 3


def _edited_question_points(content: Content) -> None:
    content["questions"][0]["points"] = "80"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (_edited_key, "ada: question 1: what the manifest says of 1a is not what this exgen finds"),
        (_edited_points, "ada: question 1: what the manifest says of 1b is not what this exgen finds"),
        (_edited_kind, "ada: question 1: what the manifest says of 1b is not what this exgen finds"),
        (_dropped_key, "ada: question 2: what the manifest says of 2a.row4 is not what this exgen finds"),
        (_added_key, "ada: question 3: what the manifest says of 3b is not what this exgen finds"),
        (_edited_parameter, "ada: question 1: what the manifest says of 1a, 1b is not what this exgen finds"),
        (_edited_derived_parameter, "ada: question 1: what the manifest says of parameters is not what this exgen"),
        (_added_parameter, "ada: question 1: what the manifest says of parameters is not what this exgen finds"),
        (_edited_question_points, "ada: question 1: what the manifest says of 1a, 1b, 1c is not what this exgen"),
    ],
)
def test_an_edited_manifest_is_noticed(content: Content, edit: Callable[[Content], None], message: str) -> None:
    edit(content)
    with pytest.raises(SheetError) as error:
        _checked(content, {"ada": {"1a": "3"}})
    assert str(error.value).startswith(message)
    assert "was the manifest edited, or the sheet made by another version?" in str(error.value)


@pytest.mark.parametrize("value", ["big", 10**19, -4])
def test_a_parameter_that_the_template_cannot_have_is_refused(content: Content, value: object) -> None:
    _variant(content, 0)["parameters"]["H"] = value
    with pytest.raises(SheetError, match="ada: the manifest's layer/size"):
        _checked(content, {"ada": {"1a": "3"}})


def test_a_missing_parameter_is_refused(content: Content) -> None:
    del _variant(content, 0)["parameters"]["H"]
    with pytest.raises(SheetError, match="H: no value is given"):
        _checked(content, {"ada": {"1a": "3"}})


def test_an_edited_template_is_noticed(content: Content) -> None:
    sources = content["templates"]["layer/size"]["sources"]
    sources["question.toml"] = sources["question.toml"].replace("stride=S", "stride=S, padding=1")
    with pytest.raises(SheetError, match="layer/size: its text is not the one the sheet was made from"):
        _checked(content, {"ada": {"1a": "3"}})


ESCAPES = [
    "<< ''.__class__.__mro__[1].__subclasses__() >>",
    "<< cycler.__init__.__globals__.os.popen('touch PWNED').read() >>",
    "<< self._TemplateReference__context >>",
    "<% include '/etc/passwd' %>",
    "<% import 'os' as os %>",
    "<< network.__class__ >>",
    "{{ 7 * 7 }}<< lipsum.__globals__ >>",
    "<< 9**9**9**9 >>",
]


def _with_text(content: Content, file: str, text: str) -> None:
    """Put a text into the essay's template, so that its digest is right."""
    record = content["templates"]["essay"]
    source = record["sources"].get(file, "")
    if file == "question.toml":
        record["sources"][file] = source.replace("Why are weights shared?", text.replace('"', "'"))
    else:
        record["sources"][file] = f"{source}\n{text}\n"
    record["digest"] = digest(record["sources"])


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("file", ["statement.md", "solution.md", "question.toml"])
def test_a_hostile_template_in_a_manifest_is_refused(
    content: Content, escape: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _with_text(content, file, escape)
    with pytest.raises(InputError) as error:
        _checked(content, {"ada": {"4": "Because."}})
    assert all(problem.startswith(f"the manifest's essay/{file}: ") for problem in error.value.problems)
    assert list(tmp_path.iterdir()) == []


def test_checking_renders_nothing_so_an_endless_statement_is_never_run(content: Content) -> None:
    _with_text(
        content, "statement.md", "<% for i in range(10**9) %><% for j in range(10**9) %>x<% endfor %><% endfor %>"
    )
    (ada,) = _checked(content, {"ada": {"4": "Because."}})
    assert ada.outcomes[-1].verdict is Verdict.UNGRADED


@pytest.mark.parametrize(
    "layers",
    ["__import__('os').system('touch PWNED')", "Conv2d(3, 16, (lambda: 3)())", "/etc/passwd", "open('/etc/passwd')"],
)
def test_a_hostile_network_in_a_manifest_is_refused(content: Content, layers: str) -> None:
    record = content["templates"]["layer/size"]
    source = record["sources"]["question.toml"]
    record["sources"]["question.toml"] = source.replace("Conv2d(3, 16, K, stride=S)", layers)
    record["digest"] = digest(record["sources"])
    with pytest.raises(InputError) as error:
        _checked(content, {"ada": {"1a": "3"}})
    assert "layer/size" in str(error.value)
    assert "root:" not in str(error.value)


def test_files_that_are_no_part_of_a_template_are_refused(content: Content) -> None:
    record = content["templates"]["essay"]
    record["sources"]["../../evil.py"] = "print('hello')"
    record["digest"] = digest(record["sources"])
    with pytest.raises(InputError, match=r"the manifest's essay/\.\./\.\./evil\.py: not a file of a question template"):
        _checked(content, {"ada": {"4": "Because."}})


def test_checking_needs_nothing_that_sets_pages() -> None:
    modules = ("pylatex", "pypandoc", "typst", "exgen.writers", "exgen.sheets")
    code = (
        "import sys\nimport exgen.grading.sheet_check, exgen.grading.responses\n"
        f"assert not [name for name in {modules} if name in sys.modules]"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
