"""The gross grant equivalent of an aid: what counts in de minimis, by kind of instrument.

Sources: Regulation (EU) 2023/2831, article 4 (1407/2013 before 2024); Commission communication
2008/C 14/02 for loans. What no text settles is counted whole, and said « à vérifier ».
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.kernel.french import number
from levier.kernel.money import ZERO, round_euro
from levier.rules.parameters import parameter
from levier.rules.state_aid import ceiling_on

FIVE_YEARS, TEN_YEARS = 60, 120


@dataclass(frozen=True, slots=True)
class Equivalent:
    """What an aid counts for, in euros; `method` says how, in French, for the ledger.

    `is_sure` is False when a condition is unknown or not met, or a value is to be confirmed.
    """

    amount: Decimal
    method: str
    is_sure: bool


def grant_equivalent(amount: Decimal) -> Equivalent:
    """Return the equivalent of a grant: its amount."""
    return Equivalent(amount, "Subvention : montant entier", True)


def third_party_equivalent(
    amount: Decimal, nature: str, base_rate: Decimal | None, on: date
) -> Equivalent:
    """Return the equivalent of an aid that somebody else gives, known by its amount only (euros).

    A grant (`nature`) counts whole. A loan, whose terms are not known here, and any other aid
    count whole too, to be checked: what its letter states is declared.
    """
    if nature == "grant":
        return grant_equivalent(amount)
    if nature == "loan":
        return loan_equivalent(amount, None, None, base_rate, on)
    return Equivalent(amount, "Autre aide : montant entier, à vérifier", False)


def guarantee_equivalent(
    guaranteed: Decimal, quota: Decimal | None, months: int | None, on: date
) -> Equivalent:
    """Return the equivalent of a guarantee granted on `on` (euros; quota as a fraction).

    Safe harbour: the guaranteed amount ÷ the amount that is worth the ceiling × the ceiling, for
    a quota of at most 80 % and ten years at most. Otherwise the guaranteed amount, to be checked.
    Errors: NoValueInForce.
    """
    most = Decimal(parameter("de_minimis", "guarantee_max_quota", on))
    if months is None or months > TEN_YEARS or quota is None or quota > most:
        return Equivalent(
            guaranteed, "Garantie hors du régime refuge : montant garanti entier, à vérifier", False
        )
    name = "five_years" if months <= FIVE_YEARS else "ten_years"
    worth = Decimal(parameter("de_minimis", f"guarantee_ceiling_{name}", on))
    ceiling, _ = ceiling_on(on)
    years = 5 if months <= FIVE_YEARS else 10
    method = f"Garantie : montant garanti ÷ {number(worth)} × {number(ceiling)} "
    method += f"({years} ans), à confirmer"
    return Equivalent(round_euro(guaranteed * ceiling / worth), method, False)


def loan_equivalent(
    amount: Decimal,
    annual_rate: Decimal | None,
    months: int | None,
    base_rate: Decimal | None,
    on: date,
    *,
    deferral_months: int = 0,
    in_fine: bool = False,
) -> Equivalent:
    """Return the equivalent of a loan, advance or contribution to be returned (euros; fractions).

    Each month, the interest that the reference rate would have cost less the interest asked, on
    what is still owed (equal parts of principal after the deferral, or all of it until the end
    with `in_fine`), discounted to the day of grant. `base_rate` is the Commission's on that day:
    without it, or without a duration, the whole amount counts, to be checked.
    """
    if base_rate is None or not months:
        lacking = "taux de référence" if base_rate is None else "durée"
        return Equivalent(amount, f"Montant entier, à vérifier : {lacking} non renseigné(e)", False)
    reference = base_rate + Decimal(parameter("de_minimis", "reference_margin", on))
    discount = max(ZERO, base_rate + Decimal(parameter("de_minimis", "discount_margin", on)))
    gap = reference - (annual_rate or ZERO)
    if gap <= 0:
        return Equivalent(ZERO, "Prêt au taux de référence ou au-dessus : aucune aide", False)
    monthly = (1 + discount) ** (Decimal(-1) / 12)
    total = sum(
        (
            _owed(amount, month, months, deferral_months, in_fine) * gap / 12 * monthly**month
            for month in range(1, months + 1)
        ),
        ZERO,
    )
    percent = f"{(reference * 100).normalize():f}".replace(".", ",")
    method = f"Prêt : écart avec le taux de référence de {percent} %, actualisé, à confirmer"
    return Equivalent(round_euro(min(total, amount)), method, False)


def _owed(amount: Decimal, month: int, months: int, deferral: int, in_fine: bool) -> Decimal:
    """Return the principal owed during a month (1 is the first)."""
    if in_fine or month <= deferral or deferral >= months:
        return amount
    repaid = Decimal(month - 1 - deferral) / (months - deferral)
    return amount * (1 - repaid)
