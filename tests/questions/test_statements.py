from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.errors import TemplateError
from exgen.questions.insertions import Formula
from exgen.questions.statements import rendered, statement_problems

CONTEXT = {
    "H": 78,
    "K": -3,
    "half": Fraction(1, 2),
    "word": "a*b",
    "M1": Formula("M1", "M_{1}"),
    "network": {"layers": ("Conv2d(3, 16, 5)", "ReLU()"), "input": (3, 64, 64)},
}


def message(source: str) -> str:
    with pytest.raises(TemplateError) as error:
        rendered(source, CONTEXT, "statement.md")
    assert len(error.value.problems) == 1
    return str(error.value).removeprefix("statement.md: ")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<< H >> rows, $<< H >>^2$, `<< word >>`, << word >>", "78 rows, $78^2$, `a*b`, a\\*b"),
        ("<< H / 2 >>, << H / 4 >>, << H // 4 >>, << H % 4 >>", "39, 39/2, 19, 2"),
        ("<< 2**100 >> << half**-2 >> << -K >>", "1267650600228229401496703205376 4 3"),
        ("<< 138357544 * 1000000 >>", "138357544000000"),
        ("<< M1 >> and $<< M1 >>$", "$M_{1}$ and $M_{1}$"),
        ("<< network.input >> $<< network.input[0] >>$ << network['input'][-1] >>", "(3, 64, 64) $3$ 64"),
        ("<% for text in network.layers %>\n- `<< text >>`\n<% endfor %>\n.", "- `Conv2d(3, 16, 5)`\n- `ReLU()`\n."),
        ("<% for i in range(3) %><< loop.index >><% if not loop.last %>, <% endif %><% endfor %>", "1, 2, 3"),
        ("<% for a, b in [(1, 2)] %><< a + b >><% else %>none<% endfor %>", "3"),
        ("<% if K < 0 and H in (77, 78) %>yes<% elif H == 3 %>no<% else %>no<% endif %>", "yes"),
        ("a\n  <% if K %>\nb\n  <% endif %>\nc", "a\nb\nc"),
        ("<% for i in range(100) %><% for j in range(99) %><% endfor %><% endfor %>10000 turns", "10000 turns"),
        ("<% set twice = 2 * H %><< twice >>", "156"),
        ("<< 'odd' if H % 2 else 'even' >>", "even"),
        ("<< network.layers | length >> << network.input | max >> << range(4) | sum >>", "2 64 6"),
        ("<< network.input | join(' by ') >> << network.input | first >> << K | abs >>", "3 by 64 by 64 3 3"),
        ("<# not shown << x >> #>x<% raw %><< y >><% endraw %>", "x<< y >>"),
        ("{{ H }} {% if %} $\\frac{1}{2}$", "{{ H }} {% if %} $\\frac{1}{2}$"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_statements_are_rendered(source: str, expected: str) -> None:
    assert rendered(source, CONTEXT, "statement.md") == expected


FILTERS = "abs, first, join, last, length, max, min, sum"
ALLOWED = f"allowed: if, for, set, comparisons, arithmetic, range(...), the filters {FILTERS}"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        # names
        ("a\n<< h >>", 'line 2: nothing is called "h" here; did you mean "H"?'),
        ("<% if Q %><% endif %>", 'line 1: nothing is called "Q" here; allowed: H, K, M1, half, network, word'),
        ("<< network.layer >>", 'line 1: there is no "layer" here; did you mean "layers"?'),
        ("\n<< network.layers[2] >>", "line 2: there is no member 2: the list has 2, numbered from 0"),
        ("<< H.rows >>", 'line 1: the number 78 has no part "rows"'),
        ("<< network.items >>", 'line 1: there is no "items" here; allowed: input, layers'),
        ("<% set H = 3 %>", 'line 1: "H" is set here, but is the name of something else already'),
        # syntax
        ("a\n\n<< H", "line 3: this cannot be read: unexpected end of template, expected 'end of print statement'"),
        ("<% for %>", "line 1: this cannot be read: expected an expression, got 'end of statement block'"),
        # ways out of the sandbox
        ("<< ''.__class__ >>", 'line 1: "__class__" is not allowed: names with _ in front belong to Python'),
        ("<< H['__class__'] >>", 'line 1: "__class__" is not allowed: names with _ in front belong to Python'),
        ("<< ''['_' + 'a'] >>", 'line 1: arithmetic is for whole numbers and fractions, not for the text "_"'),
        ("<< word[word] >>", 'line 1: the text "a*b" has no part "a*b"'),
        ("<< '{0.__class__}'.format(H) >>", "line 1: only range(...) can be called in a statement"),
        ("<< '%s' % H >>", 'line 1: arithmetic is for whole numbers and fractions, not for the text "%s"'),
        ("<< H | attr('real') >>", f'line 1: there is no filter "attr"; allowed: {FILTERS}'),
        ("<< H is defined >>", f'line 1: "is" is not allowed in a statement; {ALLOWED}'),
        ("<< H ~ word >>", f'line 1: "~" is not allowed in a statement; {ALLOWED}'),
        ("<< word[0:1] >>", f'line 1: "a slice" is not allowed in a statement; {ALLOWED}'),
        ("<% include 'key.md' %>", f'line 1: "include" is not allowed in a statement; {ALLOWED}'),
        ("<% import 'a' as b %>", f'line 1: "import" is not allowed in a statement; {ALLOWED}'),
        ("<% extends 'a' %>", f'line 1: "extends" is not allowed in a statement; {ALLOWED}'),
        ("<% macro f() %><% endmacro %>", f'line 1: "macro" is not allowed in a statement; {ALLOWED}'),
        ("<% set x %>a<% endset %>", f'line 1: "set without =" is not allowed in a statement; {ALLOWED}'),
        ("<% set a.b = 1 %>", "line 1: set takes a plain name"),
        ("<< self >>", "line 1: a statement cannot show something that is no value"),
        ("<< range >>", "line 1: a statement cannot show something that is no value"),
        ("<< lipsum(9) >>", "line 1: only range(...) can be called in a statement"),
        ("<< cycler >>", 'line 1: nothing is called "cycler" here; allowed: H, K, M1, half, network, word'),
        ("<% for x in H recursive %><% endfor %>", 'line 1: "recursive" is not allowed in a statement'),
        ("x\ue0000\ue001", "line 1: the private-use character U+E000 is not allowed"),
        # what would hang or fill the memory
        ("<< 9**9**9 >>", "line 1: a power of a power, or of a number with a sign, is ambiguous; "
            "give the inner one a name with set"),
        ("<% set x = 9**9 %><< 9**x >>", "line 1: this gives a number of more than 2048 bits"),
        ("<< 'a' * 10**9 >>", 'line 1: arithmetic is for whole numbers and fractions, not for the text "a"'),
        ("<< [1] * 10**9 >>", "line 1: arithmetic is for whole numbers and fractions, not for a list"),
        ("<% for i in range(10**9) %><% endfor %>", "line 1: a range has at most 1000 members"),
        ("<% for i in range(1000) %>\n<% for j in range(1000) %><% endfor %>\n<% endfor %>",
            "line 2: the loops take more than 10000 turns"),
        ("<% for a in range(9) %>" * 5 + "<% endfor %>" * 5,
            "line 1: nested too deep; at most 4 loops stand in each other"),
        ("<< " + "+".join("1" * 200) + " >>", "line 1: nested too deep; at most 4 loops stand in each other"),
        ("<< " + "(" * 3000 + " >>", "this is nested too deep"),
        ("x" * 100_001, "the text has 100001 characters; at most 100000 are allowed"),
        ("<% for i in range(1000) %>" + "x" * 500 + "<% endfor %>",
            "this gives a text of more than 400000 characters"),
        ("<% set a = [1] %>", "line 1: set takes a number, a text or a name, not a list"),
        # values that cannot be shown or used
        ("<< 0.5 >>", "line 1: 0.5 has a decimal point; write a fraction such as 1/2"),
        ("<< H == 78 >>", "line 1: a statement cannot show a truth value"),
        ("<< none >>", "line 1: a statement cannot show nothing"),
        ("<< 'x' if H < 3 >>", "line 1: a statement cannot show nothing"),
        ("<< network >>", "line 1: a statement cannot show a collection of named things"),
        ("<< [[1]] >>", "line 1: a statement cannot show a list"),
        ("<< H < word >>", "line 1: these values cannot be compared or used together"),
        ("\n<< H / (H - 78) >>", "line 2: division by zero"),
        ("<< H ** half >>", "line 1: the exponent 1/2 is not a whole number"),
        ("<< M1 + 1 >>", "line 1: arithmetic is for whole numbers and fractions, not for the formula M1"),
        ("<% for c in word %><% endfor %>", 'line 1: a loop goes over a list, not over the text "a*b"'),
        ("<< H | max >>", "line 1: a list is needed here, not the number 78"),
        ("<< range(0) | first >>", "line 1: a list with members is needed here, not an empty one"),
        ("<< word | length >>", 'line 1: length is for lists, not for the text "a*b"'),
        ("<< [true] | join >>", "line 1: join is for lists of texts and numbers, and takes a text to put between them"),
        ("<< word | join >>", "line 1: join is for lists of texts and numbers, and takes a text to put between them"),
        ("<< range(1000) | join('xxxxxxxxxx') >>", "line 1: this gives a text of more than 10000 characters"),
        ("<< range(half) | sum >>", "line 1: range takes whole numbers"),
        ("<< range() | sum >>", "line 1: range takes one, two or three whole numbers"),
        ("<< H | abs(2) >>", "line 1: the filter abs does not take these arguments"),
        ("<< H | abs(*network.input) >>", "line 1: the filter abs does not take these arguments"),
        ("<< network.input | join(**network) >>", "line 1: the filter join does not take these arguments"),
        ("<< range(*network.input) | sum >>", "line 1: range takes one, two or three whole numbers"),
        # where a value does not fit
        ("We use $<< word >>$.", 'the text "a*b" holds *, which cannot stand in maths (near "We use $<< a*b >>$.")'),
        ("It costs $<< H >>.", '$ has no partner; write \\$ for a dollar sign (near "It costs $<< 78 >>.")'),
    ],
)  # fmt: skip
def test_what_statements_do_not_have_is_refused(source: str, sentence: str) -> None:
    assert message(source) == sentence


