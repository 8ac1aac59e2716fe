"""What every answer kind can do: read a key, read a response, judge it, show it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Generic, TypeVar

from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.options import Options, unknown_option_problems
from exgen.errors import KindError

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Example:
    """A row that shows what a kind does: a key, a response, and the verdict it gets."""

    key: str
    response: str
    verdict: Verdict
    options: Mapping[str, object] = field(default_factory=dict)


class AnswerKind(ABC, Generic[ValueT]):
    """One kind of answer; ``ValueT`` is what its keys and responses are once they are read.

    A kind is added by one class in one file, one line in `exgen.answers.kinds.KINDS` and rows in the tests'
    table.
    """

    name: ClassVar[str]
    options: ClassVar[tuple[str, ...]] = ()
    """The names of the options it has."""
    is_graded: ClassVar[bool] = True
    """Whether responses are judged at all."""
    examples: ClassVar[tuple[Example, ...]] = ()
    """Rows with every verdict that the kind can give."""

    def option_problems(self, options: Options) -> list[str]:
        """A line for everything wrong with the options; [] when they can be used."""
        return unknown_option_problems(self.name, options, self.options)

    def check_options(self, options: Options) -> None:
        """Raise `KindError` with all that is wrong with the options."""
        if problems := self.option_problems(options):
            raise KindError(*problems)

    def settled(self, options: Options, key: ValueT) -> Options:
        """The options with what the key itself settles, such as the symbols of a formula.

        A response is read with these, so that reading knows what can be meant.
        """
        return options

    def read_key(self, text: str, options: Options) -> ValueT:
        """The value of a key's text: no limit on its length, no leniency about digits.

        Raises `UnreadableResponse`, as `read` does; `exgen.answers.key_value` makes a `KindError` of it.
        """
        return self.read(text, options)

    @abstractmethod
    def read(self, text: str, options: Options) -> ValueT:
        """The value of a typed response. Raises `UnreadableResponse`."""

    @abstractmethod
    def show(self, value: ValueT) -> str:
        """A value as text, in the form of the keys: reading it as a key gives the value again."""

    @abstractmethod
    def show_latex(self, value: ValueT) -> str:
        """A value as LaTeX, to stand between dollar signs."""

    def otherwise(
        self, response: str, options: Options, read: ValueT | None
    ) -> Iterator[tuple[ValueT, UnreadableResponse]]:
        """What else a response may mean, each with the question that tells the two apart.

        ``read`` is what `read` says that it means; None where that can't be right whatever the key is.
        """
        yield from ()

    def judge_response(self, key: ValueT, response: str, options: Options) -> Judgement:
        """The judgement of a typed response, with ``options`` as `settled` gives them; one unread is ``invalid``.

        So is one that would be worth more, or could not be judged, if it was meant `otherwise`: then it is asked back.
        """
        read: ValueT | None = None
        try:
            read = self.read(response, options)
            judgement = self.judged(key, read, options)
        except UnreadableResponse as error:
            judgement = error.judgement()
        if judgement.score is None or judgement.verdict is Verdict.CORRECT:
            return judgement
        for value, question in self.otherwise(response, options, read):
            try:
                is_worth_more = (self.judge_values(key, value, options).score or 0) > judgement.score
            except UnreadableResponse:  # whether it is right is not decided: the question costs nothing
                is_worth_more = True
            if is_worth_more:
                return question.judgement()
        return judgement

    def judged(self, key: ValueT, response: ValueT, options: Options) -> Judgement:
        """What `judge_values` says, with the response as LaTeX beside ``read_as``, where there is one."""
        judgement = self.judge_values(key, response, options)
        if not judgement.read_as or judgement.latex is not None:
            return judgement
        return judgement.with_latex(partial(self.show_latex, response))

    @abstractmethod
    def judge_values(self, key: ValueT, response: ValueT, options: Options) -> Judgement:
        """The judgement of a response that was read, with ``options`` as `settled` gives them."""
