"""Killed at random moments and started again: the bytes of an undisturbed run, and nothing beside them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.sheets.killing import content, killed_and_gone_on_with

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["typst", pytest.param("latex", marks=pytest.mark.latex)])
def test_what_was_killed_ten_times_is_gone_on_with_to_the_same_bytes(tmp_path: Path, engine: str) -> None:
    caught, whole, disturbed = killed_and_gone_on_with(tmp_path, engine, kills=10, seed=7)
    assert caught > 3
    assert content(disturbed) == content(whole)
    assert sorted(os.listdir(tmp_path)) == ["disturbed", "roster.csv", "whole"]
