"""Layouts: how sheets look, read from a TOML file and the files beside it, or from a manifest that carries them."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as BrokenBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from exgen.errors import LayoutError, SheetError, TemplateError
from exgen.questions.files import toml_table
from exgen.questions.layout_schema import LatexTable, LayoutFile
from exgen.questions.record_files import Record
from exgen.questions.records import frozen
from exgen.questions.sheet_layout import Language, Logo, Look, Margins
from exgen.questions.statements import rendered
from exgen.questions.toml_places import key_lines
from exgen.questions.validation import line_text, validated

FILES: Final = "layout"
"""The folder beside a sheet's .tex files in which the files of its layout lie that TeX reads."""

LARGEST_LAYOUT_FILE = 500_000
"""In bytes: the largest logo, or text; the manifest holds it."""

COVER_VALUES: Final[Mapping[str, str | int]] = MappingProxyType(
    dict.fromkeys(("title", "course", "date", "deadline", "name", "id", "code", "version", "points"), "x")
    | dict.fromkeys(("questions", "conventions"), 2)
)
"""What a cover's text may put in, between << and >>, with a value to try it with."""

Read: TypeAlias = Callable[[str], bytes | None]
"""Gives the bytes of a file by its name, None where there is no such file; raises LayoutError."""

_TEX_ENDS = re.compile(r"\\(?:begin|end)\s*\{document\}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAGIC = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".pdf": b"%PDF-"}


class LayoutFileRecord(Record):
    """A file of a layout: its text, or where it is none its bytes in Base64; ``digest`` is BLAKE2b over its bytes."""

    digest: str
    text: str | None = None
    base64: str | None = None


class LayoutRecord(Record):
    """A layout as the manifest carries it: ``files`` are its own, ``NAME.toml``, and those it names."""

    name: str
    files: dict[str, LayoutFileRecord]


@dataclass(frozen=True, slots=True)
class Layout:
    """How sheets look: what the file ``NAME.toml`` says, and the bytes of this and of all files that it names."""

    name: str
    settings: LayoutFile
    files: Mapping[str, bytes]
    where: str

    def text(self, file: str) -> str:
        """The text of one of its files."""
        return self.files[file].decode()

    @property
    def class_file(self) -> str:
        """The file of a class of the teacher's own that came with the layout, or ""."""
        name = f"{self.settings.latex.document_class}.cls" if self.settings.latex else ""
        return name if name in self.files else ""

    @property
    def look(self) -> Look:
        """What the writers have to know of it."""
        chosen, latex = self.settings, self.settings.latex or LatexTable()
        return Look(
            font_size=chosen.font_size,
            margins=Margins(**dict(chosen.margins)),
            spacing=chosen.spacing,
            answer_space=chosen.answer_space,
            working_space=chosen.working_space,
            points_table=chosen.points_table,
            logo=Logo(f"{FILES}/{chosen.logo}", chosen.logo_height) if chosen.logo else None,
            document_class=f"{FILES}/{latex.document_class}" if self.class_file else latex.document_class,
            class_options=None if latex.class_options is None else tuple(latex.class_options),
            macros=self.text(latex.macros) if latex.macros else "",
        )

    @property
    def placed(self) -> Mapping[str, bytes]:
        """The files that an engine reads while it sets pages, by their place beside the source."""
        names = [name for name in (self.settings.logo, self.class_file) if name]
        return {f"{FILES}/{name}": self.files[name] for name in names}

    def called(self, file: str) -> str:
        """What an error calls one of its files."""
        return f"layout {self.name}, {file}"

    def cover_file(self, language: Language) -> str:
        """The file with what the cover says in a language (else in another), or ""."""
        texts = self.settings.cover.text if self.settings.cover else None
        return (texts.get(language) or next(iter(texts.values()))) if texts else ""

    def cover_text(self, language: Language, values: Mapping[str, object]) -> str:
        """What the cover says in a language, with the values of ``COVER_VALUES`` put in."""
        file = self.cover_file(language)
        return rendered(self.text(file), values, self.called(file)) if file else ""

    def record(self) -> LayoutRecord:
        """What the manifest carries."""
        return LayoutRecord(name=self.name, files={name: _file_record(data) for name, data in self.files.items()})


def layout_from_file(path: Path, folder: Path | None) -> Layout:
    """The layout in a file, with the files beside it that it names; with a ``folder``, links out of it are refused.

    Raises LayoutError with a line ``file: line N: key.path: what was found; what is allowed`` for everything wrong.
    """

    return _layout(path.stem, lambda name: _bytes_of(path.with_name(name), folder), str(path))


def layout_from_record(record: LayoutRecord, called: str) -> Layout:
    """The layout that ``called`` (a manifest) carries; raises SheetError naming the file that was edited."""
    where = f"{called}'s layout {record.name}"
    files = {}
    for name, file in record.files.items():
        try:
            data = b64decode(file.base64, validate=True) if file.base64 is not None else (file.text or "").encode()
        except (BrokenBase64, UnicodeEncodeError):
            data = b""
        if _digest(data) != file.digest:
            raise SheetError(f"{where}: {name} is not what the sheet was made with")
        files[name] = data

    try:
        return _layout(record.name, files.get, where)
    except LayoutError as error:
        raise SheetError(*error.problems) from error


class _Reading:
    """What is found wrong with a layout's file, and the files that are read on the way."""

    def __init__(self, file: str, own: str, text: str, read: Read) -> None:
        self.file, self.lines_of_keys, self._read = file, key_lines(text), read
        self.lines: list[str] = []
        self.files: dict[str, bytes] = {own: text.encode()}

    def add(self, field: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.lines.append(f"{self.file}: {line_text(field.split('.'), self.lines_of_keys)}{field}: {sentence}")

    def take(self, field: str, name: str, *, is_needed: bool = True) -> bytes | None:
        """The bytes of a file that a field names; None where it cannot be read, which is noted."""
        try:
            data = self._read(name)
        except LayoutError as error:
            self.add(field, str(error))
            return None
        if data is not None:
            self.files[name] = data
        elif is_needed:
            self.add(field, f"there is no file {name} beside the layout's")
        return data

    def take_text(self, field: str, name: str) -> str:
        """The text of a file that a field names, "" where it is none."""
        data = self.take(field, name)
        try:
            text = data.decode() if data is not None else ""
        except UnicodeDecodeError as problem:
            self.add(field, f"{name}: not UTF-8 text (byte {problem.start + 1}); save it as UTF-8")
            return ""
        strange = _CONTROLS.search(text)
        if strange is not None:
            self.add(field, f"{name}: the character U+{ord(strange[0]):04X} cannot be printed")
        return text


def _layout(name: str, read: Read, where: str) -> Layout:
    own = f"{name}.toml"
    try:
        text = (read(own) or b"").decode()
    except UnicodeDecodeError as problem:
        raise LayoutError(f"{where}: not UTF-8 text (byte {problem.start + 1}); save it as UTF-8") from None
    data = toml_table(text, where, LayoutError)
    reading = _Reading(where, own, text, read)
    settings, reading.lines, _ = validated(LayoutFile, data, where, lines_of_keys=reading.lines_of_keys)
    if settings is None or reading.lines:
        raise LayoutError(*reading.lines)
    _read_logo(settings, reading)
    _read_texts(settings, reading)
    _read_tex(settings, reading)
    if reading.lines:
        raise LayoutError(*reading.lines)
    return Layout(name, settings, frozen(reading.files), where)


def _read_logo(settings: LayoutFile, reading: _Reading) -> None:
    if settings.logo is not None and (data := reading.take("logo", settings.logo)) is not None:
        ending = settings.logo[settings.logo.rindex(".") :].lower()
        if not data.startswith(_MAGIC[ending]):
            reading.add("logo", f"{settings.logo}: this is no {ending[1:].upper()} file")


def _read_texts(settings: LayoutFile, reading: _Reading) -> None:
    for field, name in settings.texts():
        text = reading.take_text(field, name)
        if text and field == "cover.text":
            try:
                rendered(text, COVER_VALUES, name)
            except TemplateError as error:
                for problem in error.problems:
                    reading.add(field, problem)


def _read_tex(settings: LayoutFile, reading: _Reading) -> None:
    latex = settings.latex
    if latex is None:
        return
    if latex.macros is not None and _TEX_ENDS.search(reading.take_text("latex.macros", latex.macros)):
        reading.add("latex.macros", f"{latex.macros}: macros stand before a document; none begins or ends here")
    reading.take("latex.class", f"{latex.document_class}.cls", is_needed=False)  # else one that TeX has


def _bytes_of(path: Path, folder: Path | None) -> bytes | None:
    if not path.exists():
        return None
    try:
        if folder is not None and not path.resolve(strict=True).is_relative_to(folder.resolve(strict=True)):
            raise LayoutError(f"{path}: this leads out of {folder} by a symbolic link; a file must lie in its folder")
        if not path.is_file():
            raise LayoutError(f"{path}: this is not a file")
        if path.stat().st_size > LARGEST_LAYOUT_FILE:
            raise LayoutError(f"{path}: {path.stat().st_size} bytes; at most {LARGEST_LAYOUT_FILE} are taken along")
        return path.read_bytes()
    except (OSError, RuntimeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "a symbolic link that leads to itself"
        raise LayoutError(f"{path}: cannot be read: {reason}") from None


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16, person=b"exgen layout 1").hexdigest()


def _file_record(data: bytes) -> LayoutFileRecord:
    """A file's record; texts stand there as they are, so that somebody can read them."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return LayoutFileRecord(digest=_digest(data), base64=b64encode(data).decode())
    return LayoutFileRecord(digest=_digest(data), text=text)
