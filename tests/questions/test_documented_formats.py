"""The files shown in docs/templates.md are whole and sound."""

from __future__ import annotations

import re
from pathlib import Path

from exgen.answers import judge
from exgen.questions.exercise import Exercises
from exgen.questions.library import Library, searched_places
from exgen.questions.loading import template_from_sources
from exgen.questions.prose import statement
from exgen.questions.variants import pinned_variant

PAGE = Path(__file__).parents[2] / "docs" / "templates.md"


def shown_files() -> dict[str, str]:
    """The page's fenced files by the name in their first line."""
    blocks = re.findall(
        r"```(?:toml|markdown)\n(?:# |<!-- )([\w.]+)(?: -->)?\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    return dict(blocks)


def test_the_template_on_the_page_gives_the_keys_it_says() -> None:
    sources = {name: text for name, text in shown_files().items() if name != "bank.toml"}
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


def test_the_bank_on_the_page_loads(tmp_path: Path) -> None:
    bank = tmp_path / "week6.toml"
    bank.write_text(shown_files()["bank.toml"], "utf-8")
    assert [question.id for question in Library(searched_places([], {})).bank(str(bank)).questions] == [
        "size",
        "convolution",
        "printed",
    ]
