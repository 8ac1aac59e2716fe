from __future__ import annotations

import json
import subprocess
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from exgen.questions.insertions import Formula, Insertable, Markdown, placed, plain_text
from exgen.questions.regions import Unclear
from exgen.questions.seeds import Stream

LETTER = Formula("H", "H")
INDEXED = Formula("C_in", "C_{\\text{in}}")
GREEK = Formula("lambda", "\\lambda")


def written(template: str, *values: Insertable) -> str:
    """The template with each ``@`` replaced by the next value."""
    pieces = template.split("@")
    marks = [f"\ue000{number}\ue001" for number in range(len(values))]
    return placed("".join(a + b for a, b in zip(pieces, [*marks, ""], strict=True)), values)


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        # among words
        ("@ and @", (138357544, -3), "138357544 and -3"),
        ("a @ b", (Fraction(1, 3),), "a 1/3 b"),
        ("@", (Fraction(6, 2),), "3"),
        ("@", ((3, 224, 224),), "(3, 224, 224)"),
        ("@ @", ((5,), ()), "(5,) ()"),
        ("[a]@", ((5, 6),), "[a]\\(5, 6)"),
        ("@", ("32*7*7",), "32\\*7\\*7"),
        ("@", ("a_b  <i>\n\n# $x$",), "a\\_b \\<i\\> \\# \\$x\\$"),
        ("| @ |", ("a\\",), "| a&#92; |"),
        ("x\n@ y", ("- a",), "x\n\\- a y"),
        ("@ = @", (LETTER, INDEXED), "$H$ = $C_{\\text{in}}$"),
        ("  @!", (Markdown("**a**\n$b$"),), "  **a**\n  $b$!"),
        # in maths
        ("$@ + @$", (78, 5), "$78 + 5$"),
        ("$x^@$", (12,), "$x^{12}$"),
        ("$x^@$", (7,), "$x^7$"),
        ("$x_@^@$", (12, -3), "$x_{12}^{-3}$"),
        ("$\\frac@@$", (12, 34), "$\\frac{12}{34}$"),
        ("$\\frac{a} @$", (12,), "$\\frac{a} {12}$"),
        ("$\\sqrt[3]@$", (27,), "$\\sqrt[3]{27}$"),
        ("$@ \\times @$", (78, 84), "$78 \\times 84$"),
        ("$2\\cdot@$", (LETTER,), "$2\\cdot H$"),
        ("$@x + @x$", (GREEK, LETTER), "$\\lambda x + Hx$"),
        ("$@^2$", ((3, 64),), "$(3, 64)^2$"),
        ("$3 - @$", (-2,), "$3 - (-2)$"),
        ("$3 \\cdot @$", (Fraction(-1, 2),), "$3 \\cdot \\left(-\\frac{1}{2}\\right)$"),
        ("$@^2 + @^2$", (-3, Fraction(1, 2)), "$(-3)^2 + \\left(\\frac{1}{2}\\right)^2$"),
        ("$@^2$", (3,), "$3^2$"),
        ("$x = @$", (Fraction(-7, 2),), "$x = -\\frac{7}{2}$"),
        ("$x = @$", ((3, 64),), "$x = (3, 64)$"),
        ("$x = @$", ("max pooling",), "$x = \\text{max pooling}$"),
        ("$@$", ("50% of {a_b} & #1",), "$\\text{50\\% of \\{a\\_b\\} \\& \\#1}$"),
        ("$$\n@ + 1\n$$", (Formula("- x", "- x"),), "$$\n{- x} + 1\n$$"),
        # in code
        ("`@`", ("Conv2d(3, 16, kernel_size=5)",), "`Conv2d(3, 16, kernel_size=5)`"),
        ("`@ @`", (LETTER, -1), "`H -1`"),
        ("- \n\n  ```\n  @\n  ```", ("a*b\n\nc  d",), "- \n\n  ```\n  a*b\n  c  d\n  ```"),
        ("> ```\n> @\n> ```", ("a\n# b",), "> ```\n> a\n> # b\n> ```"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_place_asks(template: str, values: tuple[Insertable, ...], expected: str) -> None:
    assert written(template, *values) == expected


@pytest.mark.parametrize(
    ("template", "values", "sentence"),
    [
        ("2@", (78,), "the number 78 stands directly behind a digit; put something between them"),
        ("@@", (2, -3), "the number -3 stands directly behind a digit; put something between them"),
        ("@5", (78,), "the number 78 stands directly before a digit; put something between them"),
        ("$2 @$", (78,), "the number 78 stands directly behind a digit; put something between them"),
        ("`@0`", (78,), "the number 78 stands directly before a digit; put something between them"),
        ("```\n1@\n```", (78,), "the number 78 stands directly behind a digit; put something between them"),
        ("A\n@. B", (7,), "7. at the beginning of a line would begin a numbered list; put it on the line before,"
            " or write 1. before every item for a list"),
        ("- @) B", ("7",), "7) at the beginning of a line would begin a numbered list; put it on the line before,"
            " or write 1. before every item for a list"),
        ("1@1. B", ("7",), "71. at the beginning of a line would begin a numbered list; put it on the line before,"
            " or write 1. before every item for a list"),
        ("`@`", ("a`b",), 'the value "a`b" holds a backtick or |, which cannot stand in code'),
        ("`@`", ("a|b",), 'the value "a|b" holds a backtick or |, which cannot stand in code'),
        ("~~~\n@\n~~~", ("~~~",), 'the value "~~~" holds a code fence'),
        ("```\n@\n```", ("```",), 'the value "```" holds a code fence'),
        ("$@$", ("a\\b",), 'the text "a\\b" holds \\, which cannot stand in maths'),
        ("$@$", ("^^5cinput",), 'the text "^^5cinput" holds ^, which cannot stand in maths'),
        ("$@$", (Formula("x", "}"),), "the formula '}' cannot stand in maths"),
        ("$@$", (Formula("x", "x$y"),), "the formula 'x$y' cannot stand in maths"),
        ("@", (Formula("x", "{x"),), "the formula '{x' cannot stand in maths"),
        ("@", (Formula("x", "x\\"),), "the formula 'x\\\\' cannot stand in maths"),
        ("$@$", (Markdown("**a**"),), "a piece of Markdown can stand among words only"),
        ("`@`", (Markdown("a"),), "a piece of Markdown can stand among words only"),
        ("@", ("a\x00b",), "the text holds the character U+0000, which cannot be printed"),
        ("@", ("a\ue0000\ue001",), "the text holds the character U+E000, which cannot be printed"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_its_place_is_refused(
    template: str, values: tuple[Insertable, ...], sentence: str
) -> None:
    with pytest.raises(Unclear) as unclear:
        written(template, *values)
    assert unclear.value.sentence == sentence


@given(st.integers() | st.fractions())
def test_numbers_are_printed_exactly(value: int | Fraction) -> None:
    assert Fraction(plain_text(value)) == value
    assert Fraction(written("x @ y", value)[2:-2]) == value


NASTY_TEXTS = (
    *("*a*", "a_b_c", "$x$", "`c`", "- a", "# a", "> a", "1. a", "a\n\n# b", "    a", "[a](b)", "![a](b)", "<b>"),
    *("<http://a.b>", "a|b", "|", "---", "===", "```", "~~~\na", "\\", "\\$", "&amp;", "{", "}", "a}b", "x^2"),
    *("a\\", "$$", "**", "~", "Conv2d(3, 16, kernel_size=(3, 3))", "\t a", "1)", "+ b", "[a]: b", "a  \nb", "7", "%"),
)
NUMBERS: tuple[Insertable, ...] = (
    7,
    12,
    -3,
    Fraction(-7, 2),
    (3, 64),
    Formula("-x", "-x"),
    Formula("f", "\\frac{a}{b}"),
)
TOKENS = (
    *("$", "$$", "`", "``", "```\n", "~~~", "\\", "{", "}", "|", " ", "    ", "\n", "\n\n", "a", "1", "- ", "1. "),
    *("> ", "# ", "=", "---", "|---|---|\n", "| a | b |\n", "\\$", "[", "](u)", "&", "+", "^", "!", ".", ")"),
)


def random_insertions(count: int) -> list[tuple[str, str]]:
    """Random texts with nasty values put in, each with the same text with harmless ones."""
    stream = Stream("insertions")

    def one_of(items: Any) -> Any:
        return items[stream.below(len(items))]

    pairs: list[tuple[str, str]] = []
    while len(pairs) < count:
        text, nasty, harmless = "", list[Insertable](), list[Insertable]()
        for _ in range(2 + stream.below(9)):
            if stream.below(3):
                text += one_of(TOKENS)
                continue
            text += f"\ue000{len(nasty)}\ue001"
            value = one_of(NASTY_TEXTS) if stream.below(3) else one_of(NUMBERS)
            nasty.append(value)
            harmless.append(Formula("x", "x") if isinstance(value, Formula) else "x" if isinstance(value, str) else 7)
        try:
            pairs.append((placed(text, nasty), placed(text, harmless)))
        except Unclear:
            continue
    return [pair for pair in pairs if pair[0] != pair[1]]


def structure(node: Any) -> Any:
    """Pandoc's tree without its words; emphasis is left out, which hangs on letters and punctuation around it."""
    if isinstance(node, list):
        return [part for part in map(structure, node) if part is not None]
    if not isinstance(node, dict):
        return None
    kind = node.get("t")
    if kind in ("Str", "Space", "SoftBreak", "LineBreak"):
        return None
    return [kind, [] if kind in ("Math", "Code", "CodeBlock") else structure(node.get("c"))]


def test_to_pandoc_no_value_changes_the_structure_of_a_text() -> None:
    pypandoc = pytest.importorskip("pypandoc")
    command = [pypandoc.get_pandoc_path(), "--from", "commonmark-raw_html+tex_math_dollars+pipe_tables", "--to", "json"]
    pairs = random_insertions(1500)
    blocks = []
    for side in (0, 1):
        document = "".join(f"\n\n# SEPARATOR {number}\n\n{pair[side]}\n\n" for number, pair in enumerate(pairs))
        output = subprocess.run(command, input=document, capture_output=True, text=True, check=True).stdout
        blocks.append(json.loads(output)["blocks"])
    assert len(pairs) > 1000
    assert structure(blocks[0]) == structure(blocks[1])
