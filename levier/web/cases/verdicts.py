"""Verdicts as the screen shows them: a sign, a word, why, the source, and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from levier.cases.models import Case, EligibilityRecord, FundingRequest
from levier.cases.services.eligibility import Evaluation, terms_of
from levier.kernel.french import NBSP, capitalised, euros, numeric_date, percent
from levier.rules.eligibility import Facts
from levier.rules.eligibility.changes import Change, changes_for
from levier.rules.eligibility.contract import conditions_to_json
from levier.rules.eligibility.couplings import WAITED_FOR

ORDER = ("yes", "not_yet", "to_check", "no")
WORDS = {"yes": "Oui", "no": "Non", "not_yet": "Pas encore", "to_check": "À vérifier"}
SENSES = {"yes": "pre", "no": "brique", "not_yet": "ocre", "to_check": "ocre"}
ICONS = {"yes": "check", "no": "x", "not_yet": "hourglass", "to_check": "help-circle"}
MOST_SHOWN = 4
BANK, HOLDER = "à demander à la banque", "à demander au porteur"
CATALOGUE = "à demander à qui tient le catalogue"
ADDRESS, PLAN = "à vérifier par l’adresse, onglet Projet", "à lire dans le plan de financement"
ASKED_OF = {
    **dict.fromkeys(
        ("loan_months", "loan_amount", "surety", "bank_loan", "bank_loan_share",
         "bank_loan_months", "bank_loan_surety", "stacking", "coupling"), BANK,
    ),
    **dict.fromkeys(
        ("women", "age", "job_seeker", "job_seeker_or_precarious", "minima", "iae_eligible",
         "long_term_unemployed", "minima_or_long_term", "registered_for", "company_under_3_years",
         "company_under_5_years", "company_under_3_or_5_years", "company_under",
         "new_or_young_company", "ess", "association",
         "ess_or_engaged", "engaged_project", "iae_structure", "ess_in_difficulty",
         "ess_employer", "difficulty_shown", "not_in_ficp", "company_age_unless_creation",
         "loss_in_last_3_years", "host_structure", "naf_among", "naf_outside",
         "not_primary_production", "legal_form_among", "creation", "takeover", "development",
         "creation_or_takeover", "cost_share"), HOLDER,
    ),
    **dict.fromkeys(("qpv_place", "qpv_place_or_home", "qpv_or_zfrr", "zfrr"), ADDRESS),
    **dict.fromkeys(("plan_share", "match", "plan_under"), PLAN),
    **dict.fromkeys(("amount", "months", "deferral"), "à revoir dans la demande"),
    **dict.fromkeys(("once_per_person", "designated_operator"), "à demander au réseau"),
    "terms_confirmed": CATALOGUE,
}  # fmt: skip


@dataclass(frozen=True)
class ShownVerdict:
    """One instrument's verdict on the day it was given."""

    record: EligibilityRecord
    request: FundingRequest | None
    changes: tuple[Change, ...] = ()

    @property
    def code(self) -> str:
        """yes, no, not_yet or to_check."""
        return self.record.verdict

    @property
    def word(self) -> str:
        """The verdict in French."""
        return WORDS[self.code]

    @property
    def sense(self) -> str:
        """Its colour."""
        return SENSES[self.code]

    @property
    def icon(self) -> str:
        """Its sign."""
        return ICONS[self.code]

    @property
    def label(self) -> str:
        """The instrument."""
        return str(self.record.version.instrument)

    @property
    def on(self) -> date:
        """The day that governs."""
        return self.record.on

    @property
    def amount(self) -> str:
        """What is proposed, else the most that the product gives."""
        if self.request is not None and self.request.amount is not None:
            return euros(self.request.amount)
        most = self.record.version.cap_amount or self.record.version.max_amount
        return f"{euros(most)} au plus" if most is not None and self.code != "no" else ""

    @property
    def quota(self) -> str:
        """The highest share of the loan, for a guarantee."""
        quota = self.record.version.max_quota
        return f"jusqu’à {percent(quota)} du prêt" if quota is not None else ""

    @property
    def conditions(self) -> list[dict[str, Any]]:
        """Every condition with its sign."""
        return [
            {
                **one,
                "icon": ICONS[one["result"]],
                "sense": SENSES[one["result"]],
                "word": WORDS[one["result"]],
                "days": _days(one),
                "asks": "" if one["result"] == "yes" else who_to_ask(one),
            }
            for one in self.record.conditions
        ]

    @property
    def blocking(self) -> list[dict[str, Any]]:
        """The conditions that keep the verdict from being yes."""
        return [one for one in self.conditions if one["result"] != "yes"]

    @property
    def why(self) -> str:
        """In a sentence: the facts that decide."""
        if self.code == "yes":
            facts = [one["fact"] for one in self.record.conditions if one["fact"]]
            return (capitalised(", ".join(facts)) + ".") if facts else ""
        said = [_said(one) for one in self.blocking]
        return f"{NBSP}; ".join(said) + "." if said else ""

    @property
    def is_in_view(self) -> bool:
        """Whether its conditions are unfolded: what is asked for, and what is possible."""
        return self.request is not None or self.code in {"yes", "not_yet"}

    @property
    def source(self) -> str:
        """Where the terms come from."""
        return self.record.version.source

    @property
    def is_waiting_only(self) -> bool:
        """True when only the coupling is missing."""
        return bool(self.blocking) and all(one["code"] in WAITED_FOR for one in self.blocking)


