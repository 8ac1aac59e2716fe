"""Questions in letters: keys as a textbook prints them, names of earlier answers, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.reading import read_network
from exgen.errors import ProofError, TemplateError
from exgen.expressions import Name, names_in, read, show
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.proofs import proof
from exgen.questions.symbols import printed, symbolic_run
from tests.questions.small_templates import answer, exercise_of, exercise_problems, keys_of, template_of, without_place

LETTERS = """
[parameters]
D = { from = 0, to = 2 }

[symbols]
W     = "width"
H     = "height"
K_1   = "width of the kernel"
K_2   = "height of the kernel"
C_in  = "channels in"
G     = "groups"
C_out = "channels out"
P     = "padding"
S     = "stride"

[network]
input  = "(C_in, H, W)"
layers = "Conv2d(C_in, C_out, (K_2, K_1), stride=S, padding=P, dilation=D + 1, groups=GROUPS)"
"""
PLAIN = LETTERS.replace("GROUPS", "1")
GROUPED = LETTERS.replace("GROUPS", "G")
WIDTH = answer("expression", "network.output_size[1]", "", "W_out")
HEIGHT = answer("expression", "network.output_size[0]", "", "H_out")


def in_letters(answers: str, tables: str = PLAIN, D: int = 0) -> Exercise:
    return exercise_of(tables, answers, {"D": D})


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("network.tensors[0].activations", "W H C_in"),
        ("network.output_size[1]", "floor((W + 2P - K_1)/S) + 1"),
        ("network.output_shape[0]", "C_out"),
        ("network.weights", "K_1 K_2 C_in C_out"),
        ("network.parameters", "(K_1 K_2 C_in + 1)C_out"),
        ("network.layers[0].multiplications_per_output", "K_1 K_2 C_in"),
        (
            "network.multiplications",
            "K_1 K_2 C_in C_out(floor((H + 2P - K_2)/S) + 1)(floor((W + 2P - K_1)/S) + 1)",
        ),
    ],
)
def test_a_key_in_letters_is_printed_as_in_a_textbook(value: str, key: str) -> None:
    exercise = in_letters(answer("expression", value))
    assert keys_of(exercise) == {"a": key}
    assert proof(exercise, exercise.parts[0]) == "proven"


def test_groups_stand_under_the_channels() -> None:
    exercise = in_letters(answer("expression", "network.parameters"), GROUPED)
    assert keys_of(exercise) == {"a": "(K_1 K_2 C_in/G + 1)C_out"}
    assert proof(exercise, exercise.parts[0]) == "proven"


def test_parameters_beside_symbols_are_worked_out() -> None:
    assert [keys_of(in_letters(WIDTH, D=D))["W_out"] for D in (1, 2)] == [
        "floor((W + 2P - 2K_1 + 1)/S) + 1",
        "floor((W + 2P - 3K_1 + 2)/S) + 1",
    ]


def test_the_order_of_letters_is_that_of_the_symbols() -> None:
    reordered = PLAIN.replace('C_in  = "channels in"\n', "").replace("[symbols]\n", '[symbols]\nC_in = "channels in"\n')
    assert keys_of(in_letters(answer("expression", "network.parameters"), reordered)) == {
        "a": "(C_in K_1 K_2 + 1)C_out"
    }


def test_the_layers_of_a_total_keep_their_brackets() -> None:
    tables = """
[symbols]
C   = "channels in"
C_1 = "channels between"
C_2 = "channels out"

