from __future__ import annotations

import pytest

from exgen.errors import TemplateError
from exgen.questions import Library, pins_from_texts
from exgen.questions.pins import pin_problems


def test_typed_values_become_those_of_the_parameters(library: Library) -> None:
    template = library.template("convolution/output_size")
    assert dict(pins_from_texts(template, {"H": "78", "N": "6084"})) == {"H": 78, "N": 6084}


def test_all_broken_pins_are_reported_at_once(library: Library) -> None:
    template = library.template("convolution/output_size")
    with pytest.raises(TemplateError) as error:
        pins_from_texts(template, {"H": "big", "k": "3"})
    assert error.value.problems == (
        'convolution/output_size: H: found "big"; a whole number is needed (24 to 128 in steps of 2 when drawn)',
        'convolution/output_size: k: no such parameter; did you mean "K"?',
    )


def test_a_derived_parameter_takes_a_value_but_no_list(library: Library) -> None:
    parameters = library.template("convolution/output_size").parameters
    assert pin_problems(parameters, {"N": 9}) == []
    assert pin_problems(parameters, {"N": [9]}) == [("N", "found a list; it is worked out as H * H")]


def test_a_template_without_parameters_says_so(library: Library) -> None:
    assert pin_problems(library.template("essay").parameters, {"H": 3}) == [
        ("H", "no such parameter; the template has none")
    ]
