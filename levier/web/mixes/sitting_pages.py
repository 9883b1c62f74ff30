"""The what-if of a sitting: several scenarios side by side, one edited, one kept."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import FundingRequest
from levier.committees.models import Sitting
from levier.kernel.money import CENT, ZERO
from levier.kernel.text import whole_number
from levier.mixes.models import SittingScenario
from levier.mixes.permissions import can_plan_sittings
from levier.mixes.services.scenarios import OPEN, amounts_of, drop_scenario
from levier.rules.mix.sharing import Aim, Ask
from levier.web.access import allow
from levier.web.fields import FrenchDecimalField
from levier.web.refusals import done
from levier.workflows.sitting_amounts import (
    Agenda,
    faults_of,
    keep_scenario,
    read_agenda,
    start_scenario,
    write_scenario,
)

STARTS = {"demande": None, "nombre": Aim.NUMBER, "montant": Aim.AMOUNT}
FIELD = FrenchDecimalField(required=False)
UNREADABLE = "Écrivez un montant, par exemple 2 000."


@dataclass(frozen=True)
class PotLine:
    """One envelope under a scenario: what is left, what it pays, what is left after."""

    name: str
    left: Decimal
    used: Decimal

    @property
    def after(self) -> Decimal:
        """What the scenario leaves in it."""
        return self.left - self.used

    @property
    def share(self) -> int:
        """How much of what is left is used, in whole percents, for the bar."""
        return min(100, int(self.used * 100 / self.left)) if self.left > 0 else 0


@dataclass(frozen=True)
class Totals:
    """A scenario against the envelopes."""

    served: int
    asked: int
    amount: Decimal
    pots: list[PotLine]
    over: Decimal
    short: dict[UUID, Decimal]


@dataclass(frozen=True)
class AmountLine:
    """One request and the amount that a scenario gives it."""

    request: FundingRequest
    ask: Ask
    value: str
    amount: Decimal
    short: Decimal
    fault: str = ""

    @property
    def slider(self) -> int:
        """The amount in whole euros, for the slider."""
        return int(self.amount)

    @property
    def most(self) -> int:
        """What is asked, in whole euros, for the slider."""
        return int(self.ask.asked)


def totals_of(agenda: Agenda, amounts: dict[UUID, Decimal]) -> Totals:
    """Return a scenario against the envelopes, of the dossiers that the user reads."""
    known = {r.pk: amounts.get(r.pk, ZERO) for r in agenda.requests}
    placement = agenda.placed(known)
    return Totals(
        served=sum(value > 0 for value in known.values()),
        asked=len(known),
        amount=sum(known.values(), ZERO),
        pots=[PotLine(pot.name, pot.left, placement.used(pot.key)) for pot in agenda.pots],
        over=sum(placement.over.values(), ZERO),
        short={UUID(key): value for key, value in placement.over.items()},
    )


@allow(can_plan_sittings)
@require_http_methods(["GET", "POST"])
def sitting_scenarios(request: HttpRequest, pk) -> HttpResponse:
    """The scenarios of a sitting compared; posting adds one."""
    sitting = _sitting(request, pk)
    agenda = read_agenda(sitting, request.user)
    if request.method == "POST":
        aim = STARTS.get(request.POST.get("depart", ""))
        name = request.POST.get("name", "")
        done(
            request,
            "Le scénario est ajouté.",
            lambda: start_scenario(agenda=agenda, actor=request.user, name=name, aim=aim),
        )
        return redirect("web:sitting_scenarios", sitting.pk)
    scenarios = list(
        SittingScenario.objects.visible_to(request.user)
        .filter(sitting=sitting)
        .select_related("made_by", "kept_by")
        .prefetch_related("lines")
    )
    columns = []
    for row in scenarios:
        amounts = amounts_of(row)
        columns.append(
            {
                "row": row,
                "totals": totals_of(agenda, amounts),
                "amounts": amounts,
                "stale": row.kept_at is None and row.print != agenda.print,
                "hidden": not set(amounts) <= {r.pk for r in agenda.requests},
            }
        )
    return render(
        request,
        "web/mixes/scenarios.html",
        {
            "sitting": sitting,
            "agenda": agenda,
            "columns": columns,
            "lines": _compared(agenda, columns),
            "pots": _compared_pots(agenda, columns),
            "is_open": sitting.state in OPEN,
        },
    )


def _compared(agenda: Agenda, columns: list[dict]) -> list[dict]:
    return [
        {
            "request": request,
            "asked": ask.asked,
            "free": ask.pots is None,
            "cells": [
                {
                    "amount": column["amounts"].get(request.pk, ZERO),
                    "short": column["totals"].short.get(request.pk, ZERO),
                }
                for column in columns
            ],
        }
        for request, ask in zip(agenda.requests, agenda.asks, strict=True)
    ]


def _compared_pots(agenda: Agenda, columns: list[dict]) -> list[dict]:
    return [
        {"name": pot.name, "left": pot.left, "cells": [c["totals"].pots[rank] for c in columns]}
        for rank, pot in enumerate(agenda.pots)
    ]


@allow(can_plan_sittings)
@require_http_methods(["GET", "POST"])
def sitting_scenario(request: HttpRequest, pk) -> HttpResponse:
    """One scenario, amount by amount; posting writes them."""
    row = _scenario(request, pk)
    agenda = read_agenda(row.sitting, request.user)
    amounts, faults = amounts_of(row), {}
    if request.method == "POST":
        amounts, faults = _typed(agenda, request.POST)
        faults = {**faults_of(agenda, amounts), **faults}
        if not faults and _written(request, agenda, row, amounts):
            return redirect("web:sitting_scenarios", row.sitting_id)
    context = {
        "scenario": row,
        "sitting": row.sitting,
        "agenda": agenda,
        "lines": _lines(agenda, amounts, faults, request.POST),
        "totals": totals_of(agenda, amounts),
        "is_open": row.sitting.state in OPEN and row.kept_at is None,
    }
    return render(request, "web/mixes/scenario.html", context)


def _written(request: HttpRequest, agenda: Agenda, row: SittingScenario, amounts) -> bool:
    version = whole_number(request.POST.get("seen", "")) or 0
    before = row.version
    done(
        request,
        "Le scénario est enregistré.",
        lambda: write_scenario(
            agenda=agenda, scenario=row, actor=request.user, seen=version, amounts=amounts
        ),
    )
    return row.version != before


@allow(can_plan_sittings)
@require_POST
def sitting_scenario_totals(request: HttpRequest, pk) -> HttpResponse:
    """What the amounts typed do to the envelopes, at once. Writes nothing."""
    row = _scenario(request, pk)
    agenda = read_agenda(row.sitting, request.user)
    amounts, faults = _typed(agenda, request.POST)
    faults = {**faults_of(agenda, amounts), **faults}
    named = [{"request": r, "reason": faults[r.pk]} for r in agenda.requests if r.pk in faults]
    context = {"totals": totals_of(agenda, amounts), "faults": named}
    return render(request, "web/mixes/_totals.html", context)


@allow(can_plan_sittings)
@require_POST
def sitting_scenario_keep(request: HttpRequest, pk) -> HttpResponse:
    """Write the amounts of a scenario to the requests; a second click changes nothing."""
    row = _scenario(request, pk)
    done(
        request,
        f"Le scénario «\u00a0{row}\u00a0» est retenu : ses montants sont ceux des demandes.",
        lambda: keep_scenario(scenario=row, actor=request.user),
    )
    return redirect("web:sitting_scenarios", row.sitting_id)


@allow(can_plan_sittings)
@require_POST
def sitting_scenario_drop(request: HttpRequest, pk) -> HttpResponse:
    """Drop a scenario that nobody kept."""
    row = _scenario(request, pk)
    done(
        request,
        "Le scénario est supprimé.",
        lambda: drop_scenario(scenario=row, actor=request.user),
    )
    return redirect("web:sitting_scenarios", row.sitting_id)


def _sitting(request: HttpRequest, pk) -> Sitting:
    rows = Sitting.objects.visible_to(request.user).select_related("organisation", "committee")
    return get_object_or_404(rows, pk=pk)


def _scenario(request: HttpRequest, pk) -> SittingScenario:
    rows = SittingScenario.objects.visible_to(request.user)
    rows = rows.select_related("sitting__organisation").prefetch_related("lines")
    return get_object_or_404(rows, pk=pk)


def _typed(agenda: Agenda, data) -> tuple[dict[UUID, Decimal], dict[UUID, str]]:
    """Return the amounts typed, and what could not be read."""
    amounts: dict[UUID, Decimal] = {}
    faults: dict[UUID, str] = {}
    for request in agenda.requests:
        text = data.get(f"a-{request.pk}", "").strip()
        try:
            value = FIELD.to_python(text) if text else ZERO
            if value is None or not value.is_finite() or abs(value) >= 10**9:
                raise InvalidOperation
            amounts[request.pk] = value.quantize(CENT)
        except (InvalidOperation, ValidationError):
            amounts[request.pk], faults[request.pk] = ZERO, UNREADABLE
    return amounts, faults


def _lines(agenda: Agenda, amounts, faults, data) -> list[AmountLine]:
    short = totals_of(agenda, amounts).short
    return [
        AmountLine(
            request,
            ask,
            data.get(f"a-{request.pk}") or FIELD.prepare_value(amounts.get(request.pk, ZERO)),
            amounts.get(request.pk, ZERO),
            short.get(request.pk, ZERO),
            faults.get(request.pk, ""),
        )
        for request, ask in zip(agenda.requests, agenda.asks, strict=True)
    ]