[network]
input  = "(C, 8, 8)"
layers = "Conv2d(C, C_1, 3); Conv2d(C_1, C_2, 3)"
"""
    exercise = exercise_of(tables, answer("expression", "network.parameters"), {})
    assert keys_of(exercise) == {"a": "(9C + 1)C_1 + (9C_1 + 1)C_2"}


def test_where_a_formula_is_asked_a_number_is_one() -> None:
    tables = '[symbols]\nK = "kernel"\nW = "width"\n\n[network]\ninput = "(3, W, W)"\nlayers = "MaxPool2d(K)"'
    answers = (
        answer("expression", "network.parameters") + "\n\n" + answer("expression", "a + 2", 'follows = "a + 2"', "b")
    )
    exercise = exercise_of(tables, answers, {})
    assert keys_of(exercise) == {"a": "0", "b": "2"}
    assert proof(exercise, exercise.parts[0]) == "proven"
    assert exercise.followed(exercise.parts[1], {"a": read("K")}) == read("K + 2")


def test_variants_with_the_same_network_share_its_run() -> None:
    template = template_of(PLAIN.replace("dilation=D + 1, ", ""), WIDTH)
    exercises = Exercises(template)
    runs = [exercises.exercise({"D": D}).runs["network"] for D in (0, 1)]
    assert runs[0] is runs[1]


def test_other_numbers_in_a_network_make_another_run() -> None:
    exercises = Exercises(template_of(PLAIN, WIDTH))
    assert exercises.exercise({"D": 0}).runs["network"] is not exercises.exercise({"D": 1}).runs["network"]


# names of earlier answers

GIVEN = answer("expression", "network.multiplications", 'given = ["W_out", "H_out"]', "m")


def test_a_key_speaks_of_the_earlier_answers_it_is_given() -> None:
    exercise = in_letters(f"{WIDTH}\n\n{HEIGHT}\n\n{GIVEN}")
    part = exercise.parts[2]
    assert part.key_text == "K_1 K_2 C_in C_out W_out H_out"
    assert part.options["given"] == ["W_out = floor((W + 2P - K_1)/S) + 1", "H_out = floor((H + 2P - K_2)/S) + 1"]
    assert proof(exercise, part) == "proven"
    lines = exercise.derivation(part)
    assert lines[-1].formula.endswith(r"K_{1} K_{2} C_{\text{in}} C_{\text{out}} W_{\text{out}} H_{\text{out}}")
    assert not any("lfloor" in line.formula for line in lines)


def test_only_the_answers_it_is_given_are_named() -> None:
    given = GIVEN.replace(', "H_out"', "")
    exercise = in_letters(f"{WIDTH}\n\n{HEIGHT}\n\n{given}")
    assert exercise.parts[2].key_text == "K_1 K_2 C_in C_out(floor((H + 2P - K_2)/S) + 1)W_out"


def test_the_name_of_one_side_stands_for_an_equal_other_one() -> None:
    square = PLAIN.replace("(C_in, H, W)", "(C_in, W, W)").replace("(K_2, K_1)", "K_1")
    given = GIVEN.replace(', "H_out"', "")
    assert in_letters(f"{WIDTH}\n\n{given}", square).parts[1].key_text == "K_1^2 C_in C_out W_out^2"


def test_what_is_asked_keeps_its_formula() -> None:
    square = PLAIN.replace("(C_in, H, W)", "(C_in, W, W)").replace("(K_2, K_1)", "K_1")
    height = answer("expression", "network.output_size[0]", 'given = ["W_out"]', "H_out")
    assert in_letters(f"{WIDTH}\n\n{height}", square).parts[1].key_text == "floor((W + 2P - K_1)/S) + 1"


def test_a_name_of_another_network_is_known_but_not_put_in() -> None:
    tables = """
[symbols]
L = "length"

[networks.one]
input  = "(1, L)"
layers = "Conv1d(1, 4, 3)"

