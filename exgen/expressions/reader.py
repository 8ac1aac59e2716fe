"""The strict reader: a text becomes a tree, by a Pratt parser of our own.

Binding, from the loosest to the tightest::

    or  and  not  < <= > >= == != in   + -   * / // % mod   signs   products without sign   ^   [0] .name

``-2^2`` is -4 and ``2^3^2`` is 2^9, as in Python and on paper. A product may be written without its sign
(``2P``, ``D(K - 1)``, ``K1 K2``) and then binds tighter than ``*``; behind a slash (``1/2P``) that is read one
way by half the world and the other way by the rest, and refused. A name before a bracket is a call only if it
is a function of :data:`~exgen.expressions.functions.FUNCTIONS`, or a part such as ``network.input_sizes``.
"""

from __future__ import annotations

from exgen.errors import BudgetError, ExpressionError, did_you_mean
from exgen.expressions import budgets
from exgen.expressions.cursor import CLOSING, Cursor
from exgen.expressions.functions import ALIASES, FUNCTIONS, check_arguments
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
)
from exgen.expressions.precedence import (
    ADDED,
    AND,
    BINDING,
    COMPARED,
    COMPARING,
    IMPLICIT,
    MULTIPLIED,
    NOT,
    OR,
    RAISED,
    SIGNED,
)
from exgen.expressions.tokens import Token, tokens

_FUNCTION_BRACKETS: dict[str, str] = {"⌊": "floor", "⌈": "ceil", "\\left|": "abs"}
_BEGINS_A_FACTOR = frozenset({"(", "\\frac", *_FUNCTION_BRACKETS})


def read(text: str) -> Node:
    """The tree of a formula.

    Raises :class:`~exgen.errors.ExpressionError`, whose ``code``, ``sentence`` and ``column`` say what was
    found where and what is accepted, and :class:`~exgen.errors.BudgetError` for what is longer or deeper than
    :mod:`~exgen.expressions.budgets` allows. Names are not looked up: any name is read.

    >>> read("floor(H / 2) + 1")  # doctest: +NORMALIZE_WHITESPACE
    Binary(operator='+',
           left=Call(function=Name(name='floor'),
                     arguments=(Binary(operator='/', left=Name(name='H'), right=Number(value=2)),)),
           right=Number(value=1))
    >>> read("(3,)")
    Sequence(items=(Number(value=3),))
    >>> read("3, 16")
    Traceback (most recent call last):
    ...
    exgen.errors.ExpressionError: a comma outside brackets: several values are written (3, 16), a decimal \
number 0.5 (column 2)
    """
    return Reader(tokens(text)).whole()


