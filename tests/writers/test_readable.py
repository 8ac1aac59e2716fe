"""Markdown with formulas, as it is read on a terminal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import exgen.engine
import exgen.writers
from exgen.writers.readable import readable, readable_formula

PIECES = [
    *("$$", "$", "\n", "\n\n", "| a |", "|", "|--|", "*", "x", " ", "&", r"\\", r"\frac{1}{2}"),
    *(r"\begin{bmatrix}", r"\end{bmatrix}", r"\begin{aligned}", r"\end{aligned}", "1. ", "```\n"),
]


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"2 \times 3", "2 × 3"),
        (r"f \le n + 2p", "f ≤ n + 2p"),
        (r"\left\lfloor \frac{H + 2P - K}{S} \right\rfloor + 1", "⌊(H + 2P - K)/S⌋ + 1"),
        (r"\frac{\frac{a}{b}}{c + d}", "(a/b)/(c + d)"),
        (r"H_{\text{out}} = C_{\text{in}}", "H_out = C_in"),
        (r"K^{2} + x^{i + 1}", "K^2 + x^(i + 1)"),
        (r"\{52,\ 53\}", "{52, 53}"),
        (r"\lbrace 1 \rbrace", "{1}"),
        (r"(N,\ 16)", "(N, 16)"),
        (r"5{,}000", "5,000"),
        (r"\lceil x \rceil \cdot 3", "⌈x⌉ · 3"),
        (r"\frac{4}{\sqrt{4}} + \sqrt{\sigma^2 + \epsilon}", "4/√4 + √(σ^2 + ε)"),
        (r"\unheard x", "unheard x"),
        (r"M_1", "M_1"),
    ],
)
def test_a_formula_is_shown_without_tex(tex: str, shown: str) -> None:
    assert readable_formula(tex) == shown


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("one\ntwo\n\nthree\n", "one two\n\nthree"),
        ("a:\n\n1. `x`\n\n1. `y`\n\nb", "a:\n\n1. x\n2. y\n\nb"),
        ("3. a\n3. b", "3. a\n4. b"),
        ("- a\n  goes on\n- b", "- a goes on\n- b"),
        ("1. a\n\nb\n\n1. c", "1. a\n\nb\n\n1. c"),
        ("`a $b$ *c*` and `` `d` ``", "a $b$ *c* and  `d` "),
        (r"a\*b costs \$5 or \$6", "a*b costs $5 or $6"),
        ("**bold** 2 ** 3", "bold 2 ** 3"),
        ("it ends *before* b, *one two*. 2 * 3 = a*b", "it ends before b, one two. 2 * 3 = a*b"),
        ("```\nx = $1$\n\ny\n```\nz", "x = $1$\n\ny\n\nz"),
        ("$$a \\times b$$", "a × b"),
        ("a:\n\n$$K = \\begin{bmatrix}1 & -1 \\\\ 0 & 10\\end{bmatrix}$$", "a:\n\nK = ⎡1  -1⎤\n    ⎣0  10⎦"),
        (
            "$$\\begin{bmatrix}1\\\\2\\\\3\\end{bmatrix} + \\begin{bmatrix}x & \\frac{1}{2}\\end{bmatrix}$$",
            "⎡1⎤\n⎢2⎥ + [x  1/2]\n⎣3⎦",
        ),
        ("in $\\begin{pmatrix}1 & 2\\\\3 & 4\\end{pmatrix}$ there", "in [[1, 2], [3, 4]] there"),
        ("$$\\begin{bmatrix}1 & 2\\end{bmatrix}$$", "[[1, 2]]"),
        ("$$\\begin{aligned}a &= b\\\\c &= d\\end{aligned}$$", "a = b\nc = d"),
        ("| a | `b c` |\n|:--|--:|\n| $2 \\times 3$ | x \\| y |\n\nz", "a      b c\n2 × 3  x | y\n\nz"),
        ("a | b\n| c", "a | b | c"),
        ("Which?\n\n- a) line 1\n- b) line 2", "Which?\n\na) line 1\nb) line 2"),
        ("", ""),
    ],
)
def test_a_text_has_a_line_for_each_paragraph_and_item(markdown: str, shown: str) -> None:
    assert readable(markdown) == shown


@given(st.text(alphabet="ab \n`$*_\\{}1.-", max_size=80))
def test_any_text_can_be_shown(markdown: str) -> None:
    assert "\x00" not in readable(markdown)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_mixture_of_matrices_tables_and_formulas_can_be_shown(markdown: str) -> None:
    assert "\x00" not in readable(markdown)


def test_an_escaped_backslash_is_one() -> None:
    assert readable("a &#92;textbf") == "a \\textbf"


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\frac{\partial l}{\partial o_{5}} = \sigma'(o_{5}) \odot 2 (o_{6} - y)", "∂l/∂o_5 = σ'(o_5) ⊙ 2 (o_6 - y)"),
        (r"W_{2}^{\top} \dfrac{\partial l}{\partial o_5}", "W_2^⊤ ∂l/∂o_5"),
        (r"W_{1} \in \mathbb{R}^{h \times d}", "W_1 ∈ ℝ^(h × d)"),
        (r"\frac{\partial l}{\partial o^{(5)}} = \sum_j x_j", "∂l/(∂o^(5)) = Σ_j x_j"),
        (r"\frac{1}{2} \left\lVert o_{6} - y \right\rVert^{2}", "1/2 ‖o_6 - y‖^2"),
    ],
)
def test_gradients_are_read_without_tex(tex: str, shown: str) -> None:
    assert readable_formula(tex) == shown


# --- what the engine writes

SHOWN_BY_NAME = {"exp", "gcd", "ln", "log", "max", "min", "tanh"}
"""Functions, which people read by their names."""

PAIRED = {"begin", "end"}
"""Commands that are read with what stands between them."""


def written_commands() -> Iterator[tuple[str, str]]:
    """Each TeX command in the derivations of the engine, with a file that writes it; ``\\s`` is no command."""
    engine = Path(exgen.engine.__file__).parent
    folders = ("rules", "by_hand", "wording", "gradients", "mal_rules")
    files = [file for folder in folders for file in sorted((engine / folder).rglob("*.py"))]
    found = {}
    for file in [*files, engine / "derivation.py", engine / "row_derivation.py"]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                found.update(dict.fromkeys(re.findall(r"\\([A-Za-z]{2,})", node.value), file.name))
    yield from sorted(found.items())


def test_every_command_that_the_engine_writes_has_a_plain_form() -> None:
    commands = dict(written_commands())
    assert {"cup", "cap", "frac", "lfloor"} <= set(commands)
    unknown = {
        (name, file)
        for name, file in commands.items()
        if name in readable_formula(rf"\{name}{{x}}{{y}}") and name not in SHOWN_BY_NAME | PAIRED
    }
    assert unknown == set()


def test_every_command_that_a_statement_may_hold_has_a_plain_form() -> None:
    data = Path(exgen.writers.__file__).with_name("mathematical_commands.lua").read_text(encoding="utf-8")
    lists = re.findall(r"(?:commands|environments) = set (?:\[\[(.*?)\]\]|\"(.*?)\")", data, re.DOTALL)
    names = {name for found in lists for name in " ".join(found).split() if name.isalpha()} - {"begin", "end", "left"}
    assert {"widehat", "sum", "cases", "ell"} & names == {"sum", "cases", "ell"}
    by_name = {"min", "max", "log", "ln", "exp", "sin", "cos", "tan", "tanh", "lim", "sup", "inf", "det"}
    forms = (r"\{0}{{xy}}{{z}}", r"\begin{{{0}}}1 & 2\end{{{0}}}")
    unknown = [
        name
        for name in sorted(names - by_name - {"right", "bmod"})
        if all(name in readable_formula(form.format(name)) for form in forms)
    ]
    assert unknown == ["bar", "hat", "overline", "tilde", "vec"]  # which stand on single letters
    assert [readable_formula(rf"\{name}{{x}}") for name in unknown] == ["x̄", "x̂", "x̄", "x̃", "x⃗"]


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else}\end{cases}", "{1, x > 0; 0, else}"),
        (r"\underbrace{a + b}_{n} \binom{n}{k} \hat{x + y}", "(a + b)_n (n over k) hat(x + y)"),
        (r"\mathcal{L} = \lvert \boldsymbol{x} \rvert", "L = | x |"),
        (r"\{1\} \cup \{2, 3\} \cap \{3\}", "{1} ∪ {2, 3} ∩ {3}"),
        (r"x / S \in \mathbb{Z}", "x / S ∈ ℤ"),
        (r"x \in \mathbb{R}^{2}", "x ∈ ℝ^2"),
        (r"\textstyle\sum_j p_j", "Σ_j p_j"),
    ],
)
def test_signs_of_sets_and_sums_are_shown(tex: str, shown: str) -> None:
    assert readable_formula(tex) == shown


def test_paragraphs_and_items_are_broken_at_a_width_tables_and_code_are_not() -> None:
    table = f"| {'a ' * 12}| b |\n|---|---|\n| 1 | 2 |"
    shown = readable(
        f"one two three four\n\n1. five six seven\n- eight nine ten\n\n{table}\n\n```\n{'x ' * 12}\n```", 12
    )
    assert shown.split("\n")[:7] == ["one two", "three four", "", "1. five six", "   seven", "- eight nine", "  ten"]
    assert "a a a a a a a a a a a a  b" in shown
    assert "x x x x x x x x x x x x" in shown
