"""``python -m benchmarks.mutations``: break every rule in every spot, and see whether the oracle notices.

Tests that pass prove little unless they fail where something is wrong. Each rule is broken in memory (``mutants``), and
what it gives on small networks is held to what the oracle counted (``probes``), as the tests and the proof of a key do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from benchmarks.mutants import Mutant, all_mutants
from benchmarks.probes import Probe, forget, probes
from exgen.engine.registry import Registry
from exgen.engine.rules import RULES
from exgen.errors import ExgenError

_SIZE = "only the size of the input is read here, not its entries"

EQUIVALENT: dict[str, str] = {
    "joined_stride: min for max: min(terms)": "branches of unlike strides are refused: their interval is none",
    "spread_gradient: another M": _SIZE,
    "convolution_input_gradient: another M": _SIZE,
    "shared_gradient: another M": _SIZE,
    "unflattened: another M": _SIZE,
    "toeplitz: another M": _SIZE,
    "added_blocks: another K": "only a mistake reads the kernel's size here: kernels laid side by side",
}
"""Mutants that give the same on all numbers that a network can have, each with the reason."""


class Tried(NamedTuple):
    """A mutant, and whether a probe noticed it."""

    mutant: Mutant
    is_noticed: bool


def tried(mutants: Iterable[Mutant], probing: Sequence[Probe]) -> list[Tried]:
    """Every mutant put in for its rule, and whether some probe that uses the rule notices."""
    found: list[Tried] = []
    using = _by_rule(probing)
    for mutant in mutants:
        name = mutant.rule.name
        fitting = using.get(name, [])
        right, RULES[name] = RULES[name], mutant.rule
        try:
            forget()
            noticing = next((probe for probe in fitting if _fails(probe)), None)
        finally:
            RULES[name] = right
        found.append(Tried(mutant, noticing is not None))
        if noticing is not None:  # likely to notice the next mutant of this rule
            fitting.remove(noticing)
            fitting.insert(0, noticing)
    forget()
    return found


def _by_rule(probing: Sequence[Probe]) -> dict[str, list[Probe]]:
    """The probes that use each rule: no other can notice that it is broken."""
    used: set[str] = set()
    found: dict[str, list[Probe]] = {}
    entry = Registry.__getitem__

    def noted(registry: Registry[Any], name: str) -> Any:
        used.add(name)
        return entry(registry, name)

    with patch.object(Registry, "__getitem__", noted):
        for probe in probing:
            used.clear()
            forget()
            _fails(probe)
            for name in used:
                found.setdefault(name, []).append(probe)
    return found


def _fails(probe: Probe) -> bool:
    """Whether what the rules give is not what was counted, or they give nothing."""
    try:
        return not probe()
    except (ExgenError, ArithmeticError, AssertionError, IndexError, TypeError, ValueError):
        return True


def survivors(found: Iterable[Tried]) -> list[str]:
    """Mutants that nothing noticed, and for which there is no reason."""
    names = (f"{one.mutant.rule.name}: {one.mutant.what}" for one in found if not one.is_noticed)
    return [name for name in names if name not in EQUIVALENT]


def page(found: Sequence[Tried]) -> str:
    """The result as a page of Markdown."""
    noticed = sum(one.is_noticed for one in found)
    lines = [
        "# Broken rules are noticed",
        "",
        "Written by `make mutations`, which breaks every rule of the engine in turn, in every spot: a number one",
        "larger, a letter left out, + for -, `ceil` for `floor`, a transpose dropped. Each broken rule is put in for",
        "the right one, and what then comes out of small networks is held to what the oracle counts, which knows no",
        "rule, and of graphs to central differences.",
        "",
        f"{len(found)} mutants of {len(RULES)} rules were tried, {noticed} were noticed, "
        f"{len(found) - noticed - len(survivors(found))} give the same on every network.",
        "",
        "| rule | mutants | noticed |",
        "| --- | --- | --- |",
    ]
    for name in RULES:
        of_rule = [one for one in found if one.mutant.rule.name == name]
        lines.append(f"| `{name}` | {len(of_rule)} | {sum(one.is_noticed for one in of_rule)} |")
    if EQUIVALENT:
        lines += ["", "| gives the same | because |", "| --- | --- |"]
        lines += [f"| `{name}` | {reason} |" for name, reason in EQUIVALENT.items()]
    lines += [f"\nNot noticed: `{name}`" for name in survivors(found)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Try, print, and with ``--write FILE`` write the page; 1 where a mutant is not noticed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description="Break every rule in turn.")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page into this file too")
    arguments = parser.parse_args()
    found = tried(all_mutants(), probes())
    text = page(found)
    sys.stdout.write(text)
    if arguments.write is not None:
        arguments.write.write_text(text, "utf-8", newline="\n")
    return 1 if survivors(found) else 0


if __name__ == "__main__":
    sys.exit(main())
