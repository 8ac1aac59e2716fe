"""A statement is complete when it tells what a key depends on: options of layers and conventions too."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from exgen.engine.conventions import settings
from exgen.engine.wording import wording
from exgen.grading.dependences import conventions_decisive, options_decisive
from exgen.grading.untold import untold
from exgen.questions.exercise import Exercises
from exgen.questions.layer_options import OPTIONS
from exgen.questions.loading import template_from_sources
from exgen.questions.told_conventions import UNSETTLED

SAID = "An image of 3 channels, 20 rows and 20 columns."

PARAMETERS = "network.parameters"
SIZE = "network.output_size[0]"
MULTIPLICATIONS = "network.multiplications"


def exercises(layers: str, value: str, statement: str, more: str = "") -> Exercises:
    question = (
        f'title = "One"\n[network]\ninput = "(3, 20, 20)"\nlayers = "{layers}"\n[[answers]]\nname = "it"\n'
        f'kind = "integer"\nask = "How many?"\nvalue = \'{value}\'\n{more}'
    )
    return Exercises(template_from_sources("one", {"question.toml": question, "statement.md": statement}, "one"))


def told(layers: str, value: str, statement: str, more: str = "") -> list[str]:
    """What lint says of a template's statement."""
    made = exercises(layers, value, statement, more)
    return list(untold(made, [made.exercise({})], is_whole=True))


UNSAID: Mapping[str, tuple[str, str, str, str]] = {
    "whether there are biases": ("Conv2d(3, 8, 5)", PARAMETERS, SAID, "the bias of layers"),
    "that there are none": ("Conv2d(3, 8, 5, bias=False)", PARAMETERS, SAID, "the bias of layers"),
    "biases of a dense layer": ("Flatten(); Linear(1200, 10)", PARAMETERS, SAID, "the bias of layers"),
    "a stride": ("Conv2d(3, 8, 5)", SIZE, f"{SAID} There is no padding.", "the stride of layers"),
    "a padding": ("MaxPool2d(2)", SIZE, f"{SAID} The stride is 2.", "the padding of layers"),
    "a dilation": ("Conv2d(3, 8, 3, dilation=2)", SIZE, f"{SAID} Stride 1, no padding.", "the dilation of layers"),
    "groups": ("Conv2d(3, 6, 3, groups=3)", PARAMETERS, f"{SAID} There are biases.", "the groups of layers"),
    "no scale": ("BatchNorm2d(3, affine=False)", PARAMETERS, f"{SAID} There are biases.", "the affine of layers"),
    "how a quotient is rounded": (
        "Conv2d(3, 8, 4, stride=3)",
        SIZE,
        f"{SAID} Stride 3, no padding.",
        'the convention division (here "floor": << conventions.division >>)',
    ),
    "whether running means count": (
        "BatchNorm2d(3)",
        PARAMETERS,
        f"{SAID} There are biases.",
        'the convention normalisation (here "learned": << conventions.normalisation >>)',
    ),
}


@pytest.mark.parametrize("name", UNSAID)
def test_what_no_word_tells_is_told_to_the_author(name: str) -> None:
    layers, value, statement, what = UNSAID[name]
    assert f"answers.it depends on {what}, of which the statement says nothing" in told(layers, value, statement)


@pytest.mark.parametrize(
    ("layers", "value", "statement"),
    [
        ("Conv2d(3, 8, 5)", PARAMETERS, f"{SAID} Every channel has a bias."),
        ("Conv2d(3, 8, 5, bias=False)", PARAMETERS, f"{SAID} It goes through `<< network.layers[0] >>`."),
        ("Conv2d(3, 8, 5)", SIZE, f"{SAID} The kernel moves on by 1; nothing is put on at the sides."),
        ("Conv2d(3, 8, 4, stride=3)", SIZE, f"{SAID} Stride 3, no padding. << conventions.division >>"),
        ("Conv2d(3, 8, 4, stride=4)", SIZE, f"{SAID} Stride 4, no padding; all windows fit."),
        ("ReLU()", PARAMETERS, SAID),
        ("Conv2d(3, 8, 5)", "network.layers[0].output_shape[0]", SAID),
    ],
)
def test_nothing_is_asked_for_that_is_told_or_decides_nothing(layers: str, value: str, statement: str) -> None:
    assert told(layers, value, statement) == []


def test_biases_are_asked_for_once() -> None:
    """The option and the convention are told by the same words."""
    (only,) = told("Conv2d(3, 8, 5)", PARAMETERS, SAID)
    made = exercises("Conv2d(3, 8, 5)", PARAMETERS, SAID).exercise({})
    assert "bias" in only
    assert "bias" in options_decisive(made)
    assert "biases" in conventions_decisive(made)


def test_an_option_may_be_left_out_on_purpose_and_only_then() -> None:
    hidden = '[hidden]\nbias = "the class has agreed on it"\n'
    assert told("Conv2d(3, 8, 5)", PARAMETERS, SAID, hidden) == []
    assert told("Conv2d(3, 8, 5)", PARAMETERS, f"{SAID} With biases.", hidden) == [
        "hidden.bias: it is not hidden: the statement tells it, or no key depends on it"
    ]


def test_a_convention_that_is_settled_is_told_by_its_own_sentence_alone() -> None:
    settled = '[conventions]\noperations = "two_for_each_product"\n'
    said = f"{SAID} Stride 1, no padding."
    (only,) = told("Conv2d(3, 8, 5)", MULTIPLICATIONS, said, settled)
    assert only.startswith("conventions.operations: the statement does not say it")


def test_each_option_and_convention_has_words_that_tell_it() -> None:
    named = [*OPTIONS, *(name for name in settings() if name not in UNSETTLED)]
    assert set(named) <= set(wording().tellings)
    assert all(wording().tellings[name] for name in named)
