"""``exgen check SHEET`` without responses: question by question, from a pipe."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from exgen.cli import main
from exgen.cli.self_check import answered_questions, summary_blocks
from exgen.questions.files import digest
from exgen.questions.manifest import Manifest
from exgen.questions.rebuilt import RebuiltQuestion, exercise_makers, rebuilt_questions
from exgen.questions.self_check import SheetRecord, key_digest, read_sheet
from exgen.writers.terminal import plain_blocks
from tests.cli.self_check_files import small_sheet

Check = Callable[..., tuple[int, str, str]]
Content = dict[str, Any]


@pytest.fixture(scope="module")
def folder(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class") / "small"
    small_sheet(checkout, folder)
    return folder


@pytest.fixture(scope="module")
def mine(folder: Path) -> Path:
    return folder / "students" / "ada.self-check.json"


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Check:
    """Runs ``exgen check`` with lines (or bytes) on standard input; returns code, output and errors."""

    def run(*arguments: str | Path, lines: list[str] | bytes = b"") -> tuple[int, str, str]:
        typed = lines if isinstance(lines, bytes) else "".join(f"{line}\n" for line in lines).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))
        code = main(["check", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def _keys(folder: Path, id: str = "ada") -> dict[str, str]:
    sheet = read_sheet(folder)
    assert isinstance(sheet, Manifest)
    student = sheet.student(id)
    assert student is not None
    return {label: key.key for variant in student.variants for label, key in variant.keys.items()}


def _squeezed(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_right_responses_are_told_at_once_and_added_up(check: Check, folder: Path, mine: Path) -> None:
    keys = _keys(folder)
    lines = [key for label, key in keys.items() if label != "4"]
    code, out, err = check(mine, lines=lines)
    assert (code, err) == (0, "")
    told = _squeezed(out)
    assert told[:2] == ["Sheet of the tests, A course", told[1]]
    assert told[1].startswith("Ada Lovelace (ada), variant ")
    assert "Question 1 of 4: One layer (8 points)" in told
    assert told[told.index(f"1a> {keys['1a']}") + 1] == "correct, 4 of 4 points"
    assert "4: a person reads this one; it is not asked for here." in told
    assert told[-1] == "total 14 of 14"


def test_the_rows_of_a_table_are_asked_one_by_one_with_their_layers(check: Check, folder: Path, mine: Path) -> None:
    keys = _keys(folder)
    told = _squeezed(check(mine, lines=["", "", "", keys["2a.row1"], "N x 5"])[1])
    first = told.index(f"2a.row1> {keys['2a.row1']}")
    assert told[first - 1].startswith("Conv2d(3, ")
    assert told[first + 1 : first + 3] == ["correct, 1 of 1 point", "MaxPool2d(kernel_size=2, stride=2)"]
    assert told[told.index("2a.row2> N x 5") + 1] == "incorrect, 0 of 1 point"


def test_a_mistake_is_named_and_what_follows_from_a_wrong_response_gets_its_points(check: Check, mine: Path) -> None:
    told = _squeezed(check(mine, lines=["(5, 7)", "35", "2352"])[1])
    assert told[told.index("1a> (5, 7)") + 1] == "incorrect, 0 of 4 points"
    assert told[told.index("1b> 35") + 1 :][:2] == ["incorrect, 2 of 2 points", "follows from your 1a: full points"]
    at = told.index("1c> 2352")
    assert told[at + 1] == "incorrect, 0 of 2 points"
    assert told[at + 2].startswith("The bias was left out")


def test_what_cannot_be_read_is_asked_again_and_costs_nothing(check: Check, folder: Path, mine: Path) -> None:
    told = _squeezed(check(mine, lines=["many", "5 x", _keys(folder)["1a"]])[1])
    again = [line for line in told if line.startswith("1a> ")]
    assert len(again) == 3
    assert told[told.index("1a> many") + 1].startswith("invalid: ")
    assert told[-2] == "total 4 of 4"


def test_an_empty_line_passes_a_part_over(check: Check, mine: Path) -> None:
    told = _squeezed(check(mine, lines=["", "5"])[1])
    assert told[told.index("1a>") + 1] == "passed over"
    assert told[-1] == ("Not answered: 1a, 1c, 2a (4 rows), 2b, 3 (the whole sheet gives 14 points)")


def test_a_question_mark_shows_how_a_response_may_be_written(check: Check, mine: Path) -> None:
    told = _squeezed(check(mine, lines=["?", "", "", "?"])[1])
    at = told.index("1a> ?")
    assert told[at + 1 : at + 3] == ["shape, for example", "16x64x64"]
    assert "1.569 parameters" not in told


@pytest.mark.parametrize("typed", ["q", "Q", " quit "])
def test_q_leaves_with_what_was_answered(check: Check, folder: Path, mine: Path, typed: str) -> None:
    code, out, _ = check(mine, lines=[_keys(folder)["1a"], typed, "never read"])
    assert code == 0
    assert "never read" not in out
    assert _squeezed(out)[-2] == "total 4 of 4"


def test_nothing_answered_is_told(check: Check, mine: Path) -> None:
    code, out, err = check(mine)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "Nothing was answered."


def test_no_key_is_shown_unless_it_is_asked_for(check: Check, folder: Path, mine: Path) -> None:
    keys = [key for key in _keys(folder).values() if len(key) > 3]
    wrong = ["(1, 2)", "3", "4", *["(N, 1)"] * 4, "5", "W"]
    shown = check(mine, lines=wrong)[1]
    assert "total" in shown
    assert not [key for key in keys if key in shown]


def test_keys_are_shown_at_the_end_for_what_was_answered_wrong(check: Check, folder: Path, mine: Path) -> None:
    keys = _keys(folder)
    out = check(mine, "--keys", lines=["(1, 2)", "", "4"])[1]
    asked, _, end = out.rpartition("Ada Lovelace (ada)")
    assert f"key: {keys['1a']}" not in asked
    told = _squeezed(end)
    assert f"key: {keys['1a']}" in told
    assert f"key: {keys['1c']}" in told
    assert any("⌊(" in line for line in told)
    assert f"key: {keys['1b']}" not in told
    assert sum(line.startswith("key: ") for line in told) == 2


def test_every_place_of_a_class_sheet_leads_to_one_student(check: Check, folder: Path) -> None:
    ada, ben = "Ada Lovelace (ada), variant", "ben, variant"
    assert ada in check(folder, "--student", "ada")[1]
    assert ben in check(folder / "teacher/manifest.json", "--student", "ben")[1]
    assert ben in check(folder / "students/ben.pdf")[1]
    assert ben in check(folder / "students/ben.self-check.json")[1]


def test_the_questions_of_the_file_are_those_of_the_class_sheet(check: Check, folder: Path, mine: Path) -> None:
    assert check(mine)[1] == check(folder, "--student", "ada")[1]


def test_the_file_works_without_any_library(check: Check, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> None:
        raise AssertionError("no library is needed")

    monkeypatch.setattr("exgen.questions.library.Library.__init__", nowhere)
    assert check(mine, lines=["5"])[0] == 0


def test_a_file_of_responses_can_be_checked_with_a_students_own_file(check: Check, mine: Path, tmp_path: Path) -> None:
    responses = tmp_path / "r.csv"
    responses.write_text("student,question,response\nada,1c,2352\n", encoding="utf-8")
    code, out, _ = check(mine, responses, "--json")
    outcomes = {outcome["question"]: outcome for outcome in json.loads(out)[0]["outcomes"]}
    assert code == 0
    assert outcomes["1c"]["misconceptions"][0]["id"] == "bias_forgotten"
    responses.write_text("student,question,response\nben,1c,2352\n", encoding="utf-8")
    assert check(mine, responses)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{folder}"], "this sheet is of several students; name one by --student ID; allowed: ada, ben"),
        (["{folder}", "--student", "adda"], 'no student "adda" on this sheet; did you mean "ada"?'),
        (["{folder}/students/ada.self-check.json", "--student", "ben"], 'no student "ben" on this sheet'),
        (["{folder}", "--json"], "--json needs a file of responses"),
        (["{folder}", "r.csv", "--keys"], "--keys is for a check without a file of responses"),
        (["{folder}", "r.csv", "--student", "ada"], "--student is for a check without a file of responses"),
        (["{folder}/no/such"], "no sheet is here"),
    ],
)
def test_what_cannot_be_used_is_one_line(check: Check, folder: Path, arguments: list[str], words: str) -> None:
    code, out, err = check(*(argument.format(folder=folder) for argument in arguments))
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_bytes_that_are_no_text_and_controls_do_no_harm(check: Check, mine: Path) -> None:
    code, out, err = check(mine, lines=b"\xef\xbb\xbf\x1b[2J5\n\xff\xfe\n\x00\n5 x 5\r\n")
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "\x00" not in out
    assert "1a> 5 x 5\n" in out


# leaving by the keyboard


def _rebuilt(path: Path) -> tuple[SheetRecord, list[RebuiltQuestion]]:
    sheet = read_sheet(path)
    return sheet, rebuilt_questions(sheet, sheet.students[0], exercise_makers(sheet))


def _typing(*lines: str, end: type[BaseException]) -> Callable[[str], str]:
    left = iter(lines)

    def typed(_: str) -> str:
        for line in left:
            return line
        raise end

    return typed


@pytest.mark.parametrize(("end", "is_interrupted"), [(KeyboardInterrupt, True), (EOFError, False)])
def test_leaving_by_a_key_keeps_what_was_answered(mine: Path, end: type[BaseException], is_interrupted: bool) -> None:
    sheet, questions = _rebuilt(mine)
    answered = answered_questions(sheet, sheet.students[0], questions, _typing("(5, 7)", "35", end=end))
    assert answered.is_interrupted is is_interrupted
    assert [outcome.label for outcome in answered.outcomes] == ["1a", "1b"]
    lines = plain_blocks(summary_blocks(sheet.students[0], questions, answered.outcomes, with_keys=False))
    assert "total 2 of 6" in _squeezed(lines)


def test_q_is_a_response_where_it_can_be_one(check: Check, tmp_path: Path, mine: Path) -> None:
    content = json.loads(mine.read_text(encoding="utf-8"))
    _edit_template(content, "layer/formula", "question.toml", lambda text: text.replace("W", "q"))
    _edit_template(content, "layer/formula", "statement.md", lambda text: text.replace("W", "q"))
    place = content["student"]["variants"][2]["keys"]
    place["3"]["digest"] = key_digest("width", "expression", "floor((q - 3)/2) + 1", "1")
    path = tmp_path / "q.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    told = _squeezed(check(path, lines=[*[""] * 8, "q", "q"])[1])
    assert told[told.index("3> q") + 1] == "incorrect, 0 of 1 point"


# files that somebody has tampered with


def _edit_template(content: Content, name: str, file: str, edit: Callable[[str], str]) -> None:
    """Change a template's text, and its digest so that nobody notices."""
    record = content["templates"][name]
    record["sources"][file] = edit(record["sources"][file])
    record["digest"] = digest(record["sources"])


