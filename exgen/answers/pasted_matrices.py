r"""What programs put around a matrix when it is copied out of them, taken off before its cells are looked for.

``<tf.Tensor: ... numpy=array([[1, 0]])>`` of TensorFlow, ``2×2 Matrix{Int64}:`` of Julia, ``"1","0"`` of a CSV file,
``| 1 | 0 |`` of a Markdown table, ``■(1&0@-1&4)`` of Word's equation editor.
"""

from __future__ import annotations

import re

from exgen.answers.latex_matrices import Rows
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

_TENSORFLOW = pattern(r"<tf\.[^<>]{0,200}numpy=\s*")
_JULIA = pattern(r"[0-9]{1,3}[\N{MULTIPLICATION SIGN}x][0-9]{1,3} [A-Za-z]{1,30}\{[\w, ]{1,40}\}:?\n")
_QUOTED = pattern(r'"([^"\n]{0,60})"')
_R_HEADER = pattern(r"\s*\[,1\](?:\s*\[,[0-9]{1,3}\])*\s*\n")
_R_ROW = pattern(r"(?m)^\s*\[[0-9]{1,3},\]")
_COLUMN_NAME = pattern(r"[^\W\d][\w.]*")
_WORD = pattern(r"(?:\N{BLACK SQUARE}|\\p?matrix)\s?(?=\()")
_OF_RULES = frozenset("-: |+=")


def unpacked(passage: Passage) -> Passage:
    r"""The passage without what TensorFlow, Julia or a CSV file put around the numbers.

    >>> unpacked(Passage.of('"1,5";"0"')).text
    '1.5;0'
    """
    text = passage.text
    if (tensor := _TENSORFLOW.match(text)) and text.endswith(">"):
        passage = passage[tensor.end() : -1].stripped()
    elif julia := _JULIA.match(text):
        passage = passage[julia.end() :]
    if printed := _R_HEADER.match(passage.text):
        passage = passage[printed.end() :]
        passage = passage.replaced(_R_ROW, "")
    quoted = list(_QUOTED.finditer(passage.text)) if '"' in text else []
    return passage.rewritten((found.start(), found.end(), found[1].replace(",", ".")) for found in quoted)


def without_margins(rows: Rows) -> Rows:
    """Rows without the names of columns and the count of rows that pandas and spreadsheets print beside them.

    >>> rows = [[Passage.of(cell) for cell in line.split()] for line in ("a b", "0 1.5 2", "1 3 4")]
    >>> [[cell.text for cell in row] for row in without_margins(rows)]
    [['1.5', '2'], ['3', '4']]
    """
    if len(rows) < 2:
        return rows
    header, lines = [cell.text for cell in rows[0]], rows[1:]
    if len(header) > 2 and len(lines) > 1 and not header[0]:  # a blank corner
        header = header[1:]
    if not header or any(len(row) != len(header) + 1 for row in lines):
        return rows
    are_names = all(_COLUMN_NAME.fullmatch(name) for name in header) or header == [str(n) for n in range(len(header))]
    are_counted = [row[0].text for row in lines] == [str(number) for number in range(len(lines))]
    return [row[1:] for row in lines] if are_names and are_counted else rows


def word_rows(passage: Passage) -> Passage | None:
    r"""The rows of a matrix in Word's linear form, in the form of LaTeX; None for anything else.

    >>> word_rows(Passage.of("[\N{BLACK SQUARE}(1&0@-1&4)]")).text
    '1&0\\\\-1&4'
    """
    found = _WORD.search(passage.text)
    if not found:
        return None
    inner = passage.unwrapped()
    while len(inner) < len(passage):
        passage, inner = inner, inner.unwrapped()
    found = _WORD.match(passage.text)
    if not found:
        return None
    rows = passage[found.end() :].unwrapped()
    return rows.rewritten((mark.start(), mark.end(), r"\\") for mark in re.finditer("@", rows.text))


def without_bars(lines: list[Passage]) -> list[Passage]:
    """Lines without the bars at their ends, and without the rule below the head of a Markdown table.

    >>> [line.text for line in without_bars([Passage.of("| 1 | 0 |"), Passage.of("|---|---|")])]
    ['1 | 0']
    """
    if not any("|" in line.text for line in lines):
        return lines
    return [_without_outer_bars(line) for line in lines if not ("-" in line.text and _OF_RULES.issuperset(line.text))]


def _without_outer_bars(line: Passage) -> Passage:
    start = 1 if line.text.startswith("|") else 0
    end = len(line) - 1 if line.text.endswith("|") and len(line) > 1 else len(line)
    return line[start:end].stripped(" ")
