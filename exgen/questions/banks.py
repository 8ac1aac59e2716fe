"""Question banks: from the text of a bank's file to its record, with everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from exgen.errors import BankError, LayoutError, TemplateError, did_you_mean
from exgen.questions.domains import Parameter
from exgen.questions.files import digest, text_of_file, toml_table
from exgen.questions.formulas import Problems
from exgen.questions.pins import pin_problems
from exgen.questions.records import Bank, BankQuestion, Pool, Published, Template, frozen
from exgen.questions.sheet_layout import ACCENT
from exgen.questions.variants import pinned_variant

if TYPE_CHECKING:
    from exgen.questions.layouts import Layout
    from exgen.questions.schema import BankQuestionTable, MemberTable, PublishedTable

TEMPLATE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9_-]*)*")
"""A path below a folder ``templates/``, with / between its parts on every system."""

_ROW = re.compile(r"(.+)\.row[1-9][0-9]{0,3}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def bank_from_file(
    path: Path,
    folder: Path | None,
    template: Callable[[str], Template],
    names: Collection[str],
    layout: Callable[[str | None], Layout],
) -> Bank:
    """The question bank in a file; with a ``folder``, links that lead out of it are refused.

    ``template`` loads a question template by its name, ``names`` are those there are; ``layout`` loads the layout that
    the bank names, or None. Raises ``BankError`` with a line ``file: key.path: what was found; what is allowed`` for
    everything wrong.
    """
    from exgen.questions.schema import BankFile
    from exgen.questions.validation import validated

    text = text_of_file(path, folder, BankError)
    record, lines, _ = validated(BankFile, toml_table(text, str(path), BankError), str(path))
    if record is None or lines:
        raise BankError(*lines)
    problems = Problems(str(path))
    members = [member for number, table in enumerate(record.questions, 1) for member in _members(number, table)]
    ids = _ids(members, problems)
    questions = []
    points: dict[Pool, set[Fraction]] = {}
    for member, id in zip(members, ids, strict=True):
        key_path = f"questions.{id}" if ids.count(id) == 1 else member.place
        found = _template(member.template, key_path, template, names, problems)
        if found is not None:
            questions.append(_question(member, id, key_path, found, problems))
            if member.pool is not None and member.table.points is None:
                points.setdefault(member.pool, set()).add(found.points)
    for pool, given in points.items():
        if len(given) > 1:
            totals = " and ".join(map(str, sorted(given)))
            problems.add(f"{pool.path}.points", f"its templates give {totals} points; say how many each gives here")
    look = None
    try:
        look = layout(record.layout.name)
    except LayoutError as error:
        problems.lines += [f"{path}: layout: {line}" for line in error.problems]
    if problems.lines or look is None:
        raise BankError(*dict.fromkeys(problems.lines))
    sources = {path.name: text}
    return Bank(
        path.stem,
        path,
        record.title,
        record.course or "",
        tuple(questions),
        digest(sources),
        look,
        record.shuffle,
        date=record.date or "",
        deadline=record.deadline or "",
        language=record.language or look.settings.language or "en",
        paper=record.layout.paper or look.settings.paper or "a4",
        accent=record.layout.accent or look.settings.accent or ACCENT,
        pdf_engine=record.pdf_engine,
        shuffles_options=record.shuffle_options,
    )


@dataclass(frozen=True, slots=True)
class _Member:
    """A question as the file has it, in ``place``: a table of its own, or a member of a table's ``one_of``."""

    place: str
    template: str
    id: str | None
    set: Mapping[str, Parameter]
    table: BankQuestionTable
    pool: Pool | None = None


def _members(number: int, table: BankQuestionTable) -> Iterator[_Member]:
    place = f"questions.#{number}"
    if table.template is not None:
        yield _Member(place, table.template, table.id, table.set, table)
    pool = Pool(place, table.pick or 1)
    members: Sequence[MemberTable] = table.one_of
    for place_in_pool, member in enumerate(members, 1):
        inner = f"{place}.one_of.#{place_in_pool}"
        yield _Member(inner, member.template, member.id, member.set, table, pool)


