"""From two texts to a judgement: broken requests, limits, and what comes out as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from exgen.answers import Judgement, UnreadableResponse, Verdict, judge, response_value
from exgen.errors import KindError

MLP: dict[str, Any] = {
    "shapes": {"W2": ["o", "h"], "o4": ["h", 1], "y": ["o", 1]},
    "given": ["o5 = W2 o4", "o6 = sigmoid(o5)", "dl/do6 = 2(o6 - y)"],
}
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
    ("expression", "W", {"where": "W > 1"}, "where must be a list of texts"),
    ("expression", "W", {"where": ["W >"]}, 'where "W >"'),
    ("expression", "W", {"where": ["W + 1"]}, "a condition is written f <= n + 2*p"),
    ("expression", "W", {"where": ["W and W"]}, 'where "W and W": a condition such as'),
    ("expression", "W", {"symbols": ["W"], "where": ["V > 1"]}, 'where "V > 1": unknown name "V"'),
    ("expression", "W", {"where": ["W < 50"]}, "leave too few points"),
    ("expression", "W", {"where": ["1/(W - W) > 1"]}, "leave too few points"),
    ("interval", "140", {}, "one number is given; an interval start : end is asked"),
    ("interval", "16*i-62 :", {}, "one end is missing"),
    ("interval", "16*i+77 : 16*i-62", {}, "the start lies above the end"),
    ("interval", "16*i-62 : 8*i+77", {}, "move with i in different ways"),
    ("interval", "i^2 : i^2+3", {}, "one end does not move with i by one fixed stride"),
    ("interval", "S*n-P : S*n", {}, "which of S, n, P is the index? i would be"),
    ("interval", "S*i : S*i+K", {"symbols": ["S"]}, '"K" is not known here; allowed: S, i'),
    ("interval", "i*j : i*j+1 x 2*j : 2*j+1", {}, "j is the index of one axis and stands in another one"),
    ("interval", " x ".join(["i : i+1"] * 5), {}, "5 axes are too many: at most 4"),
    ("interval", "i : i+1", {"symbols": "S"}, "symbols must be a list of texts"),
    ("interval", "i : i+1", {"stride": 1}, 'unknown option "stride"'),
    ("matrix", "[[1,0],[-1]]", {}, "row 2 has 1 entry, and row 1 has 2"),
    ("matrix", "[[1,0],[,4]]", {}, "the entry in row 2, column 1 is blank"),
    ("matrix", "[[1,x]]", {}, "the entry in row 1, column 2"),
    ("matrix", "[]", {}, "a matrix without entries is given"),
    ("matrix", "", {}, "nothing was typed"),
    ("matrix", "[[1]]", {"tolerance": 1}, "matrix: tolerance must have one of absolute, relative, digits"),
    ("matrix_expression", "W2 o4", {}, "shapes are written"),
    ("matrix_expression", "W2 o4", {"shapes": {}}, "shapes are written"),
    ("matrix_expression", "W2 o4", {"shapes": ["W2"]}, "shapes are written"),
    ("matrix_expression", "W", {"shapes": {"W": ["h"]}}, 'W has the shape ["h"]; shapes are written'),
    ("matrix_expression", "W", {"shapes": {"W": ["h", 0]}}, 'W has the shape ["h", 0]; shapes are written'),
    ("matrix_expression", "W", {"shapes": {"W": ["h", True]}}, 'W has the shape ["h", True]'),
    ("matrix_expression", "W", {"shapes": {"W": ["h", "2d"]}}, 'W has the shape ["h", "2d"]'),
    ("matrix_expression", "W", {"shapes": {"W": "hd"}}, 'W has the shape "hd"'),
    ("matrix_expression", "W", {"shapes": {"W x": ["h", 1]}}, '"W x" is no name that a matrix may have'),
    ("matrix_expression", "W", {"shapes": {"sigma": ["h", 1]}}, '"sigma" is no name that a matrix may have'),
    ("matrix_expression", "W", {"shapes": {"dl / dW": ["h", 1]}}, '"dl / dW" is no name that a matrix may have'),
    (
        "matrix_expression",
        "W",
        {"shapes": {f"W{size}": [f"s{size}", 1] for size in range(13)}},
        "13 different sizes; at most 12 are allowed",
    ),
    ("matrix_expression", "W", {"shapes": {f"W{name}": ["h", 1] for name in range(101)}}, "101 names; at most 100"),
    ("matrix_expression", "W2 o4", {**MLP, "given": "o5 = W2 o4"}, "given must be a list of texts"),
    ("matrix_expression", "W2 o4", {**MLP, "given": ["W2 o4"]}, "a line is written z = W x + b"),
    ("matrix_expression", "W2 o4", {**MLP, "given": ["sigma = W2 o4"]}, "a line is written z = W x + b"),
    ("matrix_expression", "W2 o4", {**MLP, "given": ["z = W2 o4 +"]}, 'given "z = W2 o4 +": the formula ends'),
    ("matrix_expression", "W2 o4", {**MLP, "given": ["z = W2 z"]}, '"z" is not known here'),
    ("matrix_expression", "W2 o4", {**MLP, "given": ["z = W2 o4", "z = y"]}, "z is given twice"),
    ("matrix_expression", "W2 o4", {**MLP, "given": ["o4 = y"]}, "o4 is (o,1) by this line and (h,1) by its shape"),
    (
        "matrix_expression",
        "W2 o4",
        {**MLP, "given": ["z = W2 y"]},
        'given "z = W2 y": W2 y does not fit: (o,h) times (o,1) (column 8)',
    ),
    ("matrix_expression", "W3 o4", MLP, '"W3" is not known here'),
    ("matrix_expression", "W2 y", MLP, "W2 y does not fit: (o,h) times (o,1)"),
    ("matrix_expression", "W2 o4 ⊙ y", MLP, "write brackets around what is worked out first"),
    ("matrix_expression", "1/(y - y)", MLP, "overflows or divides by zero wherever it is worked out"),
    ("matrix_expression", "W2 @", MLP, "cannot be used"),
    ("matrix_expression", "W_2 o4", MLP, '"W_2" is not known here; did you mean "W2"?'),
    ("choices", '["a"]', {}, "the option choices is missing"),
    ("choices", '["a"]', {"choices": ["a", "b"], "scoring": "half"}, "scoring must be one of"),
    ("choices", "a", {"choices": ["a", "b"]}, "it is written as JSON writes it"),
    ("choices", '"a"', {"choices": ["a", "b"]}, 'it is a list of texts of choices, such as ["a", "b"]'),
    ("choices", '["c"]', {"choices": ["a", "b"]}, '"c" is none of choices; allowed: a, b'),
    ("choices", '["a", "a"]', {"choices": ["a", "b"]}, "a text stands twice in it"),
    ("choices", "[" * 100_000, {"choices": ["a", "b"]}, "it is written as JSON writes it"),
    ("matching", "{}", {"items": ["p", "q"]}, "the option choices is missing"),
    ("matching", "{}", {"items": ["p", "q"], "choices": ["x", "y"]}, 'the item "p" has no choice'),
    ("matching", '["x"]', {"items": ["p", "q"], "choices": ["x", "y"]}, "it gives each item its choice"),
    ("matching", '{"r": "x"}', {"items": ["p", "q"], "choices": ["x", "y"]}, '"r" is none of items'),
    ("ordering", '["a"]', {"items": ["a", "b"]}, "each of the items stands in it once"),
    ("ordering", '["a", "b"]', {"items": ["a", "b"], "direction": "up"}, "direction must be one of"),
    ("table", "[]", {}, "columns are needed, such as"),
    ("table", "[]", {"columns": {}}, "columns are needed, such as"),
    ("table", "[]", {"columns": {"n": "integer"}}, 'column "n" must be {"kind"'),
    ("table", "[]", {"columns": {"n": {"kind": "integr"}}}, 'did you mean "integer"?'),
    ("table", "[]", {"columns": {"n": {"kind": "table"}}}, 'no cell is of kind "table"'),
    ("table", "[]", {"columns": {"n": {"kind": "set", "options": {"acept": 1}}}}, 'column "n": set: unknown option'),
    ("table", "[]", {"columns": {"n": {"kind": "text"}}}, "no column is of a kind that is judged"),
    ("table", "[]", {"columns": {"n": {"kind": "integer"}}}, "it is a list of rows"),
    ("table", '[["x"]]', {"columns": {"n": {"kind": "integer"}}}, "row 1, n: "),
    ("table", "[[1, 2]]", {"columns": {"n": {"kind": "integer"}}}, "row 1 does not have 1 cells"),
    ("table", '[{"m": 1}]', {"columns": {"n": {"kind": "integer"}}}, 'row 1: "m" is no column'),
    ("table", "[[null]]", {"columns": {"n": {"kind": "integer"}}}, "no cell of it is judged"),
    ("table", "[[1]]", {"columns": {"n": {"kind": "integer"}}, "rows": ["a", "b"]}, "1 rows have 2 labels"),
    ("table", str([[1]] * 101), {"columns": {"n": {"kind": "integer"}}}, "at most 200 cells in 100 rows"),
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
    ("interval", "i : i" + "+1" * 1_500, {}),
    ("matrix", "[" + ",".join(["7"] * 65) + "]", {}),
    ("matrix", "[" + ",".join(["[" + ",".join(["123456"] * 64) + "]"] * 64) + "]", {}),
    ("expression", "(" * 60 + "W" + ")" * 60, {}),
    ("matrix_expression", "o4 + " * 450 + "o4", MLP),
    ("matrix_expression", "(" * 60 + "o4" + ")" * 60, MLP),
]


@pytest.mark.parametrize(("kind", "key", "options"), LONG_KEYS)
def test_a_response_identical_to_the_key_is_right_before_any_limit(
    kind: str, key: str, options: dict[str, Any]
) -> None:
    assert judge(kind, key, f" {key}\n", options).verdict is Verdict.CORRECT


@pytest.mark.parametrize("kind", ["integer", "number", "shape", "set", "expression", "interval"])
@pytest.mark.parametrize("response", ["1" * 2_001, "(" * 10_000, "+1" * 1_001, "x" * 100_000, "1, " * 5_000])
def test_a_response_beyond_the_limit_is_unreadable_and_told_so(kind: str, response: str) -> None:
    judgement = judge(kind, {"set": "{7}", "interval": "7 : 8"}.get(kind, "7"), response)
    assert judgement.verdict is Verdict.INVALID
    assert "at most 2,000 are read" in judgement.reason


@pytest.mark.parametrize(
    ("response", "told"),
    [
        ("1" * 20_001, "20,001 characters are too many: at most 20,000 are read"),
        ("+1" * 1_001, "characters of calculations are too many: at most 2,000 are read"),
        ("1, " * 65, "at most 64 x 64 entries are read"),
        ("1\n" * 65, "at most 64 x 64 entries are read"),
        ("1\n" * 5_000, "at most 64 x 64 entries are read"),
        (r"\begin{bmatrix}" + "1&" * 5_000 + r"1\end{bmatrix}", "at most 64 x 64 entries are read"),
        ("\\frac" + "{1}" * 1_000, "characters are too many: at most 2,000 are read"),
        ("[" * 50 + "7" + "]" * 50, "brackets are nested deeper than the rows of one matrix"),
        ("[" * 9_000 + "]" * 9_000, "brackets are nested more than 100 deep"),
    ],
)
def test_a_matrix_beyond_its_limits_is_unreadable_and_told_so(response: str, told: str) -> None:
    judgement = judge("matrix", "[[7]]", response)
    assert judgement.verdict is Verdict.INVALID
    assert told in judgement.reason


def test_a_matrix_of_the_largest_size_is_read() -> None:
    rows = [["-12"] * 64] * 64
    pasted = "\n".join("\t".join(row) for row in rows)
    assert judge("matrix", str(rows).replace("'", ""), pasted).verdict is Verdict.CORRECT


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
        ("interval", "i : i+7", "[i, i + Q]", 9),
        ("interval", "i : i+7", "RF = [i, i+7] = [i, i+8]", 17),
        ("matrix", "[[1,2],[3,4]]", "1 2\n\n3 4+x", 10),
        ("matrix", "[[1,2],[3,4]]", "\\begin{bmatrix}1 & 2\\\\ 3 & x\\end{bmatrix}", 28),
    ],
)
def test_a_reason_names_the_column_that_the_student_sees(kind: str, key: str, response: str, column: int) -> None:
    assert judge(kind, key, response).reason.endswith(f"(column {column})")


@pytest.mark.parametrize(
    ("kind", "key", "response", "part"),
    [
        ("shape", "(N, 16, 64)", "(16, 64)", "the axis N at the front is missing"),
        ("shape", "(16, 64, 64)", "(16, 64)", "2 entries; 3 are asked"),
        ("shape", "(N_in, 16)", "(Nin, 16)", 'did you mean "N_in"?'),
        ("shape", "(N, 1024)", "(N, 1,024)", "write 1024 without a separator"),
        ("shape", "(N, 1024)", "(N, 024)", "no number here begins with 0, as 024 does"),
        ("set", "{1052, 1053}", "1,052..1,053", "write 1052 without a separator"),
        ("integer", "5", "5 or 6", "one number is asked"),
        ("integer", "5", "5 %", "a percent sign cannot follow here"),
        ("integer", "26", "26.5", "26.5 is none"),
        ("integer", "1569", "32*7*7 = 1569", "32*7*7 is 1568, not 1569"),
        ("integer", "1569", "1569 = 32*7*7", "1569 is 1569, but 32*7*7 is 1568"),
        ("number", "1569", "1.569", "is 1.569 meant as 1569 or as 1 and 569 thousandths?"),
        ("set", "{52, 53}", "52, 60, 61", "right are 1 of the 3 listed; the set is not complete"),
        ("set", "{52, 53}", "1..10^12", "1,000,000,000,000 numbers are more than any set asked here"),
        ("interval", "i : i+4", "i", "one number is given; an interval start : end is asked"),
        ("interval", "i : i+4", "i, i+1, i+4", "3 numbers are given; an interval start : end is asked"),
        ("interval", "i : i+4", "i :", "one end is missing"),
        ("interval", "i : i+4 x j : j+4", "i : i+4", "1 axis is given; 2 are asked"),
        ("interval", "i : i+4", "i : i+4 x j : j+4", "2 axes are given; 1 is asked"),
        ("interval", "i : i+4 x j : j+4", "j : j+4 x i : i+4", "asked in the order i, j; here they stand as j, i"),
        ("interval", "i : i+4", "{i, i+2, ..., i+4}", "what is listed beside them goes up by 1"),
        ("interval", "i : i+4", "{" + "".join(f"i+{n}, " for n in range(20)) + "..., i+30}", "at most 10 numbers"),
        ("matrix", "[[1,0],[-1,4]]", "[[1,0],[-1,5]]", "3 of 4 entries are right, not row 2, column 2"),
        (
            "matrix",
            "[[1,0],[-1,4]]",
            "[[1,2],[-1,5]]",
            "2 of 4 entries are right, not row 1, column 2 and row 2, column 2",
        ),
        ("matrix", "[[1,0,2],[-1,4,3]]", "[[1,2,5],[3,5,3]]", "2 of 6 entries are right"),
        ("matrix", "[[1,0],[-1,4]]", "[[2,1],[3,5]]", "0 of 4 entries are right"),
        ("matrix", "[[1,0],[-1,4]]", "[[1,0,2],[-1,4,2]]", "a matrix of 2 x 3 is given; one of 2 x 2 is asked"),
        ("matrix", "[[1,0],[-1,4]]", "[[1,0],[4]]", "row 2 has 1 entry, and row 1 has 2"),
        ("matrix", "[[1,0],[-1,4]]", "1\t\n-1\t4", "3 of 4 entries are right; 1 is blank"),
        ("matrix", "[[1,0],[-1,4]]", "[[1,0],[-1,z]]", 'the entry in row 2, column 2: "z" cannot be read here'),
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


@pytest.mark.parametrize("response", ["16i-62 : 16i+78", "16i-61 : 16i+77", "16i+1 : 16i+2", "0 : 3"])
def test_the_reason_for_a_wrong_interval_tells_nothing_of_the_key(response: str) -> None:
    assert judge("interval", "16*i-62 : 16*i+77", response).reason == ""


def test_every_entry_of_a_matrix_of_the_right_size_has_its_own_verdict() -> None:
    assert judge("matrix", "[[1,0],[-1,4]]", "[[1,0],[1,4]]").as_json() == {
        "verdict": "partial",
        "score": "3/4",
        "read_as": "[[1,0],[1,4]]",
        "reason": "3 of 4 entries are right, not row 2, column 1",
        "read_as_latex": r"\begin{bmatrix}1 & 0 \\ 1 & 4\end{bmatrix}",
        "cells": [[True, True], [False, True]],
    }
    assert judge("matrix", "[[1,0]]", "[[1,0]]").as_json()["cells"] == [[True, True]]
    assert judge("matrix", "[[1,0]]", "[1 0]").as_json()["cells"] == [[True, True]]
    assert judge("matrix", "[[1,0]]", "[[1],[0]]").cells is None
    assert "cells" not in judge("matrix", "[[1,0]]", "[[1,").as_json()
    assert "cells" not in judge("integer", "26", "26").as_json()


def test_judgements_as_json_are_exact() -> None:
    assert judge("set", "{52, 53, 54}", "52").as_json() == {
        "verdict": "partial",
        "score": "1/3",
        "read_as": "{52}",
        "reason": "the set is not complete",
        "code": "incomplete_set",
        "read_as_latex": r"\{52\}",
    }
    assert judge("integer", "26", "26").as_json() == {"verdict": "correct", "score": 1, "read_as": "26", "reason": ""}
    assert judge("integer", "26", "(26, 2").as_json() == {
        "verdict": "invalid",
        "score": None,
        "read_as": "",
        "reason": 'the bracket "(" is not closed (column 1)',
        "code": "unclosed_bracket",
        "column": 1,
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
    ("interval", "16*i-62 : 16*i+77", {}),
    ("interval", "S*i-P : S*i-P+K-1 x 2*j : 2*j+3", {"symbols": ["S", "P", "K"]}),
    ("matrix", "[[1,0],[-1,1/2]]", {}),
    ("matrix_expression", "W2^T (sigma'(o5) ⊙ 2(o6 - y))", MLP),
    ("choices", '["a"]', {"choices": ["a", "b, c"]}),
    ("matching", '{"p": "x", "q": "y"}', {"items": ["p", "q"], "choices": ["x", "y", "z"]}),
    ("ordering", '["b", "a", "c"]', {"items": ["a", "b", "c"]}),
    ("table", '[["(16, 64)", "1/2"]]', {"columns": {"size": {"kind": "shape"}, "n": {"kind": "number"}}}),
    ("text", "", {}),
]
PIECES = [
    *"()[]{},;.'-+*/%^=<>\u00d7xXNWM$_ \u00b2\u230a\u230b\u202f\u200b\u0663!@#\"\u2205\u2208:\\",
    *("..", "...", "//", "**", "==", "<=", "floor", "where", "max", " to ", " and ", " or ", " in ", "range(", "\n"),
    *("0", "1", "52", "1569", "1,569", "12,34", "1e9", "9" * 31, "9**9", "52..54", "\\frac", "\\left", "\\text{"),
    *(
        "\t",
        "&",
        "\\\\",
        "\\begin{bmatrix}",
        "\\end{bmatrix}",
        "np.array(",
        "[[",
        "]]",
        "], [",
        " x ",
        " : ",
        "16i-62",
        "...,",
    ),
    *("σ'", "⊙", "^T", "∂l/∂o5", "W2", "o⁽⁵⁾", "‖", "\\odot ", "^{(5)}"),
    *(".T", "np.dot(", "∇_", "dl/", "\\top", "^2", "ᵀ"),
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


@pytest.mark.parametrize(
    ("key", "response", "told"), [("16", 16, "response"), (16, "16", "key"), ("16", None, "response")]
)
def test_what_is_no_text_is_the_callers_mistake(key: Any, response: Any, told: str) -> None:
    with pytest.raises(TypeError, match=f"the {told} must be a text, as it was typed; found"):
        judge("integer", key, response)


def test_a_response_identical_to_the_key_is_remarked_on_as_any_other() -> None:
    assert judge("integer", "400+56", "400+56", {"evaluated": True}).code == "not_evaluated"
    assert judge("number", "12/6", "12/6").code == "not_reduced"


def test_a_table_is_shown_in_latex_with_what_was_read_in_its_cells() -> None:
    columns = {"size": {"kind": "shape"}, "share": {"kind": "number"}}
    judgement = judge("table", '[["(6, 28)", "1/3"], ["(6, 14)", null]]', "6x28\t2/6\n6x14\t", {"columns": columns})
    assert judgement.read_as_latex == r"\begin{matrix}(6,\ 28) & \frac{1}{3} \\ (6,\ 14) & \end{matrix}"


def test_formulas_of_a_table_share_one_budget() -> None:
    options = {"columns": {"a": {"kind": "expression", "options": {"symbols": ["W", "K"]}}}}
    key = str(["W*K"] * 20).replace("'", '"').replace('"W*K"', '["W*K"]')
    assert judge("table", key, "\n".join(["W*K"] * 20), options).verdict is Verdict.CORRECT
    long = "W*K" + "+W-W" * 15
    assert judge("expression", "W*K", long).verdict is Verdict.CORRECT
    assert judge("table", key, "\n".join([long] * 20), options).code == "too_many_tokens"


@pytest.mark.parametrize("added", ["relu(-1000 - sum(x))", "(sum(x) > 10^6)"])
def test_a_reading_that_is_not_decided_is_asked_back_and_raises_nothing(added: str) -> None:
    options = {"shapes": {"W": ["h", "d"], "x": ["d", 1], "y": ["h", 1]}, "given": ["a = sigmoid(W x)"]}
    judgement = judge("matrix_expression", "2(a - y)", f"2(a - y) + {added}", options)
    assert (judgement.verdict, judgement.code) == (Verdict.INVALID, "spread")