def test_numbers_of_2048_bits_are_the_largest() -> None:
    source = "<% set part = 2**2047 %><< part - 1 + part >>"
    assert rendered(source, {}, "s.md") == str(2**2048 - 1)
    assert message(source.replace("part - 1 +", "part +")) == "line 1: this gives a number of more than 2048 bits"


def test_all_unknown_names_are_reported_at_once() -> None:
    assert statement_problems("<< a >>\n<< b >><< a >>\n<< b >>", [], "s.md") == (
        's.md: line 1: nothing is called "a" here; no name is known',
        's.md: line 2: nothing is called "b" here; no name is known',
        's.md: line 2: nothing is called "a" here; no name is known',
        's.md: line 3: nothing is called "b" here; no name is known',
    )


def test_names_that_the_text_sets_are_known() -> None:
    source = "<% for i in range(2) %><% set j = i %><< j >><% endfor %>"
    assert statement_problems(source, [], "s.md") == ()


def test_rendering_twice_gives_the_same() -> None:
    source = "<% for i in range(9000 // 9) %><< i >>,<% endfor %>"
    assert rendered(source, {}, "a") == rendered(source, {}, "b")


def test_the_context_is_left_as_it_was() -> None:
    context = {"H": 1}
    rendered("<% set x = H %><< x >>", context, "s.md")
    assert context == {"H": 1}
