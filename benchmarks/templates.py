"""Every question template: a variant made ready to hand out and to check, its keys confirmed, the sheets printed."""

from __future__ import annotations

import gc
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.measuring import process_timing, timing
from benchmarks.processes import COMMAND
from exgen.grading.diagnosis import diagnosis
from exgen.questions import Library
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercises
from exgen.questions.proofs import proof
from exgen.questions.prose import derivation_markdown
from exgen.questions.records import BankQuestion, Template, Variant
from exgen.questions.rejections import rejection

VARIANTS = 20
"""So many variants of each template, or of each question of a bank, are made."""


BANK_QUESTIONS = 30
"""So many questions a large bank has."""


def template_figures(library: Library) -> Iterator[Figure]:
    """Variants of all templates, the proof of all banks, and the published sheets as PDFs."""
    yield from _variant_figures(library)
    yield from _proof_figures(library)
    yield _published_figure(library)


def _variant_figures(library: Library) -> Iterator[Figure]:
    """A variant with keys, derivations, and every mistake tried on every part, so that only its response is missing."""
    seconds: dict[str, list[float]] = {}
    for name in library.templates():
        template = library.template(name)
        made = Exercises(template)
        variants = [_drawn(template, made, name, seed) for seed in range(VARIANTS)]
        _make_ready(made, variants[0])
        gc.collect()
        gc.disable()  # the memory of other templates is not tidied meanwhile
        seconds[name] = list(timing(partial(_make_ready, made, variant) for variant in variants).seconds)
        gc.enable()
    everything = [one for found in seconds.values() for one in found]
    slowest = max(seconds, key=lambda name: max(seconds[name]))
    what = f"a variant of any of {len(seconds)} templates with keys, derivations and all single mistakes tried"
    yield Figure(what, median(everything), 0.005)
    yield Figure("- the slowest", max(everything), 0.050, note=slowest)


def _drawn(template: Template, made: Exercises, name: str, seed: int) -> Variant:
    return draw(template, name, seed, "", accepts=lambda values: rejection(made.exercise(values)))


def _make_ready(made: Exercises, variant: Variant) -> None:
    exercise = made.exercise(variant.parameters)
    for part in exercise.parts:
        assert part.key is None or part.key_text
        derivation_markdown(exercise, part)
        if part.laid is not None:
            subject = part.laid.network
            diagnosis(exercise.runs[subject], part.laid, exercise.networks[subject], lambda _: True)


def _proof_figures(library: Library) -> Iterator[Figure]:
    """The keys of all banks confirmed by the oracle; what was confirmed for an earlier question is remembered."""
    questions = [question for name in library.banks() for question in library.bank(name).questions]
    seconds = timing([partial(_prove, library, question) for question in questions]).seconds
    what = (
        f"proof of all {len(library.banks())} banks ({len(questions)} questions), {VARIANTS} variants of each question"
    )
    yield Figure(what, sum(seconds), 60)
    most = sorted(seconds)[-BANK_QUESTIONS:]
    yield Figure(f"- of the {len(most)} questions that take longest, which make a bank", sum(most), 20)


def _prove(library: Library, question: BankQuestion) -> None:
    template = library.template(question.template)
    made = Exercises(template)
    for seed in range(VARIANTS):
        exercise = made.exercise(_drawn(template, made, question.id, seed).parameters)
        for part in exercise.parts:
            proof(exercise, part)


def _published_figure(library: Library) -> Figure:
    """All published sheets with their solutions, one command after the other."""
    banks = tuple(library.banks())
    what = f"the {len(banks)} sheets as published with solutions, by typst"
    with TemporaryDirectory() as folder:
        seconds = 0.0
        for bank in banks:
            out = Path(folder) / bank
            command = [*COMMAND, "sheet", bank, "--as-published", "--seed", "1", "--pdf-engine", "typst"]
            try:
                seconds += process_timing([*command, "--out", str(out)], 1).least
            except subprocess.CalledProcessError as error:
                lines = error.stderr.strip().splitlines()
                return Figure(what, None, 15, note=f"{bank}: {lines[-1] if lines else 'failed'}")
            assert len(list(out.glob("students/*.pdf"))) == len(list(out.glob("teacher/solutions/*.pdf"))) == 1, bank
    return Figure(what, seconds, 15)