[networks.other]
input  = "(1, L)"
layers = "Conv1d(1, 8, 5)"
"""
    first = answer("expression", "one.output_size[0]", "", "L_out")
    second = answer("expression", "other.multiplications", 'given = ["L_out"]')
    part = exercise_of(tables, f"{first}\n\n{second}", {}).parts[1]
    assert (part.key_text, part.options["given"]) == ("40L - 160", ["L_out = L - 2"])


def test_what_follows_from_a_key_with_names_follows_from_it_written_out() -> None:
    bias = answer("expression", "m + C_out", 'follows = "m + C_out"', "with_bias")
    exercise = in_letters(f"{WIDTH}\n\n{HEIGHT}\n\n{GIVEN}\n\n{bias}")
    key = exercise.parts[3].key
    assert key is not None
    assert {"W_out", "H_out", "m"}.isdisjoint(names_in(key))  # type: ignore[arg-type]  # a formula
    assert exercise.followed(exercise.parts[3], {"m": read("W_out")}) == read("floor((W + 2P - K_1)/S) + C_out + 1")


def test_conditions_speak_of_the_variants_parameters() -> None:
    where = answer("expression", "network.output_size[1]", 'where = ["(D + 1)*(K_1 - 1) < W + 2*P", "K_1 < W"]')
    parts = [in_letters(where, D=D).parts[0] for D in (0, 1)]
    assert parts[1].options["where"] == ["(1 + 1)*(K_1 - 1) < W + 2*P", "K_1 < W"]
    assert proof(in_letters(where, D=1), parts[1]) == "proven"


def test_a_printed_run_takes_names_and_order() -> None:
    draft = read_network("Conv1d(C, N, K, stride=2)", "(C, L)")
    laid = laid_quantities(draft)
    count, (size,) = laid.multiplications(None), laid.output_size(None)
    run = symbolic_run(laid, draft, {})
    symbols = {"L": "length", "N": "out", "K": "kernel", "C": "in"}
    assert show(printed(run, symbols, {})[count]) == "N K C(floor((L - K)/2) + 1)"  # type: ignore[arg-type]  # a formula
    assert show(printed(run, symbols, {size: Name("M")})[count]) == "N K C M"  # type: ignore[arg-type]  # a formula


def test_the_formula_that_is_printed_is_the_one_that_is_proven() -> None:
    exercise = in_letters(f"{WIDTH}\n\n{HEIGHT}\n\n{GIVEN}")
    part = exercise.parts[2]
    assert part.run is not None
    assert part.laid is not None
    misprinted = part.run.pinned({part.laid.slots[0]: read("K_1 K_2 C_in C_out H_out")})
    with pytest.raises(ProofError, match="test/question, m, with D = 0: at C_in = "):
        proof(exercise, replace(part, run=misprinted))


# what is refused


def template_problems(tables: str, answers: str) -> tuple[str, ...]:
    with pytest.raises(TemplateError) as error:
        template_of(tables, answers)
    return tuple(map(without_place, error.value.problems))


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        (
            PLAIN.replace("D = {", "W = {"),
            "symbols.W: W is the name of parameters.W too; choose another name for one of them",
        ),
        (
            PLAIN.replace('P     = "', 'network = "'),
            "symbols.network: network is the name of the template's network; choose another name",
        ),
        (
            PLAIN.replace('P     = "', 'a = "'),
            "answers.a: a is the name of symbols.a too; choose another name for one of them",
        ),
        (
            PLAIN.replace("[network]", "[networks.P]"),
            "networks.P: P is the name of symbols.P too; choose another name for one of them",
        ),
    ],
)  # fmt: skip
def test_a_symbol_means_one_thing_only(tables: str, problem: str) -> None:
    problems = template_problems(tables, answer("expression", "network.parameters"))
    assert problems[0] == f"T/question.toml: {problem}"


def test_how_many_layers_there_are_is_no_symbol() -> None:
    tables = '[symbols]\nn = "layers"\nC = "channels"\n\n[network]\ninput = "(C, 8)"\nlayers = "n * Conv1d(C, C, 3)"'
    (problem,) = exercise_problems(tables, answer("expression", "network.parameters"), {})
    assert problem == "T/question.toml: network: how many layers there are cannot depend on a symbol, here n"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ('["W_uot"]', '"W_uot" is neither an equation such as W_out = W/2 nor an earlier answer that is one formula; '
                      'did you mean "W_out"?'),
        ('["m"]', '"m" is neither an equation such as W_out = W/2 nor an earlier answer that is one formula; '
                  "allowed: W_out"),
        ('["W_out", "x = W_out + Q"]', 'expression: given "x = W_out + Q": unknown name "Q"; '),
    ],
)  # fmt: skip
def test_given_names_are_earlier_formulas(given: str, problem: str) -> None:
    answers = WIDTH + "\n\n" + answer("expression", "network.multiplications", f"given = {given}", "m")
    (found,) = template_problems(PLAIN, answers)
    assert found.startswith("T/question.toml: answers.m")
    assert problem in found


def test_a_number_is_no_given_name() -> None:
    answers = answer("integer", "D + 1", "", "n") + "\n\n" + answer("expression", "W", 'given = ["n"]', "m")
    (found,) = template_problems(PLAIN, answers)
    assert found.endswith(
        '"n" is neither an equation such as W_out = W/2 nor an earlier answer that is one formula; there is none'
    )


def test_an_equation_may_speak_of_a_given_name() -> None:
    given = GIVEN.replace('"H_out"]', '"H_out", "N = W_out*H_out"]')
    part = in_letters(f"{WIDTH}\n\n{HEIGHT}\n\n{given}").parts[2]
    assert part.options["given"][-1] == "N = W_out*H_out"  # type: ignore[index]  # a list


def test_a_condition_on_an_unknown_name_is_refused() -> None:
    (found,) = template_problems(PLAIN, answer("expression", "network.parameters", 'where = ["D < Q"]'))
    assert 'unknown name "Q"' in found
