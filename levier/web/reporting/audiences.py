"""« Publics et territoires » : requests received, decided, granted, refused, by audience.

Serves the regional plan for women's entrepreneurship and the local agreements. Every count opens
on its dossiers; a funder reads its own territory, and no count that would tell of a person.
"""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from levier.cases.models import Case
from levier.catalogue.models import InstrumentKind
from levier.journal.services import record_export
from levier.kernel.french import euros, number, numeric_date, percent
from levier.kernel.money import ZERO
from levier.rendering.spreadsheets import Column as SheetColumn
from levier.rendering.spreadsheets import Sheet, write_xlsx
from levier.reporting.facts.instructed import instructed_cases
from levier.reporting.permissions import can_open_figures, can_read_figures
from levier.rules.indicators.audiences import Audience, AudienceCount, Passage, audience_counts
from levier.rules.indicators.secrecy import kept_back
from levier.web.access import allow
from levier.web.lists import Column, ListPage, TextFilter
from levier.web.lists.export import XLSX
from levier.web.reporting.scopes import OFFICE, TERRITORY, Reading, choices_of, reading_of

FROM, TO, REASON = "du", "au", "motif"
AUDIENCES = {
    Audience.ALL: "Tous les dossiers",
    Audience.WOMEN: "Portés par une femme",
    Audience.QPV: "En quartier prioritaire (projet ou domicile)",
    Audience.ZFRR: "En zone rurale (ZFRR)",
}
PASSAGES = {
    Passage.RECEIVED: "Reçus",
    Passage.DECIDED: "Décidés",
    Passage.GRANTED: "Accordés",
    Passage.REFUSED: "Refusés",
    Passage.ADJOURNED: "Ajournés",
}
AMOUNTS = {
    "Garanties": (InstrumentKind.GUARANTEE,),
    "Prêts, apports, avances": (
        InstrumentKind.LOAN, InstrumentKind.CONTRIBUTION, InstrumentKind.ADVANCE,
    ),
    "Primes": (InstrumentKind.GRANT,),
}  # fmt: skip
NO_REASON = "Motif non écrit"
KEPT_BACK = "masqué"


@dataclass(frozen=True)
class Period:
    """The days read, both included. `query` repeats in an address what narrows the page."""

    first_day: date
    last_day: date
    query: str

    @property
    def label(self) -> str:
        """`du 01/01/2024 au 31/12/2024`."""
        return f"du {numeric_date(self.first_day)} au {numeric_date(self.last_day)}"


@allow(can_open_figures)
def audiences(request: HttpRequest, year: int) -> HttpResponse:
    """Page « Publics et territoires » of a year, or of the days asked."""
    reading, period = reading_of(request), _period(request, year)
    found = _counts(request, reading, period)
    if request.GET.get("export") == "xlsx":
        return _exported(request, reading, period, found)
    context = {
        "year": year,
        "period": period,
        "reading": reading,
        "choices": choices_of(request.user.organisation) if reading.opens_rows else {},
        "asked": {key: request.GET.get(key, "") for key in (OFFICE, TERRITORY)},
        "passages": list(PASSAGES.values()),
        "amounts": list(AMOUNTS),
        "lines": [_line(one, found[0], year, reading, period) for one in found],
        "columns": [AUDIENCES[one.audience] for one in found],
        "reasons": _reasons(found, year, reading, period),
        "unknown": [
            (AUDIENCES[one.audience], number(len(one.unknown)))
            for one in found
            if one.unknown and not reading.fewest
        ],
    }
    return render(request, "web/reporting/audiences.html", context)


