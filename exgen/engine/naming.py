"""Which network is meant: a known name, a text, or a file with one."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import isfile

from exgen.engine.architectures import ARCHITECTURES, FAMILIES, architecture, family
from exgen.engine.calls import without_prefix
from exgen.engine.drafts import NetworkDraft
from exgen.engine.layers import KINDS
from exgen.engine.reading import MOST_CHARACTERS, read_input, read_network
from exgen.errors import NetworkError, did_you_mean
from exgen.expressions.patterns import pattern

_WORD = pattern(r"[\w./\\~-]+")
FEWEST_LETTERS = 3
"""A word of so many letters may be the beginning of a known name."""
_SPACED = pattern(r"[A-Za-z][\w -]*")


def network_from(text: str, input: str | Sequence[object] | None = None, *, with_files: bool = False) -> NetworkDraft:
    """The network meant by a known name, by a network's text or, where asked for, by the path of a file with one.

    Without ``input`` a known network gets its own image size; other networks need one. Files are opened only
    ``with_files``: a name in somebody's question template must not read from the disk.

    Raises NetworkError for what cannot be read.

    >>> network_from("vgg16", "3x64x64").input
    (3, 64, 64)
    >>> network_from("Conv2d(1, 6, 5); ReLU()", "1x28x28").layers[1].text
    'ReLU()'
    """
    word = text.strip()
    if _WORD.fullmatch(word) and word in ARCHITECTURES:
        known = architecture(word)
        return known if input is None else known.with_input(read_input(input))
    if with_files and _is_file(word):
        text = _file_text(word)
    elif _WORD.fullmatch(word) and without_prefix(word) not in KINDS:
        raise NetworkError(_unknown_word(word, with_files))
    elif _SPACED.fullmatch(word) and (joined := "".join(word.split()).lower()) in ARCHITECTURES:
        raise NetworkError(f'"{word}" is no known network and no layer; did you mean "{joined}"?')
    if input is None:
        raise NetworkError("the size of the network's input is missing; give one such as 3x224x224")
    return read_network(text, input)


def _unknown_word(word: str, with_files: bool) -> str:
    begun = _begun_by(word)
    quoted = ", ".join(f'"{name}"' for name in begun)
    hint = f"did you mean {quoted}?" if begun else did_you_mean(word, {*ARCHITECTURES, *KINDS})
    if hint.startswith("allowed"):
        first = ", ".join(next(iter(family(title))) for title in FAMILIES)
        hint = f"known networks: {first} and {len(ARCHITECTURES) - len(FAMILIES)} more of their families"
    return f'"{word}" is no known network{", no file" if with_files else ""} and no layer; {hint}'


def _begun_by(word: str) -> list[str]:
    """The known names that go on behind a word, however its letters are joined.

    >>> _begun_by("DCGAN"), _begun_by("mobilenet-v3"), _begun_by("resnet50")
    (['dcgan_generator'], ['mobilenet_v3_small', 'mobilenet_v3_large'], [])
    """
    begun = _letters(word)
    names = [name for name in ARCHITECTURES if _letters(name).startswith(begun)] if len(begun) >= FEWEST_LETTERS else []
    return names if all(_letters(name) != begun for name in names) else []


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _is_file(path: str) -> bool:
    return "\n" not in path and "\0" not in path and isfile(path)


def _file_text(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read(MOST_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise NetworkError(f"{path}: cannot be read as text ({error})") from None
