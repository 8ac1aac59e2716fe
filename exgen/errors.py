"""Every exception exgen raises on purpose.

    ExgenError
    ├── InputError             what somebody wrote cannot be used; one line for each problem, exit code 2
    │   ├── ExpressionError    a formula cannot be read or evaluated (code, sentence, column)
    │   │   └── BudgetError    it is longer, deeper or larger than anything sensible
    │   ├── NetworkError       a network cannot be read, or its layers do not fit each other
    │   ├── GraphError         a graph's lines cannot be read, or their shapes do not fit each other
    │   ├── KindError          unknown answer kind, a key it cannot hold, an option it does not have
    │   ├── TemplateError      a question template breaks its format, or no variant satisfies it
    │   ├── BankError          a question bank breaks its format
    │   ├── LayoutError        a layout breaks its format
    │   ├── RosterError        a roster has no, empty or repeated ids
    │   ├── ResponsesError     a file of responses speaks of unknown students or questions, or twice of one
    │   ├── SheetError         a sheet's folder or manifest cannot be read or written
    │   └── TypesettingError   a statement, or the PDF engine, refuses what it was given
    └── ProofError             rules and oracle disagree about a key: nothing is written

A *response* that cannot be read is no error: its verdict is ``invalid``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class ExgenError(Exception):
    """The root: catch this to catch everything exgen raises on purpose."""


class InputError(ExgenError):
    """What somebody wrote cannot be used.

    ``problems`` holds a line for each thing found wrong, so that an author mends all of them in one go.

    >>> str(InputError("H: 3 is below 24", "K: no such parameter"))
    'H: 3 is below 24\\nK: no such parameter'
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type[InputError], tuple[object, ...]]:
        """How it comes out of another process: with what it was made of."""
        return type(self), self.problems


class ExpressionError(InputError):
    """A formula cannot be read or evaluated.

    ``code`` is stable (``unclosed_bracket``, ``unknown_name``, ...), ``sentence`` is for the reader,
    ``column`` counts from 1 (0 where no place can be named).
    """

    def __init__(self, code: str, sentence: str, column: int = 0) -> None:
        super().__init__(f"{sentence} (column {column})" if column else sentence)
        self.code = code
        self.sentence = sentence
        self.column = column

    def __reduce__(self) -> tuple[type[InputError], tuple[object, ...]]:
        """The same, of its own parts."""
        return type(self), (self.code, self.sentence, self.column)


class BudgetError(ExpressionError):
    """A formula is longer, deeper or its value larger than anything sensible."""


class NetworkError(InputError):
    """A network cannot be read, or its layers do not fit each other."""


class GraphError(InputError):
    """A graph's lines cannot be read, or their shapes do not fit each other."""


class KindError(InputError):
    """Unknown answer kind, a key it cannot hold, or an option it does not have."""


class TemplateError(InputError):
    """A question template breaks its format, or no variant satisfies it."""


class BankError(InputError):
    """A question bank breaks its format."""


class LayoutError(InputError):
    """A layout breaks its format."""


class RosterError(InputError):
    """A roster has no ids, empty ones or repeated ones."""


class ResponsesError(InputError):
    """A file of responses speaks of unknown students or questions, or twice of one."""


class SheetError(InputError):
    """A sheet's folder or manifest cannot be read or written."""


class TypesettingError(InputError):
    """A statement, or the PDF engine, refuses what it was given."""


class ProofError(ExgenError):
    """Rules and oracle disagree about a key.

    The message names the template, the variant and both values; whoever makes a sheet stops and writes nothing.
    """


def did_you_mean(name: str, allowed: Iterable[str]) -> str:
    """The tail of a message about an unknown name: a suggestion if one is near, else what is allowed.

    >>> did_you_mean("paramters", ["title", "parameters"])
    'did you mean "parameters"?'
    >>> did_you_mean("zzz", ["title", "parameters"])
    'allowed: parameters, title'
    """
    choices = sorted(set(allowed))
    near = nearest(name, choices)
    return "allowed: " + ", ".join(choices) if near is None else f'did you mean "{near}"?'


def nearest(name: str, allowed: Sequence[str]) -> str | None:
    """The allowed name that somebody may have meant; None where none is near.

    >>> nearest("paramters", ["title", "parameters"])
    'parameters'
    """
    from difflib import get_close_matches  # only who mistyped something waits for it

    lowered = {choice.lower(): choice for choice in allowed}
    near = get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    return lowered[near[0]] if near else None
