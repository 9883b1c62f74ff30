"""The round table of financiers: who brings each resource, whom to call, how sure it is."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from levier.accounts.models import User
from levier.cases.errors import GuaranteeIsNoResource, OursOrTheirs
from levier.cases.models import PlanLine
from levier.cases.services.life import touch
from levier.cases.services.plan import check_seen, locked_plan, with_status_day
from levier.cases.services.plan_aids import count_third_party_aids, refuse_aid_not_in_force
from levier.catalogue.models import InstrumentKind
from levier.funds.models import Funder
from levier.journal.changes import apply_changes
from levier.journal.services import record
from levier.kernel.french import euros
from levier.kernel.text import normalise, squeeze
from levier.people.models import Bank


@transaction.atomic
def set_financier(
    *,
    line: PlanLine,
    actor: User,
    on: date,
    partner: str,
    seen: Mapping[str, Any] | None = None,
    **changes: Any,
) -> PlanLine:
    """Say who brings a resource and where it stands: partner, contact, state, letter, instrument.

    `partner` is the name as it is written; a bank or a funder of the house that bears it is linked.
    Without a name, the giver of a third party's aid is the partner. A state that changes takes the
    day given when it is another than the former state's, else `on`. A firm aid of a third party
    counts in the ledger of de minimis aid from that day. `seen` holds what was read, that must
    still hold. Errors: GuaranteeIsNoResource; OursOrTheirs, an aid and an instrument at once;
    AidNotInForce on `on`, for another aid than the one named; ChangedMeanwhile.
    """
    instrument, aid = changes.get("instrument"), changes.get("aid")
    if instrument is not None and instrument.kind == InstrumentKind.GUARANTEE:
        raise GuaranteeIsNoResource
    if instrument is not None and aid is not None:
        raise OursOrTheirs
    if aid is not None and not partner.strip():
        partner = aid.giver[:120]
    check_seen(line, actor, seen)
    locked_plan(line.case, actor)
    changes |= {"partner": squeeze(partner), **_known(line, partner)}
    if changes.get("status_on") == line.status_on:
        changes.pop("status_on", None)  # the day of the former state, left as the form showed it
    named = (line.aid_id,)
    done = apply_changes(line, with_status_day(changes, line.status, on))
    if done:
        refuse_aid_not_in_force(line, on, named)
        line._history_user = actor
        line.save()
        touch(line.case, on)
        count_third_party_aids(case=line.case, actor=actor)
        record(
            "cases.financier_set",
            actor=actor,
            target=line,
            summary=f"Tour de table : « {line} » de {euros(line.amount)}, "
            f"{line.get_status_display()}.",
            detail=done,
        )
    return line


def _known(line: PlanLine, name: str) -> dict[str, Any]:
    """Return the bank and the funder of the house that bear a name."""
    key = normalise(name)
    if not key:
        return {"bank": None, "funder": None}
    of_house = {"organisation_id": line.organisation_id, "name_key": key}
    return {
        "bank": Bank.objects.filter(**of_house).first(),
        "funder": Funder.objects.filter(**of_house).first(),
    }
