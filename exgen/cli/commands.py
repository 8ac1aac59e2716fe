"""A function for each command: it calls the room that does the work, prints, and returns the exit code."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from exgen.cli.streams import answer_requests, print_blocks, print_json
from exgen.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from exgen.grading.lint import Typeset
    from exgen.questions.library import Library
    from exgen.questions.records import Bank
    from exgen.questions.self_check import SheetRecord
    from exgen.sheets.command import Written
    from exgen.sheets.roster import Roster

DONE = 0
FOUND_WRONG = 1
INTERRUPTED = 130
PRACTICE_SEEDS = 1_000_000
"""A seed drawn to practise from lies below this, so that it can be typed again."""


def sheet(arguments: Namespace) -> int:
    """``exgen sheet``."""
    from exgen.questions.manifest import RosterRecord
    from exgen.sheets.command import make_sheet
    from exgen.writers.progress import progress_on

    library = _library(arguments)
    bank = library.bank(arguments.bank, layout=arguments.layout)
    folder = arguments.out or Path("build") / bank.name
    if arguments.add is not None:
        return _add(arguments, bank, folder)
    roster = _roster(arguments, arguments.roster)
    try:
        with progress_on(sys.stderr) as progress:
            written = make_sheet(
                bank,
                roster.students if roster else (),
                library,
                folder,
                seed=arguments.seed,
                as_published=arguments.as_published,
                solutions=not arguments.no_solutions,
                self_check=arguments.self_check,
                versions=arguments.versions,
                engine=arguments.pdf_engine,
                cluster=arguments.cluster,
                url=arguments.url or "",
                practice=arguments.practice or 0,
                columns=None if roster is None else RosterRecord(ids=roster.ids, names=list(roster.names)),
                formats=arguments.formats,
                progress=progress,
            )
    except KeyboardInterrupt:
        print("exgen: stopped; the same command goes on from there", file=sys.stderr)
        return INTERRUPTED
    _tell(written, roster)
    return DONE


def _tell(written: Written, roster: Roster | None) -> None:
    """Say what was written, and which characters could not be printed."""
    from exgen.cli.reports import sheet_blocks, unprinted_warning

    print_blocks(sheet_blocks(written, roster))
    if written.unprinted and written.head.pages is not None:
        warning = unprinted_warning(written.unprinted, by_latex=written.head.pages.engine == "latex")
        print(f"exgen: {warning}", file=sys.stderr)


def _add(arguments: Namespace, bank: Bank, folder: Path) -> int:
    """``exgen sheet BANK --add ROSTER``."""
    from exgen.sheets.joining import add_students, id_column_of
    from exgen.writers.progress import progress_on

    others = {
        "--roster": arguments.roster,
        "--seed": arguments.seed,
        "--as-published": arguments.as_published or None,
        "--no-solutions": arguments.no_solutions or None,
        "--self-check": arguments.self_check or None,
        "--cluster": arguments.cluster,
        "--versions": arguments.versions,
        "--pdf-engine": None if arguments.pdf_engine == "auto" else arguments.pdf_engine,
        "--url": arguments.url,
        "--layout": arguments.layout,
        "--format": arguments.formats or None,
        "--practice": arguments.practice,
    }
    given = [option for option, value in others.items() if value is not None]
    if given:
        raise InputError(f"sheet: --add makes sheets like those that are there; leave out {', '.join(given)}")
    roster = _roster(arguments, arguments.add, usual_ids=id_column_of(folder))
    with progress_on(sys.stderr) as progress:
        written = add_students(bank, roster.students if roster else (), folder, progress=progress)
    _tell(written, roster)
    return DONE


def _roster(arguments: Namespace, path: Path | None, usual_ids: str | None = None) -> Roster | None:
    """The roster that was given; ``usual_ids`` is the column of ids unless another is named."""
    from exgen.sheets.roster import read_roster

    if path is not None:
        return read_roster(
            path, id_column=arguments.id_column, name_columns=arguments.name_columns, usual_ids=usual_ids
        )
    if arguments.id_column is not None or arguments.name_columns:
        raise InputError("sheet: --id-column and --name-column are about a roster; give one with --roster or --add")
    return None


def rebuild(arguments: Namespace) -> int:
    """``exgen rebuild``."""
    from exgen.cli.reports import rebuilt_blocks
    from exgen.questions.manifest import read_manifest
    from exgen.sheets.rebuilding import rebuild as rebuilt
    from exgen.writers.progress import progress_on

    manifest = read_manifest(arguments.sheet)
    with progress_on(sys.stderr) as progress:
        made = rebuilt(
            manifest,
            arguments.sheet,
            arguments.out or Path("build") / f"{manifest.bank.name}.rebuilt",
            student=arguments.student,
            anyway=arguments.anyway,
            progress=progress,
        )
    print_blocks(rebuilt_blocks(made))
    return FOUND_WRONG if made.differing else DONE


def check(arguments: Namespace) -> int:
    """``exgen check``."""
    from exgen.cli.check_report import check_blocks
    from exgen.grading.responses import read_responses
    from exgen.grading.sheet_check import checked_sheet
    from exgen.questions.self_check import read_sheet

    _refuse_options_of_the_other_way(arguments)
    sheet = read_sheet(arguments.sheet)
    if arguments.responses is None:
        return _self_check(arguments, sheet)
    checked = checked_sheet(sheet, read_responses(arguments.responses, sheet))
    if arguments.json:
        print_json([student.as_json() for student in checked])
    else:
        print_blocks(check_blocks(sheet, checked))
    return DONE


def _refuse_options_of_the_other_way(arguments: Namespace) -> None:
    """Refuse options of ``exgen check`` that say nothing with a file of responses, or without one."""
    if arguments.responses is None and arguments.json:
        raise InputError("check: --json needs a file of responses")
    for option, is_given in (("--student", arguments.student is not None), ("--keys", arguments.keys)):
        if arguments.responses is not None and is_given:
            raise InputError(f"check: {option} is for a check without a file of responses")


def _self_check(arguments: Namespace, sheet: SheetRecord) -> int:
    """``exgen check SHEET``: one student's questions, asked at the terminal or answered by the lines of a pipe."""
    from exgen.cli.asking import read_leniently
    from exgen.cli.self_check import answered_questions, asked_student, summary_blocks
    from exgen.grading.sheet_check import student_of
    from exgen.questions.rebuilt import exercise_makers, rebuilt_questions

    student = student_of(sheet, arguments.sheet, arguments.student)
    if student is None and not sys.stdin.isatty():
        ids = did_you_mean("", (student.id for student in sheet.students))
        raise InputError(f"{arguments.sheet}: this sheet is of several students; name one by --student ID; {ids}")
    read_leniently()
    try:
        student = student or asked_student(sheet)
    except EOFError:
        print()
        return DONE
    questions = rebuilt_questions(sheet, student, exercise_makers(sheet))
    answered = answered_questions(sheet, student, questions)
    print_blocks(summary_blocks(student, questions, answered.outcomes, with_keys=arguments.keys))
    return INTERRUPTED if answered.is_interrupted else DONE


