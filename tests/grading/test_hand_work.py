"""Matrices in grading: mistakes by name, follow-through, pairs, audits, sheets made again from their manifest."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from exgen.answers import Verdict
from exgen.grading.audit import audit
from exgen.grading.diagnosis import diagnosis
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.grading.sheet_check import checked_sheet
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.loading import template_from_sources
from exgen.questions.manifest import Manifest
from exgen.questions.variants import pinned_variant
from exgen.sheets.roster import Student
from tests.engine.hand_work_mistakes import MISTAKES, Mistake
from tests.sheets.classes import sheet_of

TABLES = """
title = "T"

[parameters]
image  = [[1, 2, 0, 1], [0, 1, -1, 3], [2, 0, 1, -2]]
kernel = [[1, 2], [3, -1]]

[network]
input   = "image"
layers  = "Conv2d(1, 1, 2, padding=1, stride=2); ReLU(); MaxPool2d(2)"
weights = { "0.weight" = "kernel", "0.bias" = 1 }

[[answers]]
name  = "sums"
kind  = "matrix"
ask   = "?"
value = "network.layers[0].output"

[[answers]]
name  = "corner"
kind  = "integer"
ask   = "?"
value = "network.layers[0].output[1][1]"

[[answers]]
name  = "pooled"
kind  = "matrix"
ask   = "?"
value = "network.output"
"""


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    template = template_from_sources("t", {"question.toml": TABLES, "statement.md": "Text\n"}, "T")
    return Exercises(template).exercise(pinned_variant(template, {}).parameters)


def checked(exercise: Exercise, **responses: str) -> dict[str, Outcome]:
    parts = {part.name: part for part in exercise.parts}
    outcomes = checked_exercise(exercise, parts, responses, Fraction(1))
    return {outcome.label: outcome for outcome in outcomes}


def named(outcome: Outcome) -> list[tuple[str, int]]:
    return [(misconception.id, misconception.group) for misconception in outcome.misconceptions]


def test_the_keys_are_right(exercise: Exercise) -> None:
    # padded: 0 0 0 0 0 0 / 0 1 2 0 1 0 / 0 0 1 -1 3 0 / 0 2 0 1 -2 0 / 0 0 0 0 0 0
    assert {part.name: part.key_text for part in exercise.parts} == {
        "sums": "[[0,7,4],[-1,-1,-2]]",
        "corner": "-1",
        "pooled": "[[7]]",
    }


@pytest.mark.parametrize(
    ("response", "verdict", "mistakes"),
    [
        ("[[0, 7, 4], [-1, -1, -2]]", Verdict.CORRECT, []),
        ("[[-1, 6, 3], [-2, -2, -3]]", Verdict.INCORRECT, [("bias_forgotten", 0)]),
        # the windows 1 2 0 1 and 0 1 -1 3 alone
        ("[[1 + 4 + 0 - 1 + 1, 0 + 2 - 3 - 3 + 1]]", Verdict.INCORRECT, [("padding_forgotten", 0)]),
        ("[[2, 5, 3], [3, -2, -6]]", Verdict.INCORRECT, [("kernel_flipped", 0)]),
        # two mistakes at once
        ("[[1, 4, 2], [2, -3, -7]]", Verdict.INCORRECT, [("bias_forgotten", 0), ("kernel_flipped", 0)]),
        ("[[0, 7, 4], [-1, -1, -3]]", Verdict.PARTIAL, []),
        ("[[0, 7, 4]]", Verdict.INCORRECT, []),
    ],
)
def test_mistakes_in_a_matrix_get_their_names(
    exercise: Exercise, response: str, verdict: Verdict, mistakes: list[tuple[str, int]]
) -> None:
    outcome = checked(exercise, sums=response)["sums"]
    assert outcome.verdict is verdict
    assert sorted(named(outcome)) == mistakes


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_every_mistake_in_a_matrix_is_found_by_its_wrong_answer(mistake: Mistake) -> None:
    work = mistake.work
    asked = mistake.asked
    found = diagnosis(work.run, asked, work.network, lambda key: key == mistake.wrong)
    # where nothing comes out there is no answer to find
    assert (mistake.id in [one.id for one in found.misconceptions]) == bool(mistake.wrong)


def test_a_flipped_kernel_is_met_with_its_convention(exercise: Exercise) -> None:
    assert checked(exercise, sums="[[2, 5, 3], [3, -2, -6]]")["sums"].convention == "flipped_convolution"


def test_a_single_entry_is_explained_too(exercise: Exercise) -> None:
    assert named(checked(exercise, corner="-2")["corner"]) == [
        ("bias_forgotten", 0),
        ("kernel_flipped", 1),
        ("kernel_transposed", 2),
    ]
    assert named(checked(exercise, corner="17")["corner"]) == []


def test_later_parts_follow_from_a_wrong_matrix_but_not_from_a_wrong_entry(exercise: Exercise) -> None:
    outcomes = checked(exercise, sums="[[0, 7, 4], [-1, 9, -2]]", corner="9", pooled="[[9]]")
    assert (outcomes["corner"].follows, outcomes["pooled"].follows) == (("sums",), ("sums",))
    assert outcomes["pooled"].points == 1
    assert checked(exercise, corner="9", pooled="[[9]]")["pooled"].follows == ()


def test_what_follows_from_a_matrix_of_another_size_is_right(exercise: Exercise) -> None:
    assert checked(exercise, sums="[[5, -3], [8, 0]]", pooled="[[8]]")["pooled"].follows == ("sums",)


BANK = """
schema_version = 1
title = "By hand"

[[questions]]
id        = "plain"
template  = "convolution/by_hand"
published = { parameters = { image = [[1, 2], [3, 4]], kernel = "[[1, 1/2]]" }, answers = { output = "[[2], [5]]" } }

[[questions]]
id        = "up"
template  = "transposed_convolution/by_hand"
set       = { kernel = [[1, 2], [0, -1]] }
published = { parameters = { image = [[1, 2], [3, -1]] }, answers = { output = "[[1,2,4],[3,-1,-2],[0,0,1]]" } }
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks" / "by_hand.toml").write_text(BANK, "utf-8")
    return Library([tmp_path, own_place()])


def test_published_matrices_are_audited(library: Library) -> None:
    plain, up = audit(library.bank("by_hand"), library).items
    assert (plain.key, str(plain.verdict)) == ("[[2],[5]]", "correct")
    assert (up.key, str(up.verdict)) == ("[[1,4,4],[3,4,-4],[0,-3,1]]", "partial")
    assert [found.id for found in up.misconceptions] == ["overlap_not_added_up"]


def test_a_sheet_of_matrices_is_made_again_from_its_manifest(library: Library) -> None:
    made = sheet_of(library.bank("by_hand"), (Student("ada", "Ada"),), 5, library)
    text = made.model_dump_json()
    record = Manifest.model_validate_json(text)
    keys = {label: key.key for variant in record.students[0].variants for label, key in variant.keys.items()}
    (found,) = checked_sheet(record, {"ada": keys})
    assert {outcome.verdict for outcome in found.outcomes} == {Verdict.CORRECT}
    assert '"kernel":"[[1,2],[0,-1]]"' in text
