from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from exgen.errors import BankError
from exgen.questions import Bank, Library, points_scale, published_values
from exgen.questions.records import Pool
from tests.questions.small_templates import without_place

SIZE = 'template = "convolution/output_size"\n'
PRINTED = "H = 78, K = 5, S = 3, P = 2"
Read = Callable[[str], Bank]
Lines = Callable[[str], list[str]]


@pytest.fixture
def read(place: Path, tmp_path: Path) -> Read:
    """The bank of a text, with the templates of these tests."""

    def bank(text: str) -> Bank:
        path = tmp_path / "bank.toml"
        path.write_text(text, encoding="utf-8")
        return Library([place]).bank(str(path))

    return bank


@pytest.fixture
def lines(read: Read, tmp_path: Path) -> Lines:
    """What is wrong with a bank of these ``[[questions]]``, without the file's name."""

    def found(questions: str) -> list[str]:
        with pytest.raises(BankError) as error:
            read('title = "Test"\n' + questions)
        return [without_place(line.removeprefix(f"{tmp_path}/bank.toml: ")) for line in error.value.problems]

    return found


def test_a_bank_is_read_whole(library: Library) -> None:
    bank = library.bank("week5")
    assert (bank.name, bank.title, bank.course) == ("week5", "Exercise week 5", "Course of these tests")
    first, essay, last = bank.questions
    assert (first.template, first.points, essay.points) == ("convolution/output_size", Fraction(4), None)
    assert first.published is not None
    assert dict(first.published.answers) == {"height": "25", "rows": ("1216",)}
    assert dict(first.published.notes) == {"height": "misprint"}
    assert dict(last.set) == {"S": 1}
    assert len(bank.digest) == 32


def test_questions_without_an_id_get_one_from_their_template(library: Library, read: Read) -> None:
    assert [question.id for question in library.bank("week5").questions] == ["output_size", "essay", "output_size-2"]
    texts = [SIZE, SIZE + 'id = "output_size-2"\n', SIZE, SIZE + 'id = "a"\n']
    bank = read('title = "Test"\n' + "".join(f"[[questions]]\n{text}" for text in texts))
    assert [question.id for question in bank.questions] == ["output_size", "output_size-2", "output_size-3", "a"]
    bank = read(f'title = "Test"\n[[questions]]\n{SIZE}[[questions]]\nid = "output_size"\n{SIZE}')
    assert [question.id for question in bank.questions] == ["output_size-2", "output_size"]


def test_a_question_can_be_one_of_several(read: Read) -> None:
    bank = read(
        'title = "Test"\nshuffle = true\n[[questions]]\npick = 2\npoints = 3\nsame_for_all = true\none_of = ["essay", '
        '{ template = "convolution/output_size", set = { S = 1 } }, "essay"]\n[[questions]]\ntemplate = "essay"\n'
    )
    assert bank.shuffle
    assert [question.id for question in bank.questions] == ["essay", "output_size", "essay-2", "essay-3"]
    assert [question.pool for question in bank.questions] == [*[Pool("questions.#1", 2)] * 3, None]
    assert [question.is_same_for_all for question in bank.questions] == [True, True, True, False]
    assert [question.points for question in bank.questions] == [3, 3, 3, None]
    assert [dict(question.set) for question in bank.questions] == [{}, {"S": 1}, {}, {}]


def test_printed_values_stand_before_pinned_ones(read: Read) -> None:
    published = f"published = {{ parameters = {{ {PRINTED} }} }}"
    bank = read(f'title = "Test"\n[[questions]]\n{SIZE}set = {{ H = 30, N = 6084 }}\n{published}\n')
    assert dict(published_values(bank.questions[0])) == {"H": 78, "N": 6084, "K": 5, "S": 3, "P": 2}


def test_notes_are_kept(read: Read) -> None:
    bank = read('title = "Test"\n[[questions]]\ntemplate = "essay"\npublished = { note = "Not printed." }\n')
    assert bank.questions[0].published is not None
    assert bank.questions[0].published.note == "Not printed."


