"""What the chapters share: their texts, the house's blocks in them, sentences in French."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from levier.kernel.french import NBSP, euros, number, percent, short_euros
from levier.reporting.annual_report.content import Chapter, Figure, HouseBlock, Text
from levier.reporting.annual_report.markup import paragraphs
from levier.reporting.annual_report.source import ReportSource
from levier.reporting.annual_report.tallies import Tally

HOUSE = "house"  # where the house's own blocks stand among those computed


def chapter(
    source: ReportSource,
    code: str,
    *,
    figures: Sequence[Figure] = (),
    main: Sequence[Any] = (),
    aside: Sequence[Any] = (),
    across: Sequence[Any] = (),
    blocks: Sequence[HouseBlock] = (),
    title: str = "",
) -> Chapter:
    """Return a chapter: its own words, what was computed, then what the house wrote in it.

    `across` may hold the place of the house's portraits and editorials (HOUSE); partners close it.
    """
    words = source.texts[code]
    told = [block for block in blocks if block.kind != "partner"]
    if HOUSE not in across:
        across = (*across, HOUSE)
    rank = list(across).index(HOUSE)
    return Chapter(
        code=code,
        over=words["over"],
        title=title or words["title"],
        lead=words["lead"],
        accent=words["accent"],
        figures=[figure for figure in figures if figure.value],
        main=[one for one in main if one],
        aside=[one for one in aside if one],
        across=[
            *(one for one in across[:rank] if one),
            *told,
            *(one for one in across[rank + 1 :] if one),
            *(block for block in blocks if block.kind == "partner"),
        ],
    )


def passage(title: str, *sentences: str) -> Text | None:
    """Return a passage of these sentences, or None when there are none."""
    said = " ".join(sentence for sentence in sentences if sentence)
    return Text(paragraphs(said), title) if said else None


def count_and_amount(tallies: Sequence[Tally]) -> list[tuple[str, str, str]]:
    """Return the rows of a table: label, count, amount."""
    return [(t.label, number(t.count), euros(t.amount)) for t in tallies]


def share_of(part: int, whole: int) -> str:
    """Return a part of a whole as a percentage without decimals; « non calculé » of nothing."""
    return percent(Decimal(part) / whole, 0) if whole else "non calculé"


def listed(names: Sequence[str]) -> str:
    """Return names in a sentence: « A, B et C »."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} et {names[-1]}"


def counted(tally: Tally) -> str:
    """Return « Commerce (52) », its number in the sentence."""
    return f"{tally.label} ({number(tally.count)})"


def amount_said(tally: Tally) -> str:
    """Return « 9 prêts participatifs, 412 k€ » as « label : 9, 412 k€ »."""
    return f"{tally.label}{NBSP}: {number(tally.count)}, {short_euros(tally.amount)}"
