"""« Accompagner les plus fragiles » : self-employed recipients of the RSA, Accès+."""

from collections.abc import Sequence

from levier.kernel.french import number
from levier.reporting.annual_report import tallies
from levier.reporting.annual_report.chapters.assembling import (
    HOUSE,
    chapter,
    counted,
    listed,
    passage,
    share_of,
)
from levier.reporting.annual_report.content import Band, Chapter, Figure, HouseBlock, Pairs
from levier.reporting.annual_report.drawing import tally_chart
from levier.reporting.annual_report.source import ReportSource


def fragile(source: ReportSource, blocks: Sequence[HouseBlock]) -> Chapter | None:
    """Return the chapter, or None for a year in which nobody was followed."""
    if not (source.is_positive("brsa.people") or source.is_positive("acces_plus.entrepreneurs")):
        return None
    organisation, year = source.organisation, source.year
    conclusions = tallies.brsa(organisation, year, "conclusion")
    paths = tallies.brsa(organisation, year, "follow_up")
    reasons = tallies.brsa_exit_reasons(organisation, year)
    return chapter(
        source,
        "fragile",
        figures=(
            source.figure("brsa.people", "indépendants au RSA accompagnés"),
            source.figure("brsa.share_left_rsa", "sont sortis du RSA"),
            source.figure("acces_plus.entrepreneurs", "entrepreneurs dans le parcours Accès +"),
            source.figure("acces_plus.grants_paid", "primes Accès + payées"),
        ),
        main=(
            passage("Regarder l’activité en face", _diagnosis(conclusions)),
            passage("Puis agir", _after(paths)),
        ),
        aside=(
            Pairs(
                "Pourquoi ils quittent le RSA",
                [(t.label, number(t.count)) for t in reasons],
                source="Une clôture administrative n’est pas une sortie.",
            )
            if reasons
            else None,
        ),
        across=(
            tally_chart(
                conclusions, title="La conclusion du diagnostic", accent="tuile",
                source="Personnes dont le diagnostic est rendu.",
            ),
            tally_chart(paths, title="L’accompagnement qui suit", accent="tuile"),
            HOUSE,
            _acces_plus(source),
        ),
        blocks=blocks,
    )  # fmt: skip


def _diagnosis(conclusions: Sequence[tallies.Tally]) -> str:
    whole = sum(t.count for t in conclusions)
    viable = next((t.count for t in conclusions if t.label == "Viable"), 0)
    if not whole:
        return ""
    return (
        "En trois mois, un référent mesure si l’activité peut faire vivre la personne. "
        f"{number(whole)} diagnostics sont rendus{'.' if not viable else ' ; '}"
        + (f"{share_of(viable, whole)} concluent que l’activité est viable." if viable else "")
    )


def _after(paths: Sequence[tallies.Tally]) -> str:
    if not paths:
        return ""
    return (
        "Une activité viable se développe, une activité fragile se réoriente ou s’arrête "
        f"dignement : {listed([counted(t).lower() for t in paths])}."
    )


def _acces_plus(source: ReportSource) -> Band | None:
    """Return Accès+: who, what they worked on, the grants paid."""
    people = source.published("acces_plus.entrepreneurs")
    if not people:
        return None
    themes = tallies.acces_plus_themes(source.organisation, source.year)
    return Band(
        "Accès +, un cran d’appui de plus",
        "Pour celles et ceux que la vie a éloignés de l’emploi, Accès + ajoute des rendez-vous "
        "individuels, sujet par sujet, et une prime qui complète l’apport.",
        [
            source.figure("acces_plus.entrepreneurs", "entrepreneurs"),
            *(_theme(tally) for tally in themes if tally.count),
        ],
    )


def _theme(tally: tallies.Tally) -> Figure:
    return Figure(number(tally.count), "", tally.label.lower())
