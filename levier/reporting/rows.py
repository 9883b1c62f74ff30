"""The dossiers behind a figure: each of its lines with what a reader needs to know it by.

A line whose dossier the user may not read is counted, and not shown.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from levier.cases.models import Case
from levier.cases.tracks import SOCIAL_TRACKS
from levier.committees.models import Sitting
from levier.crowdfunding.models import Campaign, Pledge
from levier.portfolio.models import Commitment
from levier.reporting.facts import keys
from levier.rules.indicators.facts import YearFacts
from levier.rules.indicators.measure import Item
from levier.rules.indicators.publication import FigureValue
from levier.support.models import Beneficiary, EngineeringPayment, Journey, Study
from levier.territories.register import epci

BATCH = 10_000
WHO = ("name", "first_name", "last_name", "title")
PAID = {"headline.grants", "engagement.grants", "acces_plus.grants_paid"}


@dataclass(frozen=True)
class BehindRow:
    """One line behind a figure. `kept` tells whether a share keeps it (None for the others)."""

    pk: str
    name: str
    number: str
    case_pk: str | None
    day: date | None
    product: str
    committee: str
    office: str
    epci: str
    advisor: str
    loan_amount: Decimal | None
    quota: Decimal | None
    value: Decimal
    kept: bool | None

    @property
    def place(self) -> str:
        """The intercommunal body, in full."""
        body = epci(self.epci) if self.epci else None
        return body.name.replace("'", "’") if body else ""


@dataclass(frozen=True)
class Behind:
    """The lines that a user may read, and how many others there are."""

    rows: list[BehindRow]
    hidden: int


def rows_behind(figure: FigureValue, facts: YearFacts, user) -> Behind:
    """Return the lines of a figure, in its own order; a constant number of queries."""
    days = days_of_figure(figure, facts)
    details = _details(figure.items, user)
    rows = [
        _row(item, details[str(item.key)], days.get(str(item.key)), figure)
        for item in figure.items
        if str(item.key) in details
    ]
    return Behind(rows, len(figure.items) - len(rows))


def days_of_figure(figure: FigureValue, facts: YearFacts) -> dict[str, date]:
    """Return the day by which each line of a figure counts, where it has one."""
    paid = figure.definition.code in PAID
    return days_of_rows(facts, models_of(figure.items), paid=paid)


def days_of_rows(facts: YearFacts, models: Iterable[str], *, paid: bool = False) -> dict[str, date]:
    """Return the day of the rows of these models: committee, payment, gift.

    A grant is dated by its award, or by its payment if `paid`.
    """
    wanted = set(models)
    found: dict[str, date | None] = {}
    if keys.SITTING in wanted:
        found.update((str(s.key), s.held_on) for s in facts.sittings)
    if keys.CASE in wanted:
        found.update((str(p.key), p.decided_on) for p in facts.projects)
    if keys.COMMITMENT in wanted:
        found.update((str(f.key), f.decided_on) for f in facts.financings)
        found.update((str(g.key), g.paid_on if paid else g.awarded_on) for g in facts.grants)
    if keys.STUDY in wanted:
        found.update((str(s.key), s.decided_on) for s in facts.studies)
    if keys.PAYMENT in wanted:
        found.update((str(e.key), e.paid_on) for e in facts.engineering)
    if keys.PLEDGE in wanted:
        found.update((str(p.key), p.given_on) for p in facts.pledges)
    return {key: day for key, day in found.items() if day}


def models_of(items: Iterable[Item]) -> set[str]:
    """Return the models that the lines of a figure come from."""
    return {keys.parts_of(str(item.key))[0] for item in items}


def _row(item: Item, detail: dict[str, Any], day: date | None, figure: FigureValue) -> BehindRow:
    loan, quota = detail.get("loan_amount"), detail.get("quota")
    holder = f"{detail.get('first_name') or ''} {detail.get('last_name') or ''}".strip()
    advisor = f"{detail.get('advisor_first') or ''} {detail.get('advisor_last') or ''}".strip()
    case = detail.get("case_pk")
    return BehindRow(
        pk=str(item.key),
        name=detail.get("name") or holder or detail.get("title") or str(detail["number"]),
        number=str(detail["number"]),
        case_pk=str(case) if case else None,
        day=day,
        product=detail.get("product") or "",
        committee=detail.get("committee") or "",
        office=detail.get("office_name") or "",
        epci=detail.get("epci") or "",
        advisor=advisor,
        loan_amount=loan,
        quota=quota,
        value=item.value,
        kept=bool(item.value) if figure.numerator is not None else None,
    )


def _details(items: Iterable[Item], user) -> dict[str, dict[str, Any]]:
    """Return what is known of each row that the user may read, by the row's name."""
    by_model: dict[str, list[str]] = {}
    for item in items:
        model, pk = keys.parts_of(str(item.key))
        by_model.setdefault(model, []).append(pk)
    return {
        f"{model}:{row['pk']}": row
        for model, pks in by_model.items()
        for start in range(0, len(pks), BATCH)
        for row in READERS[model](user, pks[start : start + BATCH])
    }


