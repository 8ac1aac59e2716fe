"""A bank of these tests' own, so that changing a published template breaks none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.questions.library import Library
from exgen.questions.records import Bank
from exgen.sheets.roster import Student

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def library() -> Library:
    return Library([DATA])


@pytest.fixture(scope="session")
def bank(library: Library) -> Bank:
    return library.bank("small")


@pytest.fixture(scope="session")
def roster() -> tuple[Student, ...]:
    return (Student("ada", "Ada Lovelace"), Student("b-2", r"O'Neil_{#1}%$\input{x}"))
