"""One student's responses to one exercise: verdicts, points, mistakes, and what follows from earlier answers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.answers import Verdict
from exgen.grading.exercise_check import NOT_ANSWERED, checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.questions.exercise import Exercise
from tests.questions.small_templates import SYMBOLS, answer, exercise_of

LAYER = """
[parameters]
H = { from = 8, to = 99 }

[network]
input  = "(32, H, H)"
layers = "Conv2d(32, 64, 7, stride=3)"
"""
# with H = 19: 1568, (5, 5), 25, 2508800, 100416
PARTS = "\n\n".join(
    (
        answer("integer", "network.layers[0].multiplications_per_output", "points = 2", "per_output"),
        answer("shape", "network.output_size", "", "size"),
        answer("integer", "network.layers[0].positions", "", "positions"),
        answer("integer", "network.multiplications", "points = 3", "multiplications"),
        answer("integer", "network.parameters", "", "parameters"),
    )
)
CHAIN = """
[network]
batch  = "N"
input  = "(3, 20, 24)"
layers = "Conv2d(3, 16, 5, stride=2); MaxPool2d(2); Conv2d(16, 8, 1); Flatten(); Linear(160, 10)"
"""
# shapes (N, 16, 8, 10), (N, 16, 4, 5), (N, 8, 4, 5), (N, 160), (N, 10); parameters 1216, 0, 136, 0, 1610
TABLES = "\n\n".join(
    (
        answer("shape", "layer.output_shape", 'each = "network.layers"\npoints = 5', "shapes"),
        answer("integer", "layer.parameters", 'each = "network.layers"\npoints = 5', "rows"),
        answer("integer", "network.parameters", "points = 2", "total"),
    )
)


def _outcomes(exercise: Exercise, responses: dict[str, str]) -> dict[str, Outcome]:
    parts = {part.name: part for part in exercise.parts}
    assert set(responses) <= set(parts)
    outcomes = checked_exercise(exercise, parts, responses)
    assert [outcome.label for outcome in outcomes] == list(parts)
    return {outcome.label: outcome for outcome in outcomes}


def _layer(**responses: str) -> dict[str, Outcome]:
    return _outcomes(exercise_of(LAYER, PARTS, {"H": 19}), responses)


def _chain(responses: dict[str, str]) -> dict[str, Outcome]:
    return _outcomes(exercise_of(CHAIN, TABLES, {}), responses)


def _mistakes(outcome: Outcome) -> list[str]:
    return [misconception.id for misconception in outcome.misconceptions]


def test_right_responses_get_their_points() -> None:
    found = _layer(per_output="32*7*7", size="5 x 5", multiplications="2,508,800")
    assert [found[name].verdict for name in ("per_output", "size", "multiplications")] == [Verdict.CORRECT] * 3
    assert [found[name].points for name in ("per_output", "size", "multiplications")] == [2, 1, 3]
    assert found["multiplications"].read_as == "2508800"


def test_points_are_scaled_exactly() -> None:
    exercise = exercise_of(LAYER, PARTS, {"H": 19})
    parts = {part.name: part for part in exercise.parts}
    outcomes = checked_exercise(exercise, parts, {"per_output": "1568"}, Fraction(1, 3))
    assert [outcome.points for outcome in outcomes] == [Fraction(2, 3), 0, 0, 0, 0]
    assert [outcome.possible for outcome in outcomes] == [
        Fraction(2, 3),
        Fraction(1, 3),
        Fraction(1, 3),
        1,
        Fraction(1, 3),
    ]


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_response_is_not_answered(blank: str) -> None:
    outcome = _layer(per_output=blank)["per_output"]
    assert (outcome.verdict, outcome.points, outcome.reason) == (Verdict.INVALID, Fraction(0), NOT_ANSWERED)
    assert outcome.misconceptions == ()


def test_what_cannot_be_read_is_invalid_and_has_no_mistake() -> None:
    outcome = _layer(per_output="many")["per_output"]
    assert (outcome.verdict, outcome.points, outcome.read_as) == (Verdict.INVALID, Fraction(0), "")
    assert outcome.reason
    assert _mistakes(outcome) == []


def test_a_wrong_response_is_met_with_the_mistakes_sentence() -> None:
    outcome = _layer(per_output="1569")["per_output"]
    assert (outcome.verdict, outcome.points) == (Verdict.INCORRECT, Fraction(0))
    assert _mistakes(outcome) == ["bias_counted_as_multiplication"]
    assert "only added" in outcome.misconceptions[0].feedback


def test_no_reason_tells_a_key() -> None:
    found = _layer(per_output="1569", size="(5, 5, 5)", positions="24.5", multiplications="x", parameters="100352")
    keys = ("1568", "(5, 5)", "25", "2508800", "100416")
    for outcome, key in zip(found.values(), keys, strict=True):
        told = outcome.reason + outcome.read_as + "".join(each.feedback for each in outcome.misconceptions)
        assert key not in told


def test_an_essay_is_left_to_a_person() -> None:
    essay = 'name = "why"\nkind = "text"\nrubric = "A reason."\npoints = 4'
    exercise = exercise_of(LAYER, PARTS + "\n\n" + essay, {"H": 19})
    for text in ("Shared weights.", ""):
        outcome = _outcomes(exercise, {"why": text})["why"]
        assert (outcome.verdict, outcome.points, outcome.possible) == (Verdict.UNGRADED, None, Fraction(4))
        assert outcome.as_json()["points"] is None


def test_a_part_right_for_the_students_own_earlier_number_gets_its_points() -> None:
    found = _layer(per_output="1569", multiplications="1569 * 25 * 64")
    outcome = found["multiplications"]
    assert (outcome.verdict, outcome.points) == (Verdict.INCORRECT, Fraction(3))
    assert outcome.follows == ("per_output",)
    assert outcome.misconceptions == ()


def test_a_part_right_for_the_students_own_shape_gets_its_points() -> None:
    found = _layer(size="(4, 6)", positions="24", multiplications="1568 * 24 * 64")
    assert found["positions"].follows == ("size",)
    assert found["positions"].points == 1
    assert found["multiplications"].follows == ("positions",)


def test_only_the_earlier_parts_that_matter_are_named() -> None:
    found = _layer(per_output="1569", size="(4, 4)", positions="20", multiplications="1569 * 20 * 64", parameters="7")
    assert found["positions"].follows == ()
    assert found["multiplications"].follows == ("per_output", "positions")
    assert found["parameters"].follows == ()


def test_a_right_part_behind_a_wrong_one_is_just_right() -> None:
    found = _layer(per_output="1569", multiplications="2508800")
    assert (found["multiplications"].verdict, found["multiplications"].follows) == (Verdict.CORRECT, ())


def test_nothing_follows_from_a_part_that_could_not_be_read() -> None:
    found = _layer(per_output="1,56", multiplications="156 * 25 * 64")
    assert found["per_output"].verdict is Verdict.INVALID
    assert found["multiplications"].follows == ()


def test_nothing_follows_from_a_later_part() -> None:
    exercise = exercise_of(LAYER, "\n\n".join(reversed(PARTS.split("\n\n"))), {"H": 19})
    found = _outcomes(exercise, {"multiplications": "1569 * 25 * 64", "per_output": "1569"})
    assert (found["multiplications"].follows, found["multiplications"].points) == ((), Fraction(0))


def test_the_rows_of_a_table_follow_from_each_other() -> None:
    found = _chain({"shapes.row1": "(N, 16, 9, 11)", "shapes.row2": "(N, 16, 4, 5)", "shapes.row3": "(N, 8, 4, 5)"})
    assert found["shapes.row2"].verdict is Verdict.CORRECT
    found = _chain({"shapes.row2": "(N, 16, 8, 10)", "shapes.row3": "(N, 8, 8, 10)", "shapes.row4": "(N, 640)"})
    assert found["shapes.row3"].follows == ("shapes.row2",)
    assert found["shapes.row4"].follows == ("shapes.row3",)
    assert found["shapes.row4"].points == 1


POOLED = """
[network]
batch  = "N"
input  = "(3, 64, 64)"
layers = "Conv2d(3, 16, 3, padding=1); MaxPool2d(2); ReLU()"
"""


def test_a_pooling_row_follows_from_the_shape_whose_channels_it_keeps() -> None:
    exercise = exercise_of(POOLED, answer("shape", "layer.output_shape", 'each = "network.layers"', "shapes"), {})
    found = _outcomes(exercise, {"shapes.row1": "(N, 16, 62, 62)", "shapes.row2": "(N, 16, 31, 31)"})
    outcome = found["shapes.row2"]
    assert (outcome.verdict, outcome.follows) == (Verdict.INCORRECT, ("shapes.row1",))
    assert outcome.points == outcome.possible > 0
    # an activation's row asks for the very numbers of the row before: to repeat them follows from nothing
    found = _outcomes(exercise, {"shapes.row2": "(N, 16, 31, 31)", "shapes.row3": "(N, 16, 31, 31)"})
    assert (found["shapes.row3"].follows, found["shapes.row3"].points) == ((), Fraction(0))
    # nor do wrong channels
    found = _outcomes(exercise, {"shapes.row1": "(N, 3, 62, 62)", "shapes.row2": "(N, 3, 31, 31)"})
    assert found["shapes.row2"].follows == ()


def test_a_shape_without_its_batch_axis_still_carries_its_sizes() -> None:
    found = _chain({"shapes.row2": "(16, 8, 10)", "shapes.row3": "(N, 8, 8, 10)"})
    assert found["shapes.row2"].verdict is Verdict.INCORRECT
    assert found["shapes.row3"].verdict is Verdict.INCORRECT
    assert (found["shapes.row3"].follows, found["shapes.row3"].points) == (("shapes.row2",), Fraction(1))


def test_a_total_is_right_for_the_students_own_wrong_rows() -> None:
    found = _chain({"rows.row1": "1200", "rows.row3": "137", "total": "1200 + 137 + 1610"})
    assert (found["total"].follows, found["total"].points) == (("rows.row1", "rows.row3"), Fraction(2))
    assert [found[f"rows.row{row}"].points for row in (1, 3)] == [0, 0]


def test_a_shape_of_the_wrong_length_carries_nothing() -> None:
    found = _layer(size="(5, 5, 5)", positions="125")
    assert found["positions"].follows == ()
    assert found["positions"].points == 0


def test_to_repeat_a_wrong_number_follows_from_nothing() -> None:
    parts = answer("shape", "network.output_size", name="size")
    parts += "\n\n" + answer("integer", "network.output_size[0]", name="height")
    found = _outcomes(exercise_of(LAYER, parts, {"H": 19}), {"size": "(4, 4)", "height": "4"})
    assert (found["height"].follows, found["height"].points) == ((), Fraction(0))
    assert _mistakes(found["height"])[0] == "plus_one_dropped"


def test_formulas_follow_from_formulas() -> None:
    parts = answer("expression", "network.output_size[1]", name="width")
    parts += "\n\n" + answer("expression", "network.layers[0].positions", name="positions")
    exercise = exercise_of(SYMBOLS.replace("(1, 8, W)", "(1, W, W)"), parts, {})
    exercise_with_both = exercise_of(
        SYMBOLS, parts.replace("network.layers[0].positions", "network.multiplications"), {}
    )
    found = _outcomes(exercise_with_both, {"width": "W - 3", "positions": "4 * 9 * (W - 3) * (floor(5/S) + 1)"})
    assert found["positions"].follows == ("width",)
    assert found["positions"].points == 1
    found = _outcomes(exercise, {"width": "W - 3", "positions": "W^2"})
    assert found["positions"].follows == ()


def test_the_templates_own_follows_is_heeded_where_no_step_leads() -> None:
    parts = "\n\n".join(
        (
            answer("integer", "network.layers[0].positions", name="positions"),
            answer("integer", "network.layers[0].weights", name="weights"),
            answer("integer", "H", name="side"),
            answer(
                "integer",
                "network.multiplications",
                'follows = "positions * weights"',
                name="multiplications",
            ),
        )
    )
    exercise = exercise_of(LAYER, parts, {"H": 19})
    found = _outcomes(exercise, {"side": "18", "weights": "1000", "multiplications": "25000"})
    assert found["multiplications"].follows == ("weights",)
    found = _outcomes(exercise, {"side": "18", "weights": "1000", "positions": "30", "multiplications": "30,000"})
    assert found["multiplications"].follows == ("positions", "weights")


def test_what_an_author_works_out_from_earlier_answers_follows_from_them() -> None:
    parts = answer("integer", "network.parameters", name="parameters")
    parts += "\n\n" + answer("integer", "parameters * 4", 'units = ["bytes"]', name="memory")
    found = _outcomes(exercise_of(LAYER, parts, {"H": 19}), {"parameters": "100352", "memory": "401,408 bytes"})
    assert (found["memory"].follows, found["memory"].points) == (("parameters",), Fraction(1))


def test_a_further_mistake_is_found_on_the_students_own_numbers() -> None:
    found = _layer(per_output="1000", multiplications="1000 * 25")
    assert (found["multiplications"].follows, found["multiplications"].points) == ((), Fraction(0))
    assert _mistakes(found["multiplications"]) == ["output_channels_forgotten"]


def test_a_mistake_on_the_true_numbers_is_told_before_one_on_the_students() -> None:
    found = _layer(per_output="1000", multiplications="1568 * 25")
    assert _mistakes(found["multiplications"]) == ["output_channels_forgotten"]


def test_a_mistake_in_a_row_is_found_behind_a_wrong_row() -> None:
    found = _chain({"shapes.row2": "(N, 16, 8, 10)", "shapes.row3": "(N, 8, 8, 10)", "shapes.row4": "(N, 64)"})
    assert _mistakes(found["shapes.row4"]) == ["flatten_drops_side"]


def test_no_typed_number_breaks_the_check_of_later_parts() -> None:
    for typed in ("0", "-5", "10^300", "1/3", "9" * 400):
        found = _layer(per_output=typed, size=f"({typed}, {typed})", positions=typed, multiplications="17")
        assert found["multiplications"].verdict is Verdict.INCORRECT
        assert found["multiplications"].points == 0


def test_sets_and_formulas_get_their_mistakes_too() -> None:
    tables = '[network]\ninput = "(1, 99)"\nlayers = "Conv1d(1, 1, 9, stride=3, padding=1)"'
    exercise = exercise_of(tables, answer("set", "network.input_sizes(16)", 'accept = "any"'), {})
    assert _mistakes(_outcomes(exercise, {"a": "57"})["a"]) == ["plus_one_dropped"]
    exercise = exercise_of(SYMBOLS, answer("expression", "network.output_size[1]"), {})
    assert _mistakes(_outcomes(exercise, {"a": "ceil((W - 3)/S) + 1"})["a"]) == ["ceil_for_floor"]
    outcome = _outcomes(exercise, {"a": "(W - 3)/S + 1"})["a"]
    assert outcome.convention == "exact_division"


def test_a_mistake_that_leaves_a_plain_number_of_a_formula_is_named() -> None:
    tables = '[symbols]\nC = "channels"\n\n[network]\ninput = "(3, 9, 9)"\nlayers = "Conv2d(3, C, 3)"'
    exercise = exercise_of(tables, answer("expression", "network.weights"), {})
    assert _mistakes(_outcomes(exercise, {"a": "27"})["a"]) == ["output_channels_forgotten"]


def test_part_of_a_set_gets_part_of_the_points() -> None:
    tables = '[network]\ninput = "(1, 99)"\nlayers = "Conv1d(1, 1, 9, stride=3, padding=1)"'
    exercise = exercise_of(tables, answer("set", "network.input_sizes(16)", "points = 3"), {})
    outcome = _outcomes(exercise, {"a": "52, 53"})["a"]
    assert (outcome.verdict, outcome.points) == (Verdict.PARTIAL, Fraction(2))


def test_an_outcome_as_json_is_exact_text() -> None:
    outcome = _layer(per_output="1569", multiplications="2510400")["multiplications"]
    assert outcome.as_json() == {
        "question": "multiplications",
        "response": "2510400",
        "verdict": "incorrect",
        "points": "3",
        "possible": "3",
        "read_as": "2510400",
        "reason": "",
        "misconceptions": [],
        "convention": None,
        "follows": ["per_output"],
        "builds_on": [],
    }


FIELDS = """
[network]
input  = "(1, 64)"
layers = "Conv1d(1, 1, 3); MaxPool1d(2); Conv1d(1, 1, 3); MaxPool1d(2)"
"""


def test_of_several_wrong_responses_those_are_named_that_a_mistake_was_made_on_top_of() -> None:
    """The last row is 2 times the third one, which is a slip as the first is: the strides in the wrong order."""
    rows = answer("interval", "layer.receptive_field", 'each = "network.layers"', "rows")
    exercise = exercise_of(FIELDS, rows, {})
    responses = {"rows.row1": "i-7:i+9", "rows.row2": "2i:2i+3", "rows.row3": "2i-9:2i+8", "rows.row4": "4i-18:4i+17"}
    last = checked_exercise(exercise, {part.name: part for part in exercise.parts}, responses)[-1]
    assert [mistake.id for mistake in last.misconceptions] == ["composed_in_wrong_order"]
    assert (last.follows, last.builds_on) == ((), ("rows.row3",))
    assert last.points == 0
