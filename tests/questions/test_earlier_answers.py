"""Keys that no network gives: arithmetic over parameters, symbols and earlier answers."""

from __future__ import annotations

from tests.questions.small_templates import CONVOLUTION, SYMBOLS, answer, exercise_of, exercise_problems, keys_of


def test_plain_arithmetic_is_worked_out_exactly() -> None:
    assert keys_of(exercise_of(CONVOLUTION, answer("number", "H / (K + S) * 2"))) == {"a": "6"}
    assert keys_of(exercise_of(CONVOLUTION, answer("number", "H / K"))) == {"a": "4.2"}


def test_a_choice_is_one_of_the_texts() -> None:
    answers = answer("choice", 'where(S > 1, "smaller", "the same")', 'choices = ["smaller", "the same"]')
    assert keys_of(exercise_of(CONVOLUTION, answers)) == {"a": "smaller"}


def test_a_formula_over_symbols_keeps_them_and_takes_the_numbers() -> None:
    exercise = exercise_of(SYMBOLS, answer("expression", "K * W + S - K"), {})
    assert keys_of(exercise) == {"a": "3W + S - 3"}
    assert exercise.parts[0].laid is None


def test_a_value_may_be_worked_out_from_earlier_answers() -> None:
    answers = "\n\n".join(
        (
            answer("shape", "network.layers[0].output_size", name="size"),
            answer("integer", "layer.parameters", 'each = "network.layers"', name="rows"),
            answer("integer", "size[0] * size[1] + sum(rows)", name="both"),
        )
    )
    assert keys_of(exercise_of(CONVOLUTION, answers))["both"] == str(81 + 1216)


def test_an_earlier_essay_has_no_value_to_work_with() -> None:
    answers = 'name = "why"\nkind = "text"\nrubric = "A reason."\n\n' + answer("integer", "why + 1")
    (problem,) = exercise_problems(CONVOLUTION, answers)
    assert problem.startswith('T/question.toml: answers.a: unknown name "why"')


def test_a_division_by_zero_is_told_with_answer_and_values() -> None:
    (problem,) = exercise_problems(CONVOLUTION, answer("number", "1 / (S - 2)"))
    assert problem.startswith("T/question.toml: answers.a: ")
    assert problem.endswith("(with H = 21, K = 5, S = 2)")
