"""The first pages: the house's editorial, then the figures of the year."""

from collections.abc import Sequence

from levier.reporting.annual_report.content import HouseBlock, Opening
from levier.reporting.annual_report.drawing import WHOLE, months_chart
from levier.reporting.annual_report.source import ReportSource
from levier.reporting.annual_report.tallies import people_who_sat

HEADLINE = (
    ("headline.bank_loans_guaranteed", "de prêts bancaires garantis"),
    ("headline.solidarity_finance", "d’apports et de prêts solidaires"),
    ("headline.jobs", "emplois créés ou consolidés, en équivalent temps plein"),
    ("headline.supported", "entrepreneurs et entreprises accompagnés ou financés"),
    ("headline.committees", "comités d’engagement"),
    ("headline.engineering_credits", "de crédits d’ingénierie"),
    ("headline.grants", "de primes payées"),
)


def opening(source: ReportSource, blocks: Sequence[HouseBlock]) -> Opening:
    """Return the editorial, the seven figures, and how the committees spread over the year."""
    days = [s.held_on for s in source.facts.sittings]
    months = months_chart(
        days, title="Comités d’engagement, mois par mois", accent="ambre", width=WHOLE
    )
    return Opening(
        editorials=[block for block in blocks if block.kind != "partner"],
        figures=[source.figure(code, label) for code, label in HEADLINE],
        sentence=_sentence(source),
        months=months if days else None,
    )


def _sentence(source: ReportSource) -> str:
    """Return the sentence over the figures."""
    people = people_who_sat(source.organisation, source.year)
    sat = f" {people} personnes y ont siégé au moins une fois." if people > 1 else ""
    meetings = source.text("headline.committees")
    return (
        f"Du 1er janvier au 31 décembre {source.year}, {meetings} comités se sont réunis pour "
        f"décider.{sat} Chaque chiffre s’ouvre, en fin de rapport, sur ce qu’il compte."
    )
