"""A process that compiles typst sources one after another; started by ``typst_pool``, never imported.

Requests and replies on the standard streams are a line of JSON, ``{"length": n, ...}``, and n bytes. A
request is a source; ``"system_fonts": true`` lets fonts of the machine help out for scripts that typst's own
fonts lack. A reply is a PDF, or typst's message with ``"failed": true``. The compiler sees one empty folder
and no packages; the folder is that in which the process is started, and belongs to who starts it.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO

import typst


def serve(requests: BinaryIO, replies: BinaryIO, sealed_folder: str) -> None:
    """Answer requests until their stream ends."""
    compilers: dict[bool, typst.Compiler] = {}
    while line := requests.readline():
        request = json.loads(line)
        source = requests.read(request["length"])
        uses_system_fonts = request["system_fonts"]
        if uses_system_fonts not in compilers:
            compilers[uses_system_fonts] = typst.Compiler(
                root=sealed_folder,
                ignore_system_fonts=not uses_system_fonts,
                package_path=sealed_folder,
            )
        try:
            reply = compilers[uses_system_fonts].compile(source, format="pdf")
            has_failed = not isinstance(reply, bytes)
        except typst.TypstError as error:
            reply, has_failed = error.message.encode(), True
        body = reply if isinstance(reply, bytes) else b"typst returned no single file"
        replies.write(json.dumps({"length": len(body), "failed": has_failed}).encode() + b"\n" + body)
        replies.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, os.getcwd())
