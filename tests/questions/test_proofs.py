"""Keys confirmed by the oracle: who says so, and what is said where it finds something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exgen.errors import ProofError
from exgen.expressions import read
from exgen.questions.exercise import Exercise
from exgen.questions.proofs import proof
from tests.questions.small_templates import CONVOLUTION, SYMBOLS, answer, exercise_of

INPUT_SIZES = '[network]\ninput = "(1, 99)"\nlayers = "Conv1d(1, 1, 9, stride=3, padding=1)"'
ESSAY = 'name = "a"\nkind = "text"\nrubric = "A reason."'


@pytest.mark.parametrize(
    ("tables", "answers", "status"),
    [
        (CONVOLUTION, answer("shape", "network.layers[0].output_size"), "proven"),
        (CONVOLUTION, answer("integer", "network.layers[0].output_size[1]"), "proven"),
        (CONVOLUTION, answer("integer", "layer.parameters", 'each = "network.layers"'), "proven"),
        (SYMBOLS, answer("expression", "network.output_size[1]"), "proven"),
        (INPUT_SIZES, answer("set", "network.input_sizes(16)"), "proven"),
        (CONVOLUTION, answer("integer", "H + K"), "authored"),
        (SYMBOLS, answer("expression", "W + S"), "authored"),
        (CONVOLUTION, ESSAY, "ungraded"),
    ],
)
def test_a_key_is_as_trusted_as_its_source(tables: str, answers: str, status: str) -> None:
    exercise = exercise_of(tables, answers, None if tables == CONVOLUTION else {})
    assert {proof(exercise, part) for part in exercise.parts} == {status}


def _with_wrong_run(exercise: Exercise, change: object) -> Exercise:
    """The exercise as a broken rule would leave it: another value in the slot of its first part."""
    part = exercise.parts[0]
    assert part.laid is not None
    run = exercise.runs[part.laid.network]
    values = list(run.values)
    values[part.laid.slots[0]] = change  # type: ignore[call-overload]  # a number or a formula
    broken = type(run)(run.calculation, values, is_symbolic=run.is_symbolic)
    parts = (replace(part, run=broken), *exercise.parts[1:])
    return replace(exercise, runs={**exercise.runs, part.laid.network: broken}, parts=parts)


@pytest.mark.parametrize(
    ("tables", "answers", "change", "said"),
    [
        (
            CONVOLUTION,
            answer("shape", "network.layers[0].output_size"),
            8,
            "test/question, a, with H = 21, K = 5, S = 2: output_size of layer 1, Conv2d(3, 16, kernel_size=5",
        ),
        (CONVOLUTION, answer("integer", "network.parameters"), 1200, "the key says 1200, counting gives 1216"),
        (CONVOLUTION, answer("integer", "network.multiplications"), 5, "the key says 5, the rules give 97200"),
        (SYMBOLS, answer("expression", "network.output_size[1]"), read("W - 3"), "test/question, a, with K = 3: at "),
        (
            INPUT_SIZES,
            answer("set", "network.input_sizes(16)"),
            51,
            "the key says (51 to 54), counting gives (52 to 54)",
        ),
    ],
)
def test_a_wrong_key_stops_with_template_variant_and_both_values(
    tables: str, answers: str, change: object, said: str
) -> None:
    exercise = exercise_of(tables, answers, None if tables == CONVOLUTION else {})
    broken = _with_wrong_run(exercise, change)
    with pytest.raises(ProofError) as error:
        proof(broken, broken.parts[0])
    assert said in str(error.value)


def test_the_whole_shape_is_confirmed_where_one_side_is_asked() -> None:
    exercise = exercise_of(CONVOLUTION, answer("integer", "network.layers[0].output_shape[1]"))
    part = exercise.parts[0]
    assert part.laid is not None
    broken = _with_wrong_run(exercise, 9999)
    with pytest.raises(ProofError, match=r"the key says \(16, 9999, 9\)"):
        proof(broken, broken.parts[0])
