"""The dossiers received or decided in a period, as the counts by audience read them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from levier.accounts.models import Organisation
from levier.cases.models import Case
from levier.committees.models import Decision, Outcome
from levier.reporting.facts.decided import TRACKS
from levier.reporting.facts.scope import EVERYWHERE, Scope
from levier.rules.indicators.audiences import RequestFact, Ruling, RulingFact

RULING_OF = {
    Outcome.AGREED: Ruling.AGREED,
    Outcome.AGREED_WITH_CONDITIONS: Ruling.AGREED,
    Outcome.REFUSED: Ruling.REFUSED,
    Outcome.ADJOURNED: Ruling.ADJOURNED,
}


def instructed_cases(
    organisation: Organisation, first_day: date, last_day: date, scope: Scope = EVERYWHERE
) -> Iterator[RequestFact]:
    """Yield the dossiers received or decided between two days, both included; two queries.

    What a committee said again of a commitment already open (an amendment) decides no request.
    """
    days = (first_day, last_day)
    decided = _decisions(days).filter(item__case=OuterRef("pk"))
    rows = (
        Case.objects.filter(
            scope.of_case(""), organisation=organisation, track__in=TRACKS, is_stub=False
        )
        .filter(Q(opened_on__range=days) | Exists(decided))
        .order_by("number")
        .values_list(
            "pk", "opened_on", "person__sex", "qpv_code", "home_qpv_code", "in_zfrr", "zoning"
        )
    )
    rulings = _rulings(organisation, days)
    for pk, opened_on, sex, place, home, in_zfrr, zoning in rows:
        looked = zoning != Case.Zoning.TO_CHECK
        yield RequestFact(
            key=str(pk),
            received_on=opened_on,
            sex=sex or "",
            in_qpv=True if place or home else (False if looked else None),
            in_zfrr=in_zfrr,
            rulings=tuple(rulings.get(pk, ())),
        )


def _decisions(days: tuple[date, date]):
    return Decision.objects.filter(decided_on__range=days, amendments=None, loan_proposals=None)


def _rulings(organisation: Organisation, days: tuple[date, date]) -> dict[UUID, list[RulingFact]]:
    found: dict[UUID, list[RulingFact]] = defaultdict(list)
    rows = (
        _decisions(days)
        .filter(organisation=organisation, item__case__track__in=TRACKS)
        .order_by("decided_on", "id")
        .values_list(
            "item__case_id", "decided_on", "outcome",
            Coalesce("commitment__kind", "request__instrument__kind"), "amount",
            "refusal_reason__label",
        )
    )  # fmt: skip
    for case, day, outcome, kind, amount, reason in rows:
        found[case].append(RulingFact(day, RULING_OF[outcome], kind or "", amount, reason or ""))
    return found
