"""The format of a layout's file: one pydantic model for each table, as with templates and banks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Final, TypeAlias, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from exgen.questions.schema import Table
from exgen.questions.schema_fields import Accent, Line, Version, refused, wrong
from exgen.questions.sheet_layout import AnswerSpace, CoverField, FontSize, Language, Paper, Spacing

RULES: Final = "rules"
"""What stands for the formulas of the rules in use among the pieces of a formula sheet."""

LOGO_ENDINGS: Final = (".png", ".jpg", ".jpeg", ".pdf")
"""The pictures that both engines take."""

_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_OPTION = re.compile(r"[A-Za-z0-9_=.:+-]{1,64}")


def _file(value: str) -> str:
    if not _FILE.fullmatch(value):
        raise refused(value, "a file beside the layout's is named by letters, digits, . _ and -")
    return value


def _text_file(value: str) -> str:
    if not _file(value).endswith(".md"):
        raise refused(value, "a file of Markdown is named *.md")
    return value


def _picture(value: str) -> str:
    if not _file(value).lower().endswith(LOGO_ENDINGS):
        raise refused(value, f"both PDF engines take {', '.join(ending[1:].upper() for ending in LOGO_ENDINGS)}")
    return value


def _tex_file(value: str) -> str:
    if not _file(value).endswith(".tex"):
        raise refused(value, "a file of macros is named *.tex")
    return value


def _class_name(value: str) -> str:
    if not _CLASS.fullmatch(value):
        raise refused(value, 'the name of a LaTeX class is needed, such as "scrartcl"')
    return value


def _option(value: str) -> str:
    if not _OPTION.fullmatch(value):
        raise refused(value, 'an option of a LaTeX class is a word or name=value, such as "twoside"')
    return value


def _pieces(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _piece(value: str) -> str:
    return value if value == RULES else _text_file(value)


def _texts(value: object) -> object:
    return dict.fromkeys(get_args(Language), value) if isinstance(value, str) else value


def _within(least: int, most: int, unit: str) -> AfterValidator:
    def checked(value: int) -> int:
        if not least <= value <= most:
            raise wrong(f"found {value}; from {least} to {most} {unit}")
        return value

    return AfterValidator(checked)


TextFile = Annotated[str, AfterValidator(_text_file)]
Texts: TypeAlias = Annotated[dict[Language, TextFile], BeforeValidator(_texts)]
"""A file for all languages, or one for each."""

Margin = Annotated[int, _within(5, 60, "millimetres")]


class MarginsTable(Table):
    """``margins = { top, right, bottom, left }`` in millimetres."""

    top: Margin
    right: Margin
    bottom: Margin
    left: Margin


class CoverTable(Table):
    """``[cover]``: a first page of its own."""

    text: Texts | None = None
    fields: list[CoverField] = Field(min_length=1)


class LatexTable(Table):
    """``[latex]``: a teacher's own class and macros, of which typst knows nothing."""

    document_class: Annotated[str, AfterValidator(_class_name)] = Field(default="article", alias="class")
    class_options: list[Annotated[str, AfterValidator(_option)]] | None = None
    macros: Annotated[str, AfterValidator(_tex_file)] | None = None


class LayoutFile(Table):
    """A layout's file."""

    schema_version: Version = 1
    title: Line
    font_size: FontSize
    margins: MarginsTable
    spacing: Spacing
    answer_space: AnswerSpace
    points_table: bool
    conventions: bool
    qr: bool
    working_space: Annotated[int, _within(0, 200, "millimetres")] = 0
    logo: Annotated[str, AfterValidator(_picture)] | None = None
    logo_height: Annotated[int, _within(5, 40, "millimetres")] = 14
    cover: CoverTable | None = None
    formula_sheet: Annotated[tuple[Annotated[str, AfterValidator(_piece)], ...], BeforeValidator(_pieces)] = ()
    language: Language | None = None
    paper: Paper | None = None
    accent: Accent | None = None
    latex: LatexTable | None = None

    def texts(self) -> Iterator[tuple[str, str]]:
        """The files of Markdown that it names, each with the field that does."""
        if self.cover is not None and self.cover.text is not None:
            yield from (("cover.text", name) for name in dict.fromkeys(self.cover.text.values()))
        yield from (("formula_sheet", name) for name in self.formula_sheet if name != RULES)
