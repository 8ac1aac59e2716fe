"""Every question template that exgen brings along: its keys hold, its words can be printed, its examples are right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from exgen.answers import KINDS, Verdict, judge
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.drawing import Values, draw, values_of
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.parts import Part
from exgen.questions.proofs import proof
from exgen.questions.prose import ask, derivation_markdown, key_markdown, solution, statement
from exgen.questions.records import Example
from exgen.questions.rejections import rejection
from exgen.questions.variants import pinned_variant, variant_space

LIBRARY = Library([own_place()])
NAMES = tuple(LIBRARY.templates())
STUDENTS = 30
GIVEN_AWAY = {("formulas/dense_layer", "outputs"), ("layers/in_numbers", "dense_size")}
"""That a layer puts out as many values as it has neurons: a published sheet asks for it all the same."""

ANNOTATION = re.compile(r"<annotation .*?</annotation>", re.DOTALL)
PLACE = re.compile("\x02[^\x02]*\x02")
"""Of a figure, which is put in when the page is whole."""
VOID = re.compile(r"<(br|hr)>")
UNCONVERTED = re.compile(r"\\[A-Za-z]|\$")
"""What is left of TeX where a formula could not be written in another notation."""

COUNTED = 1_000_000
"""What the oracle may count for a key where time is not short."""


def _drawn(exercises: Exercises, seed: int) -> Exercise:
    name = exercises.template.name
    variant = draw(exercises.template, name, seed, "", accepts=lambda values: rejection(exercises.exercise(values)))
    return exercises.exercise(variant.parameters)


def _examples(name: str) -> Iterator[tuple[Example, Exercise]]:
    exercises = Exercises(LIBRARY.template(name))
    for example in exercises.template.examples:
        yield example, exercises.exercise(pinned_variant(exercises.template, example.parameters).parameters)


def _words(exercise: Exercise) -> Iterator[str]:
    """Every piece of Markdown of an exercise."""
    yield statement(exercise)
    yield from (ask(exercise, answer) for answer in exercise.template.answers)
    yield from (text for text in [solution(exercise)] if text is not None)
    for part in exercise.parts:
        yield key_markdown(part)
        yield from derivation_markdown(exercise, part)


OF_GIVEN_TEXTS = ("choice", "choices", "matching", "ordering")


def _expected_status(part: Part) -> str:
    """A choice may be of texts that no network has; every other key is a quantity that the oracle finds too."""
    if part.answer.kind == "text":
        return "ungraded"
    return "authored" if part.answer.kind in OF_GIVEN_TEXTS and part.laid is None else "proven"


def _hold(name: str, seeds: range, budget: int) -> None:
    exercises = Exercises(LIBRARY.template(name))
    for seed in seeds:
        exercise = _drawn(exercises, seed)
        for part in exercise.parts:
            status = proof(exercise, part, budget=budget)
            assert status == _expected_status(part), part.name
            if part.key is not None:
                verdict = judge(part.answer.kind, part.key_text, part.key_text + " ", part.options).verdict
                assert verdict is Verdict.CORRECT
        assert all(text.strip() for text in _words(exercise))


def test_there_are_at_least_eight_templates() -> None:
    assert len(NAMES) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_the_oracle_confirms_every_key_of_a_few_seeds(name: str) -> None:
    _hold(name, range(1000, 1003), COUNTED)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_oracle_confirms_every_key_of_200_seeds(name: str) -> None:
    _hold(name, range(200), 10_000)


@pytest.mark.parametrize("name", NAMES)
def test_every_piece_of_text_can_be_set_on_a_page_of_every_format(name: str) -> None:
    pytest.importorskip("pypandoc", reason="statements are set with pypandoc_binary, which is not installed")
    from exgen.writers.markdown import markup
    from exgen.writers.readable import readable

    exercises = Exercises(LIBRARY.template(name))
    texts = dict.fromkeys(text for seed in range(2) for text in _words(_drawn(exercises, seed)))
    made = markup(
        [(text, name) for text in texts], ("html", "markdown", "word"), figures=tuple(exercises.template.figures)
    )
    assert all(each.latex.strip() and each.typst.strip() and each.markdown.strip() for each in made)
    for text, each in zip(texts, made, strict=True):
        page, word = (PLACE.sub("", written) for written in (each.html, each.word))
        page = VOID.sub(r"<\1/>", ANNOTATION.sub("", page))
        for xml in (f"<x>{page}</x>", f'<w:x xmlns:w="w" xmlns:m="m">{word}</w:x>'):
            ElementTree.fromstring(xml)
        assert not any(UNCONVERTED.search(written) for written in (page, word, readable(text))), text


@pytest.mark.parametrize("name", NAMES)
def test_a_statement_tells_no_key(name: str) -> None:
    exercises = Exercises(LIBRARY.template(name))
    told: dict[str, list[bool]] = {}
    for seed in range(10):
        exercise = _drawn(exercises, seed)
        words = statement(exercise) + "".join(ask(exercise, answer) for answer in exercise.template.answers)
        for part in exercise.parts:
            if part.key_text not in ("", "0"):
                told.setdefault(part.name, []).append(f" {part.key_text} " in words.replace("$", " "))
    # now and then a size that is given is the key too; always would be telling
    assert [part for part, times in told.items() if all(times) and (name, part) not in GIVEN_AWAY] == []


@pytest.mark.parametrize("name", NAMES)
def test_thirty_students_get_thirty_variants_where_there_are_so_many(name: str) -> None:
    exercises = Exercises(LIBRARY.template(name))
    taken: set[Values] = set()
    for student in range(STUDENTS):
        variant = draw(
            exercises.template,
            name,
            7,
            f"student-{student}",
            accepts=lambda values: rejection(exercises.exercise(values)),
            taken=taken,
        )
        assert variant.is_repeated == (values_of(variant.parameters) in taken and len(variant.parameters) > 0)
        taken.add(values_of(variant.parameters))
    assert len(taken) == min(STUDENTS, variant_space(exercises.template).size)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_has_examples_and_a_response_to_each_answer(name: str) -> None:
    examples = [example for example, _ in _examples(name)]
    typed = {response.answer.partition(".row")[0] for example in examples for response in example.responses}
    assert typed == {answer.name for answer in LIBRARY.template(name).answers}


@pytest.mark.parametrize("name", NAMES)
def test_the_keys_of_the_examples_hold(name: str) -> None:
    for example, exercise in _examples(name):
        for answer, expected in example.keys.items():
            parts = [part for part in exercise.parts if part.answer.name == answer]
            texts = expected if isinstance(expected, tuple) else (expected,)
            assert len(parts) == len(texts)
            for part, text in zip(parts, texts, strict=True):
                kind = KINDS[part.answer.kind]
                graph, others = ("shapes", "given"), ("items", "choices", "columns", "rows")
                needed = graph if part.answer.kind == "matrix_expression" else others
                options = {name: part.options[name] for name in needed if name in part.options}
                value = kind.read_key(text, options)
                assert kind.judge_values(part.key, value, kind.settled(options, part.key)).verdict is Verdict.CORRECT
                assert proof(exercise, part, budget=COUNTED) == _expected_status(part)


@pytest.mark.parametrize("name", NAMES)
def test_the_responses_of_the_examples_get_their_verdicts_and_mistakes(name: str) -> None:
    for example, exercise in _examples(name):
        parts = {part.name: part for part in exercise.parts}
        for response in example.responses:
            asked = {response.answer: parts[response.answer]}
            (outcome,) = checked_exercise(exercise, asked, {response.answer: response.response}, Fraction(1))
            assert (response.response, outcome.verdict) == (response.response, response.verdict)
            found = {misconception.id for misconception in outcome.misconceptions}
            assert response.misconception is None or response.misconception in found


@pytest.mark.parametrize("name", NAMES)
def test_no_mistake_is_told_of_a_right_response(name: str) -> None:
    exercises = Exercises(LIBRARY.template(name))
    exercise = _drawn(exercises, 3)
    parts = {part.name: part for part in exercise.parts if part.key is not None}
    responses = {label: part.key_text for label, part in parts.items()}
    for outcome in checked_exercise(exercise, parts, responses):
        assert outcome.verdict is Verdict.CORRECT
        assert outcome.points == outcome.possible
        assert (outcome.misconceptions, outcome.convention, outcome.follows) == ((), None, ())
