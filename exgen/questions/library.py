"""Where question templates, banks and layouts are looked for.

A *place* is a folder with ``templates/``, ``question_banks/`` and ``layouts/`` in it. The places are, nearest first:
the one beside the bank, the folders of ``--library`` and of ``EXGEN_LIBRARY``, and exgen's own. The nearest place
that has a name wins.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import exgen
from exgen.errors import BankError, InputError, LayoutError, TemplateError, did_you_mean, nearest
from exgen.questions.banks import TEMPLATE_NAME, bank_from_file
from exgen.questions.loading import FILES, examined_folder, template_from_folder
from exgen.questions.records import Bank, Template, frozen

if TYPE_CHECKING:
    from exgen.questions.layouts import Layout

VARIABLE = "EXGEN_LIBRARY"
TEMPLATES = "templates"
BANKS = "question_banks"
LAYOUTS = "layouts"

HANDOUT = "handout"
"""The layout of a sheet whose bank names none."""

LAYOUT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

MOST_LISTED = 12
"""So many names are listed in a message at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A template's folder, a bank's or layout's file; ``shadowed`` are *different* ones of its name farther away."""

    name: str
    path: Path
    shadowed: tuple[Path, ...]


def own_place() -> Path:
    """exgen's own templates and banks: inside the package where it was installed, else beside it in the checkout.

    >>> own_place().is_dir()
    True
    """
    package = Path(exgen.__file__).resolve().parent
    installed = package / "library"
    return installed if installed.is_dir() else package.parent


