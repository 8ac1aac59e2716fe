"""The readers of matrix expressions: what was written, and what it means where only one thing can be meant.

``W1 x + b1``, ``sigmoid'(z) ⊙ (W^T G)``, ``2(o - y)``, ``norm(o6 - y)^2``. From the loosest to the tightest: ``+ -``;
all products and ``/``, from left to right; ``^T``, ``^2``, ``.T``. Whether ``⊙`` or the matrix product binds tighter is
agreed nowhere: side by side without brackets they are refused, unless the matrix product is only one by a number.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from exgen.errors import BudgetError, ExpressionError, did_you_mean
from exgen.expressions import budgets
from exgen.expressions.cursor import Cursor
from exgen.expressions.matrix_arithmetic import exponent_of
from exgen.expressions.matrix_chains import PRODUCTS, chain_of, is_number, unbracketed
from exgen.expressions.matrix_functions import DERIVATIVES, SPELLINGS, leaky_relu_name
from exgen.expressions.matrix_tokens import matrix_tokens
from exgen.expressions.nodes import Attribute, Binary, Call, Name, Node, Number, Sequence, Unary
from exgen.expressions.tokens import Token

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
    return _settled(written(text))


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
        self.functions = functions
        self.operations = 0

    def whole(self) -> Node:
        if self.next.kind == "end":
            raise ExpressionError("empty", "there is nothing to read", 1)
        node = self._sum()
        if self.next.kind != "end":
            raise self.unexpected_rest(node)
        return node

    def _operator(self) -> Token:
        """The operator at the cursor."""
        token = self.next
        self.operations += 1
        if self.operations > budgets.OPERATIONS:
            sentence = f"the formula has more than {budgets.OPERATIONS} operations"
            raise BudgetError("too_many_tokens", sentence, token.column)
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
        while self.is_next("+", "-"):
            token = self._operator()
            self.take()
            node = Binary(token.text, node, self._term(), column=token.column)
        return node

    def _term(self) -> Node:
        """Factors, with or without signs between them; a sign in front is one of the whole product."""
        if self.is_next("+", "-"):
            return self._signed(self._term)
        node = self._factor()
        while True:
            is_number_next = self.next.kind == "number" and not isinstance(node, Number)
            is_implicit = self.next.kind == "name" or self.is_next("(") or is_number_next
            if not is_implicit and not self.is_next(*PRODUCTS):
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
        if self.is_next("+", "-"):
            return self._signed(self._factor)
        node = self._atom()
        while self.is_next("^", ".", "⊤"):
            token = self._operator()
            self.take()
            if token.text == "⊤":
                node = _transposed(node, token)
            else:
                node = self._raised(node, token) if token.text == "^" else self._part(node, token)
        return node

    def _atom(self) -> Node:
        token = self.next
        if token.kind == "number":
            number = Number(self.take().value, token.column)
            return self._indicator(number) if self.is_next("[") else number
        if token.kind == "name":
            return self._name()
        if self.is_next("("):
            items = self._arguments()
            if len(items) == 1:
                return Sequence(items, token.column)
            raise ExpressionError("unexpected_token", "a list cannot stand in a matrix expression", token.column)
        raise self.unexpected("a number, a name or a bracket")

    def _indicator(self, one: Number) -> Node:
        """``1[z > 0]``, of which the 1 has been read."""
        opening = self.take()
        argument = self._deeper(self._sum, opening.column)
        above = self.taken(">")
        zero = self._atom()
        self.close(opening)
        if one != Number(1) or zero != Number(0):
            raise ExpressionError("unexpected_token", "an indicator is written 1[z > 0]", above.column)
        return Call(Name("step", one.column), (argument,), one.column)

    def _name(self) -> Node:
        """A name, or a function with its arguments."""
        token = self.take()
        name = SPELLINGS.get(token.text, token.text)
        if self.is_next("'"):
            prime = self.take()
            if f"{name}'" not in DERIVATIVES or not self.is_next("("):
                raise ExpressionError("prime", _PRIME, prime.column)
            return self._called(f"{name}'", token)
        if self.is_next("(") and (token.text in SPELLINGS or token.text in self.functions):
            return self._called(name, token)
        return Name(token.text, token.column)

    def _called(self, name: str, token: Token) -> Node:
        """A function with its arguments; the slope of a leaky relu is part of its name."""
        arguments = self._arguments()
        if name.startswith("leaky_relu") and len(arguments) == 2 and is_number(slope := unbracketed(arguments[1])):
            name, arguments = leaky_relu_name(exponent_of(slope), name), arguments[:1]
        return Call(Name(name, token.column), arguments, token.column)

    def _arguments(self, *, may_be_empty: bool = False) -> tuple[Node, ...]:
        """What stands between brackets, of which the opening one is at the cursor."""
        opening = self.take()
        if may_be_empty and self.is_next(")"):
            self.take()
            return ()
        items = [self._deeper(self._sum, opening.column)]
        while self.is_next(","):
            self.take()
            items.append(self._deeper(self._sum, opening.column))
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
        part = Attribute(value, name, token.column)
        return Call(part, self._arguments(may_be_empty=True), token.column) if self.is_next("(") else part


def _transposed(node: Node, token: Token) -> Node:
    return Call(Name("transpose", token.column), (node,), token.column)


def _settled(node: Node) -> Node:
    """What was written, as it is meant."""
    match node:
        case Sequence(items=(inner,)):
            return _settled(inner)
        case Unary():
            return Unary(node.operator, _settled(node.operand), node.column)
        case Name(name=name) if name in SPELLINGS:
            raise ExpressionError("unexpected_token", f"{name} is a function: write {name}(...)", node.column)
        case Call(function=Name(), arguments=(argument,)):
            return Call(node.function, (_settled(argument),), node.column)
        case Call(function=Name(name=name)):
            raise ExpressionError("wrong_number_of_arguments", f"{name} takes 1 argument", node.column)
        case Call(function=Attribute(name=name)) | Attribute(name=name):
            raise ExpressionError(
                "unknown_part", f'".{name}" is not read here; {did_you_mean(name, ["T"])}', node.column
            )
        case Binary(operator="+" | "-"):
            return _settled_sum(node)
        case Binary(operator="^"):
            return Binary("^", _settled(node.left), node.right, column=node.column)
        case Binary():
            return _settled_product(node)
    return node


def _settled_sum(node: Binary) -> Node:
    """A sum from left to right, in a loop: it may be longer than Python recurses."""
    links = [node]
    while isinstance(left := links[-1].left, Binary) and left.operator in ("+", "-"):
        links.append(left)
    total = _settled(links[-1].left)
    for link in reversed(links):
        total = Binary(link.operator, total, _settled(link.right), column=link.column)
    return total


def _settled_product(node: Binary) -> Node:
    """A product, all of whose signs must be of one sort."""
    chain = chain_of(node)
    if len({sign == "⊙" for sign in chain.signs}) > 1:
        sentence = "⊙ beside a matrix product: write brackets around what is worked out first"
        raise ExpressionError("ambiguous_product", sentence, chain.columns[chain.signs.index("⊙")])
    if not chain.signs:
        return _settled_parts(chain.factors[0])
    product = _settled_parts(chain.factors[0])
    for sign, column, factor in zip(chain.signs, chain.columns, chain.factors[1:], strict=True):
        operator = "⊙" if sign == "⊙" else "*"
        product = Binary(operator, product, _settled_parts(factor), implicit=sign == "·", column=column)
    return product


def _settled_parts(factor: Node) -> Node:
    """A factor of a chain: a product or quotient by a number is settled as it stands."""
    if isinstance(factor, Binary) and factor.operator in ("*", "/"):
        left, right = _settled_parts(factor.left), _settled_parts(factor.right)
        return Binary(factor.operator, left, right, factor.implicit, factor.column)
    return _settled(factor)
