"""Every rule that is broken is noticed, and nothing is where none is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.mutants import Mutant, all_mutants, mutants
from benchmarks.mutations import EQUIVALENT, page, survivors, tried
from benchmarks.probes import probes
from exgen.engine.rules import RULES
from tests.grading.mistakes_page import PAGE as BESIDE

PAGE = BESIDE.with_name("mutations.md")


def test_a_line_is_broken_in_every_spot() -> None:
    lines = {mutant.rule.line for mutant in mutants(RULES["additions_per_output"])}
    assert lines >= {"m - 1", "B", "m - 1 - B", "m + B", "1 + B", "m + 1 + B", "m - 2 + B"}
    assert RULES["additions_per_output"].line not in lines


def test_every_rule_has_mutants() -> None:
    assert {mutant.rule.name for mutant in all_mutants()} == set(RULES)


@pytest.mark.slow
def test_the_rules_as_they_are_agree_with_every_probe_and_a_broken_one_does_not() -> None:
    probing = probes()
    right = Mutant(replace(RULES["multiplications"]), "nothing")
    wrong = Mutant(replace(RULES["multiplications"], line="m + V"), "+ for *")
    assert [one.is_noticed for one in tried([right, wrong], probing)] == [False, True]
    assert all(probe() for probe in probing)


@pytest.mark.slow
def test_every_broken_rule_is_noticed() -> None:
    found = tried(all_mutants(), probes())
    assert len(found) >= 40
    assert survivors(found) == []
    unnoticed = {f"{one.mutant.rule.name}: {one.mutant.what}" for one in found if not one.is_noticed}
    assert unnoticed == set(EQUIVALENT)
    assert PAGE.read_text("utf-8") == page(found), "make mutations"
