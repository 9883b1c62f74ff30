"""The register of a year's decisions by delegation, as the board and an auditor read it."""

from collections.abc import Sequence
from datetime import date

from levier.committees.models import Decision, Outcome
from levier.kernel.french import euros, numeric_date, plural
from levier.kernel.money import ZERO
from levier.rendering.documents import Section, SheetData, Table
from levier.workflows.letterhead import letterhead

NONE = "Aucune décision n’a été prise par délégation cette année."
AGREED = (Outcome.AGREED, Outcome.AGREED_WITH_CONDITIONS)


def register_data(organisation, rows: Sequence[Decision], year: int, on: date) -> SheetData:
    """Return the register of these decisions of a year, in the order they were taken.

    Amounts in euros; a decision is listed under its act, with the text that allowed it and what a
    committee said of it.
    """
    granted = sum((row.amount or ZERO for row in rows if row.outcome in AGREED), ZERO)
    waiting = sum(row.is_to_ratify for row in rows)
    acts = len({row.item.sitting_id for row in rows})
    section = Section(
        title=f"Décisions de {year}",
        paragraphs=() if rows else (NONE,),
        table=_table(rows, granted) if rows else None,
    )
    return SheetData(
        title=f"Décisions par délégation, {year}",
        produced_on=on,
        house=letterhead(organisation),
        lead=f"Registre de l’année {year}",
        figures=(
            (str(len(rows)), "décisions" if len(rows) > 1 else "décision", plural(acts, "acte")),
            (euros(granted), "accordés", "garanties, prêts, apports et primes"),
            (str(waiting), "à ratifier", "par le comité compétent"),
        ),
        sections=(section, *_texts(rows)),
    )


def _table(rows: Sequence[Decision], granted) -> Table:
    return Table(
        header=("Acte", "Décidée", "Dossier", "Produit", "Décision", "Accordé", "Ratification"),
        rows=[
            (
                row.item.sitting.number,
                numeric_date(row.decided_on),
                f"{row.item.case.number}, {row.item.case.holder_name}",
                str(row.request.instrument),
                row.get_outcome_display(),
                euros(row.amount, cents=True) if row.amount else "",
                _ruling(row),
            )
            for row in rows
        ],
        aligns=("g", "g", "g", "g", "g", "d", "g"),
        widths=(5, 5, 9, 7, 5, 6, 6),
        totals=[("Total", "", "", "", "", euros(granted, cents=True), "")],
    )


def _ruling(row: Decision) -> str:
    if row.ratified_in_id:
        return f"ratifiée, {row.ratified_in}"
    if row.not_ratified_in_id:
        return f"non ratifiée, {row.not_ratified_in}"
    return "à ratifier" if row.is_to_ratify else "sans objet"


def _texts(rows: Sequence[Decision]) -> tuple[Section, ...]:
    """Return the delegations used: the body, what for, up to what, by which text."""
    used = {row.delegation_id: row.delegation for row in rows if row.delegation}
    if not used:
        return ()
    lines = [
        (
            row.body.label,
            str(row.instrument or row.get_kind_display()),
            euros(row.max_amount, cents=True),
            row.source,
        )
        for row in used.values()
    ]
    table = Table(
        header=("Instance", "Pour", "Jusqu’à", "Texte"),
        rows=lines,
        aligns=("g", "g", "d", "g"),
        widths=(6, 10, 6, 12),
    )
    return (Section(title="Délégations employées", table=table),)
