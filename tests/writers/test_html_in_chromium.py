"""Pages of HTML in Chromium: axe, the checker of accessibility, finds nothing, by day and by night."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from exgen.writers.document import SheetDocument
from exgen.writers.html import html_page
from exgen.writers.markdown import markup_of_documents
from tests.writers.every_part import SHEET, SOLUTION

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--virtual-time-budget=20000", "--dump-dom",
)  # fmt: skip
_SCHEMES = {"light": "1", "dark": "0"}
_RUN = """axe.run().then(found => {
  const told = document.createElement("pre");
  told.id = "axe";
  told.textContent = JSON.stringify({passed: found.passes.map(each => each.id), violated: found.violations.map(
    each => [each.id, each.nodes.map(node => node.html)])});
  document.body.appendChild(told);
})"""


@cache
def _axe() -> Path | None:
    """The script of axe, as the package axe-playwright-python brings it along; nothing of Playwright is needed."""
    found = find_spec("axe_playwright_python")
    place = None if found is None or found.origin is None else Path(found.origin).with_name("axe.min.js")
    return place if place is not None and place.is_file() else None


def _told(page: str, scheme: str, folder: Path) -> Any:
    """What axe says of a page as Chromium shows it."""
    chromium, axe = shutil.which("chromium"), _axe()
    if chromium is None or axe is None:
        pytest.skip("there is no Chromium" if chromium is None else "axe-playwright-python is not installed")
    script = axe.read_text(encoding="utf-8").replace("</script", "<\\/script")
    # what is added for the test, the page's own policy would not run
    tested = re.sub(r"<meta http-equiv[^>]*>", "", page)
    tested = tested.replace("</body>", f"<script>{script}</script><script>{_RUN}</script></body>")
    place = folder / "page.html"
    place.write_text(tested, encoding="utf-8")
    scheme_flag = f"--blink-settings=preferredColorScheme={_SCHEMES[scheme]}"
    command = [chromium, *_FLAGS, f"--user-data-dir={folder / 'profile'}", scheme_flag, place.as_uri()]
    dumped = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    found = re.search(r'<pre id="axe">(.*?)</pre>', dumped, re.DOTALL)
    assert found is not None, dumped[-500:]
    return json.loads(unescape(found[1]))


@pytest.mark.parametrize(("document", "scheme"), [(SHEET, "light"), (SOLUTION, "dark")], ids=["sheet", "solution"])
def test_axe_finds_nothing(document: SheetDocument, scheme: str, tmp_path: Path) -> None:
    page = html_page(document, markup_of_documents([SHEET, SOLUTION], ("html",)))
    told = _told(page, scheme, tmp_path)
    assert told["violated"] == []
    assert {"color-contrast", "heading-order", "html-has-lang", "document-title"} <= set(told["passed"])
    assert document.is_solution or "label" in told["passed"]


def test_axe_finds_what_is_wrong(tmp_path: Path) -> None:
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><main><h1>T</h1><input></main></body></html>'
    )
    assert [id for id, _ in _told(page, "light", tmp_path)["violated"]] == ["label"]
