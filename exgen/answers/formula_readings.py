"""What a typed formula may mean: its sides, its names met with the declared ones, and every way to read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from exgen import expressions
from exgen.answers.absolute_values import with_absolute_values
from exgen.answers.digits import with_plain_constants
from exgen.answers.equations import sides_of
from exgen.answers.formula_options import declared, is_real
from exgen.answers.formulas import INTRODUCTION, check_is_one_formula, columns_of, passage_of
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.names import check_names, with_declared_names
from exgen.answers.options import Options, texts
from exgen.answers.passages import Passage
from exgen.expressions import Node
from exgen.expressions.patterns import pattern

_SQUARE_OR_CURLY = str.maketrans("[]{}", "()()")
_MODULE = pattern(r"\b(?:nn\.functional|(?:scipy\.)?special|tf\.nn|nn|F|tf|jnp)\s*\.\s*(?=[A-Za-z])")
_ROOTS = {"\N{SQUARE ROOT}": " sqrt ", "\N{CUBE ROOT}": " cbrt "}
_ROOT = pattern("[" + "".join(_ROOTS) + "]")
_CROSS = pattern(r"(?<=[\w)\]]) +[xX] +(?=[\w(\[])|(?<=[\d)\]]) ?[xX] ?(?=[\d(\[])")
_COLON = pattern(r"(?<=[\w)\]]) *:(?!=) *(?=[\w(\[])")
_PRIMES_AT_MOST = 4
_PRIME = pattern(r"(?<![^\W\d_])(?P<name>[^\W\d_]+) ?\^?\(?'\)?")
_DERIVATIVES = {
    **dict.fromkeys(("sigma", "sigmoid", "\N{GREEK SMALL LETTER SIGMA}"), "(f*(1 - f))"),
    "tanh": "(1 - f^2)",
}
_GAUSS = pattern(r"(?<!\w)\[|\]")
_PERCENT = pattern(
    r"(?<![\w.])([0-9]+(?:[.,][0-9]+)?) ?(?:(?:%|percent|per cent|Prozent|pour cent)"
    r"(?:(?P<of> (?:of|von|de|du)(?!\w))|(?= ?(?:[-+*/)\]}^,;=\N{MULTIPLICATION SIGN}]|$)))"
    r"|(?:percent|per cent|Prozent|pour cent)(?!\w))"
)
_PERCENT_OR_REMAINDER = pattern(r"(?<![\w.])([0-9]+(?:[.,][0-9]+)?) ?%(?= ?[^\W\d]| ?\()")
_WORD = pattern(r"[^\W\d]\w*")
_SCIENTIFIC = pattern(r"(?<![\w.])([0-9]+(?:\.[0-9]+)?)[eE]([+-]?)0*([0-9]{1,4})(?![\w.])", re.ASCII)
_DERIVATIVE = pattern(r"\(*[d\N{PARTIAL DIFFERENTIAL}]\w*(?:\(\w+\))?\)*/\(*[d\N{PARTIAL DIFFERENTIAL}]\w+\)*")


def sides_as_typed(text: str, options: Options) -> list[Passage]:
    """The sides of a typed formula or chain of equations, with their names as they were declared.

    >>> [side.text for side in sides_as_typed("dy/dx = xe^x + 1e-3", {"symbols": ["x"], "domain": "real"})]
    ['x e^x + (1*10^(-3))']
    """
    names = declared(options)
    passage = _without_introduction(passage_of(text, is_introduced=False), names)
    if is_real(options):
        changes = [(found.start(), found.end(), "") for found in _MODULE.finditer(passage.text)]
        changes += [(found.start(), found.end(), _ROOTS[found[0]]) for found in _ROOT.finditer(passage.text)]
        passage = passage.rewritten(sorted(changes))
    if not {"x", "X"} & set(names):
        passage = passage.replaced(_CROSS, " * ")
    passage = passage.replaced(_COLON, "/")
    passage = with_absolute_values(_with_percent(passage))
    sides = sides_of(passage, texts(options, "symbols"))
    sides = [_with_derivatives(side, names) if "'" in side.text else side for side in sides]
    if len(sides) > 1 and _DERIVATIVE.fullmatch(sides[0].text.replace(" ", "")):
        del sides[0]
    if not {"e", "E"} & set(names):
        sides = [
            side.rewritten(
                (found.start(), found.end(), f"({found[1]}*10^({found[2]}{found[3]}))")
                for found in _SCIENTIFIC.finditer(side.text)
            )
            for side in sides
        ]
    if "symbols" in options:
        sides = [with_declared_names(side, names, is_real=is_real(options)) for side in sides]
    return [with_plain_constants(side, names) for side in sides]


def _with_derivatives(passage: Passage, names: Sequence[str]) -> Passage:
    """The passage with the derivatives of a sigmoid and of tanh written out.

    Raises `UnreadableResponse` with code ``prime`` for any other prime.

    >>> _with_derivatives(Passage.of("sigmoid'(2x) y"), ()).text
    '(sigmoid(2x)*(1 - sigmoid(2x))) y'
    """
    for _ in range(_PRIMES_AT_MOST):
        primes = list(_PRIME.finditer(passage.text))
        if not primes:
            return passage
        prime = primes[-1]  # the innermost of nested ones
        name, start = prime["name"], prime.end()
        form = None if name in names else _DERIVATIVES.get(name.lower())
        end = next((index for index, depth in passage[start:].brackets() if index and not depth), None)
        if form is None or end is None or passage.text[start : start + 1] != "(":
            break
        called = passage.text[start : start + end + 1]
        passage = passage.rewritten([(prime.start(), start + end + 1, form.replace("f", f"{name}{called}"))])
    column = passage.column_at(passage.text.index("'"))
    suggestion = "write a derivative out"
    raise UnreadableResponse("prime", "this prime is not read here", column, suggestion=suggestion)


def otherwise_typed(sides: Sequence[Passage]) -> Iterator[tuple[list[Passage], UnreadableResponse]]:
    """What signs of two meanings may have been typed for, each with what is to be asked.

    Square brackets may be those of Gauss, which round down, and a percent sign before a name is no remainder to all.

    >>> [[side.text for side in sides] for sides, _ in otherwise_typed([Passage.of("[(M - 3)/2] + 1")])]
    [['floor((M - 3)/2) + 1']]
    >>> [(sides[0].text, question.code) for sides, question in otherwise_typed([Passage.of("25% n")])]
    [('(25/100)* n', 'ambiguous_percent')]
    """
    if any("[" in side.text for side in sides):
        rounded = [
            side.rewritten(
                (found.start(), found.end(), ")" if found[0] == "]" else "floor(")
                for found in _GAUSS.finditer(side.text)
            )
            for side in sides
        ]
        sentence = "do the square brackets round down?"
        yield rounded, UnreadableResponse("ambiguous_brackets", sentence, suggestion="write floor(...)")
    signs = [found for side in sides for found in _PERCENT_OR_REMAINDER.finditer(side.text)]
    if signs:
        hundredths = [
            side.rewritten(
                (found.start(), found.end(), f"({found[1]}/100)*")
                for found in _PERCENT_OR_REMAINDER.finditer(side.text)
            )
            for side in sides
        ]
        sentence = "does % mean percent here, or the remainder of a division?"
        suggestion = f"write {signs[0][1]}/100 *, or mod"
        yield hundredths, UnreadableResponse("ambiguous_percent", sentence, suggestion=suggestion)


def _with_percent(passage: Passage) -> Passage:
    """The passage with percent as hundredths, where no remainder can be meant.

    >>> _with_percent(Passage.of("n*25% + 5 percent of m")).text
    'n*(25/100) + (5/100)* m'
    """
    return passage.rewritten(
        (found.start(), found.end(), f"({found[1]}/100)" + "*" * bool(found["of"] or found[0][-1] != "%"))
        for found in _PERCENT.finditer(passage.text)
    )


def _without_introduction(passage: Passage, names: Sequence[str]) -> Passage:
    """The passage without ``Answer:``; what stands before a colon may also be divided: ``n : 4``."""
    introduction = INTRODUCTION.match(passage.text)
    if not introduction:
        return passage
    words = _WORD.findall(with_declared_names(passage[: introduction.end()], names).text)
    return passage if words and all(word in names for word in words) else passage[introduction.end() :]


def readings_of(sides: Sequence[Passage], options: Options) -> list[list[Node]]:
    """Every way to read a chain of equations: a tree for each side, the same way for all of them.

    >>> [[expressions.show(node) for node in nodes] for nodes in readings_of([Passage.of("1/2n")], {})]
    [['(1/2)n'], ['1/(2n)']]
    """
    found = [_trees(side, options) for side in sides]
    ways = max(map(len, found))
    if any(len(trees) not in (1, ways) for trees in found):
        sentence = "the sides of this equation can be read in several ways; write brackets"
        raise UnreadableResponse("ambiguous_formula", sentence)
    return [[trees[min(way, len(trees) - 1)] for trees in found] for way in range(ways)]


def _trees(side: Passage, options: Options) -> tuple[Node, ...]:
    """What one side may mean; with ``symbols`` its names are met with the declared ones."""
    plain = Passage(side.text.translate(_SQUARE_OR_CURLY), side.columns)
    with columns_of(plain):
        trees = expressions.readings(plain.text, declared(options), is_real=is_real(options))
    for tree in trees:
        check_is_one_formula(tree, side)
        if "symbols" in options:
            check_names(tree, declared(options), side)
    return trees
