"""One variant solved: values typed by hand, the others drawn, every key with its proof."""

from __future__ import annotations

import pytest

from exgen.errors import TemplateError
from exgen.questions.library import Library, own_place
from exgen.questions.solving import json_parameters, solved_variant

SIZE = "convolution/output_size_2d"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([own_place()])


def test_values_set_by_hand_are_taken_and_the_others_drawn(library: Library) -> None:
    solved = solved_variant(library.template(SIZE), [("H", "78"), ("K", "5")], seed=3)
    parameters = solved.exercise.parameters
    assert (parameters["H"], parameters["K"]) == (78, 5)
    assert set(parameters) == {"H", "W", "K", "S", "P"}


def test_the_same_seed_gives_the_same_variant_and_another_seed_another(library: Library) -> None:
    template = library.template(SIZE)
    first, again, other = (solved_variant(template, seed=seed).as_json() for seed in (1, 1, 2))
    assert first == again
    assert first["parameters"] != other["parameters"]


def test_values_set_by_hand_skip_domains(library: Library) -> None:
    pins = [("H", "7"), ("W", "1000"), ("K", "5"), ("S", "5"), ("P", "0")]
    assert solved_variant(library.template(SIZE), pins).as_json()["keys"] == {"size": "(1, 200)"}


def test_values_set_by_hand_skip_what_separate_asks_for(library: Library) -> None:
    assert solved_variant(library.template(SIZE), [("P", "0")]).exercise.parameters["P"] == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ([("K", "3"), ("P", "3"), ("S", "2"), ("H", "30"), ("W", "40")], "padding_below_kernel"),
        ([("P", "7")], "padding_below_kernel"),
        ([("H", "many")], 'H: found "many"; a whole number is needed'),
        ([("h", "30")], 'h: no such parameter; did you mean "H"?'),
        ([("H", "30"), ("H", "31")], "H: two values are given"),
    ],
)
def test_values_that_the_template_cannot_have_are_refused(
    library: Library, typed: list[tuple[str, str]], words: str
) -> None:
    with pytest.raises(TemplateError) as raised:
        solved_variant(library.template(SIZE), typed)
    assert words in str(raised.value)


def test_every_part_has_a_proof_and_every_graded_part_key_and_derivation(library: Library) -> None:
    for name in library.templates():
        solved = solved_variant(library.template(name), seed=5).as_json()
        proofs, keys, derivation = solved["proof"], solved["keys"], solved["derivation"]
        assert isinstance(proofs, dict)
        assert isinstance(keys, dict)
        assert isinstance(derivation, dict)
        assert set(proofs.values()) <= {"proven", "authored", "ungraded"}
        assert set(keys) == set(derivation) == {part for part, proof in proofs.items() if proof != "ungraded"}
        assert solved["statement"]


def test_rows_of_a_table_are_parts_of_their_own(library: Library) -> None:
    solved = solved_variant(library.template("parameters/vgg"), [("configuration", "vgg_d")]).as_json()
    keys = solved["keys"]
    assert isinstance(keys, dict)
    assert keys["rows.row1"] == "1792"
    assert keys["total"] == "138357544"


def test_parameters_as_json_are_exact() -> None:
    from fractions import Fraction

    assert json_parameters({"n": 10**17, "x": Fraction(1, 3), "t": "vgg"}) == {"n": 10**17, "x": "1/3", "t": "vgg"}


def test_pinned_values_that_break_a_constraint_by_themselves_are_told() -> None:
    template = Library([own_place()]).template("convolution/output_size_2d")
    with pytest.raises(TemplateError, match="K = 5, S = 7 break "):
        solved_variant(template, [("K", "5"), ("S", "7")])
