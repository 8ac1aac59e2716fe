"""The files shown in docs/templates.md are whole and sound."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from exgen.answers import judge
from exgen.figures import illustrated
from exgen.figures.kinds import DRAWINGS
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercises
from exgen.questions.figure_fields import KINDS
from exgen.questions.library import Library, searched_places
from exgen.questions.loading import FILES, template_from_sources
from exgen.questions.proofs import proof
from exgen.questions.prose import statement
from exgen.questions.rejections import rejection
from exgen.questions.selection import selected
from exgen.questions.variants import pinned_variant

PAGE = Path(__file__).parents[2] / "docs" / "templates.md"


def shown_files() -> dict[str, str]:
    """The page's fenced files by the name in their first line."""
    blocks = re.findall(
        r"```(?:toml|markdown)\n(?:# |<!-- )([\w.]+)(?: -->)?\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    return dict(blocks)


def test_the_template_on_the_page_gives_the_keys_it_says() -> None:
    sources = {name: text for name, text in shown_files().items() if name in FILES}
    template = template_from_sources("convolution/padding_kept", sources, "docs/templates.md")
    (example,) = template.examples
    exercise = Exercises(template).exercise(pinned_variant(template, example.parameters).parameters)
    assert {part.name: part.key_text for part in exercise.parts} == dict(example.keys)
    assert "$32 \\times 32$" in statement(exercise)
    options = {part.name: part.answer for part in exercise.parts}
    for row in example.responses:
        answer = options[row.answer]
        said = judge(answer.kind, str(example.keys[row.answer]), row.response, answer.options)
        assert said.verdict == row.verdict, row


def test_the_table_on_the_page_is_proven_cell_by_cell() -> None:
    sources = {"question.toml": shown_files()["whole_table.toml"], "statement.md": "Text\n"}
    template = template_from_sources("test/table", sources, "docs/templates.md")
    exercise = Exercises(template).exercise(pinned_variant(template, {"C": 6}).parameters)
    (part,) = exercise.parts
    assert proof(exercise, part) == "proven"
    typed = "layer | parameters\nConv | 456\nPool | 0\nFlatten | 0\nLinear | 11770"
    said = judge("table", part.key_text, "6x28x28\t456\n6x14x14\t0\n1176\t0\n10\t11770", part.options)
    assert said.verdict == "correct"
    assert judge("table", part.key_text, typed, part.options).verdict == "invalid"


def test_the_bank_on_the_page_loads(tmp_path: Path) -> None:
    bank = tmp_path / "week6.toml"
    bank.write_text(shown_files()["bank.toml"], "utf-8")
    assert [question.id for question in Library(searched_places([], {})).bank(str(bank)).questions] == [
        "size",
        "convolution",
        "printed",
    ]


def test_the_bank_of_many_kinds_on_the_page_loads(tmp_path: Path) -> None:
    path = tmp_path / "exam.toml"
    path.write_text(shown_files()["varied.toml"], "utf-8")
    bank = Library(searched_places([], {})).bank(str(path))
    assert len(bank.questions) == 6
    for student in ("ada", "ben"):
        assert len(selected(bank, 7, student)) == 4


def test_the_look_of_sheets_on_the_page_loads(tmp_path: Path) -> None:
    path = tmp_path / "week6.toml"
    path.write_text(shown_files()["dressed.toml"], "utf-8")
    bank = Library(searched_places([], {})).bank(str(path))
    assert (bank.language, bank.paper, bank.accent) == ("de", "letter", "#8a1c4a")
    assert bank.pdf_engine == "typst"
    assert bank.layout.name == "exam"


def test_the_published_answers_on_the_page_load(tmp_path: Path) -> None:
    bank = tmp_path / "week7.toml"
    bank.write_text(shown_files()["published.toml"], "utf-8")
    (question,) = Library(searched_places([], {})).bank(str(bank)).questions
    assert question.published is not None
    assert list(question.published.notes) == ["parameters.row4"]
    assert list(question.published.lost_figure) == ["shapes"]
    assert question.published.answers["parameters"][3] == ""


def test_the_formulas_in_letters_on_the_page_are_the_keys_it_says() -> None:
    text = shown_files()["letters.toml"]
    template = template_from_sources("letters", {"question.toml": text, "statement.md": "Text\n"}, "docs/templates.md")
    exercise = Exercises(template).exercise(pinned_variant(template, {"S": 2}).parameters)
    shown = dict(re.findall(r'name  = "(\w+)".*?value = [^#]*# ([^,\n]*)', text, re.DOTALL))
    assert {part.name: part.key_text for part in exercise.parts} == shown


def test_the_texts_to_choose_match_and_order_on_the_page_have_the_keys_it_means() -> None:
    sources = {"question.toml": shown_files()["given_texts.toml"], "statement.md": "Text\n"}
    template = template_from_sources("given_texts", sources, "docs/templates.md")
    exercise = Exercises(template).exercise(pinned_variant(template, {"S": 2, "P": 1}).parameters)
    assert [part.key_text for part in exercise.parts] == [
        '["outputs", "multiplications"]',
        '{"height": "stays as it is", "number of channels": "is what the layer says"}',
        '["1 x 7", "3 x 3", "2 x 5"]',
    ]
    assert [proof(exercise, part) for part in exercise.parts] == ["authored"] * 3


def test_the_template_worked_out_by_hand_has_proven_keys() -> None:
    sources = {"question.toml": shown_files()["by_hand.toml"], "statement.md": "$<< image >>$, << image[0][1] >>\n"}
    template = template_from_sources("convolution/strided", sources, "docs/templates.md")
    exercises = Exercises(template)
    variant = draw(template, "by_hand", 1, "anna", accepts=lambda values: rejection(exercises.exercise(values)))
    exercise = exercises.exercise(variant.parameters)
    assert [proof(exercise, part) for part in exercise.parts] == ["proven", "proven"]
    assert "begin{bmatrix}" in statement(exercise)


def test_the_template_on_memory_has_proven_keys() -> None:
    sources = {"question.toml": shown_files()["memory.toml"], "statement.md": "Text\n"}
    template = template_from_sources("memory/batch", sources, "docs/templates.md")
    exercise = Exercises(template).exercise(pinned_variant(template, {"B": 32, "keeps": "activations"}).parameters)
    behind = 60 * 60 + 56 * 56
    values = 3 * (64 * 64 + behind + 28 * 28)
    assert [part.key for part in exercise.parts] == [
        32 * 3 * behind,
        Fraction(32 * values * 2, 10**6),
        10**9 // (2 * values),
    ]
    assert [proof(exercise, part) for part in exercise.parts] == ["proven"] * 3


def test_the_choices_between_mistakes_on_the_page_are_proven() -> None:
    sources = {"question.toml": shown_files()["distractors.toml"], "statement.md": "$<< graph.forward >>$\n"}
    template = template_from_sources("distractors", sources, "docs/templates.md")
    exercises = Exercises(template)
    variant = draw(template, "choices", 1, "anna", accepts=lambda values: rejection(exercises.exercise(values)))
    exercise = exercises.exercise(variant.parameters)
    assert [proof(exercise, part) for part in exercise.parts] == ["proven"] * 2
    assert [len(part.choice.offered) for part in exercise.parts if part.choice is not None] == [3, 4]


def test_the_derivation_with_a_wrong_line_on_the_page_is_proven() -> None:
    sources = {"question.toml": shown_files()["wrong_line.toml"], "statement.md": "$<< graph.forward >>$\n"}
    template = template_from_sources("wrong_line", sources, "docs/templates.md")
    values = {"f": "tanh", "mistake": "weight_not_transposed", "turn": 0}
    exercise = Exercises(template).exercise(pinned_variant(template, values).parameters)  # type: ignore[arg-type]  # texts and a number
    assert [part.key_text for part in exercise.parts] == [
        "2",
        "(tanh'(W x + b) ⊙ (2 V^T (V tanh(W x + b) - y))) x^T",
    ]
    assert [proof(exercise, part) for part in exercise.parts] == ["proven"] * 2


def test_the_figures_on_the_page_are_of_every_kind_and_can_be_drawn() -> None:
    names = re.findall(r"\n\[figures\.(\w+)\]", shown_files()["figures.toml"])
    statement_text = "\n\n".join(f"![{name}]({name})" for name in names)
    sources = {"question.toml": shown_files()["figures.toml"], "statement.md": statement_text}
    template = template_from_sources("figures", sources, "docs/templates.md")
    exercise = Exercises(template).exercise(pinned_variant(template, {"H": 30, "image": ((1, 2), (3, 4))}).parameters)
    assert {source.kind for source in template.figures.values()} == set(KINDS) == set(DRAWINGS)
    for is_solution in (False, True):
        assert len(illustrated(exercise, statement_text, is_solution=is_solution).figures) == len(names)
