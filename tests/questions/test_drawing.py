from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from exgen.errors import TemplateError
from exgen.questions import Library, Parameter, Template, draw, values_of

Question = Callable[[str], Template]
DIGITS = "[parameters]\nA = { from = 0, to = 9 }\nB = { from = 0, to = 9 }\n"


def reject(parameters: Mapping[str, Parameter]) -> str:
    """Accepts nothing."""
    assert parameters
    return "separate digits"


def test_draws_never_change(library: Library) -> None:
    """These values are a promise: sheets made years ago are drawn again from their seeds."""
    template = library.template("convolution/output_size")
    drawn = [draw(template, "output_size", seed, student) for seed in (1, 2) for student in ("", "anna", "Jörg")]
    assert [(variant.draw, tuple(variant.parameters.values())) for variant in drawn] == [
        (0, (110, 7, 2, 2, 12100)),
        (1, (86, 7, 1, 0, 7396)),
        (0, (72, 3, 3, 1, 5184)),
        (0, (76, 5, 1, 0, 5776)),
        (0, (54, 7, 3, 0, 2916)),
        (1, (90, 5, 2, 1, 8100)),
    ]


def test_a_parameter_more_changes_no_other(question: Question) -> None:
    before = question(DIGITS)
    after = question("[parameters]\nZ = { from = 0, to = 9 }\n" + DIGITS.removeprefix("[parameters]\n"))
    for student in "abcdefgh":
        old, new = draw(before, "q", 1, student).parameters, draw(after, "q", 1, student).parameters
        assert (old["A"], old["B"]) == (new["A"], new["B"])


def test_students_questions_and_seeds_get_other_values(question: Question) -> None:
    template = question("[parameters]\nA = { from = 0, to = 1000000 }")
    drawn = {draw(template, q, seed, who).parameters["A"] for q in "qr" for seed in (1, 2) for who in ("", "a", "b")}
    assert len(drawn) == 12


def test_pinned_parameters_are_not_drawn(question: Question) -> None:
    template = question(DIGITS)
    free, pinned = draw(template, "q", 1, "a"), draw(template, "q", 1, "a", pinned={"A": 50})
    assert pinned.parameters == {"A": 50, "B": free.parameters["B"]}


def test_every_draw_fulfils_the_constraints_and_says_its_number(question: Question) -> None:
    template = question(DIGITS + '[constraints]\nc = "A + B == 9"')
    variants = [draw(template, "q", seed, "a") for seed in range(40)]
    assert all(variant.parameters["A"] + variant.parameters["B"] == 9 for variant in variants)  # type: ignore[operator]  # whole numbers
    assert max(variant.draw for variant in variants) > 5
    for variant in variants:
        again = draw(template, "q", variants.index(variant), "a", first_draw=variant.draw)
        assert again == variant


def test_every_allowed_variant_is_drawn_about_as_often(question: Question) -> None:
    template = question('[parameters]\nA = { from = 0, to = 3 }\n[constraints]\nc = "A != 2"')
    counts = Counter(draw(template, "q", seed, "a").parameters["A"] for seed in range(600))
    assert sorted(counts) == [0, 1, 3]
    assert all(abs(count - 200) < 60 for count in counts.values())


def test_what_is_not_accepted_is_drawn_again(question: Question) -> None:
    template = question(DIGITS)
    asked: list[Mapping[str, Parameter]] = []

    def accepts(parameters: Mapping[str, Parameter]) -> str | None:
        asked.append(parameters)
        return None if parameters["A"] == parameters["B"] else "separate digits"

    variant = draw(template, "q", 1, "a", accepts=accepts)
    assert variant.parameters["A"] == variant.parameters["B"]
    assert variant.draw == len(asked) - 1


def test_a_taken_variant_is_given_again_only_if_there_is_no_other(question: Question) -> None:
    template = question("[parameters]\nA = { from = 0, to = 4 }")
    taken: set[tuple[tuple[str, Parameter], ...]] = set()
    repeated = []
    for student in "abcdefg":
        variant = draw(template, "q", 1, student, taken=taken)
        taken.add(values_of(variant.parameters))
        repeated.append(variant.is_repeated)
    assert repeated == [False] * 5 + [True] * 2
    assert len(taken) == 5


def test_a_question_with_one_variant_gives_it_to_everybody(library: Library) -> None:
    template = library.template("essay")
    variant = draw(template, "q", 1, "a", taken={()})
    assert (dict(variant.parameters), variant.is_repeated) == ({}, False)


def test_values_that_are_all_pinned_are_not_asked_about(question: Question) -> None:
    template = question(DIGITS)
    variant = draw(template, "q", 1, "a", pinned={"A": 1, "B": 2}, accepts=reject)
    assert variant.parameters == {"A": 1, "B": 2}


@pytest.mark.parametrize(
    ("tables", "pinned", "sentence"),
    [
        (DIGITS, {"a": 3, "B": "x"}, 'T: a: no such parameter; did you mean "A"?\n'
            'T: B: found "x"; a whole number is needed (0 to 9 when drawn)'),
        (DIGITS, {}, "T: question q: no variant found in 500 draws: 500 rejected because separate digits"),
        (DIGITS, {"A": 3}, "T: question q: no variant found with A = 3 in 500 draws: 500 rejected because "
            "separate digits"),
        ("[parameters]\nA = 3", {}, "T: question q: no variant found in 1 draw: 1 rejected because separate digits"),
        (DIGITS + '[constraints]\nc = "A > 20"', {}, "T/question.toml: constraints.c: A > 20 holds for none of all 100 "
            "combinations of values"),
        (DIGITS + '[constraints]\nc = "A == 3"', {"A": 4}, "T: A = 4 breaks c: A == 3"),
        (DIGITS + '[constraints]\nc = "A < B"', {"A": 4, "B": 4}, "T: A = 4, B = 4 break c: A < B"),
    ],
)  # fmt: skip
def test_a_search_in_vain_says_what_rejects_most(
    question: Question, tables: str, pinned: Mapping[str, Parameter], sentence: str
) -> None:
    with pytest.raises(TemplateError) as error:
        draw(question(tables), "q", 1, "anna", pinned=pinned, accepts=reject)
    assert str(error.value) == sentence


def test_rare_constraints_are_named_with_how_often_they_reject(question: Question) -> None:
    tables = '[parameters]\nA = { from = 1, to = 9000 }\n[constraints]\nrare = "A == 1"\n'
    with pytest.raises(TemplateError) as error:
        draw(question(tables), "q", 1, "anna")
    assert str(error.value) == (
        "T: question q: no variant found in 500 draws: 500 rejected because the constraint rare does not hold"
    )
