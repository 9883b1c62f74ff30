"""The annual report of a house: what a year says, laid out to be printed.

`build_report` gathers it, `render_annual_report` prints it. The published figures are those
frozen when the year is published; before that, those that the rows give.
"""

from datetime import date

from levier.accounts.models import Office, Organisation
from levier.kernel.french import long_date
from levier.rendering.documents import House, render_document
from levier.rendering.pdf import Pdf
from levier.reporting.annual_report.blocks import blocks_by_chapter
from levier.reporting.annual_report.chapters.annex import annex
from levier.reporting.annual_report.chapters.creation import creation
from levier.reporting.annual_report.chapters.engagement import engagement
from levier.reporting.annual_report.chapters.ess import ess
from levier.reporting.annual_report.chapters.europe import europe
from levier.reporting.annual_report.chapters.fragile import fragile
from levier.reporting.annual_report.chapters.opening import opening
from levier.reporting.annual_report.chapters.partners import partners
from levier.reporting.annual_report.chapters.territory import territory
from levier.reporting.annual_report.content import Report
from levier.reporting.annual_report.source import ReportSource
from levier.territories.register import commune

CHAPTERS = (
    ("creation", creation),
    ("fragile", fragile),
    ("territory", territory),
    ("engagement", engagement),
    ("ess", ess),
    ("europe", europe),
    ("partners", partners),
)


def render_annual_report(organisation: Organisation, year: int, produced_on: date) -> Pdf:
    """Return the report of a year as a tagged PDF (PDF/A-2a, PDF/UA-1)."""
    return render_document("report.typ", build_report(organisation, year, produced_on))


def build_report(organisation: Organisation, year: int, produced_on: date) -> Report:
    """Return what the report says, a chapter without anything to say left out."""
    source = ReportSource(organisation, year, produced_on)
    blocks = blocks_by_chapter(organisation, year)
    found = [build(source, blocks.get(code, ())) for code, build in CHAPTERS]
    return Report(
        title=f"Rapport d’activités {year}",
        year=year,
        produced_on=produced_on,
        house=_house(organisation),
        status=_status(source),
        opening=opening(source, blocks.get("opening", ())),
        chapters=[chapter for chapter in found if chapter],
        annex=annex(source),
        credits=_credits(),
    )


def _house(organisation: Organisation) -> House:
    """Return the house as it signs; without an address of its own, that of its head office."""
    town = f"{organisation.postcode} {organisation.town}".strip()
    lines = [organisation.address, town, organisation.phone, organisation.email]
    if not organisation.address:
        lines[:3] = _head_office(organisation)
    return House(
        name=organisation.name,
        lines=tuple(line for line in lines if line),
        legal=organisation.legal_status,
    )


def _head_office(organisation: Organisation) -> tuple[str, str, str]:
    office = Office.objects.filter(organisation=organisation, is_head_office=True).first()
    if office is None:
        return ("", "", organisation.phone)
    place = commune(office.commune_code) if office.commune_code else None
    town = f"{office.postcode} {place.name if place else ''}".strip()
    return (office.address, town, office.phone)


def _status(source: ReportSource) -> str:
    if source.frozen_on:
        return f"figé le {long_date(source.frozen_on)}"
    return "chiffres provisoires"


def _credits() -> tuple[str, ...]:
    return (
        "Composé avec Levier, logiciel libre (AGPL-3.0-or-later).",
        "Caractères\u00a0: Inter, sous licence SIL OFL.",
    )
