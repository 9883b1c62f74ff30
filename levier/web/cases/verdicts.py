"""Verdicts as the screen shows them: a sign, a word, why, the source, and what is missing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from levier.cases.models import Case, EligibilityRecord, FundingRequest
from levier.kernel.french import NBSP, euros, percent
from levier.rules.eligibility.couplings import WAITED_FOR

ORDER = ("yes", "not_yet", "to_check", "no")
WORDS = {"yes": "Oui", "no": "Non", "not_yet": "Pas encore", "to_check": "À vérifier"}
SENSES = {"yes": "pre", "no": "brique", "not_yet": "ocre", "to_check": "ocre"}
ICONS = {"yes": "check", "no": "x", "not_yet": "hourglass", "to_check": "help-circle"}
MOST_SHOWN = 4


@dataclass(frozen=True)
class ShownVerdict:
    """One instrument's verdict on the day it was given."""

    record: EligibilityRecord
    request: FundingRequest | None

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
            {**one, "icon": ICONS[one["result"]], "sense": SENSES[one["result"]]}
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
            return (_capital(", ".join(facts)) + ".") if facts else ""
        said = [_said(one) for one in self.blocking]
        return f"{NBSP}; ".join(said) + "." if said else ""

    @property
    def source(self) -> str:
        """Where the terms come from."""
        return self.record.version.source

    @property
    def is_waiting_only(self) -> bool:
        """True when only the coupling is missing."""
        return bool(self.blocking) and all(one["code"] in WAITED_FOR for one in self.blocking)


def shown_verdicts(case: Case) -> list[ShownVerdict]:
    """Return the verdicts kept on the dossier, those asked for first, then by answer."""
    by_instrument = {
        r.instrument_id: r for r in case.requests.all() if r.state != FundingRequest.State.WITHDRAWN
    }
    newest: dict[Any, EligibilityRecord] = {}
    for row in case.eligibility_records.all():  # the newest first
        newest.setdefault(row.version.instrument_id, row)
    shown = [ShownVerdict(row, by_instrument.get(key)) for key, row in newest.items()]
    return sorted(
        shown,
        key=lambda one: (
            one.request is None,
            ORDER.index(one.code),
            one.record.version.instrument.position,
        ),
    )


def _said(condition: dict[str, Any]) -> str:
    known = condition["fact"] or "non renseigné"
    return f"{condition['label']}{NBSP}: {known}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
