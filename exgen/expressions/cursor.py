"""A cursor over the tokens of a formula, and the errors for tokens that cannot stand where they do."""

from __future__ import annotations

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import budgets
from exgen.expressions.nodes import Node, Number
from exgen.expressions.tokens import Token

CLOSING: dict[str, str] = {
    "(": ")",
    "[": "]",
    "{": "}",
    "⌊": "⌋",
    "⌈": "⌉",
    "\\left|": "\\right|",
}
"""The bracket that closes each bracket."""


class Cursor:
    """How far a formula has been read; ``depth`` counts the brackets and signs around the place."""

    def __init__(self, pieces: tuple[Token, ...]) -> None:
        self._tokens = pieces
        self._position = 0
        self.depth = 0
        self._operations = 0

    @property
    def next(self) -> Token:
        """The token at the cursor."""
        return self._tokens[self._position]

    @property
    def behind(self) -> Token:
        """The token behind the one at the cursor, which is not the end."""
        return self._tokens[self._position + 1]

    def take(self) -> Token:
        """The token at the cursor, which then moves on."""
        token = self._tokens[self._position]
        self._position += 1
        return token

    def is_next(self, *symbols: str) -> bool:
        """Whether one of these symbols is at the cursor."""
        token = self._tokens[self._position]
        return token.kind == "symbol" and token.text in symbols

    def is_in_brackets_ahead(self, *symbols: str) -> bool:
        """Whether one of these symbols stands in the brackets that open at the token behind the cursor."""
        depth = 0
        for token in self._tokens[self._position + 1 :]:
            if token.kind == "symbol":
                depth += (token.text in "([") - (token.text in ")]")
                if depth == 1 and token.text in symbols:
                    return True
            if depth <= 0:
                return False
        return False

    def within_operations(self, token: Token) -> None:
        """Count an operation; ``BudgetError`` (code ``too_many_tokens``) if there are too many."""
        self._operations += 1
        if self._operations > budgets.OPERATIONS:
            raise BudgetError(
                "too_many_tokens", f"the formula has more than {budgets.OPERATIONS} operations", token.column
            )

    def close(self, opening: Token) -> None:
        token = self.next
        if self.is_next(CLOSING[opening.text]):
            self.take()
            return
        if token.kind == "end" or self.is_next(*CLOSING.values()):
            closing = CLOSING[opening.text]
            found = "the end" if token.kind == "end" else f'"{token.source}" in column {token.column}'
            raise ExpressionError(
                "unclosed_bracket",
                f'the bracket "{opening.source}" is not closed: "{closing}" is missing before {found}',
                opening.column,
            )
        raise self.unexpected(f'"{CLOSING[opening.text]}" or an operator')

    def taken(self, symbol: str) -> Token:
        if not self.is_next(symbol):
            raise self.unexpected(f'"{symbol}"')
        return self.take()

    def unexpected(self, accepted: str) -> ExpressionError:
        """The error for a token that cannot stand at the cursor."""
        token = self.next
        before = f' behind "{self._tokens[self._position - 1].source}"' if self._position else ""
        if token.kind == "end":
            return ExpressionError(
                "unexpected_end", f"the formula ends{before}, where {accepted} is needed", token.column
            )
        if self.is_next(*CLOSING.values()) and not self.depth:
            return self.unopened(token)
        return ExpressionError(
            "unexpected_token",
            f'"{token.source}" cannot stand{before or " here"}: {accepted} is needed',
            token.column,
        )

    def ambiguous_division(self) -> ExpressionError:
        """The error for a product without its sign behind a slash."""
        token = self.next
        return ExpressionError(
            "ambiguous_division",
            f'a/b c may mean (a/b)*c or a/(b*c): write brackets or * before "{token.source}"',
            token.column,
        )

    def ambiguous_product(self) -> ExpressionError:
        """The error for a number before a fraction."""
        return ExpressionError(
            "ambiguous_product",
            "a number before a fraction may be a sum or a product: write + or *",
            self.next.column,
        )

    def unopened(self, token: Token) -> ExpressionError:
        return ExpressionError(
            "unopened_bracket", f'the bracket "{token.source}" closes nothing: none is open', token.column
        )

    def unexpected_rest(self, node: Node) -> ExpressionError:
        """The error for a token that cannot follow a complete expression."""
        token = self.next
        if self.is_next(*CLOSING.values()):
            return self.unopened(token)
        if self.is_next(","):
            return ExpressionError(
                "comma_outside_brackets",
                "a comma outside brackets: several values are written (3, 16), a decimal number 0.5",
                token.column,
            )
        if token.kind == "number" and isinstance(node, Number):
            return ExpressionError(
                "number_next_to_number",
                f'"{token.source}" follows a number: an operator is missing, or digits are grouped',
                token.column,
            )
        before = self._tokens[self._position - 1].source
        return ExpressionError(
            "unexpected_token",
            f'"{token.source}" cannot follow "{before}": an operator is needed',
            token.column,
        )
