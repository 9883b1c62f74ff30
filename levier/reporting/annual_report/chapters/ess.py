"""« L'ESS au cœur » : financing, then DASESS, DLA, FIDESS and Propulsons."""

from collections.abc import Sequence
from typing import Any

from levier.kernel.french import NBSP, euros, number
from levier.reporting.annual_report import tallies
from levier.reporting.annual_report.chapters.assembling import (
    HOUSE,
    chapter,
    counted,
    listed,
    passage,
    share_of,
)
from levier.reporting.annual_report.content import Band, Chapter, HouseBlock, Pairs, TableBlock
from levier.reporting.annual_report.drawing import tally_chart
from levier.reporting.annual_report.source import ReportSource
from levier.reporting.facts.keys import parts_of

ANY = (
    "ess.organisations", "dasess.organisations", "dla.organisations", "fidess.studies",
    "propulsons.campaigns",
)  # fmt: skip
SHORTER = ((" avec droit de reprise", ""), ("Garantie Solidarité", "Solidarité"))


def ess(source: ReportSource, blocks: Sequence[HouseBlock]) -> Chapter | None:
    """Return the chapter, or None when none of its programmes had anything in the year."""
    if not any(source.is_positive(code) for code in ANY):
        return None
    found = tallies.by_product(source.organisation, source.year, "ess")
    forms = tallies.legal_forms(source.cases("ess"))
    return chapter(
        source,
        "ess",
        figures=(
            source.figure("ess.organisations", "structures solidaires financées"),
            source.figure("ess.jobs", "emplois créés ou consolidés"),
            source.figure("ess.solidarity_finance", "d’apports et de prêts solidaires"),
            source.figure("ess.loans_guaranteed", "de prêts bancaires garantis"),
        ),
        main=(
            passage("Des financements qui se combinent", _sentence(source, forms)),
            tally_chart(
                [shortened(t) for t in found], title="Les concours aux structures, en montants",
                accent="bruyere", amounts=True,
                source="Le prêt bancaire pour une garantie, le montant accordé pour les autres.",
            ),
        ),
        aside=(
            Pairs(
                "Concours",
                [
                    (shortened(t).label, f"{number(t.count)}{NBSP}· {euros(t.amount)}")
                    for t in found
                ],
            )
            if found
            else None,
        ),
        across=(
            HOUSE,
            _dasess(source), *_difficulties(source),
            _dla(source), *_topics(source),
            _fidess(source), *_studies(source),
            _propulsons(source), _campaigns(source),
        ),
        blocks=blocks,
    )  # fmt: skip


def shortened(tally: tallies.Tally) -> tallies.Tally:
    """Return a tally whose product is named short enough for a chart."""
    short = tally.label
    for words, shorter in SHORTER:
        short = short.replace(words, shorter)
    return tallies.Tally(short, tally.count, tally.amount)


def _sentence(source: ReportSource, forms: Sequence[tallies.Tally]) -> str:
    rows = {f.structure_key for f in source.facts.financings if f.track == "ess"}
    lines = sum(f.track == "ess" for f in source.facts.financings)
    if not rows:
        return ""
    legal = f" Parmi elles : {listed([counted(t) for t in forms[:4]])}." if len(forms) > 1 else ""
    return (
        f"{number(lines)} concours pour {number(len(rows))} structures : prêts participatifs, "
        f"contrats d’apport, fonds d’amorçage et garanties se complètent.{legal}"
    )


def _dasess(source: ReportSource) -> Band | None:
    if not source.is_positive("dasess.organisations"):
        return None
    return Band(
        "DASESS, tenir dans la tempête",
        "Une structure qui perd un marché ou un financeur n’est pas une structure perdue. Un "
        "consultant, une avance sans intérêt, une garantie : le temps de redresser la barre.",
        [
            source.figure("dasess.organisations", "structures accompagnées"),
            source.figure("dasess.jobs_saved", "emplois sauvés"),
            source.figure("dasess.repayable_advances", "d’avances remboursables"),
        ],
    )


