"""``exgen practice``: from a pipe, and once at a terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from exgen.cli import main
from exgen.cli.practice import practised, practised_blocks
from exgen.grading.practice import practice_of
from exgen.questions.library import Library, own_place
from exgen.questions.prose import hint_markdown
from exgen.questions.solving import solved_variant
from exgen.writers.terminal import plain_blocks

Practise = Callable[..., list[str]]

SIZE = "convolution/output_size_2d"
CHAIN = "parameters/convolution"
SEED = 3


@pytest.fixture
def library(checkout: Path) -> Library:
    return Library([checkout / "tests" / "sheets" / "data", checkout])


@pytest.fixture
def practise(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, checkout: Path) -> Practise:
    """Runs ``exgen practice`` with lines on standard input; returns the lines printed, their blanks squeezed."""

    def run(name: str, *lines: str, seed: int = SEED) -> list[str]:
        typed = "".join(f"{line}\n" for line in lines).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))
        library = str(checkout / "tests" / "sheets" / "data")
        code = main(["practice", name, "--seed", str(seed), "--library", library])
        captured = capsys.readouterr()
        assert (code, captured.err) == (0, "")
        return [" ".join(line.split()) for line in captured.out.splitlines()]

    return run


def _key(library: Library, name: str, answer: str, seed: int = SEED) -> str:
    exercise = solved_variant(library.template(name), seed=seed).exercise
    return next(part.key_text for part in exercise.parts if part.name == answer)


def _behind(told: list[str], line: str, count: int = 1) -> list[str]:
    at = told.index(line) + 1
    return told[at : at + count]


def test_the_first_variant_is_that_of_solve_and_right_responses_lead_on(practise: Practise, library: Library) -> None:
    key = _key(library, SIZE, "size")
    told = practise(SIZE, key, "")
    assert told[0] == "Output size of a 2-D convolution"
    assert told[1].startswith("seed 3: ")
    assert _behind(told, f"1> {key}") == ["correct, 2 of 2 points"]
    assert "Enter ends, new asks this again with other numbers." in told
    assert "1 of 1 parts right, 1 of them at once" in told
    assert told[-1].endswith(" 1 1 1 1 0 0")


def test_a_wrong_response_gets_its_mistake_and_may_be_tried_again(practise: Practise, library: Library) -> None:
    height, width = map(int, re.findall("[0-9]+", _key(library, SIZE, "size")))
    told = practise(SIZE, f"({height - 1}, {width - 1})", f"({height}, {width})", "")
    at = told.index(f"1> ({height - 1}, {width - 1})")
    assert told[at + 1] == "incorrect, 0 of 2 points"
    mistake = "The + 1 for the kernel's first position was left out: n steps of the kernel make n + 1 positions."
    assert told[at + 2] == f"Either: {mistake}"
    assert _behind(told, f"1> ({height}, {width})") == ["correct, 2 of 2 points"]
    assert "1 of 1 parts right, 0 of them at once" in told
    assert told[-1] == f"1 x {mistake}"


def test_what_is_read_otherwise_than_typed_is_told(practise: Practise, library: Library) -> None:
    height, width = re.findall("[0-9]+", _key(library, SIZE, "size"))
    told = practise(SIZE, f"{height} x {width}")
    assert _behind(told, f"1> {height} x {width}", 2) == ["correct, 2 of 2 points", f"read as ({height}, {width})"]


def test_what_cannot_be_read_costs_nothing(practise: Practise, library: Library) -> None:
    key = _key(library, SIZE, "size")
    told = practise(SIZE, "many", key)
    assert _behind(told, "1> many")[0].startswith("invalid: ")
    assert "1 of 1 parts right, 1 of them at once" in told


def test_hints_tell_the_rule_in_letters_without_a_number_of_the_variant(practise: Practise, library: Library) -> None:
    told = practise(SIZE, "hint", "HINT", "hint", _key(library, SIZE, "size"))
    assert _behind(told, "1> hint") == ["Output size (height): H_out = ⌊(H + 2 P - K)/S⌋ + 1"]
    assert _behind(told, "1> HINT") == ["Output size (width): W_out = ⌊(W + 2 P - K)/S⌋ + 1"]
    assert "there are no more hints; show tells the key" in told
    assert "1 of 1 parts right, 0 of them at once" in told
    assert told[-1].endswith(" 1 1 1 0 2 0")


def test_show_tells_the_key_and_how_it_comes_about_and_goes_on(practise: Practise, library: Library) -> None:
    key = _key(library, SIZE, "size")
    told = practise(SIZE, "(1, 2)", "show", "")
    at = told.index("1> show")
    assert told[at + 1] == f"key: {key}"
    assert told[at + 2].startswith("Output size (height): H_out = ")
    assert "next>" in told[at + 3 :]
    assert "0 of 1 parts right, 0 of them at once" in told


def test_no_key_is_told_unless_it_is_asked_for(practise: Practise, library: Library) -> None:
    key = _key(library, SIZE, "size")
    assert not [line for line in practise(SIZE, "(1, 2)", "hint", "?", "", "") if key in line]


@pytest.mark.parametrize("name", Library([own_place()]).templates())
def test_no_hint_holds_the_key(name: str) -> None:
    question = practice_of(Library([own_place()]), name).questions[0]
    variant, _ = question.variant(SEED)
    for part in variant.parts.values():
        if part.key_text and part.answer.kind in ("integer", "number", "shape", "set", "matrix", "interval"):
            told = " ".join(hint_markdown(variant.exercise, part))
            assert not re.search(rf"(?<![\w.]){re.escape(part.key_text)}(?![\w.])", re.sub("`[^`]*`", "", told))


def test_new_draws_another_variant_at_any_time(practise: Practise) -> None:
    told = practise(SIZE, "new", "", "new")
    statements = [line for line in told if line.startswith("A 2-D convolution gets")]
    assert len(statements) == len(set(statements)) == 3
    assert told[-1] == "Nothing was answered."


def test_a_question_without_another_variant_says_so(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    practice = practice_of(library, "small")
    essay = practice.questions[3]
    assert essay.variant(0)[1] is True
    assert essay.variant(0)[1] is False
    lines = iter(["new", "quit"])
    practised(type(practice)("only", (essay,)), 0, lambda _: next(lines))
    assert "There is no other variant: you have seen this one." in capsys.readouterr().out


def test_the_questions_of_a_bank_come_one_after_the_other(practise: Practise) -> None:
    told = practise("small", *[""] * 40)
    assert told[0] == "Sheet of the tests, A course"
    headings = [line for line in told if line.startswith("Question ")]
    assert [heading[:16] for heading in headings] == [f"Question {number} of 4:" for number in (1, 2, 3, 4)]
    assert headings[0].endswith("(8 points)")
    assert "4: a person reads this one; it is not asked for here." in told
    assert told.count("next>") == 4
    assert "Enter goes on, new asks this again with other numbers." in told


def test_what_follows_from_a_wrong_response_that_was_left_is_right(practise: Practise) -> None:
    told = practise("small", "(5, 7)", "", "35")
    assert _behind(told, "1b> 35", 2) == ["incorrect, 2 of 2 points", "follows from your 1a: full points"]
    assert "1 of 2 parts right, 1 of them at once" in told


def test_nothing_follows_from_a_response_that_was_mended_or_whose_key_was_shown(practise: Practise) -> None:
    told = practise("small", "(5, 7)", "(6, 8)", "", "35", "48")
    assert _behind(told, "1b> 35")[0].startswith("incorrect, 0 of")
    assert "follows from your 1a: full points" in told
    told = practise("small", "(5, 7)", "show", "35")
    assert _behind(told, "1b> 35")[0].startswith("incorrect, 0 of")


@pytest.mark.parametrize("typed", ["q", " QUIT "])
def test_quit_leaves_from_anywhere(practise: Practise, typed: str) -> None:
    for before in ([], [""]):
        told = practise(SIZE, *before, typed, "never read")
        assert not [line for line in told if "never read" in line]
        assert told[-1] == "Nothing was answered."


def test_what_is_no_command_between_questions_is_told(practise: Practise) -> None:
    told = practise(SIZE, "", "(3, 4)", "")
    assert _behind(told, "next> (3, 4)") == ["Enter ends, new asks this again with other numbers. quit leaves."]


def test_the_seed_is_told_and_decides(practise: Practise) -> None:
    assert practise(SIZE, "new") == practise(SIZE, "new")
    assert practise(SIZE, seed=4)[1:] != practise(SIZE, seed=5)[1:]


def test_a_seed_is_drawn_where_none_is_given(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = set()
    for _ in range(3):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
        assert main(["practice", SIZE]) == 0
        seeds.add(re.findall(r"^seed ([0-9]+): ", capsys.readouterr().out, re.M)[0])
    assert len(seeds) > 1


def test_an_unknown_name_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "in3310_wek5"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert 'there is no question template or bank "in3310_wek5"; did you mean "in3310_week5"?' in captured.err


def test_ctrl_c_ends_with_the_summary_and_its_own_code(library: Library) -> None:
    key = _key(library, SIZE, "size")
    lines = iter([key])

    def typed(_: str) -> str:
        for line in lines:
            return line
        raise KeyboardInterrupt

    log = practised(practice_of(library, SIZE), SEED, typed)
    assert log.is_interrupted
    assert "1 of 1 parts right, 1 of them at once" in plain_blocks(practised_blocks(log))
