"""Statements and solutions: Markdown with a little Jinja2, rendered once for all formats.

What stands between ``<<`` and ``>>`` is put in so that it reads as it was meant wherever it stands
(:mod:`exgen.questions.insertions`); what the language has is listed in :mod:`exgen.questions.dialect`. Jinja2 is
imported when the first text is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from exgen.errors import TemplateError, did_you_mean
from exgen.questions.insertions import placed
from exgen.questions.regions import MARK, Unclear

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate

SOURCE_LENGTH = 100_000
RENDERED_LENGTH = 400_000

_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """A text of the dialect that has been read: what runs, the names it asks for and those it sets, with lines."""

    template: JinjaTemplate
    asked: tuple[tuple[str, int], ...]
    set: tuple[tuple[str, int], ...]


class _Broken(Exception):
    """A text that is not of the dialect: the sentence, and the line if there is one."""

    def __init__(self, sentence: str, line: int | None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


@lru_cache(maxsize=512)
def _read(source: str) -> _Source:
    from jinja2 import Template as JinjaTemplate, TemplateError as JinjaError, TemplateSyntaxError, meta, nodes

    from exgen.questions.dialect import checked, environment
    from exgen.questions.statement_values import Refusal

    if len(source) > SOURCE_LENGTH:
        raise _Broken(f"the text has {len(source)} characters; at most {SOURCE_LENGTH} are allowed", None)
    private = _PRIVATE_USE.search(source)
    if private:
        line = source.count("\n", 0, private.start()) + 1
        raise _Broken(f"the private-use character U+{ord(private[0]):04X} is not allowed", line)
    jinja = environment()
    try:
        tree = checked(jinja.parse(source))
        unset = meta.find_undeclared_variables(tree) - set(jinja.globals)
        names = list(tree.find_all(nodes.Name))
        asked = tuple((node.name, node.lineno) for node in names if node.ctx == "load" and node.name in unset)
        stored = tuple((node.name, node.lineno) for node in names if node.ctx == "store")
        template = JinjaTemplate.from_code(jinja, jinja.compile(tree), jinja.globals)
    except Refusal as refusal:
        raise _Broken(refusal.sentence, refusal.line) from None
    except TemplateSyntaxError as error:
        raise _Broken(f"this cannot be read: {_lowered(str(error.message))}", error.lineno) from None
    except RecursionError:
        raise _Broken("this is nested too deep", None) from None
    except JinjaError as error:
        raise _Broken(str(error.message), None) from None
    return _Source(template, asked, stored)


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _located(file: str, line: int | None, sentence: str) -> str:
    return f"{file}: line {line}: {sentence}" if line else f"{file}: {sentence}"


def statement_problems(source: str, names: Iterable[str], file: str) -> tuple[str, ...]:
    """What is wrong with a text, as far as it can be told before it is rendered; nothing if all is well.

    ``names`` are those it may ask for; ``file`` stands in front of every problem.

    >>> statement_problems("An input of << Hh >> rows", ["H", "network"], "statement.md")
    ('statement.md: line 1: nothing is called "Hh" here; did you mean "H"?',)
    >>> statement_problems("<% include 'key.md' %>", [], "statement.md")[0][:62]
    'statement.md: line 1: "include" is not allowed in a statement;'
    """
    known = set(names)
    try:
        read = _read(source)
    except _Broken as broken:
        return (_located(file, broken.line, broken.sentence),)
    problems = [
        _located(
            file, line, f'nothing is called "{name}" here; {did_you_mean(name, known) if known else "no name is known"}'
        )
        for name, line in read.asked
        if name not in known
    ]
    problems += [
        _located(file, line, f'"{name}" is set here, but is the name of something else already')
        for name, line in read.set
        if name in known
    ]
    return tuple(dict.fromkeys(problems))


def rendered(source: str, context: Mapping[str, object], file: str) -> str:
    r"""The Markdown a text becomes with the values of a context.

    Values may be whole numbers, fractions, texts, :class:`~exgen.questions.insertions.Formula`,
    :class:`~exgen.questions.insertions.Markdown`, lists (tuples) of numbers and texts, and mappings of such for
    ``<< network.input >>``. Raises ``TemplateError`` with ``file`` and, where there is one, the line.

    >>> rendered("With `K = << K >>`, $<< K >>^<< P >>$ of << what >>", {"K": 3, "P": 12, "what": "a*b"}, "a.md")
    'With `K = 3`, $3^{12}$ of a\\*b'
    """
    problems = statement_problems(source, context, file)
    if problems:
        raise TemplateError(*problems)
    marked, values = _marked(_read(source), context, file)
    try:
        return placed(marked, values)
    except Unclear as unclear:
        start = marked.rfind("\n", 0, unclear.position) + 1
        line = marked[start:].partition("\n")[0]
        near = MARK.sub(lambda mark: f"<< {values[int(mark[1])]} >>", line).strip()
        raise TemplateError(f'{file}: {unclear.sentence} (near "{near[:80]}")') from None


def _marked(source: _Source, context: Mapping[str, object], file: str) -> tuple[str, list[Any]]:
    """The text with a mark for every value put in, and the values."""
    from jinja2 import TemplateError as JinjaError

    from exgen.questions.dialect import RENDERING, Rendering
    from exgen.questions.statement_values import Refusal

    rendering = Rendering()
    pieces: list[str] = []
    length = 0
    try:
        for piece in source.template.root_render_func(source.template.new_context({**context, RENDERING: rendering})):
            length += len(piece)
            if length > RENDERED_LENGTH:
                raise Refusal(f"this gives a text of more than {RENDERED_LENGTH} characters")
            pieces.append(piece)
    except (JinjaError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise TemplateError(_located(file, _line(source.template, error), _sentence(error))) from None
    return "".join(pieces), rendering.values


def _line(template: JinjaTemplate, error: BaseException) -> int | None:
    """The line of the source at which rendering stopped."""
    line = None
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_globals.get("__jinja_template__") is template:
            line = template.get_corresponding_lineno(traceback.tb_lineno)
        traceback = traceback.tb_next
    return line


def _sentence(error: Exception) -> str:
    from jinja2 import UndefinedError

    if isinstance(error, UndefinedError):
        return "there is no value here; an if between << >> needs an else"
    if isinstance(error, TypeError):
        return "these values cannot be compared or used together"
    return str(error) or "this cannot be worked out"
