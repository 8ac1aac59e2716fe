"""The question template and the bank of these tests, on disk and as texts that a test may break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exgen.errors import TemplateError
from exgen.questions import Library, Template, template_from_sources
from tests.questions.small_templates import without_place

DATA = Path(__file__).parent / "data"

Sources = dict[str, str]
Problems = Callable[[Sources], tuple[str, ...]]


@pytest.fixture(scope="session")
def place() -> Path:
    """A place with templates and a bank."""
    return DATA


@pytest.fixture(scope="session")
def library() -> Library:
    return Library([DATA])


@pytest.fixture
def sources() -> Sources:
    """The texts of the template convolution/output_size by file name."""
    folder = DATA / "templates" / "convolution" / "output_size"
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.fixture
def problems() -> Problems:
    """What is wrong with a template of these texts, without the places of keys; nothing if it can be read."""

    def found(sources: Sources) -> tuple[str, ...]:
        try:
            template_from_sources("broken", sources, "T")
        except TemplateError as error:
            return tuple(map(without_place, error.problems))
        return ()

    return found


@pytest.fixture(scope="session")
def question() -> Callable[[str], Template]:
    """A template from the tables of its question.toml that matter; the rest is a text to be written."""

    def template(tables: str) -> Template:
        answer = '[[answers]]\nname = "why"\nkind = "text"\nask = "Why?"\nrubric = "A reason."\n'
        texts = {"question.toml": f'title = "Test"\n{tables}\n{answer}', "statement.md": "Text\n"}
        return template_from_sources("test", texts, "T")

    return template