def _edits() -> Iterator[tuple[str, Callable[[Content], None], str]]:
    def template(file: str, old: str, new: str) -> Callable[[Content], None]:
        def edit(content: Content) -> None:
            def changed(text: str) -> str:
                assert old in text
                return text.replace(old, new, 1)

            _edit_template(content, "layer/size", file, changed)

        return edit

    def parameter(value: object) -> Callable[[Content], None]:
        return lambda content: content["student"]["variants"][0]["parameters"].update(H=value)

    def source(content: Content) -> None:
        content["templates"]["layer/size"]["sources"]["statement.md"] += "!"

    def key(content: Content) -> None:
        content["student"]["variants"][0]["keys"]["1a"]["digest"] = "0" * 16

    def label(content: Content) -> None:
        keys = content["student"]["variants"][0]["keys"]
        keys["1z"] = keys.pop("1a")

    network = "Conv2d(3, 16, K, stride=S)"
    yield "another text", source, "its text is not the one the sheet was made from"
    yield "another key", key, "what the student's file says of 1a is not what this exgen finds"
    yield "another label", label, "1a, 1z"
    yield "another parameter", parameter(59), "is not what this exgen finds"
    yield "a huge parameter", parameter(10**40), "a whole number is needed"
    yield "a text for a number", parameter("__import__('os')"), "a whole number is needed"
    yield (
        "Python in a network",
        template("question.toml", network, "__import__('os').system('touch PWNED')"),
        "write one like",
    )
    yield "a file in a network", template("question.toml", network, "/etc/passwd"), "/etc/passwd"
    endless = template("question.toml", network, "999999999 * Conv2d(3, 3, 1)")
    yield "a network without end", endless, "from 0 to 100,000"
    yield "no TOML", template("question.toml", "title", "]["), "question.toml"
    yield "a statement that reaches for Python", template("statement.md", "<< K >>", "<< K.__class__ >>"), "statement"
    yield "a statement without end", template("statement.md", "<< K >>", "<% for i in range(10**9) %>x<% endfor %>"), ""
    yield "a name that is not there", template("statement.md", "<< K >>", "<< secret >>"), "secret"


