"""Lines of JSON are answered one by one, whatever is wrong with one of them."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from exgen.errors import InputError
from exgen.grading.json_lines import Answer, Request, answered_lines, check_fields, json_text, shown_value


def echo(request: Request) -> Answer:
    if "wrong" in request:
        raise InputError("one problem", "another")
    return {"kind": type(request.get("value")).__name__, "value": str(request.get("value"))}


def answer_to(line: str) -> dict[str, object]:
    (answer,) = answered_lines([line], echo)
    found = json.loads(answer)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "the line is empty"),
        ("   \n", "the line is empty"),
        ("{", "this is no JSON"),
        ('{"value": 1} 2', "this is no JSON: Extra data (column 14)"),
        ("[1]", "found [1]; a request is an object"),
        ("true", "found true; a request is an object"),
        ('{"value": NaN}', "NaN is no number of JSON"),
        ('{"value": -Infinity}', "-Infinity is no number of JSON"),
        ('{"value": 1e99999999999999999999}', "too large"),
        ("[" * 100_000, "nested too deep"),
        ('{"value": "\udcff"}', "no UTF-8"),
        ('{"wrong": 1}', "one problem; another"),
    ],
)
def test_a_line_that_is_no_request_is_answered_with_one_line_of_error(line: str, words: str) -> None:
    answer = answer_to(line)
    assert list(answer) == ["error"]
    assert words in str(answer["error"])
    assert "\n" not in str(answer["error"])


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("138357544", "int", "138357544"),
        ("9" * 5000, "Decimal", "9" * 5000),
        ("0.2447", "Decimal", "0.2447"),
        ("0.10", "Decimal", "0.10"),
        ("123456789012345678901234567890.5", "Decimal", "123456789012345678901234567890.5"),
        ('"ø"', "str", "ø"),
    ],
)
def test_numbers_are_read_exactly_as_they_are_written(text: str, kind: str, value: str) -> None:
    assert answer_to(f'{{"value": {text}}}') == {"kind": kind, "value": value}


def test_every_line_has_its_answer_in_order_and_the_rest_goes_on() -> None:
    lines = ['{"value": 1}\n', "\n", "x\n", '{"value": 2}']
    answers = [json.loads(answer) for answer in answered_lines(lines, echo)]
    assert [answer.get("value", "error") for answer in answers] == ["1", "error", "error", "2"]


@given(st.text())
def test_no_text_at_all_stops_the_stream(text: str) -> None:
    assert len(list(answered_lines([text, '{"value": 1}'], echo))) == 2


def test_answers_keep_their_letters_and_stand_on_one_line() -> None:
    assert json_text({"feedback": "Ålesund ⌊x⌋\n"}) == '{"feedback": "Ålesund ⌊x⌋\\n"}'


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        (("key",), ("kind is missing",)),
        ((), ("kind is missing", "key is missing")),
        (("kind", "keys"), ('unknown field "keys"; did you mean "key"?',)),
        (("kind", "key", "option"), ('unknown field "option"; did you mean "options"?',)),
    ],
)
def test_fields_that_are_missing_or_misspelt_are_told(fields: tuple[str, ...], problems: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as raised:
        check_fields(dict.fromkeys(fields, "x"), ("kind", "key"), ("options",))
    assert raised.value.problems == problems


def test_fields_of_ones_own_are_passed_over() -> None:
    check_fields({"kind": "x", "key": "x", "student": "ada", "id": 7}, ("kind", "key"), ("options",))


def test_a_wrong_value_is_shown_short() -> None:
    assert shown_value("x" * 100) == '"' + "x" * 36 + "..."
    assert shown_value(Decimal("0.50")) == "0.50"
    assert shown_value({"a": [None]}) == '{"a": [null]}'


def test_of_many_problems_the_first_five_are_told() -> None:
    def refused(_: Request) -> Answer:
        raise InputError(*(f"problem {number}" for number in range(1, 21)))

    (answer,) = answered_lines(["{}"], refused)
    assert json.loads(answer) == {
        "error": "problem 1; problem 2; problem 3; problem 4; problem 5; and 15 more problems"
    }


def test_lines_that_begin_alike_are_answered_together_and_told_in_their_order() -> None:
    lines = ['{"key": "b", "value": 1}', '{"key": "a", "value": 2}', "5", '{"key": "b", "value": 3}']
    asked: list[object] = []

    def noted(request: Request) -> Answer:
        asked.append(request["value"])
        return request

    answers = answered_lines(lines, noted)
    assert [json.loads(answer).get("value") for answer in answers] == [1, 2, None, 3]
    assert asked == [2, 1, 3]
