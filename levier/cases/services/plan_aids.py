"""The aids of third parties that a plan names: in force, and what they write in the ledger."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils import timezone

from levier.accounts.models import User
from levier.cases.errors import AidNotInForce
from levier.cases.models import Case, PlanLine
from levier.catalogue.services import third_party_aids_on
from levier.kernel.french import long_date, numeric_date
from levier.rules.grant_equivalents import third_party_equivalent
from levier.state_aid.services import (
    NewAid,
    PlanResource,
    base_rate_on,
    planned_lines,
    settle_planned_aids,
    undertaking_of,
)


def refuse_aid_not_in_force(line: PlanLine, on: date, named: Collection[UUID | None] = ()) -> None:
    """Refuse a line that names an aid which is not in force on a day. Errors: AidNotInForce.

    `named` are the aids that were there already: one that is closed since stays named.
    """
    aid = line.aid
    if aid is None or aid.pk in named:
        return
    if not third_party_aids_on(line.organisation_id, on).filter(pk=aid.pk).exists():
        raise AidNotInForce(aid=aid.label, day=numeric_date(on))


def count_third_party_aids(*, case: Case, actor: User | None) -> None:
    """Make the ledger hold the third parties' aids that are firm in the plan of a dossier.

    Each counts whole, for its four years, on the day it became firm; one that is no longer firm,
    is taken out or changes is reversed. An aid that says it does not count in de minimis writes
    nothing, nor does a dossier whose holder is not known yet: its decision counts again. In the
    caller's transaction; never refused for its size.
    """
    if case.structure_id is None and case.person_id is None:
        return
    days = [firm_since(line) for line in _firm_lines(case)]
    days += [line.granted_on for line in planned_lines(case.pk)]
    if not days:
        return
    undertaking = undertaking_of(
        structure=case.structure, person=case.person, on=min(days), actor=actor
    )
    # Its holder is now held: the plan is read again, as whoever held it before left it.
    aids = [_aid(case, line) for line in _firm_lines(case)]
    settle_planned_aids(undertaking=undertaking, case_key=case.pk, aids=aids, actor=actor)


def _firm_lines(case: Case) -> list[PlanLine]:
    rows = PlanLine.objects.filter(
        case=case, side=PlanLine.Side.RESOURCE, status=PlanLine.Status.FIRM,
        aid__counts_in_de_minimis=True,
    ).select_related("aid", "case")  # fmt: skip
    return [line for line in rows if line.in_all > 0]


def firm_since(line: PlanLine) -> date:
    """Return the day a firm resource became firm: noted, else of its history, else the opening."""
    if line.status_on is not None:
        return line.status_on
    found = line.case.opened_on
    for row in line.history.order_by("-history_date", "-history_id"):
        if row.status != PlanLine.Status.FIRM:
            break
        found = timezone.localtime(row.history_date).date()
    return found


def _aid(case: Case, line: PlanLine) -> NewAid:
    aid, amount, day = line.aid, line.in_all, firm_since(line)
    base_rate = base_rate_on(case.organisation_id, day)
    return NewAid(
        authority=aid.giver,
        instrument=aid.label,
        kind=aid.nature,
        amount=amount,
        equivalent=third_party_equivalent(amount, aid.nature, base_rate, day),
        granted_on=day,
        source=f"Plan de financement du dossier {case.number}, ferme le {long_date(day)}",
        resource=PlanResource(key=line.pk, case_key=case.pk, case_opened_on=case.opened_on),
    )
