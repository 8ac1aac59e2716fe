from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pytest

from exgen.questions.regions import Kind, Region, Unclear, regions
from exgen.questions.seeds import Stream

PANDOC_FORMAT = "commonmark-raw_html+tex_math_dollars+pipe_tables"


def spans(text: str) -> list[tuple[str, str]]:
    """Everything but words: its kind and its content."""
    return [
        (region.kind.value, text[region.start : region.end])
        for region in regions(text)
        if region.kind is not Kind.WORDS
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("only words", []),
        ("$x$ and $$y$$", [("maths", "x"), ("maths", "y")]),
        ("`a` and ``b`c``", [("code", "a"), ("code", "b`c")]),
        ("`a $b` c", [("code", "a $b")]),
        ("$a `b$ c", [("maths", "a `b")]),
        ("\\$5, \\`x, \\\\$y$", [("maths", "y")]),
        ("$a\\$b$", [("maths", "a\\$b")]),
        ("$\\text{a}$", [("maths", "\\text{a}")]),
        ("$$\na\n$$", [("maths", "\na\n")]),
        ("```\n$x\n```\n$y$", [("fence", "$x\n"), ("maths", "y")]),
        ("~~~~ python\n~~~\n~~~~", [("fence", "~~~\n")]),
        ("- a\n\n  ```\n  x\n  ```", [("fence", "  x\n")]),
        ("> ```\n> x\n> ```", [("fence", "> x\n")]),
        ("1. a\n\n   $x$", [("maths", "x")]),
    ],
)
def test_maths_and_code_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("text", "position", "sentence"),
    [
        ("It costs $5.", 9, "$ has no partner; write \\$ for a dollar sign"),
        ("$5 and $6", 7, "a blank stands before the closing $; write $x$ for maths, \\$ for a dollar sign"),
        ("a $ b$", 2, "$ is followed by a blank; write $x$ for maths, \\$ for a dollar sign"),
        ("$$x$ y", 3, "maths that begins with $$ ends with $$"),
        ("$$ $$", 2, "there is nothing between the dollar signs; write \\$ for a dollar sign"),
        ("$a\n\nb$", 0, "$ has no partner; write \\$ for a dollar sign"),
        ("${a$", 3, "{ has no partner in the maths, or a $ stands between braces"),
        ("$a}$", 2, "} has no partner in the maths"),
        ("`a", 0, "` has no partner; write \\` for a backtick"),
        ("``a`", 0, "`` has no partner; write \\` for a backtick"),
        ("\\\ue0000\ue001", 0, "a value cannot follow a backslash"),
        ("$\\\ue0000\ue001$", 1, "a value cannot follow a backslash"),
        ("$$\na\n- b\n$$", 2, 'a line of the maths begins with "- b", as a list, quotation or heading does; '
            "put it on the line before"),
        ("$a\n= b$", None, None),
        ("$a\n=\nb$", 1, 'a line of the maths begins with "=", as a list, quotation or heading does; '
            "put it on the line before"),
        ("# $a\nb$", 3, "maths in a heading must end on the same line"),
        ("> - # $a\nb$", 7, "maths in a heading must end on the same line"),
        ("| $a$ | $|b|$ |\n|---|---|", 9, "maths in a table cannot hold | or a new line; write \\vert in maths"),
        ("`a\n\ue0000\ue001`", 1, "code with a value in it must stand on one line, or between fences"),
        ("```\na", 0, "the code fence ``` is never closed"),
        ("- ```\nx\n  ```", 6, "a line between code fences is indented less than the opening fence"),
        ("> ```\n\n> ```", 6, "a line between code fences is indented less than the opening fence"),
        ("```\nx\n    ```", 6, "the closing ``` does not stand exactly below the opening one"),
        ("-\t```\n\t```", 0, "a tab stands before a code fence; write blanks"),
        ("a\n    ```\n    ```", 2, "an indented code fence needs an empty line before it"),
        ("``` \ue0000\ue001\n```", 0, "a value cannot stand behind the opening of a code fence"),
        ("    $x$", 0, "lines that begin with a tab or with four blanks too many are code to Markdown; indent less"),
        ("* \n\n    $x$", 4,
            "lines that begin with a tab or with four blanks too many are code to Markdown; indent less"),
        ("- a\n\n      $x$", 5,
            "lines that begin with a tab or with four blanks too many are code to Markdown; indent less"),
    ],
)  # fmt: skip
def test_unclear_texts_are_refused_with_what_to_write(text: str, position: int | None, sentence: str | None) -> None:
    if sentence is None:
        assert regions(text)
        return
    with pytest.raises(Unclear) as unclear:
        regions(text)
    assert (unclear.value.position, unclear.value.sentence) == (position, sentence)


