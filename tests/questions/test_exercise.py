"""Keys of a variant: networks run, answers worked out, and what is said where they cannot be."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.expressions import read, show
from exgen.questions.domains import Parameter
from exgen.questions.exercise import Exercises
from exgen.questions.rejections import rejection
from exgen.questions.variants import pinned_variant
from tests.questions.small_templates import (
    CONVOLUTION,
    SYMBOLS,
    answer,
    exercise_of,
    exercise_problems,
    keys_of,
    template_of,
)


def test_the_keys_of_all_parts_stand_in_the_order_of_the_template() -> None:
    exercise = exercise_of(
        CONVOLUTION,
        "\n\n".join(
            (
                answer("shape", "network.layers[0].output_size", name="size"),
                answer("integer", "layer.parameters", 'each = "network.layers"\npoints = 6', name="rows"),
                answer("integer", "network.parameters", name="total"),
                'name = "why"\nkind = "text"\nrubric = "A reason."',
            )
        ),
    )
    assert keys_of(exercise) == {
        "size": "(9, 9)",
        "rows.row1": "1216",
        "rows.row2": "0",
        "rows.row3": "0",
        "total": "1216",
        "why": "",
    }
    assert [part.points for part in exercise.parts] == [1, 2, 2, 2, 1, 1]
    assert [part.row_label for part in exercise.parts][1:4] == [
        "Conv2d(3, 16, kernel_size=5, stride=2)",
        "MaxPool2d(kernel_size=2, stride=2)",
        "Flatten()",
    ]


def test_several_networks_have_quantities_of_their_own() -> None:
    tables = """
[parameters]
H = 16

[networks.plain]
input  = "(3, H, H)"
layers = "Conv2d(3, 8, 3)"

[networks.batched]
batch  = "N"
input  = "(3, H)"
layers = "Conv1d(3, 8, 3)"
"""
    exercise = exercise_of(
        tables,
        "\n\n".join(
            (
                answer("shape", "plain.output_shape", name="one"),
                answer("shape", "batched.output_shape", name="two"),
                answer("shape", "batched.output_size", name="three"),
            )
        ),
        {},
    )
    assert keys_of(exercise) == {"one": "(8, 14, 14)", "two": "(N, 8, 14)", "three": "(14)"}


@pytest.mark.parametrize(
    ("layers", "problem"),
    [
        ("Conv2d(3, 16, 30)", "network: layer 1, Conv2d(3, 16, kernel_size=30): "),
        ("Conv2d(4, 16, K)", "network: layer 1, Conv2d(4, 16, kernel_size=5): "),
        ("Linear(3, 16)", "network: layer 1, Linear(3, 16): "),
        ("Conv2d(3, 16, K, stride=S - 2)", "network: layer 1, Conv2d(3, 16, kernel_size=K, stride=S - 2): stride"),
    ],
)
def test_a_network_that_cannot_be_is_told_with_its_table_and_the_values(layers: str, problem: str) -> None:
    tables = CONVOLUTION.replace("Conv2d(3, 16, K, stride=S); MaxPool2d(2); Flatten()", layers)
    problems = exercise_problems(tables, answer("integer", "network.parameters"))
    assert problems[0].startswith(f"T/question.toml: {problem}")
    assert problems[0].endswith("(with H = 21, K = 5, S = 2)")


def test_what_no_number_mends_is_told_without_numbers_beside_what_answers_ask_amiss() -> None:
    tables = CONVOLUTION.replace("Conv2d(3, 16, K, stride=S); MaxPool2d(2); Flatten()", "Conv2D(3, 16, K)")
    asked = [answer("integer", "network.paramters"), answer("shape", "network.layers[7].weights", name="b")]
    assert exercise_problems(tables, "\n\n".join(asked)) == (
        'T/question.toml: answers.a: a network has no quantity "paramters"; did you mean "parameters"?',
        'T/question.toml: network: layer 1, Conv2D(3, 16, K): unknown layer "Conv2D"; did you mean "Conv2d"?',
    )


def test_the_broken_one_of_several_networks_is_named() -> None:
    tables = """
[networks.good]
input  = "(8)"
layers = "Linear(8, 2)"

