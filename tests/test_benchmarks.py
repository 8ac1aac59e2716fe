"""The page of figures: bars, peers and shares as they are printed; nothing is timed here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks.diagnoses import RESPONSES as WRONG, explained, wrong_values
from benchmarks.figures import Figure, duration
from benchmarks.gradients import LAYERS, all_gradients
from benchmarks.measuring import machine, timing, timing_in_loops
from benchmarks.page import figure_table, page, peers_table, share_table
from benchmarks.peers import COMPARED, Peers, Said, compared, compared_rows, peers
from benchmarks.previews import _told
from benchmarks.processes import HEAVY
from benchmarks.random_answers import Share, exercises_of
from benchmarks.responses import RESPONSES, SAMPLES, WARM, Sample, lines_time, request_lines
from benchmarks.sheets import stats_below
from benchmarks.variants import CONFIGURATIONS, TEMPLATE
from exgen.answers import Verdict, judge
from exgen.expressions.matrices import show_matrices
from exgen.questions import Library, own_place
from exgen.questions.domains import Choices
from tests.answers.table import Row

ROWS_OF_FIVE = [("5", "correct"), ("five", "correct"), ("6", "incorrect"), ("7", "incorrect")]


def test_the_gradients_that_are_timed_are_those_of_a_perceptron() -> None:
    gradients = all_gradients(1)
    assert show_matrices(gradients["W1"]) == "(sigma'(z1) ⊙ (a1 - y)) x^T"
    assert len(all_gradients(LAYERS)) == 4 * LAYERS + 2


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (12.0, "12.0 s"),
        (3.149, "3.15 s"),
        (0.2, "200 ms"),
        (0.0271, "27.1 ms"),
        (0.001, "1.00 ms"),
        (65.9e-6, "65.9 µs"),
        (3.8e-7, "0.380 µs"),
        (None, "-"),
    ],
)
def test_a_time_has_three_digits_and_its_unit(seconds: float | None, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "bar", "verdict"),
    [(0.002, 0.002, "kept"), (0.0021, 0.002, "missed"), (None, 0.002, ""), (0.002, None, "")],
)
def test_a_figure_keeps_to_its_bar_or_not(seconds: float | None, bar: float | None, verdict: str) -> None:
    assert Figure("", seconds, bar).verdict == verdict


def test_a_row_shows_time_bar_and_what_stands_beside_it() -> None:
    rows = figure_table(
        [
            Figure("quick", 0.001, 0.002, 0.05, "all anew"),
            Figure("absent", None, 20.0, note="there is no pdflatex"),
        ]
    ).splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert cells[0] == ["What", "Time", "Bar", "Beside it"]
    assert cells[2] == ["quick", "1.00 ms", "2.00 ms, kept", "50 x (all anew: 50.0 ms)"]
    assert cells[3] == ["absent", "-", "20.0 s, not measured", "there is no pdflatex"]
    assert len({len(row) for row in rows}) == 1


def test_shares_are_told_for_large_keys_and_small_ones() -> None:
    drawn = [
        Share("t", "total", "138357544", True, 1, 200),
        Share("t", "rows", "1792", True, 3, 200),
        Share("t", "size", "26", False, 20, 200),
    ]
    slips = [Share("t", "total", "138357544", True, 0, 100)]
    rows = share_table([(drawn, slips)]).splitlines()[2:]
    assert [[cell.strip() for cell in row.strip("|").split("|")] for row in rows] == [
        ["t", "above 1,000", "1.00%", "1.50% (rows, key 1792)", "0.00%"],
        ["t", "up to 1,000, shapes, sets", "10.00%", "10.00% (size, key 26)", ""],
    ]
    assert drawn[1].share == Fraction(3, 200)


def test_the_page_names_the_machine_and_nobody() -> None:
    text = page(machine(), [], Peers(note="nobody is there"), [])
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in text
    assert "core" in text
    assert text.endswith("\n")


def test_a_checker_is_held_to_the_verdicts_of_the_table() -> None:
    rows = [Row("integer", "5", text, verdict, None, "") for text, verdict in ROWS_OF_FIVE]
    said: dict[str, list[Said]] = {
        "exgen": [(True, 1e-3), (True, 1e-3), (False, 1e-3), (False, 3e-3)],
        "other": [(True, 0.1), (None, 9.0), (True, 0.2), (False, 0.3)],
    }
    ours, other = (one for one in compared(rows, said) if one.kind == "integer")
    assert (ours.false_accepts, ours.false_rejects, ours.failed, ours.seconds) == (0, 0, 0, 1e-3)
    assert (other.false_accepts, other.false_rejects, other.failed, other.seconds) == (1, 0, 1, 0.2)
    table = peers_table(Peers((ours, other), {"other": "1.0"}))
    assert [cell.strip() for cell in table.splitlines()[3].strip("|").split("|")] == [
        "integer", "other", "4", "200 ms", "200.0", "1", "0", "1",
    ]  # fmt: skip
    assert table.endswith("\nother 1.0.\n")


def test_no_row_that_another_checker_would_run_is_compared() -> None:
    rows = compared_rows()
    assert {row.kind for row in rows} == set(COMPARED)
    assert not [row for row in rows if "__" in row.response or "import" in row.response]


def test_without_the_other_checkers_the_page_says_so() -> None:
    assert "no Python with Math-Verify" in peers_table(Peers(note="no Python with Math-Verify is named"))
    found = peers(sys.executable)
    assert {one.checker for one in found.comparisons} == {"exgen"}
    assert "No module named" in found.note


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.what)
def test_measured_responses_are_read_and_no_two_are_alike(sample: Sample) -> None:
    responses = sample.responses(WARM + RESPONSES)
    assert len(set(responses)) == len(responses)
    verdicts = {judge(sample.kind, sample.key, response, sample.options).verdict for response in responses[:40]}
    assert verdicts <= {Verdict.CORRECT, Verdict.PARTIAL, Verdict.INCORRECT}


def test_lines_of_all_kinds_are_asked_and_none_is_refused() -> None:
    asked = list(request_lines(40))
    assert len(asked) == len(set(asked)) == 40
    assert {json.loads(line)["kind"] for line in asked} == {sample.kind for sample in SAMPLES}
    assert lines_time(40) > 0


def test_something_timed_is_done_as_often_as_asked() -> None:
    done: list[int] = []
    assert len(timing([lambda: done.append(1)] * 3).seconds) == 3
    assert timing_in_loops(lambda: done.append(1), 4, times=2).least >= 0
    assert len(done) == 3 + 4 * 2


def test_the_measured_networks_are_those_of_the_template() -> None:
    choices = Library([own_place()]).template(TEMPLATE).parameters["configuration"]
    assert isinstance(choices, Choices)
    assert tuple(choices.values) == CONFIGURATIONS


def test_responses_whose_diagnosis_is_timed_are_wrong_and_some_are_explained() -> None:
    ((_, exercise),) = exercises_of(Library([own_place()]), "parameters/vgg", 1)
    part = exercise.parts[1]
    found = [explained(exercise, part, value) for value in wrong_values(exercise, part)]
    assert len(found) > WRONG
    assert 0 < sum(map(bool, found)) < len(found)
    assert part.key not in list(wrong_values(exercise, part))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not tell it")
def test_what_a_process_and_those_below_it_take_is_told() -> None:
    waiting = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(flush=True); input()'])"
    with subprocess.Popen([sys.executable, "-c", waiting], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert len(stats_below(process.pid)) == 2
        assert len(stats_below(os.getpid())) >= 3
        process.communicate(b"\n")


def test_a_preview_that_tells_of_an_error_is_no_figure() -> None:
    _told("page.pdf, 80 ms; H = 3", Path("page.pdf"))
    with pytest.raises(ValueError, match="nothing is called"):
        _told('exgen: statement.md: line 1: nothing is called "k" here', Path("page.pdf"))


def test_importing_the_engine_brings_in_nothing_heavy() -> None:
    code = (
        "import json, pkgutil, sys, exgen.engine\n"
        "for module in pkgutil.walk_packages(exgen.engine.__path__, 'exgen.engine.'): __import__(module.name)\n"
        f"print(json.dumps(sorted(set({HEAVY!r}) & set(sys.modules))))"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert json.loads(found.stdout) == []