def searched_places(folders: Iterable[Path], environment: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders of ``--library``, those of ``EXGEN_LIBRARY``, and exgen's own, nearest first.

    Raises ``InputError`` for a folder that does not exist.

    >>> searched_places([], {}) == (own_place(),)
    True
    """
    places = [(folder, "--library") for folder in folders]
    places += [(Path(folder), VARIABLE) for folder in environment.get(VARIABLE, "").split(os.pathsep) if folder]
    missing = [f"{source}: there is no folder {folder}" for folder, source in places if not folder.is_dir()]
    if missing:
        raise InputError(*missing)
    return (*(folder for folder, _ in places), own_place())


class Library:
    """The question templates, banks and layouts of some places; each template is loaded once."""

    def __init__(self, places: Sequence[Path]) -> None:
        self.places = tuple({place.resolve(): place for place in reversed(places)}.values())[::-1]
        self._loaded: dict[str, Template] = {}

    def near(self, bank: Path) -> Library:
        """The library as seen from a bank's file: with the place beside it in front.

        That is the folder the file is in, and the one above if the file is in a folder ``question_banks``.
        """
        beside = [bank.parent]
        if bank.resolve().parent.name == BANKS:
            beside.append(bank.resolve().parent.parent)
        return Library([*beside, *self.places])

    def templates(self) -> Mapping[str, Found]:
        """Every question template by its name, in the order of the names."""
        return _nearest((name, folder) for place in self.places for name, folder in _template_folders(place))

    def banks(self) -> Mapping[str, Found]:
        """Every question bank by its name, in the order of the names."""
        return _nearest((path.stem, path) for place in self.places for path in sorted((place / BANKS).glob("*.toml")))

    def layouts(self) -> Mapping[str, Found]:
        """Every layout by its name, in the order of the names; exgen's own are always among them."""
        folders = [place / LAYOUTS for place in self._places_of_layouts]
        return _nearest((path.stem, path) for folder in folders for path in sorted(folder.glob("*.toml")))

    @property
    def _places_of_layouts(self) -> tuple[Path, ...]:
        return self.places if own_place() in self.places else (*self.places, own_place())

    def layout(self, name: str) -> Layout:
        """The layout of a name.

        Raises ``LayoutError`` if there is none, or if it is broken.
        """
        from exgen.questions.layouts import layout_from_file

        for place in self._places_of_layouts:
            path = place / LAYOUTS / f"{name}.toml"
            if LAYOUT_NAME.fullmatch(name) and path.exists():
                return layout_from_file(path, place / LAYOUTS)
        raise LayoutError(f'there is no layout "{name}"; {self._hint(name, self.layouts())}')

    def template(self, name: str) -> Template:
        """The question template of a name.

        Raises ``TemplateError`` if there is none, or if it is broken.
        """
        if name not in self._loaded:
            self._loaded[name] = self._template(name)
        return self._loaded[name]

    def _template(self, name: str) -> Template:
        return template_from_folder(name, self._folder(name))

    def _folder(self, name: str) -> Path:
        """The folder of the nearest template of a name."""
        if not TEMPLATE_NAME.fullmatch(name):
            raise TemplateError(
                f'"{name}" is no name of a question template, which is a path below {TEMPLATES}/,'
                " such as convolution/output_size"
            )
        for place in self.places:
            folder = place / TEMPLATES / name
            if _holds_template(folder):
                if not folder.resolve().is_relative_to((place / TEMPLATES).resolve()):
                    raise TemplateError(f"{folder}: this leads out of {place / TEMPLATES} by a symbolic link")
                return folder
        raise TemplateError(f'there is no question template "{name}"; {self._hint(name, self.templates())}')

    def template_argument(self, argument: str) -> Template:
        """The question template that somebody names on a command line: by its folder, or by its name."""
        name, folder = self._located(argument)
        return self.template(name) if folder is None else template_from_folder(name, folder)

    def folder_argument(self, argument: str) -> tuple[str, Path]:
        """The name and the folder of the template that somebody names, whatever is in its files."""
        name, folder = self._located(argument)
        return name, self._folder(name) if folder is None else folder

    def examined_argument(self, argument: str) -> tuple[Template | None, tuple[str, ...]]:
        """The same as far as it can be read, and everything that is wrong with its files (``examined_folder``)."""
        return examined_folder(*self.folder_argument(argument))

    def _located(self, argument: str) -> tuple[str, Path | None]:
        """The name of a template that somebody names, and its folder where that is what was named."""
        folder = Path(argument)
        if folder.name == FILES[0]:
            folder = folder.parent
        if _holds_template(folder):
            return _name_of_folder(folder), folder
        if folder.is_dir() and not TEMPLATE_NAME.fullmatch(argument):
            raise TemplateError(f"{argument}: there is no {FILES[0]} in this folder")
        return argument, None

    def bank(self, argument: str, layout: str | None = None) -> Bank:
        """The question bank that somebody names on a command line: by a path to its .toml file, or by its name.

        Its templates are looked for as seen from it (:meth:`near`), and so is a ``layout`` that is named in place of
        its own. Raises ``BankError``, ``LayoutError``.
        """
        path = Path(argument)
        if path.suffix == ".toml" and path.exists():
            return self._bank(path, None, layout)
        for place in self.places:
            path = place / BANKS / f"{argument}.toml"
            if "/" not in argument and os.sep not in argument and path.exists():
                return self._bank(path, place / BANKS, layout)
        name = Path(argument).stem if argument.endswith(".toml") else argument
        raise BankError(f'there is no question bank "{argument}"; {self._hint(name, self.banks())}')

    def is_bank(self, argument: str) -> bool:
        """Whether somebody names a bank, where either a bank or a template may be named.

        Raises InputError if there is neither.
        """
        templates, banks = self.templates(), self.banks()
        if argument in banks or argument in templates:
            return argument in banks
        path = Path(argument)
        if path.is_file() and path.suffix == ".toml":
            return path.name != FILES[0]
        if _holds_template(path):
            return False
        if os.path.isabs(argument) or argument.startswith((".", "~")):
            raise InputError(f"{argument}: there is no such file, and no question template in such a folder")
        hint = self._hint(argument, [*templates, *banks])
        raise InputError(f'there is no question template or bank "{argument}"; {hint}')

    def _bank(self, path: Path, folder: Path | None, layout: str | None) -> Bank:
        library = self.near(path)
        chosen = None if layout is None else library.layout(layout)
        return bank_from_file(
            path,
            folder,
            library.template,
            library.templates().keys(),
            lambda named: chosen or library.layout(named or HANDOUT),
        )

    def _hint(self, name: str, there_are: Iterable[str]) -> str:
        names = sorted(there_are)
        if not names:
            return f"there are none in {', '.join(map(str, self.places))}"
        if len(names) > MOST_LISTED and nearest(name, names) is None:
            return f"exgen list shows all {len(names)}"
        return did_you_mean(name, names)


def _holds_template(folder: Path) -> bool:
    return any((folder / file).is_file() for file in FILES)


def _name_of_folder(folder: Path) -> str:
    """The path-like name of a template's folder: its path below the nearest folder ``templates``, else its name."""
    parts = folder.resolve().parts
    if TEMPLATES in parts[:-1]:
        parts = parts[len(parts) - parts[::-1].index(TEMPLATES) :] or parts[-1:]
        return "/".join(parts)
    return parts[-1]


def _template_folders(place: Path) -> Iterator[tuple[str, Path]]:
    """The templates of a place by their names; folders inside a template are not looked into."""
    root = place / TEMPLATES
    for current, folders, files in os.walk(root):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        if set(FILES) & set(files):
            folders.clear()
            name = Path(current).relative_to(root).as_posix()
            if TEMPLATE_NAME.fullmatch(name):
                yield name, Path(current)


def _nearest(found: Iterable[tuple[str, Path]]) -> Mapping[str, Found]:
    """The first path of each name, with the different ones that follow."""
    by_name: dict[str, list[Path]] = {}
    for name, path in found:
        by_name.setdefault(name, []).append(path)
    return frozen(
        {
            name: Found(name, paths[0], tuple(path for path in paths[1:] if _content(path) != _content(paths[0])))
            for name, paths in sorted(by_name.items())
        }
    )


def _content(path: Path) -> list[bytes | None]:
    """The bytes of a bank's file or of a template's files."""
    files = [path / file for file in FILES] if path.is_dir() else [path]
    return [file.read_bytes() if file.is_file() else None for file in files]
