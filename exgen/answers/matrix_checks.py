"""What is checked of a typed matrix expression before anything is worked out: its names, and what has a transpose."""

from __future__ import annotations

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.matrix_counts import IDENTITY, ONES as ONES_OF_ANY_SIZE, counted_names
from exgen.answers.matrix_declared import DeclaredNames
from exgen.answers.matrix_names import sized_ones
from exgen.answers.options import shown
from exgen.answers.passages import Passage
from exgen.errors import did_you_mean
from exgen.expressions import Call, Name, Node, walk
from exgen.expressions.matrix_chains import is_number, unbracketed
from exgen.expressions.matrix_functions import SPELLINGS
from exgen.expressions.matrix_tokens import ONES, PI

_TRANSPOSE = Name("transpose")
_SIZE = "is a size here; as a number it is read below a fraction line or a root, as in x/n and sqrt(n)"
_NO_TRANSPOSE = "a number has no transpose; a vector of ones is written with its size, as ones(n)"


def check_names(node: Node, declared: DeclaredNames, passage: Passage, *, are_sizes_numbers: bool) -> None:
    """Raise `UnreadableResponse` for the first name that is not declared.

    Letters of sizes are numbers everywhere, or only where they can be nothing else. The error's code is
    ``unknown_name``, of a function without its argument ``unexpected_token``, of such a letter ``size_as_number``.
    """
    counted: frozenset[str] | None = None
    known = declared.known
    for part in walk(node):
        if isinstance(part, Name):
            if part.name in known:
                continue
        elif not isinstance(part, Call):
            continue
        if isinstance(part, Call):
            if part.function != _TRANSPOSE or not is_number(unbracketed(part.arguments[0])):
                continue
            column = passage.column_at(part.column - 1)
            raise UnreadableResponse("number_transposed", _NO_TRANSPOSE, column)
        column = passage.column_at(part.column - 1) if part.column else 0
        if part == ONES_OF_ANY_SIZE or part.name in (IDENTITY, PI):
            continue
        if part.name in declared.sizes:
            counted = counted_names(node) if counted is None else counted
            if are_sizes_numbers or part.name in counted:
                continue
            raise UnreadableResponse("size_as_number", f"{shown(part.name)} {_SIZE}", column)
        if sizes := ONES.fullmatch(part.name):
            sized_ones(sizes, declared, passage)
            continue
        if part.name in SPELLINGS:
            sentence = f"{part.name} is a function: write {part.name}(...)"
            raise UnreadableResponse("unexpected_token", sentence, column)
        hint = did_you_mean(part.name, declared.names)
        raise UnreadableResponse("unknown_name", f"{shown(part.name)} is not known here; {hint}", column)
