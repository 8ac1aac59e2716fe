from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from exgen.expressions import read
from exgen.questions.domains import Choices, Derived, Domain, Range, drawn, shown, type_problem, value_of_text

ranges = st.builds(
    lambda first, span, step: Range(first, first + span, step),
    st.integers(-(10**6), 10**6),
    st.integers(0, 300),
    st.integers(1, 50),
)
choices = st.lists(st.integers(-99, 99) | st.text(max_size=5), min_size=1, max_size=9, unique=True).map(
    lambda values: Choices(tuple(values))
)


@given(ranges | choices)
def test_a_domain_lists_as_many_values_as_it_says(domain: Range | Choices) -> None:
    values = list(domain)
    assert len(values) == domain.size
    assert values == [domain.value_at(place) for place in range(domain.size)]
    assert len(set(values)) == domain.size


@given(ranges)
def test_a_range_is_the_numbers_from_first_to_last_in_steps(domain: Range) -> None:
    inside = [n for n in range(domain.first, domain.last + 1) if (n - domain.first) % domain.step == 0]
    assert list(domain) == inside


@given(ranges | choices, st.integers())
def test_a_drawn_value_is_in_its_domain_and_fits_its_type(domain: Range | Choices, seed: int) -> None:
    value = drawn(domain, seed)
    assert value in list(domain)
    assert type_problem(domain, value) is None


def test_every_value_of_a_domain_is_drawn() -> None:
    domain = Range(0, 12, 3)
    assert {drawn(domain, seed) for seed in range(100)} == {0, 3, 6, 9, 12}


@pytest.mark.parametrize(
    ("domain", "value", "problem"),
    [
        (Range(24, 128), 7, None),
        (Range(24, 128), "7", 'found "7"; a whole number is needed (24 to 128 when drawn)'),
        (Range(24, 128, 8), True, "found true; a whole number is needed (24 to 128 in steps of 8 when drawn)"),
        (Choices((3,)), None, "found nothing; a whole number is needed (3 when drawn)"),
        (Choices(("A", "D")), "vgg19", None),
        (Choices(("A", "D")), 3, "found 3; a text is needed (one of A, D when drawn)"),
        (Choices((1, "same")), "valid", None),
        (Choices((1, "same")), 1.5, "found 1.5; a whole number or a text is needed (one of 1, same when drawn)"),
        (Range(1, 9), 10**18, f"found {10**18}; a whole number is needed (1 to 9 when drawn)"),
    ],
)
def test_a_pinned_value_needs_the_type_of_the_domain_only(
    domain: Range | Choices, value: object, problem: str | None
) -> None:
    assert type_problem(domain, value) == problem


@pytest.mark.parametrize(
    ("domain", "text", "value"),
    [
        (Range(1, 9), "78", 78),
        (Range(1, 9), " -3 ", -3),
        (Range(1, 9), "7.5", "7.5"),
        (Range(1, 9), "٣", "٣"),
        (Choices(("11", "16")), "16", "16"),
        (Choices((1, "same")), "2", 2),
        (Derived(read("2K"), "2K"), "6", 6),
    ],
)
def test_a_typed_value_is_a_number_where_the_domain_has_numbers(domain: Domain, text: str, value: int | str) -> None:
    assert value_of_text(domain, text) == value


def test_a_long_text_is_shortened_in_messages() -> None:
    assert shown("x" * 100) == '"' + "x" * 57 + '..."'