def test_points_of_a_question_are_shared_out_in_proportion(library: Library) -> None:
    template = library.template("convolution/output_size")
    assert points_scale(template, None) == 1
    assert [answer.points * points_scale(template, Fraction(3)) for answer in template.answers] == [
        Fraction(3, 4),
        Fraction(3, 8),
        Fraction(3, 4),
        Fraction(9, 8),
    ]


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ("", ["questions: missing"]),
        ("questions = []", ["questions: found an empty list; at least one is needed"]),
        ("[[questions]]\n", ["questions.#1: a question has either a template, or one_of with several"]),
        (f"[[questions]]\n{SIZE}one_of = ['essay', 'essay']\n",
            ["questions.#1: a question has either a template, or one_of with several"]),
        (f"[[questions]]\n{SIZE}pick = 2\n",
            ["questions.#1: pick says how many of one_of a student gets; here is one template"]),
        ("[[questions]]\none_of = ['essay']\n", ["questions.#1: one_of lists two templates or more"]),
        ("[[questions]]\npick = 3\none_of = ['essay', 'essay']\n",
            ["questions.#1: found pick = 3; of 2 from 1 to 2 can be picked"]),
        ("[[questions]]\nset = { K = 3 }\none_of = ['essay', 'essay']\n", ["questions.#1: set belongs to one "
            'template, not to all of one_of: { template = "...", id = "...", set = {...} } can stand there']),
        ("[[questions]]\none_of = ['essay', { template = 'essay', points = 3 }, 4]\n", [
            'questions.#1.one_of.#2.points: unknown key; allowed: id, set, template',
            "questions.#1.one_of.#3: found 4; a table is needed"]),
        ("[[questions]]\none_of = ['essai', { template = 'essay', id = 'a' }, { template = 'essay', id = 'a' }]\n", [
            'questions.#1.one_of.#3.id: "a" is the id of questions.#1.one_of.#2 too',
            'questions.essai.template: there is no question template "essai"; did you mean "essay"?']),
        ("[[questions]]\none_of = ['essay', 'convolution/output_size']\n", ["questions.#1.points: its templates give "
            "1 and 4 points; say how many each gives here"]),
        ("schema_version = 3\n[[questions]]\n" + SIZE, ["schema_version: found 3; allowed: 1"]),
        ("[[questions]]\nid = 'a'\npoint = 3\n" + SIZE, ['questions.a.point: unknown key; did you mean "points"?']),
        ("[[questions]]\ntemplate = 'convolution/output_sise'\n", ["questions.output_sise.template: there is no "
            'question template "convolution/output_sise"; did you mean "convolution/output_size"?']),
        *((f"[[questions]]\ntemplate = '{name}'\nid = 'a'\n", [f'questions.a.template: found "{name}"; a template is '
            "named by its path below templates/, such as convolution/output_size"])
            for name in ("../secret", "/etc", "a/../b", "a//b", "a\\b", "~/a", ".hidden", "")),
        (f"[[questions]]\nid = 'a b'\n{SIZE}", ['questions.#1.id: found "a b"; an id is letters, digits, _ . and -']),
        (f"[[questions]]\n{SIZE}[[questions]]\nid = '-'\n{SIZE}",
            ['questions.#2.id: found "-"; an id is letters, digits, _ . and -']),
        (f"[[questions]]\nid = 'x'\n{SIZE}[[questions]]\nid = 'x'\n{SIZE}",
            ['questions.#2.id: "x" is the id of questions.#1 too']),
        (f"[[questions]]\n{SIZE}points = 0\n", ['questions.#1.points: found 0; points are a number above 0, such as 2, '
            '0.5 or "1/2"']),
        (f"[[questions]]\n{SIZE}set = {{ h = 3, K = '3' }}\n", ['questions.output_size.set.h: no such parameter; did '
            'you mean "H"?', 'questions.output_size.set.K: found "3"; a whole number is needed (one of 3, 5, 7 when '
            "drawn)"]),
        (f"[[questions]]\n{SIZE}set = {{ H = 9, K = 3, S = 1, P = 3 }}\n", ["questions.output_size.set: constraint "
            "padding_below_kernel: P < K does not hold (with H = 9, K = 3, S = 1, P = 3, N = 81)"]),
        (f"[[questions]]\n{SIZE}published = {{ parameters = {{ H = 78, K = 5 }} }}\n", [
            "questions.output_size.published: S: no value is given (one of 1, 2, 3 when drawn)",
            "questions.output_size.published: P: no value is given (0 to 3 when drawn)"]),
        (f"[[questions]]\n{SIZE}published = {{ parameters = {{ {PRINTED}, N = 7 }} }}\n", ["*/question.toml: "
            "parameters.N: found 7; it is 6084 (with H = 78, K = 5, S = 3, P = 2)"]),
        (f"[[questions]]\n{SIZE}published = {{ parameters = {{ {PRINTED} }}, answers = {{ hight = '25', rows = '1', "
            "height = ['1'] }, notes = { row = 'x' } }\n", [
            'questions.output_size.published.answers.hight: no such answer; did you mean "height"?',
            'questions.output_size.published.notes.row: no such answer; did you mean "rows"?',
            "questions.output_size.published.answers.rows: the answer is a list of texts, one for each row",
            "questions.output_size.published.answers.height: the answer is a text"]),
        (f"[[questions]]\n{SIZE}published = {{ answers = {{ height = 25 }} }}\n", ["questions.#1.published.answers."
            'height: found 25; an answer is written as text, such as "(25, 28)", or as a list of texts']),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_bank_is_said_with_its_place(lines: Lines, questions: str, expected: list[str]) -> None:
    found = lines(questions)
    assert len(found) == len(expected), found
    for line, end in zip(found, expected, strict=True):
        assert line == end or (end.startswith("*") and line.endswith(end[1:])), line


