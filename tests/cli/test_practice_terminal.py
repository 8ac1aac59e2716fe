"""``exgen practice`` at a real terminal: colours, and what fits on 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.terminals import COLUMNS, CTRL_D, Terminal

pytestmark = pytest.mark.slow

ARGUMENTS = ("practice", "convolution/output_size_2d", "--seed", "3")
RED = "\x1b[31m"


@pytest.fixture(params=["", "1"], ids=["coloured", "NO_COLOR"])
def terminal(request: pytest.FixtureRequest) -> Iterator[tuple[Terminal, bool]]:
    variables = {"NO_COLOR": request.param} if request.param else {}
    started = Terminal(*ARGUMENTS, **variables)
    yield started, not variables
    started.close()


def test_a_question_is_practised_with_keys_only(terminal: tuple[Terminal, bool]) -> None:
    screen, is_coloured = terminal
    screen.wait_for("1> ")
    screen.type("(1, 2)")
    screen.wait_for("1> ")
    assert (RED in screen.raw) is is_coloured
    screen.type("hint")
    screen.wait_for("1> ")
    assert "H_out = ⌊(H + 2 P - K)/S⌋ + 1" in screen.screen
    screen.type("new")
    screen.wait_for("1> ")
    assert screen.screen.count("A 2-D convolution gets") == 2
    screen.type("show")
    screen.wait_for("next> ")
    assert "key: (" in screen.screen
    screen.type(CTRL_D)
    assert screen.ended(CTRL_D) == 0
    assert "0 of 2 parts right" in screen.screen
    assert all(len(line) <= COLUMNS for line in screen.screen.split("\n"))
