"""The fixed words a sheet prints, by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from exgen.errors import TypesettingError, did_you_mean
from exgen.questions.sheet_layout import CoverField
from exgen.writers.document import SheetDocument, total_points


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of one language; ``page`` and ``page_of`` stand around two page numbers.

    ``point`` and ``points`` stand behind a number, whose decimal sign is ``decimal``; ``points_row`` and ``reached``
    lead rows of the points table.
    """

    point: str
    points: str
    total: str
    name: str
    student_id: str
    code: str
    page: str
    page_of: str
    answer: str
    row_number: str
    column: str
    solution: str
    solutions: str
    practice: str
    proven: str
    authored: str
    date: str
    deadline: str
    question: str
    points_row: str
    reached: str
    conventions: str
    mistakes: str
    keys: str
    students: str
    least: str
    greatest: str
    distinct: str
    formulas: str
    seat: str
    room: str
    group: str
    signature: str
    decimal: str


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "en": Words(
            point="point",
            points="points",
            total="Total",
            name="Name",
            student_id="Id",
            code="Variant",
            page="Page",
            page_of="of",
            answer="Answer",
            row_number="Row",
            column="Column",
            solution="Solution",
            solutions="Solutions",
            practice="Practice",
            proven="proven",
            authored="authored",
            date="Date",
            deadline="Deadline",
            question="Question",
            points_row="Points",
            reached="Reached",
            conventions="Conventions on this sheet",
            mistakes="Common mistakes",
            keys="Keys",
            students="Students",
            least="Least",
            greatest="Greatest",
            distinct="Different",
            formulas="Formulas",
            seat="Seat",
            room="Room",
            group="Group",
            signature="Signature",
            decimal=".",
        ),
        "de": Words(
            point="Punkt",
            points="Punkte",
            total="Gesamt",
            name="Name",
            student_id="Kennung",
            code="Variante",
            page="Seite",
            page_of="von",
            answer="Antwort",
            row_number="Zeile",
            column="Spalte",
            solution="Lösung",
            solutions="Lösungen",
            practice="Übung",
            proven="bewiesen",
            authored="vom Autor",
            date="Datum",
            deadline="Abgabe",
            question="Aufgabe",
            points_row="Punkte",
            reached="Erreicht",
            conventions="Auf diesem Blatt gilt",
            mistakes="Häufige Fehler",
            keys="Ergebnisse",
            students="Studierende",
            least="Kleinstes",
            greatest="Größtes",
            distinct="Verschiedene",
            formulas="Formelsammlung",
            seat="Sitzplatz",
            room="Raum",
            group="Gruppe",
            signature="Unterschrift",
            decimal=",",
        ),
    }
)


def words_of(language: str) -> Words:
    """The words of a language; raises TypesettingError for one that has none yet.

    >>> words_of("en").answer
    'Answer'
    """
    if language not in WORDS:
        raise TypesettingError(f"no words for the language {language!r}: {did_you_mean(language, WORDS)}")
    return WORDS[language]


def head_entries(document: SheetDocument, words: Words) -> Iterator[tuple[str, str]]:
    """What stands in the head of a page beside the title, words and values; "" where it is left to be filled in.

    A sheet with a cover has the lines of the cover there.
    """
    if document.cover is None:
        yield words.name, document.student_name
        yield words.student_id, document.student_id
    else:
        shown = {"code"} | ({"date"} if document.date else set())  # stand there anyway
        yield from ((cover_word(field, words), value) for field, value in document.cover.fields if field not in shown)
    yield words.code, document.code
    total = points_text(total_points(document), words)
    if total:
        yield words.total, total


def cover_word(field: CoverField, words: Words) -> str:
    """What stands before a line on a cover.

    >>> cover_word("id", WORDS["de"]), cover_word("seat", WORDS["de"])
    ('Kennung', 'Sitzplatz')
    """
    word: str = getattr(words, "student_id" if field == "id" else field)
    return word


def badge(words: Words, *, practice: int, is_solution: bool) -> str:
    """What stands below the title of a sheet that is not a student's own.

    >>> badge(WORDS["en"], practice=2, is_solution=True)
    'Practice 2: Solutions'
    """
    told = [f"{words.practice} {practice}"] if practice else []
    return ": ".join([*told, words.solutions] if is_solution else told)


def points_text(points: Fraction | None, words: Words) -> str:
    """Points as printed, exactly: a short decimal number where there is one, else a fraction.

    >>> [points_text(Fraction(value), WORDS["en"]) for value in ("1", "3", "5/2", "1/3")]
    ['1 point', '3 points', '2.5 points', '1/3 points']
    >>> points_text(None, WORDS["en"])
    ''
    """
    if points is None:
        return ""
    return f"{points_number(points, words)} {words.point if points == 1 else words.points}"


def points_number(points: Fraction, words: Words) -> str:
    """Points without a word, as they stand in the points table.

    >>> [points_number(Fraction("5/2"), WORDS[language]) for language in ("en", "de")]
    ['2.5', '2,5']
    """
    thousandths = points * 1000
    if points.denominator == 1 or thousandths.denominator != 1:
        return str(points)
    whole, rest = divmod(thousandths.numerator, 1000)
    return f"{whole}{words.decimal}{rest:03}".rstrip("0")
