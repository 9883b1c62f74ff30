"""Scenarios of a sitting: written, written again, dropped, kept."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from levier.accounts.models import User
from levier.cases.models import FundingRequest
from levier.committees.models import Sitting
from levier.funds.models import Envelope
from levier.journal.services import record
from levier.mixes.errors import ScenarioRefused, ScenarioStale
from levier.mixes.models import ScenarioLine, SittingScenario

OPEN = (Sitting.State.PLANNED, Sitting.State.OPEN)
Amounts = Mapping[FundingRequest, tuple[Decimal, Envelope | None]]


@transaction.atomic
def add_scenario(
    *, sitting: Sitting, actor: User, name: str, print_: str, amounts: Amounts
) -> SittingScenario:
    """Add a scenario to a sitting. Errors: ScenarioRefused (over, or a name used twice)."""
    _check_open(sitting)
    row = SittingScenario(
        organisation_id=sitting.organisation_id,
        sitting=sitting,
        name=name.strip(),
        made_by=actor,
        print=print_,
    )
    try:
        row.full_clean()
    except ValidationError as fault:
        raise ScenarioRefused(field="name", reason=" ".join(fault.messages)) from fault
    row.save()
    _write(row, amounts)
    summary = f"Scénario « {row} » du comité {sitting}."
    record("mixes.scenario_added", actor=actor, target=row, summary=summary)
    return row


@transaction.atomic
def change_scenario(
    *, scenario: SittingScenario, actor: User, seen: int, print_: str, amounts: Amounts
) -> SittingScenario:
    """Write the amounts of a scenario again.

    `seen` is the version that the page showed. Errors: ScenarioRefused; ScenarioStale when
    somebody wrote it meanwhile.
    """
    _check_open(scenario.sitting)
    rows = SittingScenario.objects.filter(pk=scenario.pk, version=seen, kept_at=None)
    if not rows.update(version=seen + 1, print=print_):
        raise ScenarioStale
    scenario.refresh_from_db(fields=["version", "print"])
    ScenarioLine.objects.filter(scenario=scenario, request__in=[*amounts]).delete()
    _write(scenario, amounts)
    summary = f"Scénario « {scenario} » modifié."
    record("mixes.scenario_changed", actor=actor, target=scenario, summary=summary)
    return scenario


@transaction.atomic
def drop_scenario(*, scenario: SittingScenario, actor: User) -> None:
    """Drop a scenario that was not kept. Errors: ScenarioRefused."""
    row = SittingScenario.objects.select_for_update().get(pk=scenario.pk)
    if row.kept_at is not None:
        raise ScenarioRefused(reason="Un scénario retenu ne se supprime pas.")
    summary = f"Scénario « {row} » supprimé."
    record("mixes.scenario_dropped", actor=actor, target=row, summary=summary)
    ScenarioLine.objects.filter(scenario=row).delete()
    row.delete()


def mark_kept(*, scenario: SittingScenario, actor: User) -> bool:
    """Mark a scenario as kept, once. Return False when it already was."""
    rows = SittingScenario.objects.filter(pk=scenario.pk, kept_at=None)
    if not rows.update(kept_by=actor, kept_at=timezone.now()):
        return False
    summary = f"Scénario « {scenario} » retenu : ses montants sont proposés."
    record("mixes.scenario_kept", actor=actor, target=scenario, summary=summary)
    return True


def _check_open(sitting: Sitting) -> None:
    if sitting.state not in OPEN:
        raise ScenarioRefused(reason="La séance est levée : ses montants ne changent plus.")


def _write(scenario: SittingScenario, amounts: Amounts) -> None:
    ScenarioLine.objects.bulk_create(
        ScenarioLine(
            organisation_id=scenario.organisation_id,
            scenario=scenario,
            request=request,
            envelope=envelope,
            amount=amount,
        )
        for request, (amount, envelope) in amounts.items()
    )


def amounts_of(scenario: SittingScenario) -> dict[UUID, Decimal]:
    """Return the amounts of a scenario by request."""
    return {line.request_id: line.amount for line in scenario.lines.all()}
