"""A process that compiles typst sources one after another; started by ``typst_pool``, never imported.

Requests and replies on the standard streams are a line of JSON, ``{"length": n, ...}``, and n bytes. A request is a
source; ``"system_fonts": true`` lets fonts of the machine help out for scripts that typst's own fonts lack; with
``"ppi"`` its one page is drawn with so many pixels per inch. A reply is a PDF (or PNG), or typst's message with
``"failed": true``. A text for which no font has all letters is told as ``"unprinted"``: boxes stand in its place, and
the PDF does not claim to be accessible, nor does one with another PDF in it, a logo. The compiler sees one folder and
no packages; the folder is that in which the process is started, and belongs to who starts it.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import BinaryIO

import typst

STANDARD = "ua-1"
"""PDF/UA-1 (ISO 14289-1): typst refuses what a screen reader could not read, such as a formula without alternative."""

_UNPRINTED = re.compile("PDF/UA-1 error: the text `(?P<text>.*)` could not be displayed with", re.DOTALL)
_PDF_WITHIN = re.compile("embedding PDFs is currently not supported in this export mode")
_ESCAPED = re.compile(r"\\(?:u\{(?P<code>[0-9a-f]+)\}|(?P<sign>.))", re.DOTALL)


def drawn(compiler: typst.Compiler, source: bytes, ppi: float) -> tuple[dict[str, bool | str], bytes]:
    """The PNG of a source that is one page, or typst's message."""
    try:
        png = compiler.compile(source, format="png", ppi=ppi)
    except typst.TypstError as error:
        return {"failed": True}, error.message.encode()
    if not isinstance(png, bytes):
        return {"failed": True}, b"typst returned no single page"
    return {"failed": False, "unprinted": ""}, png


def reply(compiler: typst.Compiler, source: bytes) -> tuple[dict[str, bool | str], bytes]:
    """The PDF of a source, or typst's message, and what is told of it."""
    unprinted, standards = "", [STANDARD]
    while True:
        try:
            pdf = compiler.compile(source, format="pdf", pdf_standards=standards)  # type: ignore[arg-type]  # its types lack newer standards
        except typst.TypstError as error:
            missing = _UNPRINTED.match(error.message)
            if not standards or not (missing or _PDF_WITHIN.match(error.message)):
                return {"failed": True}, error.message.encode()
            unprinted, standards = _unquoted(missing["text"]) if missing else "", []
            continue
        if not isinstance(pdf, bytes):
            return {"failed": True}, b"typst returned no single file"
        return {"failed": False, "unprinted": unprinted}, pdf


def _unquoted(text: str) -> str:
    """A string as typst shows it, between quotation marks, as the text that it is."""
    return _ESCAPED.sub(lambda found: chr(int(found["code"], 16)) if found["code"] else found["sign"], text[1:-1])


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
        compiler, ppi = compilers[uses_system_fonts], request.get("ppi")
        header, body = reply(compiler, source) if ppi is None else drawn(compiler, source, ppi)
        replies.write(json.dumps({"length": len(body), **header}).encode() + b"\n" + body)
        replies.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, os.getcwd())
