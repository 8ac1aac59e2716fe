"""What every test shares: the checkout, no library but exgen's own, and skips that say what is missing."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

# Deadlines measure the machine, not the code.
settings.register_profile("exgen", deadline=None)
settings.load_profile("exgen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write the golden files anew; look at the difference"
    )


def pytest_configure() -> None:
    """Forget a library of the tester's own, which would come before the one under test."""
    os.environ.pop("EXGEN_LIBRARY", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that no core waits for the last of them."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What is there when the first test begins stays to the end: nobody looks through it for garbage each time."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("torch") and find_spec("torch") is None:
        pytest.skip("PyTorch is not installed")
    if item.get_closest_marker("latex") and (lack := latex_lack()):
        pytest.skip(lack)


@cache
def latex_lack() -> str:
    """What keeps this machine from compiling with pdflatex; empty if nothing does."""
    from exgen.writers.latex import PACKAGES

    if shutil.which("pdflatex") is None:
        return "there is no pdflatex"
    wanted = [f"{package}.sty" for package in ("lmodern", *PACKAGES)]
    found = subprocess.run(["kpsewhich", *wanted], capture_output=True, text=True, check=False).stdout
    missing = [name for name in wanted if f"/{name}\n" not in found]
    return f"pdflatex lacks {', '.join(missing)}" if missing else ""


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds README.md, templates/ and question_banks/."""
    return Path(__file__).parents[1]


@pytest.fixture
def assert_golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Asserts that a golden file holds exactly this text; with ``--rewrite-golden`` the file is written first."""

    def assert_is(path: Path, text: str) -> None:
        if request.config.getoption("--rewrite-golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return assert_is
