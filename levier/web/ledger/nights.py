"""What the last nights found in the accounts, for the banner of « Comptabilité »."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from levier.jobs.models import NightCheck

WHERE = {
    NightCheck.Subject.LEDGER: "dans le livre",
    NightCheck.Subject.CLAIMS: "dans les mouvements des garanties",
    NightCheck.Subject.CLAWBACKS: "dans les reversements",
    NightCheck.Subject.PAYMENTS: "dans les paiements",
}
"""What is compared with the entries, as a sentence says where a difference is; in its order."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What the last check of a subject found, and since which night it never was clean."""

    check: NightCheck
    where: str
    since: date


@dataclass(frozen=True, slots=True)
class Nights:
    """The alerts that stand, and the last check of the ledger, None before one."""

    alerts: list[Alert]
    ledger: NightCheck | None


def nights_of(user) -> Nights:
    """Return what the last checks of a user's house found. One query."""
    rows = NightCheck.objects.visible_to(user).filter(subject__in=list(WHERE)).since_clean()
    by_subject: dict[str, list[NightCheck]] = {}
    for row in rows:
        by_subject.setdefault(row.subject, []).append(row)
    alerts = [
        alert
        for subject, where in WHERE.items()
        if (alert := _alert(by_subject.get(subject, ()), where))
    ]
    ledger = by_subject.get(NightCheck.Subject.LEDGER)
    return Nights(alerts, ledger[-1] if ledger else None)


def _alert(checks: Iterable[NightCheck], where: str) -> Alert | None:
    faulty = [check for check in checks if not check.holds]
    return Alert(faulty[-1], where, faulty[0].checked_on) if faulty else None