EDITS = list(_edits())


@pytest.mark.parametrize(("edit", "words"), [case[1:] for case in EDITS], ids=[case[0] for case in EDITS])
def test_a_file_that_was_tampered_with_gives_one_clean_message(
    check: Check,
    mine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    edit: Callable[[Content], None],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    content = json.loads(mine.read_text(encoding="utf-8"))
    edit(content)
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    code, out, err = check(path, lines=["5"])
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
    assert all(line.startswith("exgen: ") for line in err.splitlines())
    assert not (tmp_path / "PWNED").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "5",
        "{",
        '{"purpose": "self-check"}',
        "[" * 100_000,
        '{"a": ' * 100_000,
        '{"schema_version": 1e999}',
        "\x00",
    ],
    ids=["empty", "list", "number", "open", "bare", "deep list", "deep object", "infinity", "binary"],
)
def test_what_is_no_students_file_gives_one_line(check: Check, tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text, encoding="utf-8")
    code, out, err = check(path)
    assert (code, out) == (2, "")
    assert str(path) in err
    assert err.count("\n") == 1


def test_names_and_titles_cannot_write_on_the_terminal(check: Check, mine: Path, tmp_path: Path) -> None:
    content = json.loads(mine.read_text(encoding="utf-8"))
    content["student"]["name"] = "Ada\x1b]0;owned\x07\n[bold]x[/bold]"
    content["bank"]["title"] = "\x1b[2JTitle"
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    out = check(path, lines=["5"])[1]
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]x[/bold]" in out
