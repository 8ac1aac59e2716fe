"""``exgen lint`` on templates with one thing wrong each: the sentence about it, and exit code 1."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from exgen.cli import main

GOOD = """
title  = "A convolution"
topics = ["convolution"]

[parameters]
H = { from = 20, to = 40 }
K = { one_of = [3, 5, 7] }
P = { from = 0, to = 2 }

[network]
input  = "(3, H, H)"
layers = "Conv2d(3, 8, K, padding=P)"

[[answers]]
name  = "size"
kind  = "integer"
ask   = "Height of the output?"
value = "network.output_size[0]"
"""

STATEMENT = "A kernel of size << K >> goes over an image of size << H >> with padding << P >> and stride 1."

CHOICE = """
[[answers]]
name    = "what"
kind    = "choice"
ask     = "What is larger?"
choices = CHOICES
value   = '"the input"'
"""

WIDE = "$$\\\\begin{bmatrix}" + " & ".join(["1234567"] * 30) + "\\\\end{bmatrix}$$"

WRONG = {
    "a formula wider than the page": (
        GOOD.replace("Height of the output?", WIDE),
        STATEMENT,
        "own/one, answers.size.ask: a formula or matrix is wider than the page",
    ),
    "a formula that cannot be set": (
        GOOD.replace("Height of the output?", "$\\\\input{x}$"),
        STATEMENT,
        "own/one, answers.size.ask: the formula $\\input{x}$: the command",
    ),
    "a picture that sheets do not take": (
        GOOD,
        f"{STATEMENT}\n\n![the kernel](kernel.png)",
        'statement.md: line 3: there is no figure "kernel.png"',
    ),
    "a parameter left out": (
        GOOD,
        "A kernel of size << K >> goes over an image of size << H >>, with stride 1.",
        "question.toml: answers.size depends on P, of which the statement says nothing",
    ),
    "a parameter marked as hidden, and told": (
        GOOD + '\n[hidden]\nP = "to be found out"\n',
        STATEMENT,
        "question.toml: hidden.P: it is not hidden: the statement tells it, or no key depends on it",
    ),
    "something marked as hidden that is not there": (
        GOOD + '\n[hidden]\nbatch = "to be found out"\n',
        STATEMENT,
        "question.toml: hidden.batch: there is no such parameter, convention or option of a layer; allowed: ",
    ),
    "a convention left out": (
        GOOD.replace("[network]", '[conventions]\nbiases = "left_out"\n[network]'),
        STATEMENT,
        "question.toml: conventions.biases: the statement does not say it; put << conventions.biases >> into it",
    ),
    "an option twice": (
        GOOD + CHOICE.replace("CHOICES", '["the input", "the output", "the input"]'),
        STATEMENT,
        'choice: "the input" stands twice in choices',
    ),
    "options that read alike": (
        GOOD + CHOICE.replace("CHOICES", '["the input", "The  input", "the output"]'),
        STATEMENT,
        'answers.what.choices: "the input" and "The input" read alike',
    ),
    "options that are one number": (
        GOOD + CHOICE.replace("CHOICES", '["the input", "1/2", "0.5"]'),
        STATEMENT,
        'answers.what.choices: "1/2" and "0.5" are the same number',
    ),
    "a kind that does not take its key": (
        GOOD.replace('"network.output_size[0]"', '"network.output_size"'),
        STATEMENT,
        'kind = "integer" takes a whole number; a shape is of kind = "shape"',
    ),
    "a kind that does not take the keys of some variants": (
        GOOD.replace('"network.output_size[0]"', "'network.memory(\"outputs\", 1000)'"),
        STATEMENT,
        "is a fraction, ",
    ),
}


def template(place: Path, question: str, statement: str) -> None:
    folder = place / "templates/own/one"
    folder.mkdir(parents=True)
    (folder / "question.toml").write_text(question, "utf-8")
    (folder / "statement.md").write_text(statement, "utf-8")


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_and_ends_in_1(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question, statement, sentence = WRONG[name]
    template(tmp_path, question, statement)
    assert main(["lint", "own/one", "--library", str(tmp_path), "--variants", "5"]) == 1
    printed = capsys.readouterr().out
    assert sentence in printed
    assert "problem" in printed


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        (GOOD, STATEMENT),
        (
            GOOD + '\n[hidden]\nP = "to be found out"\n',
            "A kernel of size << K >> goes over an image of size << H >>, with stride 1.",
        ),
        (GOOD.replace("[network]", '[conventions]\nbiases = "counted"\n[network]'), STATEMENT),
        (
            GOOD.replace("[network]", '[conventions]\nbiases = "left_out"\n[network]'),
            f"{STATEMENT} << conventions.biases >>",
        ),
        (
            GOOD.replace("[network]", '[conventions]\nbiases = "left_out"\n[network]')
            + '\n[hidden]\nbiases = "said in other words"\n',
            f"{STATEMENT} Biases are free.",
        ),
        (GOOD + CHOICE.replace("CHOICES", '["the input", "the output", "1/2", "1/3"]'), STATEMENT),
    ],
)
def test_nothing_is_wrong_with_a_whole_template(
    question: str, statement: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template(tmp_path, question, statement)
    assert main(["lint", "own/one", "--library", str(tmp_path), "--variants", "5"]) == 0
    assert "no problems" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "found", "replacement"),
    [
        ("parameters/convolution", '"bias_forgotten", "one', '"bias_forgoten", "one'),
        ("parameters/convolution", "[network]", '[conventions]\nbiasses = "left_out"\n\n[network]'),
        ("backpropagation/which_gradient", "wrong_activation_in_outer", "wrong_activation_in_Outer"),
        ("forward_pass/small_network", '"biases"', '"bIases"'),
    ],
)
def test_a_misspelt_name_is_told_with_what_may_be_meant(
    name: str, found: str, replacement: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], checkout: Path
) -> None:
    folder = tmp_path / "templates/own/one"
    shutil.copytree(checkout / "templates" / name, folder)
    question = (folder / "question.toml").read_text("utf-8")
    assert found in question
    (folder / "question.toml").write_text(question.replace(found, replacement, 1), "utf-8")
    assert main(["lint", str(folder), "--variants", "2"]) == 1
    assert "did you mean" in capsys.readouterr().out


def test_every_kind_of_problem_is_told_at_once_and_each_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = GOOD.replace("Height of the output?", WIDE).replace("title ", "levl = 3\ntitle ")
    question = asked + CHOICE.replace("CHOICES", '["the input", "The  input", "the output"]')
    template(tmp_path, question, "A kernel of size << K >> goes over an image with padding << P >>, stride 1.")
    examples = '[[examples]]\nparameters = { H = 20, K = 3, P = 0 }\nkeys = { size = "19" }\n'
    (tmp_path / "templates/own/one/examples.toml").write_text(examples, "utf-8")
    assert main(["lint", "own/one", "--library", str(tmp_path), "--variants", "20"]) == 1
    told = capsys.readouterr().out
    for problem in (
        "question.toml: levl: unknown key; ",
        "examples.toml: examples.#1.keys.size: found 19; the key is 18",
        "depends on H, of which the statement says nothing",
        'answers.what.choices: "the input" and "The input" read alike',
        "own/one, answers.size.ask: a formula or matrix is wider than the page",
    ):
        assert told.count(problem) == 1, told
    assert "\n5 problems" in told
