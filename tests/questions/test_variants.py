from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from exgen.errors import TemplateError
from exgen.questions import Library, Space, Template, pinned_variant, variant_space
from tests.questions.small_templates import without_place

Question = Callable[[str], Template]


def message(template: Template, **pinned: int | str) -> str:
    with pytest.raises(TemplateError) as error:
        pinned_variant(template, pinned)
    return without_place(str(error.value))


def test_pinned_values_are_completed_in_the_order_of_the_template(library: Library) -> None:
    template = library.template("convolution/output_size")
    variant = pinned_variant(template, {"P": 2, "S": 3, "K": 5, "H": 78})
    assert list(variant.parameters.items()) == [("H", 78), ("K", 5), ("S", 3), ("P", 2), ("N", 6084)]


def test_pinned_values_skip_domains_but_not_constraints(question: Question) -> None:
    template = question('[parameters]\nK = { from = 3, to = 5 }\n[constraints]\nodd = "K % 2 == 1"\nsmall = "K < 9"')
    assert pinned_variant(template, {"K": 7}).parameters == {"K": 7}
    assert message(template, K=10) == (
        "T: constraint odd: K % 2 == 1 does not hold (with K = 10)\n"
        "T: constraint small: K < 9 does not hold (with K = 10)"
    )


def test_a_parameter_with_one_value_need_not_be_given(question: Question) -> None:
    template = question("[parameters]\nK = 3\nH = { from = 5, to = 6 }")
    assert pinned_variant(template, {"H": 6}).parameters == {"K": 3, "H": 6}
    assert message(template, k=3) == (
        'T: k: no such parameter; did you mean "K"?\nT: H: no value is given (5 to 6 when drawn)'
    )


def test_a_derived_value_can_only_be_pinned_to_what_it_is(question: Question) -> None:
    template = question('[parameters]\nH = 6\nhalf = { is = "H/4" }')
    assert pinned_variant(template, {}).parameters["half"] == Fraction(3, 2)
    assert pinned_variant(template, {"half": Fraction(3, 2)}).parameters["half"] == Fraction(3, 2)
    assert message(template, half=2) == "T/question.toml: parameters.half: found 2; it is 1.5 (with H = 6)"


def test_derived_parameters_may_need_each_other_in_any_order(question: Question) -> None:
    template = question(
        '[parameters]\nA = { is = "B + 1" }\nB = { is = "2H" }\nH = 5\nn = { is = "where(H > 3, \'a\', \'b\')" }'
    )
    assert list(pinned_variant(template, {}).parameters.items()) == [("A", 11), ("B", 10), ("H", 5), ("n", "a")]


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ('[parameters]\nH = 0\nN = { is = "1/H" }', "parameters.N.is: this divides by zero (column 2) (with H = 0)"),
        ('[parameters]\nH = 0\nN = { is = "(H, H)" }', "parameters.N.is: this is no number and no text (with H = 0)"),
        ('[parameters]\nH = 0\nN = { is = "H < 1" }', "parameters.N.is: this is no number and no text (with H = 0)"),
        (
            '[parameters]\nH = 2\n[constraints]\nc = "H + 1"',
            "constraints.c: this is neither true nor false (with H = 2)",
        ),
    ],
)
def test_formulas_without_a_usable_value_are_errors(question: Question, tables: str, sentence: str) -> None:
    assert message(question(tables)) == f"T/question.toml: {sentence}"


def test_a_small_space_is_counted_exactly(question: Question) -> None:
    tables = "[parameters]\nK = { one_of = [3, 5, 7] }\nP = { from = 0, to = 3 }\n"
    tables += '[constraints]\nbelow = "P < K"\nodd = "P != 1"'
    space = variant_space(question(tables))
    assert space == Space(size=8, is_exact=True, tried=12, rejected={"below": 1, "odd": 3})
    assert variant_space(question(tables), {"K": 3}).size == 2


def test_a_large_space_is_estimated(question: Question) -> None:
    tables = "[parameters]\nA = { from = 1, to = 1000 }\nB = { from = 1, to = 1000 }\n"
    assert variant_space(question(tables)) == Space(10**6, True, 10_000, {})
    space = variant_space(question(tables + '[constraints]\nhalf = "A < B"'))
    assert not space.is_exact
    assert 490_000 < space.size < 510_000
    assert space == variant_space(question(tables + '[constraints]\nhalf = "A < B"'))


def test_a_template_without_parameters_has_one_variant(library: Library) -> None:
    assert variant_space(library.template("essay")) == Space(1, True, 1, {})


@pytest.mark.parametrize(
    ("constraints", "sentence"),
    [
        ('never = "A > 9"', "constraints.never: A > 9 holds for none of all 81 combinations of values"),
        ('small = "A < 3"\nlarge = "A > 3"\nodd = "B % 2 == 1"', "constraints: no variant satisfies all of them; of "
            "all 81 combinations of values small rejects 63, odd rejects 36, large rejects 27"),
    ],
)  # fmt: skip
def test_constraints_that_no_variant_satisfies_are_named(question: Question, constraints: str, sentence: str) -> None:
    template = question(
        f"[parameters]\nA = {{ from = 1, to = 9 }}\nB = {{ from = 1, to = 9 }}\n[constraints]\n{constraints}"
    )
    with pytest.raises(TemplateError) as error:
        variant_space(template)
    assert str(error.value) == f"T/question.toml: {sentence}"


def test_an_empty_large_space_is_noticed(question: Question) -> None:
    template = question('[parameters]\nA = { from = 1, to = 99999 }\n[constraints]\nnever = "A < 1"')
    with pytest.raises(
        TemplateError, match=r"constraints.never: A < 1 holds for none of 10000 random combinations of values"
    ):
        variant_space(template)


@given(first=st.integers(1, 9), second=st.integers(1, 9), least=st.integers(2, 18))
def test_the_space_is_what_counting_gives(first: int, second: int, least: int) -> None:
    from exgen.questions import template_from_sources

    text = f'title = "T"\n[parameters]\nA = {{ from = 1, to = {first} }}\nB = {{ from = 1, to = {second} }}\n'
    text += f'[constraints]\nc = "A + B <= {least}"\n[[answers]]\nname = "w"\nkind = "text"\nask = "?"\nrubric = "r"\n'
    template = template_from_sources("t", {"question.toml": text, "statement.md": "x"}, "T")
    expected = sum(a + b <= least for a in range(1, first + 1) for b in range(1, second + 1))
    assert variant_space(template).size == expected
