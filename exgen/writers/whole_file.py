"""Files that appear whole or not at all, and those that an engine reads."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from exgen.errors import InputError

NO_FILES: Mapping[str, bytes] = MappingProxyType({})


def write_whole(path: Path, content: str | bytes) -> None:
    """Write bytes, or a text as UTF-8 with plain line ends; whatever goes wrong, what stood there before still does.

    Where ``path`` is a link, the file it leads to is meant. Raises InputError where the place cannot be written.
    """
    try:
        place = path.resolve()
        if place.is_dir():
            raise InputError(f"{path}: this is a folder; the name of a file is needed")
        descriptor, new = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
            os.chmod(new, place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask())
            os.replace(new, place)
        except BaseException:
            with suppress(OSError):
                os.unlink(new)
            raise
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, given by their places, into a folder."""
    for place, data in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _umask() -> int:
    """What the system takes from the rights of new files; it can only be read by setting it."""
    umask = os.umask(0)
    os.umask(umask)
    return umask