[networks.bad]
input  = "(8)"
layers = "Linear(9, 2)"
"""
    (problem,) = exercise_problems(tables, answer("integer", "good.parameters"), {})
    assert problem.startswith("T/question.toml: networks.bad: layer 1, Linear(9, 2): ")


def test_no_input_size_at_all_is_an_error() -> None:
    tables = '[network]\ninput = "(1, 9, 9)"\nlayers = "Conv2d(1, 1, 3, padding=3)"'
    (problem,) = exercise_problems(tables, answer("set", "network.input_sizes((1, 1))"), {})
    assert problem.startswith("T/question.toml: answers.a: no input size gives the output size asked for")


def test_input_sizes_behind_a_symbolic_stride_are_refused_in_words() -> None:
    tables = SYMBOLS.replace("(1, 8, W)", "(1, W, W)")
    (problem,) = exercise_problems(tables, answer("set", "network.input_sizes((4, 4))"), {})
    assert "input_sizes needs numbers in every layer; only the input's sizes can be symbols" in problem


def test_how_many_layers_there_are_is_no_symbol() -> None:
    tables = '[symbols]\nD = "depth"\n\n[network]\ninput = "(3, 64, 64)"\nlayers = "D * Conv2d(3, 3, 7)"'
    (problem,) = exercise_problems(tables, answer("expression", "network.parameters"), {})
    assert problem == ("T/question.toml: network: how many layers there are cannot depend on a symbol, here D")


def test_a_network_without_symbols_is_run_on_numbers_beside_one_with_them() -> None:
    tables = """
[symbols]
W = "width"

[networks.numbers]
input  = "(1, 9)"
layers = "Conv1d(1, 4, 3)"

[networks.letters]
input  = "(1, W)"
layers = "Conv1d(1, 4, 3)"
"""
    answers = (
        answer("shape", "numbers.output_shape") + "\n\n" + answer("expression", "letters.output_size[0]", name="b")
    )
    assert keys_of(exercise_of(tables, answers, {})) == {"a": "(4, 7)", "b": "W - 2"}


def test_a_text_is_no_size_of_a_network_with_symbols() -> None:
    tables = SYMBOLS.replace("K = 3", 'K = "three"')
    (problem, *_) = exercise_problems(tables, answer("expression", "network.output_size[1]"), {})
    assert problem.startswith('T/question.toml: network: "K" has no whole number and is no symbol')


def _follow(formula: str, value: str = "network.layers[0].positions") -> str:
    return (
        answer("shape", "network.layers[0].output_size", name="size")
        + "\n\n"
        + answer("integer", value, f'follows = "{formula}"', name="positions")
    )


def test_follows_gives_the_key_on_every_variant() -> None:
    template = template_of(CONVOLUTION, _follow("size[0] * size[1]"))
    exercises = Exercises(template)
    for H in range(13, 40):
        parameters = pinned_variant(template, {"H": H, "K": 5, "S": 2}).parameters
        exercise = exercises.exercise(parameters)
        assert exercise.followed(exercise.parts[1], {"size": (3, 4)}) == 12


def test_follows_that_gives_another_value_is_refused() -> None:
    assert exercise_problems(CONVOLUTION, _follow("size[0] + size[1]")) == (
        "T/question.toml: answers.positions.follows: size[0] + size[1] gives 18 where the key is 81"
        " (with H = 21, K = 5, S = 2)",
    )


def test_follows_may_add_up_the_rows_of_a_table() -> None:
    answers = (
        answer("integer", "layer.parameters", 'each = "network.layers"', name="rows")
        + "\n\n"
        + answer("integer", "network.parameters", 'follows = "sum(rows)"', name="total")
    )
    exercise = exercise_of(CONVOLUTION, answers)
    values = {"rows.row1": 10, "rows.row2": 20, "rows.row3": 3}
    assert exercise.followed(exercise.parts[3], values) == 33


def test_follows_of_a_formula_is_held_to_its_meaning() -> None:
    width = answer("expression", "network.output_size[1]", name="width")
    twice = answer("expression", "network.output_size[1]", 'follows = "1 + width - 1"', name="again")
    exercise = exercise_of(SYMBOLS, f"{width}\n\n{twice}", {})
    followed = exercise.followed(exercise.parts[1], {"width": read("W + S")})
    assert show(followed) == "W + S"  # type: ignore[arg-type]  # a formula follows from a formula
    otherwise = twice.replace("1 + width - 1", "floor((W - 3 + S) / S)")
    assert exercise_of(SYMBOLS, f"{width}\n\n{otherwise}", {}).parts[1].key_text == "floor((W - 3)/S) + 1"
    wrong = twice.replace("1 + width - 1", "floor((W - 3 + S) / S) + 1")
    (problem,) = exercise_problems(SYMBOLS, f"{width}\n\n{wrong}", {})
    assert "gives floor((W + S - 3)/S) + 1 where the key is floor((W - 3)/S) + 1" in problem


def test_follows_with_a_name_that_has_no_value_is_refused() -> None:
    (problem,) = exercise_problems(CONVOLUTION, _follow("network * 1"))
    assert problem.startswith("T/question.toml: answers.positions.follows: ")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"H": 21, "K": 5, "S": 2, "P": 2}, None),
        ({"H": 21, "K": 5, "S": 2, "P": 0}, "separate: padding_forgotten gives the right a"),
        ({"H": 20, "K": 5, "S": 2, "P": 1}, "separate: padding_forgotten and plus_one_dropped give the same a"),
    ],
)
def test_separate_rejects_what_does_not_tell_mistakes_apart(values: dict[str, Parameter], reason: str | None) -> None:
    tables = """
