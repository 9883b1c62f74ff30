"""The what-if of a sitting: its requests against the envelopes, the best share-out, one kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from levier.accounts.models import User
from levier.cases.models import FundingRequest
from levier.cases.services import set_request
from levier.catalogue.models import InstrumentKind, InstrumentVersion
from levier.committees.models import AgendaItem, Sitting
from levier.funds.models import Envelope
from levier.kernel.french import NBSP, euros
from levier.kernel.money import CENT, ZERO
from levier.mixes.errors import ScenarioRefused, ScenarioStale
from levier.mixes.models import SittingScenario
from levier.mixes.services import preferences_on
from levier.mixes.services.scenarios import (
    OPEN,
    Amounts,
    add_scenario,
    amounts_of,
    change_scenario,
    mark_kept,
)
from levier.portfolio.services import remaining_in
from levier.rules.mix.problem import Pot
from levier.rules.mix.sharing import Aim, Ask, Placement, best_share, placed
from levier.workflows.grant_draws import LOCAL, local_funder


@dataclass(frozen=True, slots=True)
class Agenda:
    """The undecided requests of a sitting that a user may read, and the envelopes open to them.

    `hidden`: how many dossiers of the agenda this user may not read.
    """

    sitting: Sitting
    requests: Sequence[FundingRequest]
    asks: Sequence[Ask]
    pots: Sequence[Pot]
    envelopes: Mapping[str, Envelope]
    hidden: int
    step: Decimal

    @property
    def print(self) -> str:
        """The hash of what the amounts rest on: the requests and what is left."""
        plain = [
            [[str(r.pk), str(r.state), f"{r.amount or 0:f}"] for r in self.requests],
            [[pot.key, f"{pot.left:f}"] for pot in self.pots],
        ]
        return sha256(json.dumps(plain).encode()).hexdigest()

    def placed(self, amounts: Mapping[UUID, Decimal]) -> Placement:
        """Draw amounts on the envelopes, the least being left unpaid."""
        return placed(self.asks, self.pots, {str(key): value for key, value in amounts.items()})

    def best(self, aim: Aim) -> dict[UUID, Decimal]:
        """Return the best share-out."""
        found = best_share(self.asks, self.pots, self.step, aim)
        return {request.pk: found[str(request.pk)] for request in self.requests}

    def asked(self) -> dict[UUID, Decimal]:
        """Return every amount as asked."""
        return {r.pk: ask.asked for r, ask in zip(self.requests, self.asks, strict=True)}


def read_agenda(sitting: Sitting, user: User) -> Agenda:
    """Return the agenda of a sitting as this user reads it (eight queries at most)."""
    day = sitting.held_on or timezone.localdate()
    items = list(
        AgendaItem.objects.visible_to(user)
        .filter(sitting=sitting)
        .select_related("case__person", "case__structure")
        .order_by("position", "id")
    )
    cases = {item.case_id: (rank, item.case) for rank, item in enumerate(items)}
    rows = FundingRequest.objects.filter(
        case__in=cases, state=FundingRequest.State.PROPOSED
    ).select_related("instrument", "case__person", "case__structure")
    requests = sorted(
        (row for row in rows if row.amount or row.asked_amount),
        key=lambda row: (cases[row.case_id][0], row.pk),
    )
    pots, envelopes, by_request = _envelopes(sitting, requests, day)
    least = _least(sitting, requests, day)
    asks = [
        Ask(
            key=str(row.pk),
            asked=row.amount or row.asked_amount or ZERO,
            least=least.get(row.instrument_id, ZERO),
            pots=by_request[row.pk],
            whole=row.instrument.kind == InstrumentKind.GUARANTEE,
        )
        for row in requests
    ]
    hidden = sitting.items.count() - len(items)
    step = Decimal(preferences_on(sitting.organisation, day).step)
    return Agenda(sitting, requests, asks, pots, envelopes, hidden, step)


def _least(sitting: Sitting, requests: Sequence[FundingRequest], day) -> dict[UUID, Decimal]:
    rows = InstrumentVersion.objects.filter(
        organisation=sitting.organisation_id, instrument__in={r.instrument_id for r in requests}
    ).in_force_on(day)
    return {row.instrument_id: row.min_amount or ZERO for row in rows}


def _envelopes(sitting: Sitting, requests: Sequence[FundingRequest], day):
    """Return the envelopes with what is left, and those that may pay each request.

    None for a request of an instrument for which the house keeps no envelope.
    """
    rows = list(
        Envelope.objects.filter(
            organisation=sitting.organisation_id,
            scheme__in={r.instrument.code for r in requests},
            is_opening=False,
        )
        .select_related("funder")
        .order_by("first_day", "pk")
    )
    kept = {row.scheme for row in rows}
    current = [
        row for row in rows if row.first_day <= day and (not row.last_day or row.last_day >= day)
    ]
    left = remaining_in(current)
    by_request: dict[UUID, tuple[str, ...] | None] = {}
    for request in requests:
        code = request.instrument.code
        mine = [row for row in current if row.scheme == code]
        if request.instrument.kind == InstrumentKind.GRANT:
            local = local_funder([row.funder for row in mine], request.case)
            mine = [
                row
                for row in mine
                if row.funder.kind not in LOCAL or (local and row.funder_id == local.pk)
            ]
        by_request[request.pk] = tuple(str(row.pk) for row in mine) if code in kept else None
    pots = [Pot(str(row.pk), row.title, left[row.pk] or ZERO) for row in current]
    return pots, {str(row.pk): row for row in current}, by_request


# ── Writes ────────────────────────────────────────────────────────────────────────────────────
def start_scenario(
    *, agenda: Agenda, actor: User, name: str, aim: Aim | None = None
) -> SittingScenario:
    """Add a scenario: what is asked, or the best share-out. Errors: ScenarioRefused."""
    if not agenda.requests:
        raise ScenarioRefused(reason="Aucune demande chiffrée n’attend de décision à cette séance.")
    amounts = agenda.asked() if aim is None else agenda.best(aim)
    return add_scenario(
        sitting=agenda.sitting,
        actor=actor,
        name=name,
        print_=agenda.print,
        amounts=_with_envelopes(agenda, amounts),
    )


def write_scenario(
    *,
    agenda: Agenda,
    scenario: SittingScenario,
    actor: User,
    seen: int,
    amounts: Mapping[UUID, Decimal],
) -> SittingScenario:
    """Write the amounts typed. Errors: ScenarioRefused (an amount out of bounds); ScenarioStale."""
    faults = faults_of(agenda, amounts)
    if faults:
        raise ScenarioRefused(reason=next(iter(faults.values())))
    return change_scenario(
        scenario=scenario,
        actor=actor,
        seen=seen,
        print_=agenda.print,
        amounts=_with_envelopes(agenda, amounts),
    )


def faults_of(agenda: Agenda, amounts: Mapping[UUID, Decimal]) -> dict[UUID, str]:
    """Return what is wrong with each amount, in French; nothing when all may be written."""
    found = {}
    for request, ask in zip(agenda.requests, agenda.asks, strict=True):
        amount = amounts.get(request.pk, ZERO)
        if amount < 0 or amount != amount.quantize(CENT):
            found[request.pk] = "Un montant est positif, au centime près."
        elif ask.whole and amount not in (ZERO, ask.asked):
            found[request.pk] = (
                f"Une garantie se garde entière ({euros(ask.asked)}) ou s’écarte{NBSP}: "
                "son montant suit le prêt."
            )
        elif amount > ask.asked:
            found[request.pk] = f"Le dossier ne demande que {euros(ask.asked)}."
        elif 0 < amount < min(ask.least, ask.asked):
            found[request.pk] = f"Ce produit ne descend pas sous {euros(ask.least)}."
    return found


@transaction.atomic
def keep_scenario(*, scenario: SittingScenario, actor: User) -> bool:
    """Write the amounts of a scenario to the requests, once. Return False if it was already.

    A request left at zero does not change: the committee will say. Errors: ScenarioStale when a
    request or an envelope has moved since it was written; ScenarioRefused when envelopes are
    overdrawn, or when a dossier of it is not open to the user.
    """
    sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=scenario.sitting_id)
    row = SittingScenario.objects.get(pk=scenario.pk)
    if row.kept_at is not None:
        return False
    if sitting.state not in OPEN:
        raise ScenarioRefused(reason="La séance est levée : ses montants ne changent plus.")
    agenda, amounts = read_agenda(sitting, actor), amounts_of(row)
    if not set(amounts) <= {request.pk for request in agenda.requests}:
        if agenda.hidden:
            raise ScenarioRefused(
                reason="Ce scénario porte sur un dossier qui ne vous est pas ouvert."
            )
        raise ScenarioStale
    if agenda.print != row.print:
        raise ScenarioStale
    over = agenda.placed(amounts).over
    if over:
        missing = sum(over.values(), ZERO)
        raise ScenarioRefused(reason=f"Les enveloppes sont dépassées de {euros(missing)}.")
    if not mark_kept(scenario=row, actor=actor):
        return False
    _propose(agenda, amounts, actor)
    return True


def _propose(agenda: Agenda, amounts: Mapping[UUID, Decimal], actor: User) -> None:
    on = timezone.localdate()
    for request in agenda.requests:
        amount = amounts.get(request.pk, ZERO)
        if amount > 0 and amount != request.amount:
            set_request(
                case=request.case,
                actor=actor,
                on=on,
                instrument=request.instrument,
                request=request,
                amount=amount,
            )


def _with_envelopes(agenda: Agenda, amounts: Mapping[UUID, Decimal]) -> Amounts:
    """Return the amounts with the envelope that pays most of each."""
    placement = agenda.placed(amounts)
    found: dict[FundingRequest, tuple[Decimal, Envelope | None]] = {}
    for request in agenda.requests:
        draws = placement.draws.get(str(request.pk), {})
        main = max(draws, key=lambda key: draws[key]) if draws else None
        envelope = agenda.envelopes[main] if main else None
        found[request] = (amounts.get(request.pk, ZERO), envelope)
    return found
