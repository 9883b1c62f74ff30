"""« Sécuriser la création d'entreprise » : the bank guarantees for very small businesses."""

from collections.abc import Sequence
from decimal import Decimal

from levier.kernel.french import NBSP, euros, number, percent
from levier.reporting.annual_report import tallies
from levier.reporting.annual_report.chapters.assembling import (
    HOUSE,
    chapter,
    count_and_amount,
    passage,
    share_of,
)
from levier.reporting.annual_report.content import Chapter, HouseBlock, Pairs, Shares, TableBlock
from levier.reporting.annual_report.drawing import months_chart, tally_chart
from levier.reporting.annual_report.source import ReportSource, sectors
from levier.reporting.annual_report.tallies import Tally

SHARES = (
    ("tpe.share_job_seekers", "demandeurs d’emploi", "opale"),
    ("tpe.share_long_term_job_seekers", "dont de longue durée", "opale"),
    ("tpe.share_women", "créatrices", "ambre"),
)


def creation(source: ReportSource, blocks: Sequence[HouseBlock]) -> Chapter | None:
    """Return the chapter, or None for a year without any such project."""
    if not source.is_positive("tpe.projects"):
        return None
    cases = source.cases("creation")
    decided = [f.decided_on for f in source.facts.financings if f.track == "creation"]
    trades = by_sector(tallies.trades(cases))
    return chapter(
        source,
        "creation",
        figures=(
            source.figure("tpe.projects", "projets soutenus"),
            source.figure("tpe.jobs", "emplois créés ou consolidés"),
            source.figure("tpe.loans_guaranteed", "d’emprunts garantis"),
            source.figure("tpe.guarantees", "de garanties accordées"),
        ),
        main=(
            passage("Qui sont les créateurs soutenus", *_who(source)),
            _shares(source),
            passage("Ce qu’ils entreprennent", _what(source, tallies.project_kinds(cases), trades)),
        ),
        aside=(_products(source), _average(source)),
        across=(
            tally_chart(trades, title="Les projets par métier", accent="opale"),
            months_chart(
                decided, title="Garanties accordées, mois par mois", accent="opale",
                source="Date du comité.",
            ),
            HOUSE,
            _banks(source),
        ),
        blocks=blocks,
    )  # fmt: skip


def by_sector(divisions: dict[str, int]) -> list[Tally]:
    """Return the projects by trade, from their NAF divisions, the most frequent first."""
    found = [
        Tally(sector["label"], sum(divisions.get(code, 0) for code in sector["divisions"]))
        for sector in sectors()
    ]
    return sorted((t for t in found if t.count), key=lambda t: (-t.count, t.label))


def _who(source: ReportSource) -> list[str]:
    """Return the sentences on the holders."""
    return [
        f"Ils ont {source.text('tpe.average_age')} en moyenne.",
        f"Au moment de créer, {source.text('tpe.share_job_seekers')} cherchaient un emploi, et "
        f"parmi eux {source.text('tpe.share_long_term_job_seekers')} depuis un an ou plus.",
        f"{source.text('tpe.share_women')} des projets sont portés par une femme, qu’une garantie "
        "propre aide à emprunter sans engager ses biens.",
    ]


def _shares(source: ReportSource) -> Shares:
    rows = []
    for code, label, accent in SHARES:
        value = source.published(code)
        if value is not None:
            rows.append((label, source.text(code), float(value) / 100, accent))
    return Shares("Les porteurs de projet", rows)


def _what(source: ReportSource, kinds: Sequence[Tally], trades: Sequence[Tally]) -> str:
    """Return the sentences on the projects: kinds, first trades."""
    whole = sum(t.count for t in kinds)
    nouns = {
        "création": "des créations",
        "reprise": "des reprises",
        "développement": "des développements",
    }
    said = [f"{share_of(t.count, whole)} sont {nouns.get(t.label, t.label)}" for t in kinds]
    kinds_said = f"{', '.join(said)}." if said else ""
    if not trades:
        return kinds_said
    first = trades[0]
    total = sum(t.count for t in trades)
    return (
        f"{kinds_said} Le premier métier est « {first.label.lower()} », avec {number(first.count)} "
        f"projets sur {number(total)}."
    )


def _products(source: ReportSource) -> TableBlock:
    found = tallies.guaranteed_by_product(source.organisation, source.year, "creation")
    whole = sum((t.amount for t in found), Decimal(0))
    rows = [(t.label.removeprefix("Garantie "), number(t.count), percent(t.amount / whole, 0))
            for t in found]  # fmt: skip
    return TableBlock(
        "Par garantie",
        ("Garantie", "Projets", "Part des montants"),
        rows,
        aligns=("g", "d", "d"),
        widths=(3, 2, 2),
    )


def _average(source: ReportSource) -> Pairs | None:
    """Return what one project weighs on average, from the exact values."""
    loans, projects = source.exact("tpe.loans_guaranteed"), source.exact("tpe.projects")
    guaranteed, jobs = source.exact("tpe.guarantees"), source.exact("tpe.jobs")
    if not projects or loans is None or guaranteed is None or jobs is None:
        return None
    rows = [("Emprunt garanti", euros((loans / projects).quantize(Decimal(1)), False))]
    rows.append(("Garantie accordée", euros((guaranteed / projects).quantize(Decimal(1)), False)))
    if loans:
        rows.append(("Part garantie de l’emprunt", percent(guaranteed / loans, 0)))
    rows.append(("Emplois", number(jobs / projects, 1)))
    return Pairs(f"Un projet, en moyenne{NBSP}", rows)


def _banks(source: ReportSource) -> TableBlock | None:
    found = tallies.by_bank(source.organisation, source.year)
    if not found:
        return None
    totals = [("Ensemble", number(sum(t.count for t in found)),
               euros(sum((t.amount for t in found), Decimal(0))))]  # fmt: skip
    return TableBlock(
        "Les banques qui prêtent",
        ("Banque", "Prêts garantis", "Montant des prêts"),
        count_and_amount(found),
        aligns=("g", "d", "d"),
        widths=(4, 2, 2),
        totals=totals,
        source="Toutes les garanties décidées dans l’année, tous pôles.",
    )
