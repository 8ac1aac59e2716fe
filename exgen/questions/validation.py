"""Checking data against the format, and saying what is wrong with it in words of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from exgen.errors import did_you_mean, nearest
from exgen.questions.domains import shown
from exgen.questions.schema import Table

Model = TypeVar("Model", bound=Table)
Mend: TypeAlias = Callable[[dict[str, object], Sequence[int | str]], bool]
"""Puts something that fits for the piece of the data at a location; whether it could."""

_SENTENCES = {
    "string_type": "a text is needed",
    "int_type": "a whole number is needed",
    "bool_type": "true or false is needed",
    "list_type": "a list is needed",
    "dict_type": "a table is needed",
    "model_type": "a table is needed",
    "too_short": "at least one is needed",
}
_UNION_PARTS = ("int", "str", "is-instance[Fraction]", "fraction")


class Checked(NamedTuple, Generic[Model]):
    """A file's data as the model's record, and a line for everything that does not fit the format.

    ``mended`` are the key paths of the pieces for which others stand; ``record`` is None where nothing can.
    """

    record: Model | None
    lines: list[str]
    mended: tuple[str, ...] = ()


MOST_ROUNDS = 8
"""So often what does not fit is looked for anew: some of it is seen only when the rest fits."""


def validated(
    model: type[Model],
    data: Mapping[str, object],
    file: str,
    mend: Mend | None = None,
    lines_of_keys: Mapping[tuple[str | int, ...], int] | None = None,
) -> Checked[Model]:
    """The data as the model's record, with everything in it that does not fit.

    An unknown key is read as the one that was probably meant, or left out of the record; for anything else that does
    not fit ``mend`` may put something that does. With the ``lines_of_keys`` each problem tells its line.

    >>> from exgen.questions.schema import BankFile
    >>> validated(BankFile, {"titel": "Week 5", "questions": 3}, "week5.toml").lines
    ['week5.toml: title: missing', 'week5.toml: questions: found 3; a list is needed', \
'week5.toml: titel: unknown key; did you mean "title"?']
    """
    known = deepcopy(dict(data))
    lines: dict[str, None] = {}
    mended: list[str] = []
    meant: set[str] = set()  # nothing more is told of what may have been meant otherwise
    for _ in range(MOST_ROUNDS):
        try:
            return Checked(model.model_validate(known), list(lines), tuple(mended))
        except ValidationError as error:
            found = error.errors(include_url=False)
        problems = [
            (
                _path(known, details["loc"]),
                f"{file}: {line_text(details['loc'], lines_of_keys)}{_problem(model, known, details)}",
            )
            for details in found
        ]
        lines |= {line: None for path, line in problems if path not in mended and path not in meant}
        strange = [details["loc"] for details in found if details["type"] == "extra_forbidden"]
        for location in strange:
            taken = _take_as_meant(known, location, _keys(model, tuple(location[:-1])))
            meant.add(_path(known, (*location[:-1], taken)))
        for details, (path, _) in zip(found, problems, strict=True):
            if details["loc"] not in strange:
                if path in mended or mend is None or not mend(known, details["loc"]):
                    return Checked(None, list(lines), tuple(mended))
                mended.append(path)
    return Checked(None, list(lines), tuple(mended))


def line_text(location: Sequence[int | str], lines: Mapping[tuple[str | int, ...], int] | None) -> str:
    """The line on which a location stands, or what it is missing in, before a message: ``line 3: ``; "" if unknown."""
    path = _location(location)
    known = (path[:length] for length in range(len(path), 0, -1) if lines and path[:length] in lines)
    found = next(known, None)
    return "" if lines is None or found is None else f"line {lines[found]}: "


def _take_as_meant(data: object, location: tuple[int | str, ...], keys: Sequence[str]) -> str:
    """Give a key of the table at a location the name of the allowed key it is near to, or take it out; its name."""
    *steps, key = location
    for step in steps:
        members = data if isinstance(data, dict) else dict(enumerate(data)) if isinstance(data, list) else {}
        data = members.get(step, data)
    if isinstance(data, dict) and key in data:
        value, meant = data.pop(key), nearest(str(key), sorted(keys))
        if meant is not None:
            data.setdefault(meant, value)
            return meant
    return str(key)


def _problem(model: type[Table], data: object, details: ErrorDetails) -> str:
    location = _location(details["loc"])
    path = key_path(data, location)
    found = details["input"]
    match details["type"]:
        case "extra_forbidden":
            return f"{path}: unknown key; {did_you_mean(str(location[-1]), _keys(model, location[:-1]))}"
        case "missing":
            return f"{path}: missing"
        case "exgen":
            return f"{path}: {details['msg']}"
        case "literal_error":
            return f"{path}: found {shown(found)}; allowed: {details['ctx']['expected'].replace(chr(39), '')}"
        case kind:
            return f"{path}: found {shown(found)}; {_SENTENCES.get(kind, details['msg'])}"


def _location(steps: Sequence[int | str]) -> tuple[int | str, ...]:
    """The steps to a piece of the data, without those that name a part of a union."""
    return tuple(step for step in steps if step not in _UNION_PARTS)


def _path(data: object, steps: Sequence[int | str]) -> str:
    return key_path(data, _location(steps))


def key_path(data: object, location: Sequence[int | str]) -> str:
    """A place in a TOML file in words: members of a list by their id or name, else by their number from 1.

    >>> key_path({"answers": [{"name": "size"}, {}]}, ("answers", 0, "value"))
    'answers.size.value'
    >>> key_path({"answers": [{"name": "size"}, {}]}, ("answers", 1, "value"))
    'answers.#2.value'
    """
    steps: list[str] = []
    for step in location:
        if isinstance(step, int):
            members = data if isinstance(data, list) else []
            data = members[step] if step < len(members) else None
            steps.append(_member_name(members, data) or f"#{step + 1}")
        else:
            data = data.get(step) if isinstance(data, dict) else None
            steps.append(step)
    return ".".join(steps)


def _member_name(members: list[object], member: object) -> str | None:
    """The id or name of a member of a list, if it has one that no other has."""
    for key in ("id", "name"):
        names = [other.get(key) for other in members if isinstance(other, dict)]
        name = member.get(key) if isinstance(member, dict) else None
        if isinstance(name, str) and name and names.count(name) == 1:
            return name
    return None


def _keys(model: type[Table], location: Sequence[int | str]) -> list[str]:
    """The keys of the table at a location."""
    for step in location:
        if isinstance(step, str) and step in model.model_fields:
            model = _table_in(model.model_fields[step].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _table_in(annotation: Any) -> type[Table] | None:
    """The model that an annotation such as ``list[AnswerTable]`` or ``NetworkTable | None`` speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
    found = (_table_in(part) for part in get_args(annotation))
    return next((model for model in found if model is not None), None)
