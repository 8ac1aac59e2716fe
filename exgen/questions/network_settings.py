"""What a network's table says beside its layers: its batch, and how many bytes a number takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from exgen.engine.arguments import read_size
from exgen.engine.conventions import OWN, Conventions
from exgen.engine.drafts import NetworkDraft
from exgen.engine.networks import Network, Size
from exgen.errors import ExpressionError, InputError, NetworkError, did_you_mean
from exgen.expressions import names_in
from exgen.questions.domains import Parameter
from exgen.questions.naming import NAME
from exgen.questions.records import NetworkSource

PRECISIONS: Mapping[str, int] = {"float16": 2, "float32": 4, "float64": 8}
"""How many bytes a number takes, by the name of its type; float32 unless a template says otherwise."""


def is_wildcard(batch: str | None, declared: Collection[str]) -> bool:
    """Whether a batch is a mere letter in front of shapes: a name that is no parameter and no symbol.

    >>> is_wildcard("N", ["H"]), is_wildcard("B", ["B"]), is_wildcard("32", [])
    (True, False, False)
    """
    return batch is not None and NAME.fullmatch(batch) is not None and batch not in declared


def with_settings(
    draft: NetworkDraft, source: NetworkSource, declared: Collection[str], bytes: int, conventions: Conventions
) -> NetworkDraft:
    """The draft with the batch of its table (``declared`` are parameters and symbols), numbers of so many bytes, and
    the conventions that it keeps to: those of the template, unless its table says how it convolves.
    """
    batch: Size = 1
    if source.batch is not None and not is_wildcard(source.batch, declared):
        batch = read_size(source.batch)
    if source.flips:
        conventions = replace(conventions, convolution="flipped")
    if batch == 1 and bytes == 4 and conventions == OWN:
        return draft
    return replace(draft, batch=batch, bytes_per_number=bytes, conventions=conventions)


def number_bytes(source: NetworkSource, parameters: Mapping[str, Parameter]) -> int:
    """How many bytes a number of a network takes: by the name of a type, as a number, or as a parameter says.

    Raises InputError for what is neither.
    """
    precision: object = source.precision if source.precision is not None else "float32"
    if isinstance(precision, str) and precision in parameters:
        precision = parameters[precision]
    if isinstance(precision, int) and precision >= 1:
        return precision
    if str(precision) in PRECISIONS:
        return PRECISIONS[str(precision)]
    hint = did_you_mean(str(precision), [*PRECISIONS, *parameters])
    raise InputError(f'precision: "{precision}" is no type of numbers, and no number of bytes from 1; {hint}')


def batch_axis(
    source: NetworkSource, network: Network | NetworkDraft, symbols: Collection[str], parameters: Collection[str]
) -> str | int | None:
    """What stands in front of a whole shape: a letter or a number; nothing where no batch is spoken of."""
    if source.batch is None or source.batch in symbols or is_wildcard(source.batch, [*symbols, *parameters]):
        return source.batch
    if isinstance(network.batch, int):
        return network.batch
    raise InputError("batch: a batch that depends on a symbol is that symbol alone, so that shapes can begin with it")


def settings_problems(
    batch: str | None, precision: str | int | None, declared: Collection[str], parameters: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with a table's ``batch`` and ``precision``: the key, and a sentence."""
    if batch is not None and not is_wildcard(batch, declared):
        try:
            size = read_size(batch)
        except (ExpressionError, NetworkError) as error:
            yield "batch", f'"{batch}" is no name, number or formula: {error}'
        else:
            unknown = [] if isinstance(size, int) else [name for name in names_in(size) if name not in declared]
            if unknown:
                hint = did_you_mean(unknown[0], declared) if declared else "there is none"
                yield "batch", f'"{unknown[0]}" is no parameter and no symbol; {hint}'
            elif isinstance(size, int) and size < 1:
                yield "batch", f"found {size}; a batch has 1 example or more"
    if precision is None or precision in parameters or precision in PRECISIONS:
        return
    if isinstance(precision, str) or precision < 1:
        hint = did_you_mean(str(precision), [*PRECISIONS, *parameters])
        yield "precision", f'"{precision}" is no type of numbers, no parameter, and no number of bytes from 1; {hint}'