@allow(can_read_figures)
def audience_cases(request: HttpRequest, year: int, audience: str, passage: str) -> HttpResponse:
    """Page of the dossiers behind one count; those closed to the user are only counted."""
    reading, period = reading_of(request), _period(request, year)
    try:
        wanted = (Audience(audience), Passage(passage))
    except ValueError as unknown:
        raise Http404 from unknown
    found = {one.audience: one for one in _counts(request, reading, period)}[wanted[0]]
    keys, heading = found.keys[wanted[1]], PASSAGES[wanted[1]]
    if REASON in request.GET:
        reason = request.GET[REASON]
        keys = found.refused_by_reason.get(reason, ())
        heading = f"Refusés : {reason or NO_REASON.lower()}"
    rows = Case.objects.visible_to(request.user).filter(pk__in=keys)
    page = ListPage(
        request,
        rows.select_related("person", "structure", "advisor", "office"),
        columns=_case_columns(),
        filters=[TextFilter("q", "Numéro ou projet", raw_fields=("number", "title"))],
        default_sort="numero",
        noun="dossier",
        export_name=f"publics-{audience}-{passage}-{year}",
        row_url=lambda row: reverse("web:case", args=[row.pk]),
        empty="Aucun dossier derrière ce nombre, ou aucun ouvert à votre rôle.",
    )
    context = {
        "year": year, "period": period, "reading": reading, "heading": heading,
        "audience": AUDIENCES[wanted[0]], "total": len(keys),
    }  # fmt: skip
    return page.respond("web/reporting/audience_cases.html", context)


def _period(request: HttpRequest, year: int) -> Period:
    """Return the days asked; those of the year when a day cannot be read or they are reversed."""
    if not 2000 <= year <= 2100:
        raise Http404
    first, last = date(year, 1, 1), date(year, 12, 31)
    try:
        asked = (
            date.fromisoformat(request.GET.get(FROM) or first.isoformat()),
            date.fromisoformat(request.GET.get(TO) or last.isoformat()),
        )
    except ValueError:
        asked = (first, last)
    if asked[0] > asked[1]:
        asked = (first, last)
    kept = {key: request.GET[key] for key in (FROM, TO, OFFICE, TERRITORY) if request.GET.get(key)}
    return Period(*asked, urlencode(kept))


def _counts(request: HttpRequest, reading: Reading, period: Period) -> list[AudienceCount]:
    facts = list(
        instructed_cases(
            request.user.organisation, period.first_day, period.last_day, reading.scope
        )
    )
    return audience_counts(facts, period.first_day, period.last_day)


def _line(
    one: AudienceCount, everybody: AudienceCount, year: int, reading: Reading, period: Period
) -> dict[str, Any]:
    """Return one line of the table: each count with its address and its share of all dossiers."""
    hidden = _hidden(one, everybody, reading)
    cells = [
        _cell(one.keys[passage], len(everybody.keys[passage]), passage in hidden, reading, period,
              reverse("web:audience_cases", args=[year, one.audience, passage]))
        for passage in PASSAGES
    ]  # fmt: skip
    secret = Passage.GRANTED in hidden
    amounts = [KEPT_BACK if secret else euros(_granted(one, kinds)) for kinds in AMOUNTS.values()]
    return {
        "label": AUDIENCES[one.audience],
        "cells": cells,
        "amounts": amounts,
        "is_total": one.audience == Audience.ALL,
    }


def _cell(
    keys, whole: int, is_hidden: bool, reading: Reading, period: Period, url: str
) -> dict[str, str]:
    if is_hidden:
        return {"text": KEPT_BACK, "share": "", "url": ""}
    share = percent(Decimal(len(keys)) / whole, 0) if whole and len(keys) < whole else ""
    opens = keys and reading.opens_rows
    query = f"?{period.query}" if period.query else ""
    return {"text": number(len(keys)), "share": share, "url": url + query if opens else ""}


def _hidden(one: AudienceCount, everybody: AudienceCount, reading: Reading) -> frozenset[Passage]:
    """Return the counts of a line that this reader does not see."""
    line, whole = ({p: each.count(p) for p in Passage} for each in (one, everybody))
    return kept_back(line, whole, reading.fewest)