def test_the_regions_cover_the_text() -> None:
    text = "a $b$ `c`\n\n```\nd\n```\ne"
    found = regions(text)
    assert "".join(text[region.start : region.end] for region in found) == text
    assert found[-1] == Region(Kind.WORDS, text.index("```\ne"), len(text))


TOKENS = (
    *("$", "$$", "`", "``", "```", "~~~", "\\", "{", "}", "|", " ", "  ", "    ", "\n", "\n", "\n\n", "\t"),
    *("a", "b", "1", "- ", "* ", "1. ", "> ", "# ", "=", "---", "|---|---|", "| a | b |", "\\$", "$x$", "`c`"),
    *("$$\ny\n$$", "[", "](u)", "<", "*", "_", "&", "+", "^", "```\nd\n```\n"),
)


def accepted_texts(count: int, longest: int) -> list[str]:
    """Random texts of few tokens in which the reader finds maths or code."""
    stream = Stream("texts for pandoc", longest)
    texts: list[str] = []
    while len(texts) < count:
        text = "".join(TOKENS[stream.below(len(TOKENS))] for _ in range(1 + stream.below(longest)))
        try:
            if spans(text):
                texts.append(text)
        except Unclear:
            continue
    return texts


def pandoc_spans(texts: list[str]) -> list[list[tuple[str, str]]]:
    """What pandoc takes for maths and code in each of the texts, in one run."""
    pypandoc = pytest.importorskip("pypandoc")
    document = "".join(f"\n\n# SEPARATOR\n\n{text}\n\n" for text in texts)
    command = [pypandoc.get_pandoc_path(), "--from", PANDOC_FORMAT, "--to", "json"]
    output = subprocess.run(command, input=document, capture_output=True, text=True, check=True).stdout
    found: list[list[tuple[str, str]]] = []
    for block in json.loads(output)["blocks"]:
        if block["t"] == "Header" and "SEPARATOR" in json.dumps(block):
            found.append([])
        else:
            found[-1] += _spans_of(block)
    return found


def _spans_of(node: Any) -> list[tuple[str, str]]:
    if isinstance(node, list):
        return [span for member in node for span in _spans_of(member)]
    if not isinstance(node, dict):
        return []
    kinds = {"Math": "maths", "Code": "code", "CodeBlock": "fence"}
    if node.get("t") in kinds:
        return [(kinds[node["t"]], node["c"][1])]
    return [span for member in node.values() for span in _spans_of(member)]


def _comparable(found: list[tuple[str, str]], *kinds: str) -> list[str]:
    """The contents of some kinds, with blanks and the marks of quotations as one blank."""
    return [" ".join(re.sub(r"[\s>]+", " ", text).split()) for kind, text in found if kind in kinds]


@pytest.mark.parametrize("longest", [6, 12])
def test_pandoc_finds_the_same(longest: int) -> None:
    texts = accepted_texts(1500, longest)
    for text, by_pandoc in zip(texts, pandoc_spans(texts), strict=True):
        assert _comparable(spans(text), "maths", "code") == _comparable(by_pandoc, "maths", "code"), text
        # to pandoc indented code is a code block too; the reader finds nothing in it
        blocks = iter(_comparable(by_pandoc, "fence"))
        assert all(fence in blocks for fence in _comparable(spans(text), "fence")), text