def practice(arguments: Namespace) -> int:
    """``exgen practice``."""
    from secrets import randbelow

    from exgen.cli.asking import read_leniently
    from exgen.cli.practice import practised, practised_blocks
    from exgen.grading.practice import practice_of

    chosen = practice_of(_library(arguments), arguments.name)
    seed = randbelow(PRACTICE_SEEDS) if arguments.seed is None else arguments.seed
    read_leniently()
    log = practised(chosen, seed)
    print_blocks(practised_blocks(log))
    return INTERRUPTED if log.is_interrupted else DONE


def preview(arguments: Namespace) -> int:
    """``exgen preview``."""
    from exgen.cli.preview import can_watch, looks_at, place_of, watched, written
    from exgen.questions.library import HANDOUT
    from exgen.sheets.preview import Preview

    library = _library(arguments)
    name, folder = library.folder_argument(arguments.template)
    out = place_of(arguments.out, name, folder)
    if not arguments.once:
        can_watch()
    layout = library.layout(HANDOUT)
    with Preview(name, folder, layout, seed=arguments.seed, language=arguments.language) as made:
        if arguments.once:
            print_blocks(written(made.previewed, out))
        else:
            print(f"watching {folder}; Ctrl-C ends", flush=True)
            watched(made.previewed, folder, out, looks_at(folder))
    return DONE


def audit(arguments: Namespace) -> int:
    """``exgen audit``."""
    from exgen.cli.audit_report import audit_blocks, total_block
    from exgen.cli.errata import write_errata
    from exgen.grading.audit import audits, audits_as_json, published_banks

    library = _library(arguments)
    banks = published_banks(library) if arguments.all else [library.bank(name) for name in arguments.banks]
    found = audits(banks, library)
    if arguments.errata is not None:
        write_errata(arguments.errata, found)
    if arguments.json:
        print_json(audits_as_json(found))
    else:
        print_blocks(audit_blocks(found) if arguments.errata is None else [total_block(found)])
    return FOUND_WRONG if arguments.strict and any(one.wrong for one in found) else DONE


