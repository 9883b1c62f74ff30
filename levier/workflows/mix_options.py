"""The instruments that a dossier's mix may use: their terms, verdicts, and what envelopes hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from levier.cases.models import Case, FundingRequest
from levier.cases.services.eligibility import terms_of
from levier.cases.services.eligibility_facts import eligibility_facts
from levier.catalogue.models import Instrument, InstrumentKind, InstrumentVersion
from levier.funds.models import Envelope
from levier.kernel.french import NBSP
from levier.kernel.money import ZERO
from levier.mixes.models import MixPreferences
from levier.portfolio.models import Commitment
from levier.portfolio.services import remaining_in
from levier.portfolio.services.holdings import codes_held
from levier.portfolio.terms import outstanding_of
from levier.rules.eligibility import BankLoan, Facts, InstrumentVerdict, Result, evaluate
from levier.rules.eligibility.limits import CERTAINTY
from levier.rules.lawful_use import payable_needs
from levier.rules.mix.problem import Option, Pot
from levier.workflows.grant_draws import LOCAL, local_funder

MIX_PROVIDES = frozenset(
    {
        "loan_months", "loan_amount", "surety", "amount", "months", "deferral", "coupling",
        "bank_loan", "bank_loan_share", "bank_loan_months", "bank_loan_surety", "plan_share",
        "match", "stacking",
    }
)  # fmt: skip
"""Conditions that the mix itself meets: its own rows hold them, whatever the dossier asks now."""
SAME_NAME = (
    "cap_amount", "min_amount", "max_amount", "max_cost_share", "max_share_of_total",
    "bank_loan_min_ratio", "bank_loan_as_long", "bank_loan_surety_max_share",
    "stacking_quota_cap", "match_ratio", "once_per_person", "lent_to_person", "min_months",
    "max_months", "surety", "surety_max_share", "coupled_kind", "source",
)  # fmt: skip
MOST_DURATIONS = 4


@dataclass(frozen=True, slots=True)
class Doubt:
    """An instrument that only unknown facts keep out: it is admitted by hand."""

    code: str
    label: str
    missing: str


@dataclass(slots=True)
class Offer:
    """The instruments open to a dossier's mix, and in French those that are not, and why."""

    options: list[Option] = field(default_factory=list)
    pots: list[Pot] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    versions: list[InstrumentVersion] = field(default_factory=list)


def offer_for(case: Case, on: date, preferences: MixPreferences, admitted: frozenset[str]) -> Offer:
    """Return what may enter the mix of a dossier (six queries, one more a cap that counts).

    An instrument whose verdict is no is out. One that unknown facts keep to be checked is out
    too, unless it is already asked for or `admitted`: it is then flagged. One that is only « en
    usage, à confirmer » is in, and flagged.
    """
    versions = list(
        InstrumentVersion.objects.filter(organisation=case.organisation_id)
        .in_force_on(on)
        .select_related("instrument")
        .order_by("instrument__position", "instrument__label")
    )
    facts = _facts(case, on)
    verdicts = {
        found.instrument: found
        for found in evaluate(facts, [terms_of(version) for version in versions])
    }
    possible = [
        (version, found)
        for version in versions
        if (found := verdicts.get(version.instrument.code)) and _answer(found) != Result.NO
    ]
    asked = {
        r.instrument_id for r in case.requests.all() if r.state == FundingRequest.State.PROPOSED
    }
    offer, held = Offer(versions=versions), _held(case)
    pots, by_code = _pots(case, on, possible)
    for version, found in possible:
        option = _option(case, version, found, preferences, held, facts)
        open_to = option.code in admitted or version.instrument_id in asked
        _add(offer, option, found, by_code.get(option.code), open_to)
    _drop_useless(offer, case)
    used = {key for option in offer.options for key in option.pots or ()}
    offer.pots = [pot for pot in pots if pot.key in used]
    return offer


def _facts(case: Case, on: date) -> Facts:
    """The mix looks for the loan and the amounts itself: what is asked now must not decide."""
    return replace(
        eligibility_facts(case, on, kinds_granted(case)),
        requested={}, requested_months={}, requested_deferrals={}, bank_loan=BankLoan(),
        matching=None, lent_beside={}, guaranteed_loans=(), loan_covered={}, instruments=None,
    )  # fmt: skip


def kinds_granted(case: Case) -> frozenset[str]:
    """Return the kinds of instruments that the dossier already has."""
    return frozenset(
        commitment.kind
        for commitment in case.commitments.all()
        if commitment.state not in ("cancelled", "lapsed")
    )


def _add(
    offer: Offer,
    option: Option,
    found: InstrumentVerdict,
    keys: tuple[str, ...] | None,
    open_to: bool,
) -> None:
    label = f"«{NBSP}{option.label}{NBSP}»"
    unknown = _unknown(option, keys)
    if unknown:
        offer.notes.append(f"{label} n’est pas proposé : {unknown}")
        return
    missing = _missing(found)
    if missing and not open_to:
        offer.doubts.append(Doubt(option.code, option.label, ", ".join(missing)))
        return
    if keys is None and option.kind == InstrumentKind.GRANT:
        offer.notes.append(
            f"Aucune enveloppe n’est suivie pour {label} : rien ne dit ce qui en reste."
        )
    offer.options.append(replace(option, pots=keys))


