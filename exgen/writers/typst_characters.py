"""Plain text in typst source."""

from __future__ import annotations

from exgen.writers.plain_text import one_line


def string(text: str) -> str:
    """Plain text (a name, a title) as a typst string, which prints it as it stands.

    >>> print(string('O"Neil #panic()'))
    "O\\"Neil #panic()"
    """
    quoted = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