[parameters]
H = { from = 8, to = 99 }
K = { one_of = [3, 5] }
S = { one_of = [1, 2, 3] }
P = { from = 0, to = 2 }

[network]
input  = "(1, H)"
layers = "Conv1d(1, 1, K, stride=S, padding=P)"
"""
    answers = answer("integer", "network.output_size[0]", 'separate = ["plus_one_dropped", "padding_forgotten"]')
    assert rejection(exercise_of(tables, answers, values)) == reason


def test_a_mistake_that_gives_one_of_several_right_answers_is_rejected() -> None:
    tables = """
[parameters]
S = { from = 1, to = 9 }

[network]
input  = "(1, 99)"
layers = "Conv1d(1, 1, 5, stride=S, padding=1)"
"""
    answers = answer("set", "network.input_sizes(6)", 'accept = "any"\nseparate = ["padding_forgotten"]')
    assert rejection(exercise_of(tables, answers, {"S": 2})) is None
    assert rejection(exercise_of(tables, answers, {"S": 3})) == "separate: padding_forgotten gives the right a"


def test_a_mistake_that_a_row_does_not_allow_is_no_reason_to_reject_it() -> None:
    answers = answer("integer", "layer.parameters", 'each = "network.layers"\nseparate = ["bias_forgotten"]')
    assert rejection(exercise_of(CONVOLUTION, answers)) is None


def test_a_mistake_that_can_never_be_made_rejects_every_variant() -> None:
    answers = answer("integer", "network.parameters", 'separate = ["flatten_drops_side"]')
    assert rejection(exercise_of(CONVOLUTION, answers)) == "separate: flatten_drops_side gives the right a"


def test_a_derivation_begins_behind_the_parts_before_it() -> None:
    both = exercise_of(
        CONVOLUTION,
        answer("integer", "network.layers[0].weights")
        + "\n\n"
        + answer("integer", "network.layers[0].parameters", name="b"),
    )
    alone = exercise_of(CONVOLUTION, answer("integer", "network.layers[0].parameters"))
    whole = [line.formula for line in alone.derivation(alone.parts[0])]
    rest = [line.formula for line in both.derivation(both.parts[1])]
    assert len(whole) > len(rest) > 0
    assert rest == [formula for formula in whole if formula in rest]


def test_an_authored_key_has_no_derivation() -> None:
    exercise = exercise_of(CONVOLUTION, answer("integer", "H + K"))
    assert exercise.derivation(exercise.parts[0]) == ()


def test_points_of_a_table_are_shared_by_its_rows() -> None:
    exercise = exercise_of(CONVOLUTION, answer("integer", "layer.biases", 'each = "network.layers"\npoints = 1'))
    assert {part.points for part in exercise.parts} == {Fraction(1, 3)}
