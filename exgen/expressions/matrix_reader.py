"""The readers of matrix expressions: what was written, and what it means where only one thing can be meant.

``W1 x + b1``, ``sigmoid'(z) ⊙ (W^T G)``, ``2(o - y)``, ``norm(o6 - y)^2``. From the loosest to the tightest: ``+ -``;
all products and ``/``, from left to right; ``^T``, ``^2``, ``.T``. Whether ``⊙`` or the matrix product binds tighter is
agreed nowhere: side by side without brackets they are refused, unless the matrix product is only one by a number.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import budgets
from exgen.expressions.cursor import Cursor
from exgen.expressions.matrix_calls import DOUBLING, METHODS, call
from exgen.expressions.matrix_chains import PRODUCTS, unbracketed
from exgen.expressions.matrix_functions import DERIVATIVES, SPELLINGS
from exgen.expressions.matrix_parameters import WINDOWED, read_arguments
from exgen.expressions.matrix_settling import no_list, settled
from exgen.expressions.matrix_steps import step_of
from exgen.expressions.matrix_tokens import matrix_tokens
from exgen.expressions.nodes import Attribute, Binary, Call, Index, Name, Node, Number, Sequence, Text, Unary
from exgen.expressions.tokens import Token

_BEHIND = ("^", ".", "⊤", "_")
_COMPARISONS = ("<", ">", "<=", ">=")
_PLUS_OR_MINUS = ("+", "-")
INDICES = frozenset("ijklm")
"""The letters that an index may be."""
_CHOICES_AT_MOST = 6  # each has its condition twice
_PRIME = "a prime is the derivative of a function, as in sigma'(z); a transpose is written W^T"


def read_matrices(text: str) -> Node:
    """The tree of a matrix expression that can mean only one thing.

    Products are ``Binary("*", ...)`` and ``Binary("⊙", ...)``, a transpose ``Call(Name("transpose"), ...)``, a
    derivative ``Call(Name("sigmoid'"), ...)``, the gradient of l with respect to o5 ``Name("dl/do5")``. Raises
    :class:`~exgen.errors.ExpressionError`; names are not looked up.

    >>> read_matrices("W^T G")
    Binary(operator='*', left=Call(function=Name(name='transpose'), arguments=(Name(name='W'),)), right=Name(name='G'))
    >>> read_matrices("σ'(z) ⊙ W^T G")
    Traceback (most recent call last):
    ...
    exgen.errors.ExpressionError: ⊙ beside a matrix product: write brackets around what is worked out first (column 7)
    """
    return settled(written(text))


def written(text: str, functions: Container[str] = ()) -> Node:
    """The tree of a matrix expression as it was written, before anybody has decided what it means.

    A pair of brackets is a Sequence of one. Factors are chained from left to right with the sign between them,
    which is one of ``* · @ ⊙ /``; a product without sign is a ``·`` with ``implicit``. Parts such as ``a.dot(b)`` are
    calls of an Attribute, and ``functions`` names functions beside our own. ``^T`` is a call of transpose already.

    >>> written("W (a ⊙ b)")  # doctest: +NORMALIZE_WHITESPACE
    Binary(operator='·',
           left=Name(name='W'),
           right=Sequence(items=(Binary(operator='⊙', left=Name(name='a'), right=Name(name='b')),)))
    """
    return _Reader(matrix_tokens(text), functions).whole()


class _Reader(Cursor):
    """The parser of one matrix expression."""

    def __init__(self, pieces: tuple[Token, ...], functions: Container[str]) -> None:
        super().__init__(pieces)
        self._heads = [token.text if token.kind == "symbol" else token.kind for token in pieces]
        self.functions = functions
        self.choices = 0

    def whole(self) -> Node:
        if self.next.kind == "end":
            raise ExpressionError("empty", "there is nothing to read", 1)
        node = self._compared()
        if self.next.kind != "end":
            raise self.unexpected_rest(node)
        return node

    def _operator(self) -> Token:
        """The operator at the cursor."""
        token = self.next
        self.within_operations(token)
        return token

    def _deeper(self, read: Callable[[], Node], column: int) -> Node:
        """What ``read`` reads, one level further down."""
        self.depth += 1
        if self.depth > budgets.DEPTH:
            raise BudgetError("too_deep", f"the formula is nested more than {budgets.DEPTH} deep", column)
        node = read()
        self.depth -= 1
        return node

    def _sum(self) -> Node:
        """Terms with signs between them and perhaps in front."""
        node = self._term()
        while self._heads[self._position] in _PLUS_OR_MINUS:
            token = self._operator()
            self.take()
            node = Binary(token.text, node, self._term(), column=token.column)
        return node

    def _compared(self) -> Node:
        """A sum, or which of its entries are above or below another one's: 1 where they are, else 0."""
        node = self._sum()
        if self._heads[self._position] not in _COMPARISONS:
            return node
        sign = self._operator()
        self.take()
        return step_of(node, sign.text, self._sum(), sign.column)

    def _term(self) -> Node:
        """Factors, with or without signs between them; a sign in front is one of the whole product."""
        if self._heads[self._position] in _PLUS_OR_MINUS:
            return self._signed(self._term)
        node = self._factor()
        while True:
            head = self._heads[self._position]
            is_implicit = head in ("name", "(") or (head == "number" and not isinstance(node, Number))
            if not is_implicit and head not in PRODUCTS:
                return node
            token = self._operator()
            if not is_implicit:
                self.take()
            node = Binary("·" if is_implicit else token.text, node, self._factor(), is_implicit, token.column)

    def _signed(self, read: Callable[[], Node]) -> Node:
        token = self._operator()
        self.take()
        operand = self._deeper(read, token.column)
        return operand if token.text == "+" else Unary("-", operand, token.column)

    def _factor(self) -> Node:
        """A number, a name, a call or something in brackets, with its powers and parts."""
        if self._heads[self._position] in _PLUS_OR_MINUS:
            return self._signed(self._factor)
        node = self._atom()
        while self._heads[self._position] in _BEHIND:
            token = self._operator()
            self.take()
            if token.text == "⊤":
                node = _transposed(node, token)
            elif token.text == "_":
                node = Index(node, self._indices(), token.column)
            else:
                node = self._raised(node, token) if token.text == "^" else self._part(node, token)
        return node

    def _atom(self) -> Node:
        token, head = self.next, self._heads[self._position]
        if (token.value == 1 or token.text == "ones") and self.is_in_brackets_ahead(*_COMPARISONS):
            self.take()
            opening = self.next
            steps = self._arguments()
            if len(steps) != 1:
                raise no_list(token, opening)
            return steps[0]
        if head == "name":
            return self._name()
        if head == "number":
            return Number(self.take().value, token.column)
        if head == "(":
            before = self._tokens[self._position - 1]
            items = self._arguments()
            if len(items) == 1:
                return Sequence(items, token.column)
            raise no_list(before, token)
        raise self.unexpected("a number, a name or a bracket")

    def _name(self) -> Node:
        """A name, or a function with its arguments."""
        token = self.take()
        name = SPELLINGS.get(token.text, token.text)
        head = self._heads[self._position]
        if head == "'":
            prime = self.take()
            is_derivative = f"{name}'" in DERIVATIVES
            if is_derivative and (power := self._raised_function(f"{name}'", token)):
                return power
            if not is_derivative or not self.is_next("("):
                raise ExpressionError("prime", _PRIME, prime.column)
            return self._called(f"{name}'", token)
        is_function = token.text in SPELLINGS or token.text in self.functions
        if is_function and head == "^" and (power := self._raised_function(name, token)):
            return power
        if is_function and head == "(":
            return self._called(name, token)
        if name == "sum" and head in ("_", "name", "number"):
            return self._summed(token)
        return Name(token.text, token.column)

    def _called(self, name: str, token: Token) -> Node:
        """A function with its arguments."""
        if name in WINDOWED:
            column = token.column
            arguments = read_arguments(self, name, column, lambda: self._deeper(self._compared, column))
            return Call(Name(name, column), arguments, column)
        arguments = self._arguments()
        self.choices += name in ("where", *DOUBLING)
        if self.choices > _CHOICES_AT_MOST:
            raise BudgetError("too_many_tokens", f"{name} stands more than {_CHOICES_AT_MOST} times", token.column)
        return call(name, arguments, token.column)

    def _raised_function(self, name: str, token: Token) -> Node | None:
        """A power of a function, as ``tanh^2(z)``: of its value; None where no number stands between the two."""
        ahead = self._tokens[self._position : self._position + 3]
        if [token.kind for token in ahead] != ["symbol", "number", "symbol"] or ahead[0].text + ahead[2].text != "^(":
            return None
        sign, exponent, _ = ahead
        self._position += 2
        return Binary("^", self._called(name, token), Number(exponent.value, exponent.column), column=sign.column)

    def _indices(self) -> Text:
        """The indices of an entry, or of a sum, behind their ``_``."""
        is_bracketed = self.is_next("(")
        if is_bracketed:
            self.take()
        letters = ""
        while self.next.kind == "name" and not (letters and not is_bracketed):
            token = self.take()
            if not set(token.text) <= INDICES:
                raise ExpressionError("indices", f"an index is one of {', '.join(sorted(INDICES))}", token.column)
            letters += token.text
            if is_bracketed and self.is_next(","):
                self.take()
        if not letters or (is_bracketed and not self.is_next(")")):
            raise self.unexpected("an index")
        if is_bracketed:
            self.take()
        return Text(letters)

    def _bounds(self) -> tuple[Text, Text]:
        """Where a sum starts and ends, as ``_(1 < n)`` behind its ``_``; either may be left out."""
        opening = self.taken("(")
        typed = ""
        while not self.is_next(")") and self.next.kind != "end":
            typed += self.take().text
        self.close(opening)
        lower, _, upper = typed.partition("<")
        return Text(lower), Text(upper)

    def _summed(self, token: Token) -> Node:
        """A sum of all entries of the product that follows, or over an index."""
        if self.is_next("_"):
            self.take()
            letters = self._indices()
            bounds = self._bounds() if self.is_next("_") and self.take() else ()
            body = self._deeper(self._term, token.column)
            for letter in reversed(letters.value):
                body = Call(Name("sum_over", token.column), (body, Text(letter), *bounds), token.column)
            return body
        return Call(Name("sum", token.column), (self._deeper(self._term, token.column),), token.column)

    def _arguments(self, *, may_be_empty: bool = False) -> tuple[Node, ...]:
        """What stands between brackets, of which the opening one is at the cursor."""
        opening = self.take()
        if may_be_empty and self.is_next(")"):
            self.take()
            return ()
        items = [self._deeper(self._compared, opening.column)]
        while self.is_next(","):
            self.take()
            items.append(self._deeper(self._compared, opening.column))
        self.close(opening)
        return tuple(items)

    def _raised(self, base: Node, token: Token) -> Node:
        """A transpose, or a power with a number."""
        if self.is_next("⊤") or (self.next.kind == "name" and self.next.text == "T"):
            self.take()
            return _transposed(base, token)
        exponent = unbracketed(self._signed(self._atom) if self.is_next("-", "+") else self._atom())
        bare = exponent.operand if isinstance(exponent, Unary) else exponent
        parts = (bare.left, bare.right) if isinstance(bare, Binary) and bare.operator == "/" else (bare,)
        if not all(isinstance(part, Number) for part in parts):
            raise ExpressionError("exponent", "an exponent is a number, or T for a transpose", token.column)
        return Binary("^", base, exponent, column=token.column)

    def _part(self, value: Node, token: Token) -> Node:
        """What follows a dot: ``T``, or a method with its arguments."""
        if self.next.kind != "name":
            raise self.unexpected("a name")
        name = self.take().text
        if name == "T":
            return _transposed(value, token)
        if name in METHODS and self.is_next("("):
            return call(name, (value, *self._arguments()), token.column)
        part = Attribute(value, name, token.column)
        return Call(part, self._arguments(may_be_empty=True), token.column) if self.is_next("(") else part


def _transposed(node: Node, token: Token) -> Node:
    return Call(Name("transpose", token.column), (node,), token.column)