def solve(arguments: Namespace) -> int:
    """``exgen solve``."""
    from exgen.cli.question_report import solve_blocks
    from exgen.questions.solving import solved_variant

    template = _library(arguments).template_argument(arguments.template)
    solved = solved_variant(template, arguments.values, arguments.seed)
    if arguments.json:
        print_json(solved.as_json())
    else:
        print_blocks(solve_blocks(solved))
    return DONE


def list_library(arguments: Namespace) -> int:
    """``exgen list``."""
    from exgen.cli.reports import list_blocks
    from exgen.questions.overview import listing

    found = listing(_library(arguments))
    if arguments.json:
        print_json(found.as_json())
    else:
        print_blocks(list_blocks(found))
    return DONE


def show(arguments: Namespace) -> int:
    """``exgen show``."""
    from exgen.cli.question_report import show_blocks
    from exgen.questions.overview import overview

    found = overview(_library(arguments).template_argument(arguments.template))
    if arguments.json:
        print_json(found.as_json())
    else:
        print_blocks(show_blocks(found))
    return DONE


def network(arguments: Namespace) -> int:
    """``exgen network``."""
    from exgen.cli.network_view import NetworkView

    if arguments.network == "-":
        return _network_requests(arguments)
    view = NetworkView(arguments)
    if arguments.json:
        print_json(view.as_json())
    else:
        print_blocks(view.blocks())
    return DONE


def _network_requests(arguments: Namespace) -> int:
    from exgen.grading.requests import network_answer

    if arguments.input is not None:
        raise InputError("network: with - every line names its own input; leave --input out")
    usual = {"batch": 1, "bytes_per_number": 4}
    for option in ("receptive_field", "memory", "frozen", "against_plain", "where", "symbolic", *usual):
        if getattr(arguments, option) not in (None, False, usual.get(option)):
            raise InputError(f"network: with - nothing is chosen for people; leave --{option.replace('_', '-')} out")
    answer_requests(network_answer)
    return DONE


def compare(arguments: Namespace) -> int:
    """``exgen compare -``."""
    from exgen.grading.comparing import compare_answer

    del arguments
    answer_requests(compare_answer)
    return DONE


def diagnose(arguments: Namespace) -> int:
    """``exgen diagnose -``."""
    from exgen.grading.requests import diagnose_answer

    del arguments
    answer_requests(diagnose_answer)
    return DONE


def lint(arguments: Namespace) -> int:
    """``exgen lint``."""
    from exgen.cli.reports import lint_blocks
    from exgen.grading.findings import Report
    from exgen.grading.lint import lint_all, lint_named

    library, typeset = _library(arguments), _typeset()
    if arguments.class_size is not None:
        if arguments.all or not library.is_bank(arguments.name):
            raise InputError("lint: --class draws one bank; name it")
        return _lint_class(arguments, library)
    if arguments.all:
        report = lint_all(library, arguments.variants, typeset)
    else:
        report = Report((lint_named(library, arguments.name, arguments.variants, typeset),))
    if arguments.json:
        print_json(report.as_json())
    else:
        print_blocks(lint_blocks(report, is_typeset=typeset is not None))
    return FOUND_WRONG if report.problems else DONE


def _lint_class(arguments: Namespace, library: Library) -> int:
    """``exgen lint BANK --class N``."""
    from exgen.cli.fairness_report import fairness_blocks
    from exgen.grading.fairness import fairness

    found = tuple(fairness(library.bank(arguments.name), library, arguments.class_size))
    if arguments.json:
        print_json([question.as_json() for question in found])
    else:
        print_blocks(fairness_blocks(found))
    return FOUND_WRONG if any(question.problems for question in found) else DONE


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "sheet": sheet,
    "rebuild": rebuild,
    "check": check,
    "practice": practice,
    "preview": preview,
    "audit": audit,
    "solve": solve,
    "list": list_library,
    "show": show,
    "network": network,
    "compare": compare,
    "diagnose": diagnose,
    "lint": lint,
}


def _library(arguments: Namespace) -> Library:
    from exgen.questions.library import Library, searched_places

    return Library(searched_places(arguments.library, os.environ))


def _typeset() -> Typeset | None:
    """What sets texts on a page, to see whether that can be done; None without the extra that sheets need."""
    from exgen.writers.trial_page import tried_on_a_page

    return tried_on_a_page if find_spec("pypandoc") and find_spec("typst") else None
