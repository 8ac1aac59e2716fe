"""What matrix expressions are compared over: the shapes of names, and the lines that define further names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

from exgen.answers.options import Options, list_of_texts_problems, shown, texts
from exgen.errors import ExpressionError
from exgen.expressions import Node
from exgen.expressions.matrices import Shape, Size, read_matrices, shape_of, shape_text
from exgen.expressions.matrix_functions import SPELLINGS
from exgen.expressions.matrix_tokens import GRADIENT, NAME, PI, ones_name
from exgen.expressions.patterns import pattern

KIND = "matrix_expression"
ASKED = "asked"
"""The option that names the gradient that is asked for."""
SETTING = "setting"
"""Where settled options have their `MatrixSetting`."""
WANTED = "wanted"
"""Where settled options have the shape of the key."""
COUNTED = "counted"
"""Whether letters of sizes are numbers wherever they stand, where a response is read again."""
UNSPOKEN = "_drawn_from"
"""The end of a name that no response may speak of: it is there so that a line can make another one of it."""
SIZES_AT_MOST = 12
"""Different sizes beside 1 that shapes may speak of."""
NAMES_AT_MOST = 100

_IS_NAME = pattern(NAME)
_SHAPES_FORM = 'shapes are written {"W": ["h", "d"], "x": ["d", 1]}, each size a letter or a whole number from 1'

Shapes: TypeAlias = "tuple[tuple[str, Shape], ...]"
Lines: TypeAlias = "tuple[tuple[str, Node], ...]"


@dataclass(frozen=True, eq=False)
class MatrixSetting:
    """Names with their shapes, first those that have seeded values (``free``), then those of ``lines`` in their order.

    Sizes are as they were written: different letters and numbers are different sizes. There is one setting for the
    same options, so that it can be told from others, and what is known of it found, without looking into it.
    """

    free: Shapes
    lines: Lines = ()
    defined: Shapes = ()
    aliases: tuple[tuple[Size, Size], ...] = ()
    """Sizes that are no longer told apart, and what each is now."""

    @cached_property
    def kept(self) -> dict[int, Any]:
        """What is known of keys and the like in it, which come again and again, by their ids."""
        return {}

    @cached_property
    def kept_for_now(self) -> dict[int, Any]:
        """What is known of responses in it, by their ids: each is compared a few times, and never comes again."""
        return {}

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """The shape of every name, of ``ones(n)`` and the like too."""
        return MappingProxyType(with_ones({**dict(self.free), **dict(self.defined)}, self.aliases))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name, in the order in which they were declared."""
        return tuple(name for name, _ in (*self.free, *self.defined))

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        """The names that a formula may speak of."""
        return tuple(name for name in self.names if not name.endswith(UNSPOKEN))

    @cached_property
    def sizes(self) -> tuple[str, ...]:
        """Every size but 1, as a text, in the order in which they were declared."""
        sizes = dict.fromkeys(size for _, shape in (*self.free, *self.defined) for size in shape if size != 1)
        return tuple(map(str, sizes))

    @cached_property
    def counts(self) -> Mapping[str, Size]:
        """The letters that are sizes and no names, and the size that each is."""
        aliases = dict(self.aliases)
        letters = self._letters | {size for size in aliases if isinstance(size, str)}
        return {letter: aliases.get(letter, letter) for letter in letters - frozenset(self.names)}

    @cached_property
    def scalars(self) -> frozenset[str]:
        """The names that are one number, and the letters that are sizes."""
        return frozenset(name for name, shape in self.shapes.items() if shape == (1, 1))

    @property
    def _letters(self) -> frozenset[str]:
        shapes = (shape for _, shape in (*self.free, *self.defined))
        return frozenset(size for shape in shapes for size in shape if isinstance(size, str))

    @cached_property
    def with_equal_sizes(self) -> MatrixSetting:
        """The setting in which all sizes but 1 are the same, so that a matrix fits where its transpose does."""
        free, defined = (
            tuple((name, (_equal(rows), _equal(columns))) for name, (rows, columns) in shapes)
            for shapes in (self.free, self.defined)
        )
        sizes = dict.fromkeys(size for _, shape in (*self.free, *self.defined) for size in shape)
        return MatrixSetting(free, self.lines, defined, tuple((size, _equal(size)) for size in sizes))


def with_ones(shapes: Mapping[str, Shape], aliases: Iterable[tuple[Size, Size]] = ()) -> dict[str, Shape]:
    """Shapes of names with those of the matrices of ones in their sizes, and of the sizes, which are numbers, and of π.

    >>> with_ones({"x": ("d", 1)})  # doctest: +NORMALIZE_WHITESPACE
    {'pi': (1, 1), 'd': (1, 1), 'ones(d, d)': ('d', 'd'), 'ones(d)': ('d', 1), 'ones(1, d)': (1, 'd'),
     'ones(1)': (1, 1), 'x': ('d', 1)}
    """
    sizes = {size: size for shape in shapes.values() for size in shape} | {1: 1} | dict(aliases)
    named = sizes.items()
    ones = {ones_name(rows, columns): (size, other) for rows, size in named for columns, other in named}
    letters: dict[str, Shape] = {size: (1, 1) for size in sizes if isinstance(size, str)}
    return {PI: (1, 1), **letters, **ones, **shapes}


def _equal(size: Size) -> Size:
    return 1 if size == 1 else "n"