def _ids(members: Sequence[_Member], problems: Problems) -> list[str]:
    """The ids of the questions: as given, else the last part of the template's name, made unique by -2, -3, ..."""
    given = [member.id for member in members if member.id is not None]
    for member in members:
        if member.id is None:
            continue
        if not _ID.fullmatch(member.id):
            problems.add(f"{member.place}.id", f'found "{member.id}"; an id is letters, digits, _ . and -')
        first = next(other.place for other in members if other.id == member.id)
        if first != member.place:
            problems.add(f"{member.place}.id", f'"{member.id}" is the id of {first} too')
    ids: list[str] = []
    for member in members:
        id = member.id
        if id is None:
            stem = id = member.template.rpartition("/")[2]
            count = 1
            while id in ids or id in given:
                count += 1
                id = f"{stem}-{count}"
        ids.append(id)
    return ids


def _template(
    name: str,
    path: str,
    template: Callable[[str], Template],
    names: Collection[str],
    problems: Problems,
) -> Template | None:
    if not TEMPLATE_NAME.fullmatch(name):
        problems.add(
            f"{path}.template",
            f'found "{name}"; a template is named by its path below templates/, such as convolution/output_size',
        )
        return None
    if name not in names:
        hint = did_you_mean(name, names) if names else "there are none"
        problems.add(f"{path}.template", f'there is no question template "{name}"; {hint}')
        return None
    try:
        return template(name)
    except TemplateError as error:
        problems.lines += error.problems
        return None


def _question(member: _Member, id: str, path: str, template: Template, problems: Problems) -> BankQuestion:
    """The record of a question, checked against its template."""
    table = member.table
    pins = pin_problems(template.parameters, member.set)
    for name, sentence in pins:
        problems.add(f"{path}.set.{name}", sentence)
    published = None
    values: Mapping[str, Parameter] | None = member.set if set(template.drawn_parameters) <= set(member.set) else None
    place = "set"
    if table.published is not None:
        published = _published(table.published, f"{path}.published", template, problems)
        values = {**member.set, **table.published.parameters}
        place = "published"
    if values is not None and not pins:
        try:
            pinned_variant(template, values, f"{problems.file}: {path}.{place}")
        except TemplateError as error:
            problems.lines += error.problems
    pinned, is_same = frozen(member.set), table.same_for_all
    return BankQuestion(id, member.template, table.points, pinned, published, path, member.pool, is_same)


def _published(table: PublishedTable, path: str, template: Template, problems: Problems) -> Published:
    has_rows = {answer.name: answer.has_rows for answer in template.answers}
    for field, names in (("answers", table.answers), ("notes", table.notes), ("lost_figure", table.lost_figure)):
        for name in names:
            answer = name if field == "answers" else _answer_of(name, has_rows)
            if answer not in has_rows:
                problems.add(f"{path}.{field}.{name}", f"no such answer; {did_you_mean(answer, has_rows)}")
    for name, text in table.answers.items():
        if name in has_rows and has_rows[name] != isinstance(text, tuple):
            form = "a list of texts, one for each row" if has_rows[name] else "a text"
            problems.add(f"{path}.answers.{name}", f"the answer is {form}")
    return Published(
        frozen(table.parameters),
        frozen(table.answers),
        table.note or "",
        frozen(table.notes),
        frozen(table.lost_figure),
    )


def _answer_of(name: str, has_rows: Mapping[str, bool]) -> str:
    """The answer that a note speaks of: ``shapes`` of ``shapes.row3``, if it has rows."""
    row = _ROW.fullmatch(name)
    return row[1] if row and has_rows.get(row[1], True) else name


def published_values(question: BankQuestion) -> Mapping[str, Parameter]:
    """The values a question has on the published sheet: the printed ones, and those the bank pins for everybody."""
    printed = question.published.parameters if question.published else {}
    return frozen({**question.set, **printed})


def points_scale(template: Template, total: Fraction | None) -> Fraction:
    """What the points of the template's answers are multiplied with, so that they add up to ``total``.

    1 where ``total`` is None: then they stay as they are.
    """
    return Fraction(1) if total is None else total / template.points
