from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from exgen.errors import TemplateError
from exgen.questions.files import LARGEST_FILE, digest, text_of_file, toml_table


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = ", "f: line 1, at the end: this is not TOML: "),
        ("\n\na = 3x\n", "f: line 3, column 6: this is not TOML: "),
        ("a = 1\na = 2\n", "f: line 2, column 6: this is not TOML: "),
        ("a = " + "[" * 5000, "f: this is nested too deep"),
        ("a = " + "9" * 5000, "f: a number in it has too many digits"),
    ],
)
def test_broken_toml_is_an_error_with_its_place(text: str, message: str) -> None:
    with pytest.raises(TemplateError) as error:
        toml_table(text, "f", TemplateError)
    assert len(error.value.problems) == 1
    assert str(error.value).startswith(message)  # what follows differs between versions of Python


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.1", Fraction(1, 10)), ("-2.50", Fraction(-5, 2)), ("1_0.0", Fraction(10)), ("7", 7), ("1e3", 1000.0)],
)
def test_decimals_are_exact_and_scientific_numbers_stay_floats(text: str, value: object) -> None:
    found = toml_table(f"a = {text}", "f", TemplateError)["a"]
    assert found == value
    assert type(found) is type(value)


def test_a_huge_exponent_is_not_worked_out() -> None:
    assert toml_table("a = 1e999999999", "f", TemplateError) == {"a": float("inf")}


def test_a_byte_order_mark_is_passed_over() -> None:
    assert toml_table("\ufeffa = 1\r\n", "f", TemplateError) == {"a": 1}


def _message(path: Path, folder: Path | None) -> str:
    with pytest.raises(TemplateError) as error:
        text_of_file(path, folder, TemplateError)
    return str(error.value)


def test_a_text_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xc3\xa9\r\n")
    assert text_of_file(tmp_path / "a", tmp_path, TemplateError) == "é\r\n"


def test_files_that_cannot_be_read_are_errors_in_words(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"Gr\xf6\xdfe")
    (tmp_path / "large").write_bytes(b"x" * (LARGEST_FILE + 1))
    assert _message(tmp_path / "latin", None) == f"{tmp_path}/latin: not UTF-8 text (byte 3); save it as UTF-8"
    assert _message(tmp_path / "large", None) == f"{tmp_path}/large: 1000001 bytes; at most 1000000 are read"
    assert _message(tmp_path, None) == f"{tmp_path}: this is not a file"
    assert _message(tmp_path / "gone", None) == f"{tmp_path}/gone: cannot be read: No such file or directory"


def test_links_that_lead_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "template"
    folder.mkdir()
    (tmp_path / "secret").write_text("key", encoding="utf-8")
    (folder / "real").write_text("text", encoding="utf-8")
    (folder / "out").symlink_to(tmp_path / "secret")
    (folder / "inside").symlink_to(folder / "real")
    (folder / "loop").symlink_to(folder / "loop")
    assert text_of_file(folder / "inside", folder, TemplateError) == "text"
    assert _message(folder / "out", folder) == (
        f"{folder}/out: this leads out of {folder} by a symbolic link; a file must lie in its folder"
    )
    assert "cannot be read" in _message(folder / "loop", folder)


def test_a_digest_tells_names_and_texts_apart_and_never_changes() -> None:
    texts = [{"a": "bc"}, {"ab": "c"}, {"a": "b", "c": ""}, {"a": "bc\n"}, {"a": "bc\r\n"}]
    assert len({digest(sources) for sources in texts}) == len(texts)
    assert digest({"b": "2", "a": "1"}) == digest({"a": "1", "b": "2"}) == "c8a1a9358ed430aa2ff7d4eb2276867d"
