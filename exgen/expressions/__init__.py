"""Formulas: read from text, worked out exactly, put together, made shorter and shown.

One tree serves rules, templates' values and constraints, and what students type, matrix expressions too
(`exgen.expressions.matrices`). Nothing here knows of networks or questions, and nothing typed is ever run as Python:
the reader is our own.

>>> size = read("floor((H + 2P - D(K - 1) - 1) / S) + 1")
>>> evaluate(size, {"H": 78, "K": 5, "S": 3, "P": 2, "D": 1})
26
>>> show(fold(substitute(size, {"D": literal(1), "P": literal(2)})))
'floor((H - K + 4)/S) + 1'
"""

from exgen.expressions.arithmetic import exact_value
from exgen.expressions.evaluation import compiled, evaluate
from exgen.expressions.folding import fold
from exgen.expressions.functions import ALIASES, FUNCTIONS
from exgen.expressions.nodes import (
    Attribute,
    Binary,
    Call,
    Comparison,
    Index,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Text,
    Truth,
    Unary,
    Value,
    walk,
)
from exgen.expressions.reader import read
from exgen.expressions.real_reader import REAL_NAMES, read_real, readings
from exgen.expressions.rebuilding import rebuilt
from exgen.expressions.rendering import show
from exgen.expressions.substitution import literal, names_in, substitute
from exgen.expressions.tokens import Token, tokens
from exgen.expressions.whole_numbers import is_whole

__all__ = [
    "ALIASES",
    "FUNCTIONS",
    "REAL_NAMES",
    "Attribute",
    "Binary",
    "Call",
    "Comparison",
    "Index",
    "Logical",
    "Name",
    "Node",
    "Number",
    "Sequence",
    "Text",
    "Token",
    "Truth",
    "Unary",
    "Value",
    "compiled",
    "evaluate",
    "exact_value",
    "fold",
    "is_whole",
    "literal",
    "names_in",
    "read",
    "read_real",
    "readings",
    "rebuilt",
    "show",
    "substitute",
    "tokens",
    "walk",
]
