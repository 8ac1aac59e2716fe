"""docs/mistakes.md, made from the mal-rules, slips and conventions: ``make mistakes`` writes it.

A test says when it is stale; another one holds every number pair on it to what exgen finds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from exgen.engine.conventions import convention_sentence, setting_sentence, settings
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES, SUBJECTS
from exgen.engine.mal_rules.mal_rule import Example, MalRule, Rank
from exgen.grading.slips import SLIPS

PAGE = Path(__file__).parents[2] / "docs" / "mistakes.md"

RANKS = {Rank.COMMON: "often", Rank.OCCASIONAL: "now and then", Rank.RARE: "seldom"}

INTRODUCTION = """\
# The mistakes exgen knows

Written by `make mistakes` from the mistakes themselves; change those, not this page. There are {mistakes} mistakes,
{slips} slips and {conventions} conventions. Each is shown by a question with its right answer and the wrong one that
the mistake leads to; the tests hold both to what exgen finds.

A wrong response is explained, where it can be, in this order: by one mistake made everywhere, by one made at a single
place (a layer, an axis, a term of a sum), by two together where the right answer is so large that hardly a pair hits it
by chance, by a slip. Of explanations that are otherwise alike the more frequent mistake is told first, and all are
told: either the one or the other. Of two together one at least is made often, and none seldom. What follows from a
student's own earlier answer is right and gets its points. A response that is right under another convention is met
with that convention; one that is right for another network of the same name (another publication's ResNet-50, AlexNet
in groups or without, GoogLeNet with its heads), or that is the total of another column of its table (VGG's), with that
network.

A source is a published sheet and what it printed; or a report, with what was written there, its title and its address;
or a text that warns of the mistake or leads to it. "Common slip" says that none was found.
"""

HEAD = ("mistake", "what the student is told", "asked", "right", "wrong", "made", "source")


def code(text: str) -> str:
    """A text as code in a cell of a table.

    >>> code("[a|b]")
    '`[a\\\\|b]`'
    """
    return f"`{escaped(text)}`"


def escaped(text: str) -> str:
    """A text in a cell of a table."""
    return text.replace("|", "\\|")


def words(text: str) -> str:
    """A sentence in a cell of a table: its stars are products."""
    return escaped(text).replace("*", "\\*")


def asked(example: Example) -> str:
    """What an example asks, and of what."""
    given = [f"{name} {value}" for name, value in (*example.settings.items(), *example.conventions.items())]
    of = "; ".join([example.network, *([f"input {example.input}"] if example.input else []), *given])
    return f"{code(example.asked)} of {code(of)}"


def row(mal_rule: MalRule) -> tuple[str, ...]:
    """A mistake as a row; a convention too."""
    example = mal_rule.example
    pair = (code(example.right), code(example.wrong))
    return (
        code(mal_rule.id),
        words(mal_rule.sentence),
        asked(example),
        *pair,
        RANKS[mal_rule.rank],
        words(mal_rule.source),
    )


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table of Markdown, with a blank line behind it."""
    names = list(head)
    for cells in (names, ["---"] * len(names), *rows):
        yield f"| {' | '.join(cells)} |"
    yield ""


def page() -> str:
    """The whole page."""
    counts: Mapping[str, int] = {"mistakes": len(MAL_RULES), "slips": len(SLIPS), "conventions": len(CONVENTIONS)}
    lines = [INTRODUCTION.format(**counts)]
    for title, mal_rules in SUBJECTS.items():
        lines += [f"## {title}", "", *table(HEAD, map(row, mal_rules))]
    lines += [
        "## Slips",
        "",
        "Looked for where no mistake explains a response, and the right answer is not too short.",
        "",
    ]
    slips = [(code(slip.id), slip.sentence, *map(code, slip.example), RANKS[slip.rank]) for slip in SLIPS.values()]
    lines += table(("slip", "what the student is told", "right", "wrong", "made"), slips)
    lines += ["## Conventions", "", "What exgen keeps to stands first; a statement can say it with the sentence.", ""]
    for name, allowed in settings().items():
        rows = [
            (
                code(f"{name} = {value}"),
                setting_sentence(name, value),
                code(convention),
                convention_sentence(convention),
            )
            for value, convention in allowed.items()
        ]
        lines += table(
            ("setting", "sentence for a statement", "convention", "what is said to a response under it"), rows
        )
    head = ("convention", *HEAD[1:5], "source")
    lines += table(head, (cells[:5] + cells[6:] for cells in map(row, CONVENTIONS.values())))
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
