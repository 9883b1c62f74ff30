"""« Encourager l'engagement » : the five axes, across every team."""

from collections.abc import Sequence

from levier.kernel.french import euros, number, plural
from levier.reporting.annual_report import tallies
from levier.reporting.annual_report.chapters.assembling import HOUSE, chapter, passage, share_of
from levier.reporting.annual_report.chapters.creation import by_sector
from levier.reporting.annual_report.content import Chapter, HouseBlock, Pairs, Shares, TableBlock
from levier.reporting.annual_report.drawing import tally_chart
from levier.reporting.annual_report.source import ReportSource
from levier.reporting.annual_report.tallies import Tally

ACCENTS = ("opale", "mer", "ambre", "pre", "bruyere")


def engagement(source: ReportSource, blocks: Sequence[HouseBlock]) -> Chapter | None:
    """Return the chapter, or None for a year without an engaged project."""
    if not source.is_positive("engagement.projects"):
        return None
    engaged = source.cases("engaged")
    axes = tallies.axes(source.organisation, engaged)
    several = tallies.axes_per_project(source.organisation, engaged)
    projects = int(source.exact("engagement.projects") or 0)
    return chapter(
        source,
        "engagement",
        figures=(
            source.figure("engagement.projects", "projets engagés soutenus"),
            source.figure("engagement.loans_guaranteed", "de prêts garantis"),
            source.figure("engagement.solidarity_loans", "de prêts solidaires"),
            source.figure("engagement.grants", "de primes payées"),
        ),
        main=(
            passage("Cinq axes, chacun avec sa preuve", _sentence(several, projects)),
            _axes(axes, projects),
            passage(
                "Ce que la maison y met",
                "Une garantie quand la banque prête, un prêt solidaire quand les fonds propres "
                "manquent, une prime quand un projet franchit un cap.",
            ),
            _products(source),
        ),
        aside=(_jobs(source),),
        across=(
            tally_chart(by_sector(tallies.trades(engaged)), title="Leurs métiers", accent="pre"),
            tally_chart(_several(several), title="Nombre d’axes par projet", accent="pre"),
            HOUSE,
            _other_teams(source),
        ),
        blocks=blocks,
    )


def _sentence(several: dict[int, int], projects: int) -> str:
    many = sum(count for axes, count in several.items() if axes > 1)
    if not many:
        return "Chaque projet dit sur quel axe il s’engage, et le montre."
    return (
        "Chaque projet dit sur quels axes il s’engage, et le montre. "
        f"{number(many)} projets sur {number(projects)} tiennent au moins deux axes."
    )


def _several(several: dict[int, int]) -> list[Tally]:
    return [Tally(plural(axes, "axe"), count) for axes, count in sorted(several.items())]


def _axes(axes: Sequence[Tally], projects: int) -> Shares:
    rows = [
        (tally.label, plural(tally.count, "projet"),
         tally.count / projects if projects else 0, ACCENTS[rank % len(ACCENTS)])
        for rank, tally in enumerate(axes)
    ]  # fmt: skip
    return Shares("Les axes d’engagement", rows, "Un projet peut compter sur plusieurs axes.")


def _products(source: ReportSource) -> TableBlock:
    found = tallies.by_product(source.organisation, source.year, "engaged")
    return TableBlock(
        "Les concours aux projets engagés",
        ("Instrument", "Nombre", "Montant"),
        [(t.label, number(t.count), euros(t.amount)) for t in found],
        aligns=("g", "d", "d"),
        widths=(4, 2, 3),
        source="Montant : le prêt bancaire pour une garantie, le montant accordé pour un prêt.",
    )


def _jobs(source: ReportSource) -> Pairs:
    projects = [
        p for p in source.facts.projects
        if p.track == "engaged" and p.decided_on.year == source.year
    ]  # fmt: skip
    women = sum(p.sex == "F" for p in projects)
    rural = sum(bool(p.in_zfrr) for p in projects)
    return Pairs(
        "Les projets engagés",
        [
            ("Emplois créés", number(sum(p.jobs_created for p in projects))),
            ("Emplois consolidés", number(sum(p.jobs_consolidated for p in projects))),
            ("Portés par une femme", share_of(women, len(projects))),
            ("En QPV", number(sum(bool(p.qpv_code) for p in projects))),
            ("En ZFRR", number(rural)),
        ],
    )


def _other_teams(source: ReportSource) -> TableBlock | None:
    """Return the axes shown by the projects of the other teams, when they wrote any."""
    others = [("creation", "Création"), ("ess", "ESS"), ("dasess", "DASESS")]
    rows = []
    for track, label in others:
        found = tallies.axes(source.organisation, source.cases(track))
        if any(t.count for t in found):
            rows.append((label, *(number(t.count) for t in found)))
    if not rows:
        return None
    labels = [t.label for t in tallies.axes(source.organisation, source.cases("engaged"))]
    return TableBlock(
        "L’engagement, dans tous les pôles",
        ("Pôle", *labels),
        rows,
        aligns=("g", "d", "d", "d", "d", "d"),
    )
