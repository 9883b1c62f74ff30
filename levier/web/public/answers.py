"""From six answers to what may be possible, why, how much, and whom to call. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from levier.accounts.models import Office, Organisation
from levier.cases.services.eligibility_terms import catalogue_terms
from levier.kernel.dates import add_months
from levier.kernel.french import NBSP, euros, percent, plural
from levier.kernel.money import round_euro
from levier.rules.eligibility import (
    BankLoan,
    Business,
    Facts,
    InstrumentTerms,
    InstrumentVerdict,
    Person,
    Result,
    Verdict,
    evaluate,
)
from levier.rules.eligibility.couplings import WAITED_FOR
from levier.rules.eligibility.terms import GUARANTEE
from levier.territories.districts import has_district
from levier.territories.register import Commune
from levier.territories.services import office_for_commune
from levier.territories.zoning import Verdict as ZoneVerdict
from levier.territories.zoning import zfrr_status

STRUCTURES = ("association", "social")
FOR_STRUCTURES = {
    "ess", "association", "iae_structure", "ess_employer", "difficulty_shown",
    "ess_in_difficulty", "host_structure",
}  # fmt: skip
FOR_PERSONS = {
    "women", "job_seeker", "job_seeker_or_precarious", "minima", "long_term_unemployed",
    "minima_or_long_term", "registered_for", "iae_eligible", "age", "not_in_ficp",
    "designated_operator",
}  # fmt: skip
WITH_THE_BANK = {
    "loan_months", "loan_amount", "surety", "bank_loan_months", "bank_loan_surety",
    "bank_loan_share", "terms_confirmed",
}  # fmt: skip
"""Conditions that the visitor cannot answer here: the loan's terms, and the house's own."""
MONTHS = {"seeker_0": 0, "seeker_12": 12, "seeker_24": 24}
GROUPS = (
    ("possible", "Possible", "pre", "check"),
    ("waiting", "Possible avec un prêt bancaire", "ocre", "hourglass"),
    ("to_check", "À vérifier ensemble", "ocre", "help-circle"),
    ("no", "Pas possible d’après vos réponses", "brique", "x"),
)


@dataclass(frozen=True)
class Line:
    """One instrument: what is said of it, why, and how much as an estimate."""

    label: str
    group: str
    why: str
    amount: str


@dataclass(frozen=True)
class Contact:
    """Whom to call: the office of the commune, else the house."""

    name: str
    phone: str
    email: str
    place: str

    @property
    def dialled(self) -> str:
        """The number as a telephone dials it."""
        return "".join(char for char in self.phone if char in "+0123456789")


@dataclass(frozen=True)
class Group:
    """The instruments that share an answer."""

    code: str
    title: str
    sense: str
    icon: str
    lines: list[Line]


@dataclass(frozen=True)
class Answer:
    """Everything that the page says back."""

    groups: list[Group]
    contact: Contact | None
    place: Commune | None = None
    is_outside: bool = False
    asked: bool = True
    house: str = ""
    missing: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """One sentence, which screen readers hear as the answers change."""
        counts = {group.code: len(group.lines) for group in self.groups}
        if not any(counts.values()):
            return "Répondez à une question pour voir ce qui est possible."
        words = (
            ("possible", "aide possible", "aides possibles"),
            ("waiting", "avec un prêt bancaire", "avec un prêt bancaire"),
            ("to_check", "à vérifier", "à vérifier"),
            ("no", "écartée", "écartées"),
        )
        parts = [plural(counts[code], *both) for code, *both in words if counts.get(code)]
        return f"D’après vos réponses{NBSP}: {', '.join(parts)}."


def answer_to(values: Mapping[str, Any], on: date) -> Answer:
    """Return the answer to the form's cleaned values, as of `on`."""
    place: Commune | None = values.get("commune")
    house, is_outside = _house_of(place)
    contact = contact_of(house, place)
    name = house.name if house else ""
    if is_outside:
        return Answer([], contact, place, is_outside=True, house=name)
    facts = facts_of(values, on)
    terms = catalogue_terms(house, on)
    verdicts = evaluate(facts, terms)
    holder = values.get("holder") or ""
    lines = [
        _line(each, verdict, facts)
        for each, verdict in zip(terms, verdicts, strict=True)
        if _is_for(each, verdict, holder)
    ]
    groups = [
        Group(code, title, sense, icon, [line for line in lines if line.group == code])
        for code, title, sense, icon in GROUPS
    ]
    return Answer(groups, contact, place, house=name, asked=any(values.values()))


def facts_of(values: Mapping[str, Any], on: date) -> Facts:
    """Return what the answers say: a blank stays unknown. An age is of whole years on the day."""
    place, holder, loan = values.get("commune"), values.get("holder"), values.get("loan")
    return Facts(
        on=on,
        person=_person(values, on),
        business=Business(
            project=values.get("project") or None,
            legal_form="Association" if holder == "association" else None,
            ess=True if holder in STRUCTURES else None,
            commune=place.code if place else None,
            in_zfrr=_in_zfrr(place, on),
            qpv=_qpv(place, on),
        ),
        bank_loan=BankLoan(amount=loan),
    )


