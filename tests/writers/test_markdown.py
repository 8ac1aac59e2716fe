"""Markdown in both notations, and what is refused."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from exgen.errors import TypesettingError
from exgen.writers import markdown, pandoc
from exgen.writers.document import SheetDocument
from exgen.writers.markdown import Markup, markup, markup_of_documents
from exgen.writers.pandoc import Pandoc
from exgen.writers.typst_markup import layout_source
from exgen.writers.typst_pool import TypstWorker


def converted(text: str) -> Markup:
    return markup(((text, "here"),))[0]


@pytest.mark.parametrize(
    ("text", "latex", "typst"),
    [
        ("*a* **b** `c_d  e`", r"\emph{a} \textbf{b} \texttt{c\_d\ \ e}", '#emph[a]; #strong[b]; #raw("c_d  e");'),
        ("a\\\n\\*b", "a\\LineBreak{}{*}b", "a#linebreak();\\*b"),
        ("$x_1$ and $$y^2$$", r"\(x_1\) and \[y^2\]", '#formula("x_1", $x_1$); and #display-formula("y^2", $ y^2 $);'),
        ("32*7*7", r"32\emph{7}7", "32#emph[7];7"),
        ("32\\*7\\*7", "32{*}7{*}7", r"32\*7\*7"),
        ("don't 'x'", r"don’t \textquotesingle{}x’", r"don’t \'x’"),
        ("- a\n- b", "\\begin{itemize}\n\\item a\n\\item b\n\\end{itemize}", "#list([a],\n[b]);"),
        (
            "- a) x y\n- b) `z`",
            "\\begin{enumerate}[label=\\alph*)]\n\\item x y\n\\item \\texttt{z}\n\\end{enumerate}",
            '#enum(numbering: "a)", [x y],\n[#raw("z");]);',
        ),
        ("- a) x\n- c) y", "\\begin{itemize}\n\\item a) x\n\\item c) y\n\\end{itemize}", "#list([a\\) x],\n[c\\) y]);"),
        ("a:\n\n- b", "a:\n\n\\begin{itemize}\n\\item b\n\\end{itemize}", "#lead-in[a\\:];\n\n#list([b]);"),
        (
            r"$\dfrac{a}{b}$ and $\frac{a}{b}$",
            r"\(\dfrac{a}{b}\) and \(\frac{a}{b}\)",
            r'#formula("a/b", $a / b$, whole: true, tall: true); and #formula("a/b", $a / b$, whole: true);',
        ),
        ("3. a", "\\begin{enumerate}[start=3]\n\\item a\n\\end{enumerate}", "#enum(start: 3, [a]);"),
        ("> a", "\\begin{quote}\na\n\\end{quote}", "#quote(block: true)[\na\n];"),
        ("# a", r"\textbf{a}", "#strong[a];"),
        ("[a](http://x.org/) <http://y.org/>", r"a http://y.org/", r"a http\:\/\/y\.org\/"),
        ("a -- ,, b", r"a -{}- ,{}, b", r"a \-\- \,\, b"),
        ("5 % & # 3 ~ ^ _", r"5 \% \& \# 3 \textasciitilde{} \textasciicircum{} \_", r"5 \% \& \# 3 \~ \^ \_"),
        ("&#35;&#92;x&#x202E;", r"\#\textbackslash{}x", r"\#\\x"),
        ("$a \\; b$", r"\(a \; b\)", '#formula("a b", $a thick b$);'),
        ("A *B*(c) `d`[e]", r"A \emph{B}(c) \texttt{d}{[}e{]}", r'A #emph[B];\(c\) #raw("d");\[e\]'),
    ],
)
def test_markdown_becomes_latex_and_typst(text: str, latex: str, typst: str) -> None:
    assert converted(text) == Markup(latex, typst)


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        (r"J \left(K - 1\right)", r"J (K - 1)"),
        (r"\left[a\right] \rightarrow b", r"[a] \rightarrow b"),
        (r"\left(\frac{a}{b}\right)", r"\left(\frac{a}{b}\right)"),
        (r"\left( a \right.", r"\left( a \right."),
        (r"\left. a \right)", r"\left. a \right)"),
    ],
)
def test_brackets_grow_only_around_what_is_tall(formula: str, latex: str) -> None:
    assert converted(f"${formula}$").latex == rf"\({latex}\)"


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        ("9999 + 10000", r"9999 + 10\,000"),
        ("(B, 123456789)", r"(B, 123\,456\,789)"),
        ("12345.", r"12\,345."),
        ("0.12345", "0.12345"),
        ("1,234,567", "1,234,567"),
        ("x_{12345}", r"x_{12\,345}"),
        ("x12345", "x12345"),
    ],
)
def test_long_numbers_are_set_in_groups_of_three_digits(formula: str, latex: str) -> None:
    assert converted(f"${formula}$").latex == rf"\({latex}\)"
    assert converted(f"{formula.replace('_', '')}").latex.count(",") == formula.count(",")  # in a text as they stand


def test_code_keeps_its_lines_and_indentation_and_its_marks() -> None:
    code = converted('```python\nConv2d(3)\n\n  x = "\\n" # ```\n\\end{verbatim}\n```')
    assert code.latex.splitlines()[1:-1] == [
        r"\strut\texttt{Conv2d(3)}\newline",
        r"\strut\newline",
        r"\strut\texttt{\ \ x\ =\ \textquotedbl{}\textbackslash{}n\textquotedbl{}\ \#\ \textasciigrave{}"
        r"\textasciigrave{}\textasciigrave{}}\newline",
        r"\strut\texttt{\textbackslash{}end\{verbatim\}}",
    ]
    assert code.typst == '#raw(block: true, "Conv2d(3)\n\n  x = \\"\\\\n\\" # ```\n\\\\end{verbatim}");'


def test_a_table_keeps_alignment_and_formulas() -> None:
    table = converted("| a | b | c |\n|:--|:-:|--:|\n| `x` | $y$ | * |")
    assert r"\begin{tabular}{lcr}" in table.latex
    assert r"\texttt{x} & \(y\) & {*} \tabularnewline" in table.latex
    assert table.typst == (
        "#data-table((auto, auto, auto,), (left, center, right,), ([a], [b], [c],), "
        '([#raw("x");], [#formula("y", $y$);], [\\*],));'
    )


def test_a_formula_on_its_own_joins_the_paragraph_before_it() -> None:
    assert converted("Then\n\n$$x$$\n\nso").latex == "Then\n\\[x\\]\n\nso"


def test_a_long_set_can_be_broken_after_its_members_and_a_short_one_cannot() -> None:
    members = [rf"({84 + index},\ 214)" for index in range(5)]
    assert converted(rf"$\{{{', '.join(members)}\}}$").latex == " ".join(
        [
            rf"\(\{{{members[0]},\)",
            *(rf"\({member},\)" for member in members[1:-1]),
            rf"\({members[-1]}\}}\)",
        ]
    )
    for whole in (r"\{(84, 214), (85, 214)\}", r"\max(" + ", ".join("x" * 30 for _ in "abc") + r")\left(\right."):
        assert converted(f"${whole}$").latex == rf"\({whole}\)"


def test_fragments_do_not_reach_into_each_other() -> None:
    paragraphs = ("see [x]", "a *b", "c* d $e", "f$ g `h", "i` j", "k\n===", "l\n\n$$m$$", "n | o", "p  \nq\\", "r")
    texts = ("```\nopen", "[x]", "[x]: http://y.org", "- a", "- b", "", *paragraphs)
    pieces = markup(tuple((text, "here") for text in texts))
    assert pieces == tuple(converted(text) for text in texts)
    assert pieces[1].latex == "{[}x{]}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (r"$\input{/etc/passwd}$", r"the command \input is not among"),
        (r"$^^5cinput{/etc/passwd}$", "^^ is not allowed"),
        (r"$\begin{input}/etc/passwd\end{input}$", r"the environment \begin{input}"),
        (r"$\begin {input}x$", r"the environment \begin{input}"),
        (r"$\csname input\endcsname$", r"the command \csname"),
        (r"$\def\x{y}$", r"the command \def"),
        (r"$\catcode`\x=0$", r"the command \catcode"),
        (r"$\write18{ls}$", r"the command \write"),
        (r"$\text{\input{x}}$", r"the command \input"),
        (r"$\operatorname{\openin}$", r"the command \openin"),
        ('$#read("/etc/passwd")$', "# is not allowed"),
        ("$a % b$", r"written \%"),
        ("$é$", "the character é"),
        ('$x "y"$', 'the character "'),
        ("$a & b$", "& outside of aligned"),
        (r"$a \\ b$", r"\\ outside of aligned"),
        (r"$\begin{aligned} a \\[2pt] b \end{aligned}$", r"\\ followed by ["),
        (r"$\begin{aligned}[t] b \end{aligned}$", r"\begin{aligned} followed by ["),
        (r"$\begin{cases} a & b \end{matrix}$", r"\begin{cases} is closed by \end{matrix}"),
        (r"$\sqrt{\begin{matrix} \end{matrix}}$", "an empty matrix"),
        (r"$\begin{matrix} a$", r"\begin is never closed"),
        (r"$\left( x$", r"\left is never closed"),
        (r"$x \right)$", r"\right closes nothing"),
        (r"$\left\lfloor x \right)$", "brackets that do not belong together"),
        (r"$\left x \right)$", r"need a bracket after them, not x"),
        (r"$\frac{\lfloor x}{2}$", r"\lfloor is not closed"),
        (r"$\frac{x \}}{2}$", r"\} has no partner"),
        (r"$\frac12$", "lacks its {argument}"),
        (r"$\frac{1}$", "lacks its {argument}"),
        (r"$\sqrt{}$", "an empty {argument}"),
        ("$x_1_2$", "two indices on one symbol"),
        ("$x^1^2$", "two exponents on one symbol"),
        ("$x^2'$", "two exponents on one symbol"),
        ("$x_$", "an index or exponent is missing"),
        (r"$x_\frac{1}{2}$", "put braces around"),
        (r"$\text{a_b}$", r"_ inside \text"),
        ("$" + "{" * 40 + "x" + "}" * 40 + "$", "nested deeper than 30"),
        ("$" + "x" * 5001 + "$", "longer than 5000"),
        (r"$\mathbb{\frac{1}{2}$ costs", "a $ sign that begins or ends no formula"),
        ("![](/etc/passwd)", "the image /etc/passwd"),
        ("![a][b]\n\n[b]: figure.svg", "the image figure.svg"),
    ],
)
def test_what_both_engines_cannot_set_alike_is_refused_by_name(text: str, problem: str) -> None:
    with pytest.raises(TypesettingError) as caught:
        markup((("fine", "question 1, statement"), (text, "question 2, part 2a")))
    first, *_, last = caught.value.problems
    assert first.startswith("question 2, part 2a: ")
    assert problem in first
    assert last.startswith("allowed: ")


def test_all_problems_are_told_at_once_and_each_name_once() -> None:
    fragments = (("$\\a$", "x"), ("$\\b$", "y"), ("$\\c$", "x"))
    with pytest.raises(TypesettingError) as caught:
        markup(fragments)
    assert [problem[:2] for problem in caught.value.problems[:-1]] == ["x:", "y:"]


def test_a_fragment_on_many_sheets_is_named_after_the_first(sheet: SheetDocument) -> None:
    first = replace(sheet, questions=(replace(sheet.questions[0], statement="$\\bad$", title="First"),))
    second = replace(first, questions=(replace(first.questions[0], title="Second"),))
    with pytest.raises(TypesettingError, match=r"^question 1 \(First\), statement: [^\n]*\nallowed: "):
        markup_of_documents([first, second])


@pytest.mark.parametrize(
    "formula",
    [
        r"\left\lfloor \frac{H + 2 \cdot P - D \cdot (K - 1) - 1}{S} \right\rfloor + 1",
        r"C_{\text{in}} \times K^2 \le \max(0, x'_1)",
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"\begin{bmatrix} 1 & 0 \\ -1 & 4 \end{bmatrix} x^\top",
        r"\left\{ \begin{cases} x & x > 0 \\ 0 & \text{else} \end{cases} \right.",
        r"\sum_{i=1}^{n} \prod_j \partial L / \partial w \in \{52, 53, \ldots\}",
        r"\left[0, 1\right) \quad \sqrt[3]{x} \quad 50\,\%",
        r"\operatorname{floor}(σ ≤ 3) \lor \lnot a \land b \bmod 2",
    ],
)
def test_formulas_of_the_field_pass(formula: str) -> None:
    assert converted(f"${formula}$").typst.startswith("#formula(")


def test_a_missing_pandoc_and_one_that_never_ends_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    never_ends = tmp_path / "never_ends.lua"
    never_ends.write_text("while true do end")
    with monkeypatch.context() as patch:
        patch.setattr(pandoc, "_SCRIPT", never_ends)
        with pytest.raises(TypesettingError, match=r"within 0\.2 seconds"):
            markup((("never seen before", "here"),), seconds=0.2)
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    pandoc.pandoc_path.cache_clear()
    with pytest.raises(TypesettingError, match=re.escape('pip install "exgen[sheets]"')):
        pandoc.pandoc_path()
    monkeypatch.undo()
    assert pandoc.pandoc_path()


def test_one_process_answers_request_after_request_as_a_new_one_does() -> None:
    texts = [r"One $\frac{a}{b}$ of `x`.", "- a list\n- $x^2$", r"Two $\frac{a}{b}$ and $x^2$.", "1. first\n2. second"]
    with Pandoc() as running:
        with pytest.raises(TypesettingError, match=re.escape(r"$\frac{a}$")):
            markup([(r"Refused: $\frac{a}$", "here")], pandoc=running)
        together = [markup([(f"warm {text}", "here")], ("html", "markdown"), pandoc=running)[0] for text in texts]
    markdown._KNOWN.clear()
    assert together == [markup([(f"warm {text}", "here")], ("html", "markdown"))[0] for text in texts]


def test_a_pandoc_that_stops_says_why_and_the_next_request_starts_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.lua"
    broken.write_text('io.read() error("no such luck")')
    with Pandoc() as running:
        with monkeypatch.context() as patch:
            patch.setattr(pandoc, "_SCRIPT", broken)
            with pytest.raises(TypesettingError, match=r"pandoc stopped: .*no such luck"):
                markup([("stopped before", "here")], pandoc=running)
        assert markup([("stopped before", "here")], pandoc=running)[0].latex == "stopped before"


WRITTEN_BY_US = {
    *("textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater", "textbar", "textasciigrave"),
    *("textquotesingle", "textquotedbl", "emph", "textbf", "texttt", "newline", "LineBreak", "strut", "begin", "end"),
    *("item", "rule", "linewidth", "ensuremath", "le", "MissingCharacter", "toprule", "midrule", "bottomrule"),
    *("tabularnewline", "alph"),
}
HOSTILE = st.text(alphabet="\\{}#%&_^~\"'`*[]()<>|/:;!@=+-.,1a \n\t\u2028é≤张", max_size=60)


@settings(max_examples=15)
@given(st.lists(HOSTILE, min_size=40, max_size=40))
def test_no_text_can_break_out_of_either_notation(texts: list[str]) -> None:
    pieces = markup(tuple((text, "here") for text in texts))
    source = (
        layout_source() + '#set document(title: "Tried")\n' + "\n".join(f"#block[{piece.typst}]\n" for piece in pieces)
    )
    with TypstWorker(60) as worker:
        assert worker.pdf(source).data.startswith(b"%PDF")
    for piece in pieces:
        plain = re.sub(r"\\[\\{}$&#%_]", "", piece.latex.replace(r"\\", ""))
        assert plain.count("{") == plain.count("}")
        assert set(re.findall(r"\\([a-zA-Z]+)", piece.latex)) <= WRITTEN_BY_US
        assert not re.search(r"(?<!\\)[$#%]", piece.latex)
