"""« (Re)dynamiser les territoires » : QPV, ZFRR and Cap Quartier, across every team."""

from collections import Counter
from collections.abc import Sequence

from levier.kernel.french import NBSP, euros, number, plural
from levier.reporting.annual_report import tallies
from levier.reporting.annual_report.chapters.assembling import (
    HOUSE,
    chapter,
    listed,
    passage,
    share_of,
)
from levier.reporting.annual_report.content import (
    Band,
    Chapter,
    Chart,
    HouseBlock,
    Pairs,
    TableBlock,
)
from levier.reporting.annual_report.drawing import epci_map, epci_name, epci_short_name
from levier.reporting.annual_report.source import ReportSource
from levier.rules.indicators.facts import ProjectFact

TEAMS = (("creation", "Création"), ("engaged", "Projets engagés"), ("ess", "ESS"))
MOST_AREAS = 8


def territory(source: ReportSource, blocks: Sequence[HouseBlock]) -> Chapter | None:
    """Return the chapter, or None for a year without a project."""
    projects = [
        p
        for p in source.facts.projects
        if p.decided_on.year == source.year and p.track in dict(TEAMS)
    ]
    if not projects:
        return None
    by_epci = Counter(p.epci_siren for p in projects if p.epci_siren)
    areas = tallies.priority_areas(source.cases(*dict(TEAMS)))
    return chapter(
        source,
        "territory",
        figures=(
            source.figure("territory.share_qpv", "des projets sont en quartier prioritaire (QPV)"),
            source.figure("territory.share_zfrr", "sont en zone rurale à revitaliser (ZFRR)"),
            source.figure("cap_quartier.projects", "projets avec une prime Cap Quartier"),
            source.figure("cap_quartier.awarded", "de primes Cap Quartier accordées"),
        ),
        main=(
            passage("Partout dans le département", _where(by_epci, len(projects))),
            _map(by_epci, source.organisation.department),
        ),
        aside=(_epci_table(by_epci),),
        across=(_teams(projects), _cap_quartier(source), _areas(areas), _funders(source), HOUSE),
        blocks=blocks,
    )  # fmt: skip


def _map(by_epci: Counter[str], department: str) -> Chart | None:
    """Return the map; a house that names no department has none."""
    if not department:
        return None
    return epci_map(
        by_epci,
        department,
        title="Les projets financés, par intercommunalité",
        of_what="nombre de projets de la création, engagés et de l’ESS",
        source="Projets décidés dans l’année : création, projets engagés, ESS.",
    )


def _where(by_epci: Counter[str], whole: int) -> str:
    first = by_epci.most_common(3)
    if not first:
        return ""
    names = [epci_name(siren) for siren, _ in first]
    share = share_of(sum(count for _, count in first), whole)
    return (
        f"{number(len(by_epci))} intercommunalités ont au moins un projet. "
        f"{listed(names)} en portent {share} à elles seules."
    )


def _epci_table(by_epci: Counter[str]) -> TableBlock:
    rows = [(epci_short_name(siren), number(count)) for siren, count in by_epci.most_common()]
    return TableBlock(
        "Projets par intercommunalité",
        ("Intercommunalité", "Projets"),
        rows,
        aligns=("g", "d"),
        widths=(5, 2),
        totals=[("Ensemble", number(by_epci.total()))],
    )


def _teams(projects: Sequence[ProjectFact]) -> TableBlock:
    """Return projects in QPV and in ZFRR, team by team: the chapter cuts across them."""
    rows = []
    for track, label in TEAMS:
        of_team = [p for p in projects if p.track == track]
        if of_team:
            rows.append(_team_row(label, of_team))
    return TableBlock(
        "Tous les pôles y prennent part",
        ("Pôle", "Projets", "En QPV", "En ZFRR", "Emplois créés ou consolidés"),
        rows,
        aligns=("g", "d", "d", "d", "d"),
        widths=(3, 2, 2, 2, 3),
        totals=[_team_row("Ensemble", projects)],
    )


def _team_row(label: str, projects: Sequence[ProjectFact]) -> tuple[str, ...]:
    return (
        label,
        number(len(projects)),
        number(sum(bool(p.qpv_code) for p in projects)),
        number(sum(bool(p.in_zfrr) for p in projects)),
        number(sum(p.jobs for p in projects)),
    )


def _cap_quartier(source: ReportSource) -> Band | None:
    if not source.is_positive("cap_quartier.projects"):
        return None
    links = tallies.cap_quartier_links(source.organisation, source.year)
    where = (
        f" {number(links.get('place', 0))} projets s’installent dans un quartier, "
        f"{number(links.get('home', 0))} porteurs en viennent."
        if links.get("place") and links.get("home")
        else ""
    )
    return Band(
        "Cap Quartier",
        "Une prime pour créer dans un quartier prioritaire, ou quand on en vient. L’État et les "
        f"collectivités la financent.{where}",
        [
            source.figure("cap_quartier.projects", "projets soutenus"),
            source.figure("cap_quartier.share_women", "sont portés par une femme"),
            source.figure("cap_quartier.average_age", "en moyenne"),
            source.figure("cap_quartier.awarded", "accordés"),
        ],
    )


def _funders(source: ReportSource) -> Pairs | None:
    found = tallies.cap_quartier_by_funder(source.organisation, source.year)
    if not found:
        return None
    rows = [(t.label, f"{plural(t.count, 'prime')}{NBSP}· {euros(t.amount)}") for t in found]
    return Pairs("Qui finance les primes Cap Quartier", rows, "Primes attribuées dans l’année.")


def _areas(areas: Sequence[tallies.Tally]) -> Pairs | None:
    if not areas:
        return None
    rows = [(t.label, number(t.count)) for t in areas[:MOST_AREAS]]
    left = len(areas) - MOST_AREAS
    source = f"Et {number(left)} autres quartiers." if left > 0 else ""
    return Pairs("Les quartiers où naissent le plus de projets", rows, source)