def _difficulties(source: ReportSource) -> list[Any]:
    causes = tallies.difficulties(source.organisation, source.year)
    situations = tallies.dasess_situations(source.organisation, source.year)
    return [
        tally_chart(causes, title="L’origine des difficultés", accent="bruyere"),
        tally_chart(situations, title="En fin d’année", accent="bruyere"),
    ]


def _dla(source: ReportSource) -> Band | None:
    if not source.is_positive("dla.organisations"):
        return None
    return Band(
        "DLA, l’expertise au bon moment",
        "Le dispositif local d’accompagnement paie un consultant à une structure, ou à "
        "plusieurs ensemble, pour franchir une étape.",
        [
            source.figure("dla.organisations", "structures accompagnées"),
            source.figure("dla.individual", "accompagnements individuels"),
            source.figure("dla.collective", "accompagnements collectifs"),
        ],
    )


def _topics(source: ReportSource) -> list[Any]:
    """Return the topics, and beside them what the engagements weigh."""
    topics = tallies.dla_topics(source.organisation, source.year)
    if not topics:
        return []
    work = tallies.dla_work(source.organisation, source.year)
    rows = [
        ("Jours de conseil", number(work.days)),
        ("Coût des prestataires", euros(work.cost)),
        ("Prestataires différents", number(work.providers)),
        ("Emplois des structures accompagnées", number(work.fte)),
    ]
    return [
        tally_chart(topics, title="Les sujets travaillés", accent="bruyere"),
        Pairs("Les accompagnements de l’année", rows),
    ]


def _fidess(source: ReportSource) -> Band | None:
    if not source.is_positive("fidess.studies"):
        return None
    return Band(
        "FIDESS, étudier avant de créer",
        "Une structure recrute un porteur de projet, le temps d’une étude-action. La subvention "
        "couvre une part du coût.",
        [
            source.figure("fidess.studies", "études-actions financées"),
            source.figure("fidess.potential_jobs", "emplois possibles"),
        ],
    )


def _studies(source: ReportSource) -> list[Any]:
    keys = [parts_of(str(s.key))[1] for s in source.facts.studies]
    rows = [
        (row["subject"], row["host"] or "", row["town"] or "", _months(row["months"]))
        for row in tallies.studies(source.organisation, keys)
    ]
    if not rows:
        return []
    return [
        TableBlock(
            "Les études de l’année", ("Sujet", "Structure porteuse", "Commune", "Durée"), rows,
            aligns=("g", "g", "g", "d"), widths=(5, 3, 3, 2),
        )
    ]  # fmt: skip


def _propulsons(source: ReportSource) -> Band | None:
    if not source.is_positive("propulsons.campaigns"):
        return None
    return Band(
        "Propulsons\u202f!, donner un élan",
        "Le financement participatif, avec quelqu’un pour préparer la campagne et la porter.",
        [
            source.figure("propulsons.campaigns", "campagnes"),
            source.figure("propulsons.contributors", "citoyens contributeurs"),
            source.figure("propulsons.collected", "collectés"),
            source.figure("propulsons.success_rate", "des campagnes réussies"),
            source.figure("propulsons.territories", "communes"),
        ],
    )


def _campaigns(source: ReportSource) -> TableBlock | None:
    keys = [parts_of(str(c.key))[1] for c in source.facts.campaigns if source.year in c.years]
    found = tallies.campaigns(source.organisation, keys)
    if not found:
        return None
    rows = [
        (row["name"], row["town"], number(row["givers"]), euros(row["collected"] or 0),
         share_of(int(row["collected"] or 0), int(row["target_amount"])))
        for row in found
    ]  # fmt: skip
    return TableBlock(
        "Les campagnes de l’année",
        ("Campagne", "Commune", "Contributeurs", "Collecté", "De l’objectif"),
        rows,
        aligns=("g", "g", "d", "d", "d"),
        widths=(5, 4, 3, 3, 3),
        source="Qui donne à deux campagnes compte dans chacune.",
    )


def _months(months: int | None) -> str:
    return f"{months}{NBSP}mois" if months else ""