class Reader(Cursor):
    """The parser of one formula."""

    MODULO = MULTIPLIED
    """How tightly the word ``mod`` binds."""
    DIVIDES_IN_TURN: bool | None = None
    """Whether ``a/b c`` is ``(a/b) c`` (True) or ``a/(b c)`` (False); None: it is refused."""

    def whole(self) -> Node:
        if self.next.kind == "end":
            raise ExpressionError("empty", "there is nothing to read", 1)
        node = self._expression(OR)
        if self.next.kind != "end":
            raise self.unexpected_rest(node)
        return node

    def _deeper(self, minimum: int, column: int, divided: bool = False) -> Node:
        """An expression one level further down."""
        self.depth += 1
        if self.depth > budgets.DEPTH:
            raise BudgetError("too_deep", f"the formula is nested more than {budgets.DEPTH} deep", column)
        node = self._expression(minimum, divided)
        self.depth -= 1
        return node

    def _expression(self, minimum: int, divided: bool = False) -> Node:
        """An expression of operators that bind at least as tightly as ``minimum``.

        ``divided``: it stands right behind a slash, where a product without its sign is refused.
        """
        node = self._operand(minimum, divided)
        while True:
            token = self.next
            following = self._followed(node, token, minimum, divided)
            if following is None:
                return node
            node = following

    def _followed(self, node: Node, token: Token, minimum: int, divided: bool) -> Node | None:
        """The node together with the operator at the cursor and what it takes; None if it ends here."""
        if token.kind == "symbol":
            if (binding := BINDING.get(token.text)) is not None:
                return self._binary(node, token, binding) if binding >= minimum else None
            if token.text in COMPARING or (token.text == "not" and minimum <= COMPARED):
                return self._comparison(node) if minimum <= COMPARED else None
            if token.text in ("and", "or"):
                binding = AND if token.text == "and" else OR
                return self._logical(node, token.text, binding) if binding >= minimum else None
        if token.kind == "name" and token.text == "mod":
            return self._binary(node, token, self.MODULO) if minimum <= self.MODULO else None
        if token.kind == "name" or self.is_next(*_BEGINS_A_FACTOR):
            is_taken = minimum <= IMPLICIT and not (divided and self.DIVIDES_IN_TURN)
            return self._implicit(node, token, divided) if is_taken else None
        if token.kind in ("number", "text") or self.is_next("True", "False"):
            raise self.unexpected_rest(node)
        return None

    def _binary(self, left: Node, token: Token, binding: int) -> Node:
        self.within_operations(token)
        self.take()
        if token.text == "^":
            return Binary("^", left, self._exponent(token), column=token.column)
        right = self._expression(binding + 1, divided=token.text in ("/", "//", "%"))
        return Binary("%" if token.text == "mod" else token.text, left, right, column=token.column)

    def _exponent(self, token: Token) -> Node:
        """What stands behind ``^``: in braces, or as tight as a power, which makes it right-associative."""
        if self.is_next("{"):
            return self._bracketed(self.take())
        return self._deeper(RAISED, token.column)

    def _implicit(self, left: Node, token: Token, divided: bool) -> Node:
        """A product written without its sign."""
        if divided and self.DIVIDES_IN_TURN is None:
            raise self.ambiguous_division()
        if isinstance(left, (Text, Truth, Sequence)):
            raise self.unexpected_rest(left)
        if isinstance(left, Number) and token.text == "\\frac":
            raise self.ambiguous_product()
        self.within_operations(token)
        right = self._expression(RAISED)
        if isinstance(right, Sequence):
            if not isinstance(left, Name):
                raise ExpressionError("unexpected_token", "a list cannot be a factor", token.column)
            raise ExpressionError(
                "unknown_function",
                f'"{left.name}" is no function: {did_you_mean(left.name, FUNCTIONS)}',
                left.column,
            )
        return Binary("*", left, right, implicit=True, column=token.column)

    def _comparison(self, first: Node) -> Node:
        """A chain of comparisons, or ``a not in b``."""
        start = self.next
        if self.is_next("not"):
            self.take()
            if not self.is_next("in"):
                raise self.unexpected("in")
        rest: list[tuple[str, Node]] = []
        while self.is_next(*COMPARING):
            operator = self.take().text
            rest.append((operator, self._expression(ADDED)))
        if self.is_next("not") or (start.text == "not" and len(rest) > 1):
            raise ExpressionError("unexpected_token", "not in does not stand in a chain: write brackets", start.column)
        if start.text != "not":
            return Comparison(first, tuple(rest), start.column)
        return Logical("not", (Comparison(first, tuple(rest), start.column),), start.column)

    def _logical(self, first: Node, operator: str, binding: int) -> Node:
        column = self.next.column
        operands = [first]
        while self.is_next(operator):
            self.take()
            operands.append(self._expression(binding + 1))
        return Logical(operator, tuple(operands), column)

    def _operand(self, minimum: int, divided: bool) -> Node:
        """What an expression begins with: a sign and its operand, or something with its parts and powers."""
        token = self.next
        if self.is_next("-", "+"):
            self.take()
            return Unary(token.text, self._deeper(max(minimum, SIGNED), token.column, divided), token.column)
        if self.is_next("not") and minimum <= NOT:
            self.take()
            return Logical("not", (self._deeper(NOT, token.column),), token.column)
        return self._with_parts(self._atom(minimum))

    def _with_parts(self, node: Node) -> Node:
        """The node with the ``[0]``, ``.name``, ``(...)`` and superscripts right behind it."""
        for _ in range(budgets.DEPTH):
            token = self.next
            if token.kind == "superscript":
                self.take()
                exponent: Node = Number(-token.value if token.value < 0 else token.value, token.column)
                if token.value < 0:
                    exponent = Unary("-", exponent, token.column)
                node = Binary("^", node, exponent, column=token.column)
            elif self.is_next(".") and not isinstance(node, (Number, Text, Truth)):
                self.take()
                if self.next.kind != "name":
                    raise self.unexpected("a name")
                node = Attribute(node, self.take().text, token.column)
            elif self.is_next("[") and not isinstance(node, (Number, Text, Truth)):
                node = Index(node, self._bracketed(self.take()), token.column)
            elif self.is_next("(") and isinstance(node, Attribute):
                node = Call(node, self._arguments(), node.column)
            else:
                return node
        raise BudgetError("too_deep", f"more than {budgets.DEPTH} parts of parts", self.next.column)

    def _atom(self, minimum: int) -> Node:
        token = self.next
        match token.kind:
            case "number":
                return Number(self.take().value, token.column)
            case "text":
                return Text(self.take().text, token.column)
            case "name":
                return self._name()
        if self.is_next("True", "False"):
            return Truth(self.take().text == "True", token.column)
        if self.is_next("(", "["):
            return self._grouped()
        if self.is_next("\\frac"):
            self.take()
            parts = [self._bracketed(self.taken("{")) for _ in range(2)]
            return Binary("/", parts[0], parts[1], column=token.column)
        if self.is_next(*_FUNCTION_BRACKETS):
            self.take()
            argument = self._bracketed(token)
            return Call(Name(_FUNCTION_BRACKETS[token.text], token.column), (argument,), token.column)
        if self.is_next("not"):
            raise ExpressionError(
                "unexpected_token",
                f"write brackets around not ..., which binds looser ({minimum})",
                token.column,
            )
        raise self.unexpected("a number, a name or a bracket")

    def _name(self) -> Node:
        token = self.take()
        name = ALIASES.get(token.text, token.text)
        if name not in FUNCTIONS:
            return Name(name, token.column)
        if not self.is_next("("):
            raise ExpressionError(
                "unexpected_token", f"{token.text} is a function: write {token.text}(...)", token.column
            )
        arguments = self._arguments()
        check_arguments(name, len(arguments), token.column)
        if name == "mod":
            return Binary("%", arguments[0], arguments[1], column=token.column)
        return Call(Name(name, token.column), arguments, token.column)

    def _grouped(self) -> Node:
        """``(a)`` is a; ``(a, b)``, ``(a,)``, ``()`` and everything in square brackets are sequences."""
        opening = self.take()
        items, is_list = self._items(opening)
        if opening.text == "[" or is_list or not items:
            return Sequence(items, opening.column)
        return items[0]

    def _arguments(self) -> tuple[Node, ...]:
        return self._items(self.take())[0]

    def _items(self, opening: Token) -> tuple[tuple[Node, ...], bool]:
        """What stands between brackets, and whether a comma does; the opening one is taken already."""
        items: list[Node] = []
        has_comma = False
        while not self.is_next(CLOSING[opening.text]):
            items.append(self._deeper(OR, opening.column))
            if not self.is_next(","):
                break
            has_comma = True
            self.take()
        self.close(opening)
        return tuple(items), has_comma

    def _bracketed(self, opening: Token) -> Node:
        """One expression and the bracket that closes it; the opening one is taken already."""
        node = self._deeper(OR, opening.column)
        self.close(opening)
        return node
