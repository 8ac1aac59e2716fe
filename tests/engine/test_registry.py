"""Names whose modules are imported late: found, in order, and not before somebody asks."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from exgen.engine.architectures import ARCHITECTURES, FAMILIES, family
from exgen.engine.registry import Registry
from exgen.engine.rules import RULES

TABLE = """
import json, sys
from exgen.engine.network_report import finished_network, network_report
network_report(finished_network("Conv2d(3, 16, 5); ReLU", "3x32x32"))
print(json.dumps([name for name in sys.modules if name.startswith("exgen.")]))
"""
NOT_FOR_TABLES = ("by_hand", "mal_rules", "oracle", "graphs", "printed_models", "laid_quantities", "proof")


def late(calls: list[str], *names: str) -> dict[str, int]:
    calls.extend(names)
    return {name: len(name) for name in names}


def test_only_what_is_asked_for_is_brought_in() -> None:
    calls: list[str] = []
    registry = Registry({"sum": 3}, {"a": lambda: late(calls, "alpha"), "b": lambda: late(calls, "beta", "sigma")})
    assert registry["sum"] == 3
    assert calls == []
    assert registry["beta"] == 4
    assert calls == ["beta", "sigma"]
    assert list(registry) == ["sum", "alpha", "beta", "sigma"]
    assert [registry.place_of(name) for name in registry] == [0, 1, 2, 3]
    assert calls == ["beta", "sigma", "alpha"]


def test_a_name_that_begins_otherwise_is_found_too_and_an_unknown_one_is_a_key_error() -> None:
    registry = Registry({}, {"a": lambda: late([], "omega"), "b": lambda: late([], "beta")})
    assert registry["omega"] == 5
    assert "psi" not in registry
    with pytest.raises(KeyError):
        registry["psi"]


def test_what_is_put_in_the_place_of_an_entry_stays() -> None:
    registry = Registry({}, {"a": lambda: late([], "alpha")})
    registry["alpha"] = 7
    assert (registry["alpha"], len(registry)) == (7, 1)


def test_rules_and_known_networks_have_one_place_each() -> None:
    assert [RULES.place_of(name) for name in RULES] == list(range(len(RULES)))
    assert all(rule.name == name for name, rule in RULES.items())
    assert list(ARCHITECTURES) == [name for title in FAMILIES for name in family(title)]


def test_a_table_needs_no_work_by_hand_no_mistakes_no_oracle_and_no_known_network() -> None:
    told = subprocess.run([sys.executable, "-c", TABLE], check=True, capture_output=True, text=True).stdout
    rooms = {name.removeprefix("exgen.engine.").split(".")[0] for name in json.loads(told)}
    assert "layers" in rooms
    assert not rooms & set(NOT_FOR_TABLES)
    assert not any(name.startswith("exgen.engine.architectures.resnet") for name in json.loads(told))
