"""What people are shown, where it is not seen through the commands."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from exgen.answers import Verdict
from exgen.cli.audit_report import audit_blocks
from exgen.cli.check_report import check_blocks, misconception_notes, response_text
from exgen.cli.reports import sheet_blocks, unprinted_warning
from exgen.grading.audit import Audit, Item, Status
from exgen.grading.diagnosis import Misconception
from exgen.grading.outcomes import Outcome
from exgen.grading.sheet_check import StudentOutcomes
from exgen.questions.library import Library, own_place
from exgen.questions.manifest import BankRecord, Manifest, PagesRecord, StudentRecord
from exgen.questions.records import Bank
from exgen.sheets.command import Written
from exgen.sheets.roster import Roster
from exgen.writers.terminal import plain_blocks

HANDOUT = Library([own_place()]).layout("handout")
ADA = StudentRecord(id="ada", name="Ada Brekke", code="X", variants=[])
BOB = StudentRecord(id="bob", name="", code="Y", variants=[])
BANK = Bank("week5", Path("week5.toml"), "Week 5", "", (), "", HANDOUT)
# Reports look at no question, and a manifest without any is refused where it is read.
MANIFEST = Manifest.model_construct(
    schema_version=1,
    exgen="0",
    bank=BankRecord(name="week5", title="Week 5", course="", digest=""),
    seed=7,
    as_published=False,
    templates={},
    questions=[],
    students=[ADA, BOB],
)


def outcome(label: str, response: str, verdict: Verdict, points: Fraction | None, **others: object) -> Outcome:
    known: dict[str, object] = {"possible": Fraction(2), "read_as": "", "reason": "", **others}
    return Outcome(label=label, response=response, verdict=verdict, points=points, **known)  # type: ignore[arg-type]  # as given


def shown(*outcomes: Outcome) -> list[str]:
    text = plain_blocks(check_blocks(MANIFEST, [StudentOutcomes(ADA, outcomes)]))
    return [" ".join(line.split()) for line in text.splitlines()]


def test_points_are_exact() -> None:
    lines = shown(
        outcome("1", "5", Verdict.PARTIAL, Fraction(2, 3)), outcome("2", "5", Verdict.PARTIAL, Fraction(1, 2))
    )
    assert "1 partial 2/3 of 2 5" in lines
    assert "2 partial 0.5 of 2 5" in lines
    assert "total 7/6 of 4" in lines


def test_an_essay_is_shortened_and_left_out_of_the_total() -> None:
    lines = shown(outcome("1", "word " * 100, Verdict.UNGRADED, None), outcome("2", "5", Verdict.CORRECT, Fraction(2)))
    assert any(line.startswith("1 ungraded - of 2 word word") and line.endswith(" ...") for line in lines)
    assert "total 2 of 2" in lines
    assert "To be read by a person, for up to 2 points more: 1" in lines


def test_a_long_number_is_never_shortened() -> None:
    number = "1" * 200
    assert number in "".join(shown(outcome("1", number, Verdict.INCORRECT, Fraction(0))))


def test_what_was_read_is_told_only_where_it_looks_different() -> None:
    same = shown(outcome("1", "(26,28)", Verdict.CORRECT, Fraction(2), read_as="(26, 28)"))
    other = shown(outcome("1", "26 x 28", Verdict.CORRECT, Fraction(2), read_as="(26, 28)"))
    assert not any(line.startswith("read as") for line in same)
    assert "read as (26, 28)" in other


def test_what_was_not_answered_has_no_reason_and_no_verdict() -> None:
    lines = shown(outcome("1", "", Verdict.INVALID, Fraction(0), reason="not answered"))
    assert "1 - 0 of 2" in lines
    assert "not answered" not in lines


def test_a_response_under_a_convention_says_which() -> None:
    lines = shown(outcome("1", "5", Verdict.INCORRECT, Fraction(0), convention="without_bias"))
    assert any(line.startswith("A convention: ") for line in lines)


def test_students_without_responses_are_named() -> None:
    assert shown()[-1] == "No responses: bob"


def test_mistakes_of_a_group_are_told_together_and_groups_as_alternatives() -> None:
    mistakes = (
        Misconception("a", "layer 1", "First.", 0),
        Misconception("b", "", "Second.", 0),
        Misconception("c", "", "Third.", 1),
    )
    assert list(misconception_notes(mistakes)) == ["Either: layer 1: First. Also: Second.", "Or: Third."]


def test_an_audit_without_wrong_answers_ends_with_none() -> None:
    item = Item("q/size", "26", "26", Verdict.CORRECT, Status.RIGHT)
    assert plain_blocks(audit_blocks([Audit(BANK, (item,))])).splitlines()[-1] == "0 of 1 printed answers are wrong"


def test_large_matrices_are_shortened_only_where_they_are_right_and_latex_is_read() -> None:
    large = "[[2, -2, 1, 0, 0, -1], [0, 3, -1, 2, -3, 2], [0, 0, 1, 0, 2, 0]]"
    items = [
        Item("q/a", large, large, Verdict.CORRECT, Status.RIGHT),
        Item("q/b", large, "0", Verdict.INCORRECT, Status.OWN_MISTAKE),
        Item("q/c", r"\sigma'(o^{(5)}) \odot 2", "0", Verdict.INCORRECT, Status.OWN_MISTAKE),
    ]
    lines = plain_blocks(audit_blocks([Audit(BANK, tuple(items))])).splitlines()[2:]
    short = "[[2, -2, 1, 0, 0, -1], ...] (3 rows)"
    assert lines[0].count(short) == 2
    assert large in lines[1]
    assert "σ'(o^(5)) ⊙ 2" in lines[2]


def test_each_bank_of_several_has_its_own_number_of_wrong_answers() -> None:
    wrong = Item("q/size", "25", "26", Verdict.INCORRECT, Status.OWN_MISTAKE)
    lines = plain_blocks(audit_blocks([Audit(BANK, (wrong,)), Audit(BANK, ())])).splitlines()
    assert lines.count("Week 5 (week5)") == 2
    assert lines.count("1 of 1 printed answers is wrong") == 2
    assert "This bank has no published answers: there is nothing to compare" in lines


def test_the_place_of_a_mistake_is_not_told_where_it_is_the_row_itself() -> None:
    mistake = Misconception("a", "Linear(2, 1)", "First.", 0)
    assert list(misconception_notes([mistake], here="Linear(2, 1)")) == ["First."]


def test_a_mistake_on_top_of_an_earlier_one_says_so() -> None:
    mistakes = (Misconception("a", "", "First.", 0),)
    told = outcome("2", "5", Verdict.INCORRECT, Fraction(0), misconceptions=mistakes, builds_on=("1",))
    lines = shown(told)
    assert lines[lines.index("From your 1, and more went wrong:") + 1] == "First."


def test_an_audit_of_nothing_says_so() -> None:
    text = plain_blocks(audit_blocks([Audit(BANK, ())]))
    assert text.strip() == "This bank has no published answers: there is nothing to compare"


def test_a_sheet_whose_students_share_a_variant_says_so() -> None:
    text = plain_blocks(sheet_blocks(Written(Path("d"), MANIFEST, 2, "PDFs by typst", ("vgg",), {})))
    assert "2 sheets of Week 5" in text
    assert "Some students share a variant, since there are too few: question vgg" in text
    assert "share a variant" not in plain_blocks(sheet_blocks(Written(Path("d"), MANIFEST, 2, "PDFs by typst", (), {})))


def test_files_to_check_oneself_with_are_told_with_what_they_reveal() -> None:
    pages = PagesRecord(engine="typst", version="0.14.9", solutions=True, self_check=True)
    with_files = Written(Path("d"), MANIFEST.model_copy(update={"pages": pages}), 2, "PDFs by typst", (), {})
    assert "can work out the keys" in plain_blocks(sheet_blocks(with_files))
    assert "self-check" not in plain_blocks(sheet_blocks(Written(Path("d"), MANIFEST, 2, "PDFs by typst", (), {})))


def test_the_columns_of_the_roster_are_told_and_what_is_no_student() -> None:
    written = Written(Path("d"), MANIFEST, 2, "PDFs by typst", (), {})
    left_out = ("line 2 (no id)", 'line 9 "Student, Test" (test student)')
    roster = Roster((), "ID-Nummer", ("Vorname", "Nachname"), left_out)
    text = plain_blocks(sheet_blocks(written, roster))
    assert 'roster       ids from column "ID-Nummer", names from "Vorname" and "Nachname"' in text
    assert 'Left out of the roster: line 2 (no id), line 9 "Student, Test" (test student)' in text
    assert "roster" not in plain_blocks(sheet_blocks(written))


def test_the_versions_of_an_exam_are_listed() -> None:
    exam = Written(Path("d"), MANIFEST.model_copy(update={"versions": 4}), 9, "PDFs by typst", (), {})
    assert "versions     A, B, C, D" in plain_blocks(sheet_blocks(exam))


def test_of_many_names_with_boxes_the_first_are_named() -> None:
    warning = unprinted_warning({f"s{number}": "日" for number in range(25)}, by_latex=True)
    assert "s19 (日) and 5 more; typst would print them" in warning


def test_an_essay_is_cut_between_words() -> None:
    assert (
        response_text("which maps " * 9, Verdict.UNGRADED)
        == "which maps which maps which maps which maps which maps ..."
    )
    assert response_text("x" * 99, Verdict.UNGRADED) == "x" * 60 + " ..."