def test_problems_of_all_questions_are_reported_at_once(lines: Lines) -> None:
    questions = "[[questions]]\ntemplate = 'essai'\n[[questions]]\ntemplate = 'essay'\nset = { H = 3 }\n"
    assert lines(questions) == [
        'questions.essai.template: there is no question template "essai"; did you mean "essay"?',
        "questions.essay.set.H: no such parameter; the template has none",
    ]


def test_a_broken_template_is_reported_once_with_its_own_place(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "a"
    folder.mkdir(parents=True)
    (folder / "question.toml").write_text("title = 3", encoding="utf-8")
    (tmp_path / "b.toml").write_text('title = "B"\n' + "[[questions]]\ntemplate = 'a'\n" * 2, encoding="utf-8")
    with pytest.raises(BankError) as error:
        Library([]).bank(str(tmp_path / "b.toml"))
    assert error.value.problems == (
        f"{folder}/statement.md: missing; a question template needs question.toml and statement.md",
        f"{folder}/question.toml: title: found 3; a text is needed (line 1, column 1)",
        f"{folder}/question.toml: answers: missing",
    )


def test_broken_toml_is_an_error_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "b.toml"
    path.write_text("title = 'B'\n[[questions]\n", encoding="utf-8")
    with pytest.raises(BankError, match=r"b.toml: line 2, column 1\d: this is not TOML: "):
        Library([]).bank(str(path))


def test_how_sheets_look_is_told_by_the_bank(read: Read) -> None:
    plain = read(f'title = "Test"\n[[questions]]\n{SIZE}')
    assert (plain.date, plain.deadline, plain.language, plain.paper, plain.accent) == ("", "", "en", "a4", "#184a78")
    told = 'title = "Test"\ndate = "3. März"\ndeadline = "10. März, 12 Uhr"\nlanguage = "de"\n'
    bank = read(f'{told}[layout]\npaper = "letter"\naccent = "#8A1C4A"\n[[questions]]\n{SIZE}')
    assert (bank.date, bank.deadline, bank.language) == ("3. März", "10. März, 12 Uhr", "de")
    assert (bank.paper, bank.accent) == ("letter", "#8a1c4a")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('language = "tlh"', 'language: found "tlh"; allowed: en or de'),
        ("date = 3", "date: found 3; a text is needed"),
        ('deadline = "a\\tb"', 'deadline: found "a\tb"; one line of text is needed'),
        ('layout = { paper = "a5" }', 'layout.paper: found "a5"; allowed: a4 or letter'),
        ('layout = { papr = "a4" }', 'layout.papr: unknown key; did you mean "paper"?'),
        ('pdf_engine = "auto"', 'pdf_engine: found "auto"; allowed: typst or latex'),
        ('layout = { accent = "blue" }', 'layout.accent: found "blue"; a colour is written #rrggbb, such as #184a78'),
        (
            'layout = { accent = "#ffff00" }',
            'layout.accent: found "#ffff00"; too light to be read on white paper '
            "(contrast 1.1 to 1; at least 4.5 is needed)",
        ),
    ],
)
def test_a_layout_that_cannot_be_is_refused(lines: Lines, text: str, line: str) -> None:
    assert lines(f"{text}\n[[questions]]\n{SIZE}") == [line]