def _drop_useless(offer: Offer, case: Case) -> None:
    """Take out what may pay no need of the plan, and say so."""
    needs = {line.nature for line in case.plan_lines.all() if line.side == "need" and line.amount}
    for option in list(offer.options):
        if option.natures is not None and needs and not needs & option.natures:
            offer.options.remove(option)
            offer.notes.append(
                f"«{NBSP}{option.label}{NBSP}» n’est pas proposé : il ne peut payer aucun des "
                "besoins du plan."
            )


def _missing(found: InstrumentVerdict) -> list[str]:
    """The conditions that unknown facts leave to be checked."""
    return [
        condition.label
        for condition in found.conditions
        if condition.result == Result.TO_CHECK
        and condition.code not in MIX_PROVIDES
        and condition.code != CERTAINTY
    ]


def _answer(found: InstrumentVerdict) -> Result:
    """The verdict without what the mix itself provides."""
    results = {c.result for c in found.conditions if c.code not in MIX_PROVIDES}
    return next((r for r in (Result.NO, Result.TO_CHECK) if r in results), Result.YES)


def _unknown(option: Option, keys: tuple[str, ...] | None) -> str:
    if option.is_guarantee and option.max_quota is None:
        return "sa quotité n’est pas connue."
    if not option.is_guarantee and option.max_amount is None:
        return "son montant maximal n’est pas connu du catalogue."
    if option.already_held and option.once_per_person:
        return "une seule fois par personne, et il est déjà obtenu."
    if keys == ():
        return "ses enveloppes sont épuisées ou closes, ou ne couvrent pas le lieu du projet."
    return ""


def _option(
    case: Case,
    version: InstrumentVersion,
    found: InstrumentVerdict,
    preferences: MixPreferences,
    held: frozenset[str],
    facts: Facts,
) -> Option:
    instrument = version.instrument
    same = {name: value for name in SAME_NAME if (value := getattr(version, name)) is not None}
    outstanding = ZERO
    if version.cap_counts_outstanding:
        outstanding = outstanding_of(case, instrument.carrier_id)
    answer = _answer(found)
    verdict = "not_yet" if answer == Result.YES and version.coupled_kind else str(answer.value)
    is_repaid = instrument.kind not in (InstrumentKind.GUARANTEE, InstrumentKind.GRANT)
    return Option(
        code=instrument.code,
        label=instrument.label,
        kind=instrument.kind,
        verdict=verdict,
        max_quota=_quota(case, version),
        outstanding=outstanding,
        already_held=instrument.code in held,
        annual_rate=version.annual_rate or ZERO,
        months=_durations(version, preferences) if is_repaid else (),
        deferral_months=version.min_deferral_months or 0,
        commission_rate=version.commission_rate or ZERO,
        commission_base=version.commission_base,
        cost_base=facts.costs.study,
        natures=payable_needs(instrument.use, facts.on),
        counts_as_equity=instrument.code == "pret_participatif",
        **same,
    )


def _quota(case: Case, version: InstrumentVersion) -> Decimal | None:
    if case.project_kind == "development" and version.max_quota_development is not None:
        return version.max_quota_development
    return version.max_quota


def _durations(version: InstrumentVersion, preferences: MixPreferences) -> tuple[int, ...]:
    low, high = version.min_months or 1, version.max_months
    if version.allowed_months:
        return tuple(sorted(version.allowed_months))[:MOST_DURATIONS]
    usual = [m for m in preferences.bank_months if low <= m and (high is None or m <= high)]
    return tuple(sorted(usual))[:MOST_DURATIONS] or (high or low,)


def _held(case: Case) -> frozenset[str]:
    """The codes that the holder was granted in other dossiers, as its business or as a person."""
    rows = Commitment.objects.weighing().filter(organisation=case.organisation_id)
    if case.structure_id:
        rows = rows.filter(case__structure=case.structure_id)
        own = frozenset(rows.exclude(case=case).values_list("instrument__code", flat=True))
        return own | (codes_held(case) or frozenset())
    return codes_held(case) or frozenset()


# ── Envelopes ─────────────────────────────────────────────────────────────────────────────────
def _pots(
    case: Case, on: date, possible: Sequence[tuple[InstrumentVersion, InstrumentVerdict]]
) -> tuple[list[Pot], dict[str, tuple[str, ...]]]:
    """Return what is left in each envelope, and those that may pay each instrument.

    An instrument for which the house keeps no envelope is not in the second: nothing limits it.
    """
    instruments: dict[str, Instrument] = {v.instrument.code: v.instrument for v, _ in possible}
    rows = list(
        Envelope.objects.filter(
            organisation=case.organisation_id, scheme__in=instruments, is_opening=False
        )
        .select_related("funder")
        .order_by("first_day", "pk")
    )
    left = remaining_in(rows)
    pots, by_code = [], {row.scheme: () for row in rows}
    for code in by_code:
        use = instruments[code].use
        mine = [
            row for row in rows
            if row.scheme == code and _is_open(row, on) and not row.refusal_of(use, on)
        ]  # fmt: skip
        if instruments[code].kind == InstrumentKind.GRANT:
            local = local_funder([row.funder for row in mine], case)
            mine = [
                row
                for row in mine
                if row.funder.kind not in LOCAL or (local and row.funder_id == local.pk)
            ]
        mine = [row for row in mine if (left[row.pk] or ZERO) > 0]
        by_code[code] = tuple(str(row.pk) for row in mine)
        pots += [Pot(str(row.pk), row.title, left[row.pk] or ZERO) for row in mine]
    return pots, by_code


def _is_open(row: Envelope, on: date) -> bool:
    return row.first_day <= on and (row.last_day is None or row.last_day >= on)