def contact_of(house: Organisation | None, place: Commune | None) -> Contact | None:
    """Return whom to call: the office that works in the commune, else the house."""
    if house is None:
        return None
    office: Office | None = office_for_commune(house, place.code) if place else None
    town = f"{house.postcode} {house.town}".strip()
    address = ", ".join(part for part in (house.address, town) if part)
    if office is None and not house.phone:
        head = Office.objects.filter(organisation=house).order_by("-is_head_office").first()
        place_of_head = ", ".join(p for p in (head.address, head.postcode) if p) if head else ""
        phone = head.phone if head else ""
        return Contact(house.name, phone, house.email, address or place_of_head)
    if office is None:
        return Contact(house.name, house.phone, house.email, address)
    place_of_office = ", ".join(part for part in (office.address, office.postcode) if part)
    name = f"{house.name}, agence de {office.name}"
    return Contact(name, office.phone or house.phone, house.email, place_of_office or address)


def _house_of(place: Commune | None) -> tuple[Organisation | None, bool]:
    """Return the house of the commune's department, and whether the commune is outside all."""
    houses = list(
        Organisation.objects.filter(kind=Organisation.Kind.HOUSE).order_by("code")[:200]
    )  # fmt: skip
    only = houses[0] if len(houses) == 1 else None
    if place is None:
        return only, False
    for house in houses:
        if house.department == place.department:
            return house, False
    placed = [house for house in houses if house.department]
    return only, bool(placed) and len(placed) == len(houses)


def _person(values: Mapping[str, Any], on: date) -> Person:
    holder, situation, age = (values.get(name) for name in ("holder", "situation", "age"))
    if holder in STRUCTURES:
        return Person()
    months = MONTHS.get(situation or "")
    return Person(
        sex={"woman": "F", "man": "M"}.get(holder or ""),
        birth_date=None if age is None else add_months(on, -12 * age),
        is_job_seeker={"other": False}.get(situation or "", True if months is not None else None),
        months_registered=months,
        minima={"minima": "RSA", "other": ""}.get(situation or ""),
    )


def _in_zfrr(place: Commune | None, on: date) -> bool | None:
    if place is None:
        return None
    known = {ZoneVerdict.YES: True, ZoneVerdict.NO: False}
    return known.get(zfrr_status(place.code, on).verdict)


def _qpv(place: Commune | None, on: date) -> str | None:
    """Outside where the commune has no district; elsewhere only the address tells."""
    return "" if place is not None and has_district(place, on) is False else None


def _is_for(terms: InstrumentTerms, verdict: InstrumentVerdict, holder: str) -> bool:
    """Tell whether the instrument is for this kind of holder; when nobody says, for both."""
    codes = {condition.code.partition(":")[0] for condition in verdict.conditions}
    if not holder:
        return True
    return not codes & (FOR_PERSONS if holder in STRUCTURES else FOR_STRUCTURES)


def _line(terms: InstrumentTerms, verdict: InstrumentVerdict, facts: Facts) -> Line:
    group = _group(verdict)
    amount = "" if group == "no" else _estimate(terms, verdict, facts)
    return Line(terms.label, group, _why(verdict, group, terms), amount)


def _group(verdict: InstrumentVerdict) -> str:
    if verdict.verdict is Verdict.NO:
        return "no"
    open_ones = [
        one for one in verdict.reasons if one.code not in WITH_THE_BANK | WAITED_FOR
    ]  # fmt: skip
    if open_ones:
        return "to_check"
    waits = any(one.code in WAITED_FOR for one in verdict.reasons)
    return "waiting" if waits else "possible"


def _why(verdict: InstrumentVerdict, group: str, terms: InstrumentTerms) -> str:
    """Return the reason in a sentence: what says no, what is to check, or what is met."""
    if group == "no":
        faults = [one for one in verdict.conditions if one.result is Result.NO]
        labels = [one.label for one in faults if one.code not in WAITED_FOR]
        return f"Il faudrait{NBSP}: {_listed(labels)}."
    labels = [
        one.label for one in verdict.reasons if one.code not in WITH_THE_BANK | WAITED_FOR
    ]  # fmt: skip
    if labels:
        return f"Reste à voir{NBSP}: {_listed(labels)}."
    if group == "waiting":
        return "Cette aide accompagne un prêt bancaire."
    unsure = not terms.is_confirmed
    return (
        "Vos réponses conviennent ; la maison confirmera ses conditions.".replace(" ;", f"{NBSP};")
        if unsure
        else "Vos réponses remplissent les conditions connues."
    )


def _listed(labels: list[str]) -> str:
    return f"{NBSP}; ".join(label[:1].lower() + label[1:] for label in labels)


def _estimate(terms: InstrumentTerms, verdict: InstrumentVerdict, facts: Facts) -> str:
    """Return how much, with its reason; never a figure where nobody knows one."""
    most, quota, loan = verdict.max_amount, verdict.max_quota, facts.bank_loan.amount
    if terms.kind == GUARANTEE:
        return _guaranteed(most, quota, loan)
    if most is None:
        return "montant à étudier ensemble"
    return f"{euros(most)} au plus"


def _guaranteed(cap: Decimal | None, quota: Decimal | None, loan: Decimal | None) -> str:
    limit = f", dans la limite de {euros(cap)}" if cap is not None else ""
    if quota is None:
        return "montant à étudier ensemble"
    if loan is None:
        return f"garantie de {percent(quota)} du prêt au plus{limit}"
    worth = round_euro(loan * quota)
    worth = worth if cap is None else min(worth, cap)
    return f"environ {euros(worth, False)} garantis ({percent(quota)} de {euros(loan)}{limit})"
