"""A bank and a roster are data: no text in them reaches a file, a program or the engine, in either engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from exgen.errors import TypesettingError
from exgen.writers import SheetDocument, latex_sources, typst_sources
from exgen.writers.document import Cover, FormulaPiece
from exgen.writers.pdf import EngineName
from exgen.writers.plain_text import one_line
from tests.writers.hostile_names import HOSTILE_NAMES
from tests.writers.setting import pdfs, sources_of

ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]

PRINTED_AS_TEXT = [
    r"\input{/etc/passwd}",
    r"\write18{touch written} \immediate\openout5=written",
    r"^^5cinput{/etc/passwd}",
    r"`\input{/etc/passwd}`",
    "```{=latex}\n\\input{/etc/passwd}\n```",
    '```{=typst}\n#read("/etc/passwd")\n```',
    r"`\input{/etc/passwd}`{=latex}",
    '`#read("/etc/passwd")`{=typst}',
    '[x]{typst:text:fill="read(\\"/etc/passwd\\")"}',
    '::: {typst:block:fill="read(\\"/etc/passwd\\")"}\ninside\n:::',
    '# Heading {#id typst:text:fill="read(1)"}',
    "<script>alert(1)</script> <!-- <b> -->",
    '<div typst:text:fill="red">\n\n\\input{x}\n\n</div>',
    '#read("/etc/passwd") #panic() #eval("1") #import "x.typ"',
    '*a*(read("/etc/passwd")) **b**[#panic()] `c`.at(0)',
    r"\end{document} \csname input\endcsname %",
    "& | ~ @label <label> // /* */ $",
    r"[link](\input{x}) [b](javascript:alert(1) \"t\")",
    "&#92;input{/etc/passwd} &#35;read(1)",
    '```\n\\end{Listing}\\end{verbatim}\\input{/etc/passwd}\n````` ")#read("/etc/passwd")\n```',
    '`` a`")#read("/etc/passwd")#(" ``',
]

REFUSED = [
    r"$\input{/etc/passwd}$",
    r"$^^5cinput{/etc/passwd}$",
    r"$\begin{input}{/etc/passwd}\end{input}$",
    r"$\text{\input{/etc/passwd}}$",
    r"$\write18{touch written}$",
    '$#read("/etc/passwd")$',
    r'$\text{"#read("/etc/passwd")"}$',
    r"$$\def\a{\a}\a$$",
    r"$\catcode`\%=0 %input$",
    "![](/etc/passwd)",
    "![x](file:///etc/passwd)",
    "![x][y]\n\n[y]: /etc/passwd",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_formulas_and_images_that_reach_for_more_are_refused(
    statement: str, with_statement: Callable[[str], SheetDocument]
) -> None:
    for sources in (latex_sources, typst_sources):
        with pytest.raises(TypesettingError, match=r"question 1 \(Attack\), statement: the (formula|image)"):
            sources([with_statement(statement)])


@pytest.mark.parametrize("statement", PRINTED_AS_TEXT)
def test_commands_in_text_never_stand_unescaped_in_a_source(
    statement: str, with_statement: Callable[[str], SheetDocument]
) -> None:
    harmless, attacked = with_statement("harmless"), with_statement(statement)
    for sources, commands_of in ((latex_sources, latex_commands), (typst_sources, typst_commands)):
        before, after = sources([harmless, attacked])
        assert commands_of(after) - commands_of(before) <= OUR_OWN


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_and_titles_bring_no_command(name: str, sheet: SheetDocument) -> None:
    answer = replace(sheet.questions[0].answers[0], label=name)
    question = replace(sheet.questions[0], title=name, answers=(answer,))
    harmless = replace(
        sheet, date="a", deadline="b", qr="c", conventions=("d",), formulas=(FormulaPiece(rows=(("e", "$x$"),)),)
    )
    hostile = replace(
        sheet, title=name, course=name, student_name=name, student_id=name, code=name, questions=(question,),
        date=name, deadline=name, qr=one_line(name), conventions=(name,),
        formulas=(FormulaPiece(rows=((name, "$x$"),)),),
    )  # fmt: skip
    covers = [
        replace(one, cover=Cover((("name", text), ("seat", "")), "Text."))
        for one, text in ((harmless, "f"), (hostile, name))
    ]
    for sources, commands_of in ((latex_sources, latex_commands), (typst_sources, typst_commands)):
        for before, after in (sources([harmless, hostile]), sources(covers)):
            assert commands_of(after) - commands_of(before) <= OUR_OWN


@pytest.mark.parametrize("engine", ENGINES)
def test_hostile_text_is_printed_and_no_file_is_read_or_written(
    engine: EngineName,
    sheet: SheetDocument,
    with_statement: Callable[[str], SheetDocument],
    text_of: Callable[[bytes], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    named = replace(sheet, student_name=HOSTILE_NAMES[0], title=HOSTILE_NAMES[4], course=HOSTILE_NAMES[3])
    statements = with_statement("\n\n".join(PRINTED_AS_TEXT))
    text = printed([named, statements], engine, text_of)
    assert "root:" not in text
    assert list(tmp_path.iterdir()) == []
    for shown in (
        r"_{#1}%$\input{x}", "#panic()", r"\end{document}", r"\input{/etc/passwd}", "^^5cinput",
        '#read("/etc/passwd")', "<script>alert(1)</script>", "{=typst}", r"\write18{touch", ":::", "#eval(",
    ):  # fmt: skip
        assert squeezed(shown) in squeezed(text)


@pytest.mark.parametrize("engine", ENGINES)
def test_no_name_stops_a_sheet(
    engine: EngineName, with_statement: Callable[[str], SheetDocument], text_of: Callable[[bytes], str]
) -> None:
    plain = with_statement("Statement.")
    named = [replace(plain, student_name=name, title=name, code=name) for name in HOSTILE_NAMES]
    named += [replace(one, cover=Cover((("name", one.student_name),), "Text.")) for one in named]
    text = printed(named, engine, text_of)
    assert text.count("Statement.") == 2 * len(HOSTILE_NAMES)
    assert "root:" not in text


@pytest.mark.latex
@pytest.mark.parametrize(
    "command",
    [
        r"\input{/etc/passwd}",
        r"\openin5=/etc/passwd \ifeof5 \errmessage{refused}\fi",
        r"\immediate\write18{touch written}\input{written}",
        r"\immediate\openout5=FOLDER/written",
        r"\immediate\openout5=../written",
        r"\input{|ls}",
    ],
)
def test_latex_itself_is_sealed_should_a_command_ever_get_through(
    command: str, with_statement: Callable[[str], SheetDocument], tmp_path: Path
) -> None:
    source = latex_sources([with_statement("MARK")])[0].replace("MARK", command.replace("FOLDER", str(tmp_path)))
    with pytest.raises(TypesettingError, match="sheet 1: pdflatex"):
        pdfs([source], "latex")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    ['#read("/etc/passwd")', '#read("../../../etc/passwd")', '#image("/etc/passwd")', '#import "@preview/cetz:0.3.0"'],
)
def test_typst_itself_is_sealed_should_a_command_ever_get_through(
    command: str, with_statement: Callable[[str], SheetDocument]
) -> None:
    source = typst_sources([with_statement("MARK")])[0].replace("MARK", command)
    with pytest.raises(TypesettingError, match="sheet 1: typst"):
        pdfs([source], "typst")


OUR_OWN = {
    *(r"\textbackslash", r"\textasciitilde", r"\textless", r"\textgreater", r"\textbar", r"\textasciicircum"),
    *(r"\textasciigrave", r"\textquotesingle", r"\textquotedbl", r"\emph", r"\textbf", r"\texttt", r"\strut"),
    *(r"\newline", r"\LineBreak", r"\begin{Listing}", r"\end{Listing}", r"\MissingCharacter", r"\ensuremath"),
    *("#emph", "#strong", "#raw"),
}
"""What the writers put around text of their own accord."""


def latex_commands(source: str) -> set[str]:
    """The commands of a LaTeX source, environments with their names."""
    body = re.sub(r"\\\(.*?\\\)|\\\[.*?\\\]", "", source.partition("\n\\begin{document}")[2], flags=re.DOTALL)
    unescaped = re.sub(r"\\[\\{}$&#%_ ]", "", body)
    assert not re.search(r"[$#~^]|%(?!\n)", unescaped)
    return set(re.findall(r"\\(?:(?:begin|end)\{[^}]*\}|[a-zA-Z]+|.)", unescaped))


def typst_commands(source: str) -> set[str]:
    """What follows an unescaped # in a typst source outside of strings."""
    without_strings = re.sub(r'(?<!\\)"(?:[^"\\]|\\.)*"', '""', source, flags=re.DOTALL)
    return set(re.findall(r"(?<!\\)#[\w-]*", without_strings.replace("\\\\", "")))


def printed(documents: Sequence[SheetDocument], engine: EngineName, text_of: Callable[[bytes], str]) -> str:
    return " ".join(text_of(pdf) for pdf in pdfs(sources_of(documents, engine), engine))


def squeezed(text: str) -> str:
    """Text without blanks and with straight quotes: engines break and quote differently."""
    return re.sub(r"\s", "", text.replace("’", "'").replace("”", '"').replace("″", '"'))
