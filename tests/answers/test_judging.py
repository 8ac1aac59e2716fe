"""From two texts to a judgement: broken requests, limits, and what comes out as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from exgen.answers import Judgement, UnreadableResponse, Verdict, judge, response_value
from exgen.errors import KindError

BROKEN: list[tuple[str, str, dict[str, Any], str]] = [
    ("integr", "1", {}, 'unknown answer kind "integr"; did you mean "integer"?'),
    ("integer", "x", {}, 'integer: the key "x" cannot be used'),
    ("integer", "1.5", {}, "1.5 is not an integer"),
    ("integer", "(25, 28)", {}, "one number is asked"),
    ("integer", "", {}, "cannot be used"),
    ("integer", "1,569", {}, "cannot be used"),
    ("integer", "1", {"unit": ["a"]}, 'unknown option "unit"; did you mean "units"?'),
    ("integer", "1", {"units": "a"}, "units must be a list of texts"),
    ("integer", "1", {"units": [""]}, "units must be a list of texts"),
    ("integer", "1", {"tolerance": {"absolute": 1}}, 'unknown option "tolerance"'),
    ("number", "0,5", {}, "cannot be used"),
    ("number", "1", {"tolerance": 0.1}, "tolerance must have one of absolute, relative, digits"),
    ("number", "1", {"tolerance": {}}, "tolerance must have one of"),
    ("number", "1", {"tolerance": {"absolute": 1, "relative": 1}}, "tolerance must have one of"),
    ("number", "1", {"tolerance": {"absolut": 1}}, 'tolerance has no "absolut"; did you mean "absolute"?'),
    ("number", "1", {"tolerance": {"absolute": -1}}, "must be a number, 0 or more"),
    ("number", "1", {"tolerance": {"absolute": float("nan")}}, "must be a number, 0 or more"),
    ("number", "1", {"tolerance": {"absolute": True}}, "must be a number, 0 or more"),
    ("number", "1", {"tolerance": {"absolute": "1e999999999"}}, "must be a number, 0 or more"),
    ("number", "1", {"tolerance": {"digits": 0}}, "an integer from 1 to 30"),
    ("number", "1", {"tolerance": {"digits": 1.5}}, "an integer from 1 to 30"),
    ("shape", "(16, 2.5)", {}, "2.5 is not an integer"),
    ("shape", "(16, 2N)", {}, "cannot be used"),
    ("shape", "(M, 16)", {"axes": ["N"]}, '"M" is no axis here'),
    ("set", "{52, x}", {}, "cannot be used"),
    ("set", "{(257, 195), 3}", {}, "each member has 2 entries"),
    ("set", "{1..10001}", {}, "at most 10,000 members"),
    ("set", "{1}", {"accept": "al"}, 'accept must be one of "all", "any"; found "al"'),
    ("set", "{1}", {"entries": 0}, "entries must be an integer from 1 to 10"),
    ("choice", "a", {}, "the option choices is missing"),
    ("choice", "a", {"choices": ["a"]}, "at least 2 texts; found 1"),
    ("choice", "a", {"choices": ["a", "a", "b"]}, '"a" stands twice'),
    ("choice", "max", {"choices": ["max pooling", "mean pooling"]}, '"max" is none of the choices'),
    ("choice", "1", {"choices": [str(number) for number in range(27)]}, "at most 26 texts; found 27"),
    ("expression", "2*Q", {"symbols": ["W"]}, '"Q" is not known here; allowed: W'),
    ("expression", "2*", {"symbols": ["W"]}, "cannot be used"),
    ("expression", "(W, 2)", {}, "one formula for a number is asked"),
    ("expression", "1/(W - W)", {}, "a value at almost no point"),
    ("expression", "W", {"symbols": "W"}, "symbols must be a list of texts"),
    ("expression", "W", {"domain": "complex"}, 'domain must be one of "integer", "real"'),
    ("expression", "W", {"given": ["W/2"]}, "a given name is written"),
    ("expression", "W", {"given": ["V = W/"]}, 'given "V = W/"'),
    ("expression", "W", {"given": ["V = W", "V = 2W"]}, "V is given twice"),
    ("expression", "W", {"symbols": ["W"], "given": ["W = 2"]}, "W is a symbol already"),
    ("expression", "W", {"symbols": ["W"], "given": ["V = U + 1", "U = W"]}, 'unknown name "U"'),
    ("text", "x", {"rubric": "y"}, "the kind text has no options"),
]


@pytest.mark.parametrize(("kind", "key", "options", "message"), BROKEN)
def test_a_broken_request_is_an_error_that_says_what_is_allowed(
    kind: str, key: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(KindError) as raised:
        judge(kind, key, "1", options)
    assert message in str(raised.value)


def test_all_problems_of_the_options_come_at_once() -> None:
    with pytest.raises(KindError) as raised:
        judge("number", "1", "1", {"unit": ["a"], "tolerance": {"absolut": 1}, "units": [1]})
    assert len(raised.value.problems) == 3


LONG_KEYS: list[tuple[str, str, dict[str, Any]]] = [
    ("integer", "1" * 3_000, {}),
    ("integer", "1" * 5_000, {}),
    ("number", "0." + "1" * 40, {}),
    ("shape", "(" + ", ".join(["64"] * 700) + ")", {}),
    ("set", "{" + ", ".join(map(str, range(0, 2_000, 2))) + "}", {}),
    ("set", "{1..20000}", {}),
    ("choice", "x" * 3_000, {"choices": ["x" * 3_000, "y"]}),
    ("expression", "W" + "+W" * 1_500, {}),
    ("expression", "(" * 60 + "W" + ")" * 60, {}),
]


@pytest.mark.parametrize(("kind", "key", "options"), LONG_KEYS)
def test_a_response_identical_to_the_key_is_right_before_any_limit(
    kind: str, key: str, options: dict[str, Any]
) -> None:
    assert judge(kind, key, f" {key}\n", options).verdict is Verdict.CORRECT


@pytest.mark.parametrize("kind", ["integer", "number", "shape", "set", "expression"])
@pytest.mark.parametrize("response", ["1" * 2_001, "(" * 10_000, "+1" * 1_001, "x" * 100_000, "1, " * 5_000])
def test_a_response_beyond_the_limit_is_unreadable_and_told_so(kind: str, response: str) -> None:
    judgement = judge(kind, "{7}" if kind == "set" else "7", response)
    assert judgement.verdict is Verdict.INVALID
    assert "at most 2,000 are read" in judgement.reason


@pytest.mark.parametrize(
    ("kind", "key", "response", "column"),
    [
        ("integer", "7", "  12 + 1,56", 8),
        ("integer", "7", "\u200b7 pixels", 4),
        ("integer", "7", "Answer: 7 + x", 13),
        ("integer", "7", "6 + 1 = 8", 9),
        ("shape", "(7, 7)", "(7, 2\u00b2, W)", 9),
        ("set", "{7}", "{5, 6, 8-7}", 8),
        ("expression", "2*W", "$2 \\cdot Q$", 10),
    ],
)
def test_a_reason_names_the_column_that_the_student_sees(kind: str, key: str, response: str, column: int) -> None:
    assert judge(kind, key, response).reason.endswith(f"(column {column})")


@pytest.mark.parametrize(
    ("kind", "key", "response", "part"),
    [
        ("shape", "(N, 16, 64)", "(16, 64)", "the axis N at the front is missing"),
        ("shape", "(16, 64, 64)", "(16, 64)", "2 entries; 3 are asked"),
        ("shape", "(N, 16)", "(n, 16)", 'did you mean "N"?'),
        ("integer", "26", "26.5", "26.5 is none"),
        ("integer", "1569", "32*7*7 = 1569", "32*7*7 is 1568, not 1569"),
        ("integer", "1569", "1569 = 32*7*7", "1569 is 1569, but 32*7*7 is 1568"),
        ("number", "1569", "1.569", "is 1.569 meant as 1569 or as 1 and 569 thousandths?"),
        ("set", "{52, 53}", "52, 60, 61", "right are 1 of the 3 listed; the set is not complete"),
        ("set", "{52, 53}", "1..10^12", "1,000,000,000,000 numbers are more than any set asked here"),
        ("choice", "relu", "rlu", "is none of the choices"),
        ("expression", "floor(M/2)", "M/2", "gives 0.5 at M = 1"),
        ("expression", "M", "M^2/M - 1/(M-2) + 1/(M-2)", "divides by zero at M = 2"),
    ],
)
def test_a_reason_says_what_is_the_matter(kind: str, key: str, response: str, part: str) -> None:
    options = {"choices": ["relu", "tanh"]} if kind == "choice" else {}
    assert part in judge(kind, key, response, options).reason


def test_the_reason_for_a_wrong_formula_tells_its_own_value_and_not_that_of_the_key() -> None:
    reason = judge("expression", "M + 1000002", "M + 7").reason
    assert "gives 8 at M = 1" in reason
    assert "1000003" not in reason


def test_judgements_as_json_are_exact() -> None:
    assert judge("set", "{52, 53, 54}", "52").as_json() == {
        "verdict": "partial",
        "score": "1/3",
        "read_as": "{52}",
        "reason": "the set is not complete",
    }
    assert judge("integer", "26", "26").as_json()["score"] == 1
    assert judge("integer", "26", "25").as_json()["score"] == 0
    assert judge("integer", "26", "x").as_json()["score"] is None


def test_the_value_of_a_response_is_read_with_what_the_key_settles() -> None:
    assert response_value("set", "{(257, 195)}", "257, 195") == frozenset({(257, 195)})
    assert response_value("set", "{257, 195}", "257, 195") == frozenset({257, 195})
    with pytest.raises(UnreadableResponse):
        response_value("shape", "(N, 3)", "(M, 3)")


REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("integer", "100416", {"units": ["parameters"]}),
    ("number", "0.2447", {"tolerance": {"digits": 2}}),
    ("shape", "(N, 16, 64, 64)", {}),
    ("set", "{52, 53, 54}", {}),
    ("set", "{(257, 195), (258, 195)}", {"accept": "any"}),
    ("choice", "b", {"choices": ["a", "b"]}),
    ("expression", "floor((W+2*P-K)/S)+1", {"symbols": ["W", "P", "K", "S"]}),
    ("text", "", {}),
]
PIECES = [
    *"()[]{},;.'-+*/%^=<>\u00d7xXNWM$_ \u00b2\u230a\u230b\u202f\u200b\u0663!@#\"\u2205\u2208:\\",
    *("..", "...", "//", "**", "==", "<=", "floor", "where", "max", " to ", " and ", " or ", " in ", "range(", "\n"),
    *("0", "1", "52", "1569", "1,569", "12,34", "1e9", "9" * 31, "9**9", "52..54", "\\frac", "\\left", "\\text{"),
    *("_{in}", "torch.Size(", "__import__", "{0.x}", "%s", "\0", "\U0001f600", "True", "not ", "\u202e", "\ud800"),
]
soup = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


@pytest.mark.parametrize(("kind", "key", "options"), REQUESTS)
@given(response=soup)
def test_whatever_is_typed_gets_a_judgement(kind: str, key: str, options: dict[str, Any], response: str) -> None:
    judgement = judge(kind, key, response, options)
    assert isinstance(judgement, Judgement)
    assert judge(kind, key, response, options) == judgement


@pytest.mark.parametrize(("kind", "key", "options"), REQUESTS)
@given(data=st.data())
def test_whatever_is_put_into_a_good_response_it_gets_a_judgement(
    kind: str, key: str, options: dict[str, Any], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(key)))
    typed = key[:place] + data.draw(st.sampled_from(PIECES)) + key[place + data.draw(st.integers(0, 1)) :]
    assert judge(kind, key, typed, options).verdict in Verdict