def setting_of(options: Options) -> MatrixSetting:
    """The setting of options that have no problems.

    >>> setting = setting_of({"shapes": {"W": ["h", "d"], "x": ["d", 1]}, "given": ["z = W x"]})
    >>> setting.shapes["z"]
    ('h', 1)
    """
    if isinstance(setting := options.get(SETTING), MatrixSetting):
        return setting
    shapes = options.get("shapes")
    assert isinstance(shapes, Mapping)
    free = tuple((name, (rows, columns)) for name, (rows, columns) in shapes.items())
    return _setting(free, texts(options, "given"))


def wanted_shape(options: Options) -> Shape | None:
    """The shape of the key where options are settled, else None."""
    shape = options.get(WANTED)
    return (shape[0], shape[1]) if isinstance(shape, tuple) else None


@lru_cache(maxsize=256)
def _setting(shapes: Shapes, given: tuple[str, ...]) -> MatrixSetting:
    lines = tuple(map(_line, given))
    known = with_ones(dict(shapes))
    for name, node in lines:
        known[name] = shape_of(node, known)
    named = frozenset(name for name, _ in lines)
    free = tuple((name, shape) for name, shape in shapes if name not in named)
    return MatrixSetting(free, lines, tuple((name, known[name]) for name, _ in lines))


def _line(text: str) -> tuple[str, Node]:
    """The name that a line defines, and its formula."""
    name, equals, formula = text.partition("=")
    name = name.strip()
    if not equals or not _is_name(name):
        raise ExpressionError("no_equation", "a line is written z = W x + b")
    return _name(name), read_matrices(formula.rjust(len(text)))


def _name(text: str) -> str:
    """A name as the reader makes it: blanks in a gradient's name are none of it."""
    return "".join(text.split())


def _is_name(text: str) -> bool:
    return bool(GRADIENT.fullmatch(text) or _IS_NAME.fullmatch(text)) and text not in SPELLINGS


def setting_problems(options: Options) -> list[str]:
    """A line for everything wrong with ``shapes`` and ``given``; [] if `setting_of` can use them.

    >>> setting_problems({"shapes": {"W": ["h", "d"], "x": ["h", 1]}, "given": ["z = W x"]})
    ['matrix_expression: given "z = W x": W x does not fit: (h,d) times (h,1) (column 7)']
    """
    problems = _shapes_problems(options.get("shapes")) + list_of_texts_problems(KIND, options, "given")
    return problems or (_given_problems(options) + _asked_problems(options))


def _asked_problems(options: Options) -> list[str]:
    """A line for a name of what is asked that is none of a gradient."""
    asked = options.get(ASKED, "")
    if asked == "" or (isinstance(asked, str) and GRADIENT.fullmatch(asked)):
        return []
    return [f'{KIND}: {ASKED} names a gradient, as in "dl/dW1"; found {shown(asked)}']


def _shapes_problems(shapes: object) -> list[str]:
    if not isinstance(shapes, Mapping) or not shapes:
        return [f"{KIND}: {_SHAPES_FORM}"]
    problems: list[str] = []
    for name, shape in shapes.items():
        if not isinstance(name, str) or not _is_name(name) or name != _name(name):
            problems.append(f"{KIND}: shapes: {shown(name)} is no name that a matrix may have")
        if not isinstance(shape, (list, tuple)) or len(shape) != 2 or not all(map(_is_size, shape)):
            problems.append(f"{KIND}: shapes: {name} has the shape {shown(shape)}; {_SHAPES_FORM}")
    if problems:
        return problems
    sizes = {size for shape in shapes.values() for size in shape if size != 1}
    if len(sizes) > SIZES_AT_MOST:
        problems.append(f"{KIND}: shapes: {len(sizes)} different sizes; at most {SIZES_AT_MOST} are allowed")
    if len(shapes) > NAMES_AT_MOST:
        problems.append(f"{KIND}: shapes: {len(shapes)} names; at most {NAMES_AT_MOST} are allowed")
    return problems


def _is_size(size: object) -> bool:
    if isinstance(size, str):
        return _IS_NAME.fullmatch(size) is not None
    return isinstance(size, int) and not isinstance(size, bool) and size >= 1


def _given_problems(options: Options) -> list[str]:
    """A line for every line of ``given`` that cannot be used."""
    shapes = options["shapes"]
    assert isinstance(shapes, Mapping)
    known: dict[str, Shape] = {name: (rows, columns) for name, (rows, columns) in shapes.items()}
    defined: set[str] = set()
    problems: list[str] = []
    if len(texts(options, "given")) > NAMES_AT_MOST:
        return [f"{KIND}: more than {NAMES_AT_MOST} lines are given"]
    for text in texts(options, "given"):
        try:
            name, node = _line(text)
            usable = {key: value for key, value in known.items() if key != name or key in defined}
            shape = shape_of(node, with_ones(usable))
        except ExpressionError as error:
            return [*problems, f"{KIND}: given {shown(text)}: {error}"]
        if name in defined:
            problems.append(f"{KIND}: given {shown(text)}: {name} is given twice")
        elif known.get(name, shape) != shape:
            sentence = f"{name} is {shape_text(shape)} by this line and {shape_text(known[name])} by its shape"
            problems.append(f"{KIND}: given {shown(text)}: {sentence}")
        known[name] = shape
        defined.add(name)
    return problems