def _named(rows: QuerySet, **columns: str) -> Iterator[dict[str, Any]]:
    """Yield the rows as dictionaries: each name with what its path leads to."""
    names = ("pk", *columns)
    for values in rows.values_list("pk", *columns.values()):
        yield dict(zip(names, values, strict=True))


def _of_case(path: str) -> dict[str, str]:
    """Return the columns of a dossier, found through `path`."""
    return {
        "title": f"{path}title",
        "name": f"{path}structure__name",
        "first_name": f"{path}person__first_name",
        "last_name": f"{path}person__last_name",
        "office_name": f"{path}office__name",
        "epci": f"{path}epci_siren",
        "advisor_first": f"{path}advisor__first_name",
        "advisor_last": f"{path}advisor__last_name",
    }


def _cases(user, pks: list[str]) -> Iterator[dict[str, Any]]:
    rows = Case.objects.visible_to(user).filter(pk__in=pks)
    return _named(rows, case_pk="pk", number="number", product="purpose", **_of_case(""))


def _commitments(user, pks: list[str]) -> Iterator[dict[str, Any]]:
    return _named(
        Commitment.objects.visible_to(user).filter(pk__in=pks),
        case_pk="case_id",
        number="case__number",
        product="instrument__label",
        committee="decision__item__sitting__number",
        loan_amount="guarantee__loan_amount",
        quota="guarantee__quota",
        **_of_case("case__"),
    )


def _journeys(user, pks: list[str]) -> Iterator[dict[str, Any]]:
    """Paths. A social one is shown by its number: who it is stays in the file."""
    columns = _of_case("case__") | {"title": "title", "track": "case__track"}
    rows = Journey.objects.visible_to(user).filter(pk__in=pks)
    for row in _named(rows, case_pk="case_id", number="number", product="topic", **columns):
        yield row | dict.fromkeys(WHO, "") if row["track"] in SOCIAL_TRACKS else row


def _beneficiaries(user, pks: list[str]) -> Iterator[dict[str, Any]]:
    columns = _of_case("journey__case__") | {"name": "structure__name"}
    return _named(
        Beneficiary.objects.visible_to(user).filter(pk__in=pks),
        case_pk="journey__case_id",
        number="journey__number",
        product="journey__title",
        **columns,
    )


def _studies(user, pks: list[str]) -> Iterator[dict[str, Any]]:
    return _named(
        Study.objects.visible_to(user).filter(pk__in=pks),
        case_pk="journey__case_id",
        number="journey__number",
        product="subject",
        **_of_case("journey__case__"),
    )


def _payments(user, pks: list[str]) -> Iterator[dict[str, Any]]:
    rows = EngineeringPayment.objects.visible_to(user).filter(pk__in=pks)
    return _named(rows, number="number", name="structure_name", product="purpose")


def _sittings(user, pks: list[str]) -> Iterator[dict[str, Any]]:
    rows = Sitting.objects.visible_to(user).filter(pk__in=pks)
    return _named(rows, number="number", product="committee__label", office_name="office__name")


def _campaigns(user, pks: list[str]) -> Iterator[dict[str, Any]]:
    rows = Campaign.objects.visible_to(user).filter(pk__in=pks)
    return _named(rows, number="number", name="name", product="town")


def _pledges(user, pks: list[str]) -> Iterator[dict[str, Any]]:
    rows = Pledge.objects.visible_to(user).filter(pk__in=pks)
    return _named(rows, number="number", product="campaign__name")


READERS: dict[str, Callable[[Any, list[str]], Iterator[dict[str, Any]]]] = {
    keys.CASE: _cases,
    keys.COMMITMENT: _commitments,
    keys.JOURNEY: _journeys,
    keys.BENEFICIARY: _beneficiaries,
    keys.STUDY: _studies,
    keys.PAYMENT: _payments,
    keys.SITTING: _sittings,
    keys.CAMPAIGN: _campaigns,
    keys.PLEDGE: _pledges,
}
