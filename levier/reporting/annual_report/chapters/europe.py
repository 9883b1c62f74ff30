"""« Le soutien de l'Union européenne » : operations, and the people followed under them."""

from collections.abc import Sequence

from levier.funds.models import Operation
from levier.kernel.french import number
from levier.reporting.annual_report import tallies
from levier.reporting.annual_report.chapters.assembling import (
    chapter,
    listed,
    passage,
    share_of,
)
from levier.reporting.annual_report.content import Chapter, Figure, HouseBlock, TableBlock
from levier.reporting.annual_report.drawing import tally_chart
from levier.reporting.annual_report.source import ReportSource

FUNDS = {
    "FSE+": "Fonds social européen +",
    "FTJ": "Fonds pour une transition juste",
    "FEDER": "Fonds européen de développement régional",
}


def europe(source: ReportSource, blocks: Sequence[HouseBlock]) -> Chapter | None:
    """Return the chapter, or None when no European fund has anything to say of the year."""
    people = tallies.brsa_operations(source.organisation, source.year)
    operations = _operations(source)
    if not people and not operations and not blocks:
        return None
    levels = tallies.brsa(source.organisation, source.year, "education_level")
    return chapter(
        source,
        "europe",
        figures=[
            Figure(number(t.count), "", f"personnes suivies, {FUNDS.get(t.label, t.label)}")
            for t in people
        ],
        main=(
            passage("Qui l’Europe accompagne ici", _sentence(source, people)),
        ),
        across=(
            tally_chart(
                tallies.brsa(source.organisation, source.year, "entry_status"),
                title="La situation à l’entrée", accent="mer",
            ),
            tally_chart(
                sorted(levels, key=lambda t: t.label), title="Le niveau d’études (CITE)",
                accent="mer", source="Classification internationale type de l’éducation.",
            ),
            _table(operations),
        ),
        blocks=blocks,
    )  # fmt: skip


def _operations(source: ReportSource) -> list[Operation]:
    """Return the operations open at some time of the year."""
    rows = Operation.objects.filter(
        organisation=source.organisation, first_day__year__lte=source.year
    ).exclude(last_day__year__lt=source.year)
    return list(rows)


def _sentence(source: ReportSource, people: Sequence[tallies.Tally]) -> str:
    whole = sum(t.count for t in people)
    if not whole:
        return ""
    parts = listed([f"{share_of(t.count, whole)} au titre du {t.label}" for t in people])
    return (
        f"{number(whole)} indépendants sont suivis dans une opération européenne : {parts}. "
        "Leur situation est relevée à l’entrée et à la sortie, comme le demandent les règlements."
    )


def _table(operations: Sequence[Operation]) -> TableBlock | None:
    if not operations:
        return None
    if any(o.programme for o in operations):
        return TableBlock(
            "Les opérations de l’année",
            ("Fonds", "Opération", "Programme", "Code"),
            [(o.fund, o.title, o.programme, o.code) for o in operations],
            widths=(2, 5, 4, 2),
        )
    rows = [(o.fund, o.title, o.code) for o in operations]
    return TableBlock(
        "Les opérations de l’année", ("Fonds", "Opération", "Code"), rows, widths=(2, 8, 3)
    )