def live_verdicts(
    case: Case, facts: Facts, evaluations: Iterable[Evaluation]
) -> list[ShownVerdict]:
    """Return the verdicts of these facts, not kept, with what would change each."""
    by_instrument = _requests(case)
    shown = [
        ShownVerdict(
            EligibilityRecord(
                case=case,
                version=each.version,
                on=facts.on,
                verdict=each.verdict.verdict.value,
                conditions=conditions_to_json(each.verdict),
            ),
            by_instrument.get(each.instrument.pk),
            tuple(changes_for(terms_of(each.version), facts, most=3)),
        )
        for each in evaluations
    ]
    return sorted(shown, key=_rank)


def shown_verdicts(case: Case) -> list[ShownVerdict]:
    """Return the verdicts kept on the dossier, those asked for first, then by answer."""
    by_instrument = _requests(case)
    newest: dict[Any, EligibilityRecord] = {}
    for row in case.eligibility_records.all():  # the newest first
        newest.setdefault(row.version.instrument_id, row)
    shown = [ShownVerdict(row, by_instrument.get(key)) for key, row in newest.items()]
    return sorted(shown, key=_rank)


def frozen_verdicts(case: Case) -> list[ShownVerdict]:
    """Return the verdicts frozen on the last day of decision, as they were that day."""
    frozen = [row for row in case.eligibility_records.all() if row.is_frozen]
    last = max((row.on for row in frozen), default=None)
    by_instrument = _requests(case)
    shown = [
        ShownVerdict(row, by_instrument.get(row.version.instrument_id))
        for row in frozen
        if row.on == last
    ]
    return sorted(shown, key=_rank)


def _rank(one: ShownVerdict) -> tuple[bool, int, int]:
    """What is asked for first, then by answer, then in the order of the catalogue."""
    return (
        one.request is None,
        ORDER.index(one.code),
        one.record.version.instrument.position,
    )


def _requests(case: Case) -> dict[Any, FundingRequest]:
    withdrawn = FundingRequest.State.WITHDRAWN
    return {r.instrument_id: r for r in case.requests.all() if r.state != withdrawn}


def who_to_ask(condition: Mapping[str, Any]) -> str:
    """Return who can bring what is missing, nothing when the condition is not known here."""
    return ASKED_OF.get(condition["code"].partition(":")[0], "")


def _days(condition: Mapping[str, Any]) -> str:
    """Return the days between which the condition holds: « du 01/01/2018 », « … au … »."""
    since, until = condition.get("from"), condition.get("to")
    if not since:
        return ""
    start = numeric_date(date.fromisoformat(since))
    if not until:
        return f"depuis le {start}"
    return f"du {start} au {numeric_date(date.fromisoformat(until))}"


def _said(condition: dict[str, Any]) -> str:
    known = condition["fact"] or "non renseigné"
    return f"{condition['label']}{NBSP}: {known}"
