"""The number that another publication has for a network of the same name is met with that network."""

from __future__ import annotations

import pytest

from exgen.engine.architectures import ARCHITECTURES, taken_for_each_other
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.requests import diagnose_answer
from exgen.questions.exercise import Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.variants import pinned_variant

BEHIND_BLOCKS = 171
"""The last layer of ResNet-50 in front of its pooling."""

PUBLISHED: list[tuple[str, str, int | None, object, str]] = [
    # Araujo, Norris and Sim (2019), "Computing receptive fields of convolutional neural networks": 483, and 427 with
    # the stride of torchvision
    ("resnet50", "receptive_field", BEHIND_BLOCKS, 483, "resnet50_2015"),
    ("resnet50_2015", "receptive_field", BEHIND_BLOCKS, 427, "resnet50"),
    ("resnet50", "receptive_field", None, 483, "resnet50_2015"),
    ("resnet50", "multiplications", None, 3857973248, "resnet50_2015"),
    ("alexnet", "parameters", None, 60965224, "alexnet_2012"),
    ("alexnet", "parameters", None, 62378344, "alexnet_2012_ungrouped"),
    ("alexnet_2012", "parameters", None, 61100840, "alexnet"),
    ("alexnet", "parameters", 0, 34944, "alexnet_2012"),
    ("alexnet", "output_shape", 0, [96, 55, 55], "alexnet_2012"),
    ("googlenet", "parameters", None, 13004888, "googlenet_aux"),
    ("googlenet_aux", "parameters", None, 6624904, "googlenet"),
    ("googlenet", "parameters", None, 6998552, "googlenet_2014"),
    ("inception_v3", "parameters", None, 27161264, "inception_v3_aux"),
    ("vgg16", "parameters", None, 133638952, "vgg_c"),
    ("vgg16", "parameters", None, 138365992, "vgg16_bn"),
    ("lenet5", "parameters", None, 60000, "lenet5_1998"),
]


def told(network: str, quantity: str, layer: int | None, response: object) -> list[tuple[str, str]]:
    asked = {"network": network, "quantity": quantity, "layer": layer, "response": response}
    found: list[dict[str, str]] = diagnose_answer(asked)["misconceptions"]  # type: ignore[assignment]  # objects
    return [(one["id"], one["where"]) for one in found]


@pytest.mark.parametrize(("network", "quantity", "layer", "response", "other"), PUBLISHED)
def test_another_publications_number_is_met_with_its_network(
    network: str, quantity: str, layer: int | None, response: object, other: str
) -> None:
    ((id, where),) = told(network, quantity, layer, response)
    assert id == "another_networks_value"
    assert where.startswith(f"{other} ({ARCHITECTURES[other].source})")


def test_groups_that_were_forgotten_are_a_mistake_and_no_other_network() -> None:
    assert told("alexnet_2012", "parameters", None, 62378344) == [("groups_forgotten", "everywhere")]


def test_a_field_in_front_of_the_last_pooling_has_passed_it_over() -> None:
    ids = [id for id, _ in told("resnet50", "receptive_field", None, 427)]
    assert "layer_passed_over" in ids
    # less padding makes the last map smaller, and with it the window over the whole of it: nobody thinks so
    assert "padding_counted_once" not in ids


@pytest.mark.parametrize(
    ("network", "response", "other"),
    [
        ("vgg16", 143667240, "vgg19"),
        ("vgg16_bn", 132868840, "vgg11_bn"),
        ("vgg_d", 132863336, "vgg_a"),
        ("vgg_d", 143667240, "vgg_e"),
        ("vgg_b", 138357544, "vgg_d"),
    ],
)
def test_another_column_of_a_table_is_named(network: str, response: int, other: str) -> None:
    ((id, where), *_) = told(network, "parameters", None, response)
    assert id == "another_columns_value"
    assert where.startswith(f"{other} ({ARCHITECTURES[other].source})")


def test_columns_are_read_for_totals_only() -> None:
    assert told("vgg16", "output_shape", 3, [64, 112, 112]) != []  # a pooling too early, as in vgg11
    assert all(id != "another_columns_value" for id, _ in told("vgg16", "output_shape", 3, [64, 112, 112]))


@pytest.mark.parametrize("response", [61100841, 62378345, 13004888])
def test_an_arbitrary_number_is_that_of_no_network(response: int) -> None:
    assert told("alexnet", "parameters", None, response) == []


def test_networks_that_do_not_fit_another_input_are_passed_over() -> None:
    asked = {"network": "alexnet", "input": "3x64x64", "quantity": "parameters", "response": 60965224}
    # alexnet_2012 has no adaptive pooling: behind 64 x 64 pixels its dense layers do not fit
    assert diagnose_answer(asked)["misconceptions"] == []


def test_a_student_who_reads_another_column_is_told_so() -> None:
    template = Library([own_place()]).template("parameters/vgg")
    exercise = Exercises(template).exercise(pinned_variant(template, {"configuration": "vgg_d"}).parameters)
    (total,) = (part for part in exercise.parts if part.name == "total")
    (outcome,) = checked_exercise(exercise, {"total": total}, {"total": "133638952"})
    assert [one.id for one in outcome.misconceptions] == ["another_networks_value"]
    assert outcome.misconceptions[0].where == "vgg_c (Simonyan & Zisserman (2014), configuration C)"


def test_being_taken_for_each_other_goes_both_ways() -> None:
    for name in ARCHITECTURES:
        assert all(name in taken_for_each_other(other) for other in taken_for_each_other(name))
        assert not ARCHITECTURES[name].design or taken_for_each_other(name)