def _granted(one: AudienceCount, kinds: Iterable[str]) -> Decimal:
    return sum((one.granted.get(kind, ZERO) for kind in kinds), ZERO)


def _reasons(
    found: list[AudienceCount], year: int, reading: Reading, period: Period
) -> list[dict[str, Any]]:
    """Return the refusals by reason, the most frequent first, one cell an audience.

    They are few by nature: a reader from outside does not see them.
    """
    if reading.fewest:
        return []
    everybody = found[0].refused_by_reason
    order = sorted(everybody, key=lambda reason: (-len(everybody[reason]), reason))
    lines = []
    for reason in order:
        narrowed = Period(
            period.first_day, period.last_day,
            "&".join(filter(None, (period.query, urlencode({REASON: reason})))),
        )  # fmt: skip
        cells = [
            _cell(one.refused_by_reason.get(reason, ()), one.count(Passage.REFUSED), False, reading,
                  narrowed, reverse("web:audience_cases", args=[year, one.audience, "refused"]))
            for one in found
        ]  # fmt: skip
        lines.append({"label": reason or NO_REASON, "cells": cells})
    return lines


def _case_columns() -> list[Column]:
    return [
        Column("porteur", "Porteur et entreprise", "holder_name", small="title", link=True,
               width=40),
        Column("numero", "N°", "number", sort=("number",), fast_sort=True),
        Column("etat", "État", "get_state_display", state=True, sort=("state", "number")),
        Column("ouvert", "Premier contact", "opened_on", kind="date",
               sort=("opened_on", "number"), fast_sort=True),
        Column("commune", "Commune", "town", sort=("town",)),
        Column("conseiller", "Conseiller", "advisor.full_name", missing="personne",
               sort=("advisor__last_name", "advisor__first_name")),
        Column("agence", "Agence", "office.name", sort=("office__name",)),
    ]  # fmt: skip


def _exported(
    request: HttpRequest, reading: Reading, period: Period, found: list[AudienceCount]
) -> FileResponse:
    """Return both tables as a workbook; the journal says who took it."""
    counts = [_export_row(one, found[0], reading) for one in found]
    reasons = [
        (reason or NO_REASON,
         *(len(one.refused_by_reason.get(reason, ())) for one in found))
        for reason in sorted(found[0].refused_by_reason if not reading.fewest else ())
    ]  # fmt: skip
    notes = [
        f"Publics et territoires, {period.label}, {reading.label}, par {request.user.full_name}.",
        "Une case vide ne compte pas pour zéro : le nombre est trop petit pour être montré.",
    ]
    record_export(
        actor=request.user,
        target=request.user.organisation,
        summary=f"Export des publics et territoires, {period.label}",
        detail={"from": str(period.first_day), "to": str(period.last_day), "of": reading.label},
    )
    sheets = [
        Sheet("Publics", [SheetColumn("Public", width=44),
              *(SheetColumn(label, "integer", 12) for label in PASSAGES.values()),
              *(SheetColumn(f"{label} accordées (€)", "amount", 24) for label in AMOUNTS),
              SheetColumn("Non renseigné", "integer", 14)], counts, notes),
        Sheet("Refus par motif", [SheetColumn("Motif", width=44),
              *(SheetColumn(AUDIENCES[one.audience], "integer", 24) for one in found)],
              reasons, notes),
    ]  # fmt: skip
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_xlsx(target, sheets)
    target.seek(0)
    name = f"publics-et-territoires-{period.first_day}-{period.last_day}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


def _export_row(one: AudienceCount, everybody: AudienceCount, reading: Reading) -> tuple:
    """Return one line of the sheet; what is kept back is blank."""
    hidden = _hidden(one, everybody, reading)
    amounts = (None if Passage.GRANTED in hidden else _granted(one, k) for k in AMOUNTS.values())
    return (
        AUDIENCES[one.audience],
        *(None if passage in hidden else one.count(passage) for passage in PASSAGES),
        *amounts,
        None if reading.fewest else len(one.unknown),
    )
