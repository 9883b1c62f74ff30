"""Lines of endowment: opened, given a multiplier and a counter-guarantor, backing guarantees."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q

from levier.claims.errors import ClaimRefused, EndowmentExceeded
from levier.claims.models import (
    Backing,
    CallPayment,
    CounterGuarantee,
    Endowment,
    EndowmentMultiplier,
)
from levier.claims.services.positions import parts_on, positions_on
from levier.journal.services import record
from levier.kernel.french import euros, long_date, percent
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.portfolio.states import State
from levier.rules.servicing.endowments import ONE, refuse_shares

OVER = (State.CANCELLED, State.LAPSED, State.ENDED)


@transaction.atomic
def register_endowment(
    *,
    organisation,
    actor,
    funder,
    title: str,
    amount: Decimal,
    first_day: date,
    multiplier: Decimal,
    source: str,
    last_day: date | None = None,
    agreement=None,
    products: Sequence[str] = (),
    epci_sirens: Sequence[str] = (),
) -> Endowment:
    """Open a line (euros) with its first multiplier, and who says it. Errors: ClaimRefused."""
    if agreement is not None and agreement.funder_id != funder.pk:
        raise ClaimRefused(
            field="agreement", reason="Cette convention est celle d’un autre financeur."
        )
    row = Endowment(
        organisation=organisation, funder=funder, agreement=agreement, title=title.strip(),
        amount=amount, first_day=first_day, last_day=last_day, products=list(products),
        epci_sirens=list(epci_sirens),
    )  # fmt: skip
    _saved(row, row, "claims.endowment", actor, f"ligne ouverte, {euros(amount)} de dotation")
    set_multiplier(
        endowment=row, multiplier=multiplier, first_day=first_day, source=source, actor=actor
    )
    return row


@transaction.atomic
def set_multiplier(
    *, endowment: Endowment, multiplier: Decimal, first_day: date, source: str, actor
) -> EndowmentMultiplier:
    """Give a line another multiplier from a day on; the former ones stay. Errors: ClaimRefused."""
    if not source.strip():
        raise ClaimRefused(field="source", reason="Dites d’où vient ce coefficient.")
    row = EndowmentMultiplier(
        organisation_id=endowment.organisation_id, endowment=endowment, multiplier=multiplier,
        first_day=first_day, source=source.strip()[:200],
    )  # fmt: skip
    said = f"coefficient {multiplier.normalize():f} à partir du {long_date(first_day)}"
    return _saved(row, endowment, "claims.multiplier", actor, said)


@transaction.atomic
def add_counter_guarantee(
    *,
    endowment: Endowment,
    guarantor: str,
    share: Decimal,
    first_day: date,
    source: str,
    actor,
    last_day: date | None = None,
) -> CounterGuarantee:
    """Note who takes a share (a fraction) of a line, for the guarantees decided in a period.

    Errors: ClaimRefused for days out of order, or a period that another one already covers.
    """
    _locked([endowment.pk])
    if last_day is not None and last_day < first_day:
        raise ClaimRefused(field="last_day", reason="Le dernier jour précède le premier.")
    meanwhile = endowment.counter_guarantees.filter(Q(last_day=None) | Q(last_day__gte=first_day))
    if last_day is not None:
        meanwhile = meanwhile.filter(first_day__lte=last_day)
    if other := meanwhile.first():
        raise ClaimRefused(
            field="first_day", reason=f"Une contre-garantie court déjà\u00a0: {other}."
        )
    row = CounterGuarantee(
        organisation_id=endowment.organisation_id, endowment=endowment,
        guarantor=guarantor.strip()[:120], share=share, first_day=first_day, last_day=last_day,
        source=source.strip()[:200],
    )  # fmt: skip
    said = f"{percent(share)} contre-garantis par {row.guarantor} dès le {long_date(first_day)}"
    return _saved(row, endowment, "claims.counter_guarantee", actor, said)


@transaction.atomic
def back_guarantee(
    *, commitment: Commitment, endowment: Endowment, share: Decimal, on: date, actor
) -> Backing:
    """Attach a share (a fraction) of a guarantee to a line, from a day on; again, change it.

    The former share stays in the figures of the days before. The lines are locked, then what is
    available is read. Errors: ClaimRefused for a line that does not back this guarantee, or once
    the share paid; EndowmentRefused for shares beyond the whole; EndowmentExceeded, with the
    amount missing.
    """
    row = _guarantee(commitment)
    line = _locked([endowment.pk])[0]
    if reason := refusal_of(line, row):
        raise ClaimRefused(field="endowment", reason=reason)
    standing = row.backings.filter(last_day=None)
    others = standing.exclude(endowment=line)
    refuse_shares([share, *others.values_list("share", flat=True)])
    known = standing.filter(endowment=line).first()
    if known is not None and known.share == share:
        return known
    if known is not None and _has_paid(row):
        raise ClaimRefused(
            field="share", reason="La ligne a payé un appel\u00a0: sa part ne change plus."
        )
    since = _day_after_the_closed(row, on)
    if known is not None and known.first_day < since:
        Backing.objects.filter(pk=known.pk).update(last_day=since - timedelta(days=1))
    kept, _ = Backing.objects.update_or_create(
        organisation_id=row.organisation_id, commitment=row, endowment=line, last_day=None,
        defaults={"share": share, "attached_by": actor},
        create_defaults={"share": share, "first_day": since, "attached_by": actor},
    )  # fmt: skip
    if known is None or share > known.share:
        _refuse_beyond(line, kept, on)
    record(
        "claims.backed", actor=actor, target=row, case_key=row.case_id,
        summary=f"{row.number}\u00a0: {percent(share)} rattachés à « {line} ».",
    )  # fmt: skip
    return kept


def _day_after_the_closed(row: Commitment, on: date) -> date:
    """Return the day from which a share counts: after those closed, so that no day passes 100 %."""
    closed = row.backings.aggregate(last=Max("last_day"))["last"]
    return on if closed is None else max(on, closed + timedelta(days=1))


def refuse_beyond_lines(*, commitment: Commitment, was: Decimal, on: date) -> None:
    """Refuse a guarantee that has grown from `was` (euros) beyond what its lines may bear.

    Within the transaction that changes it. Errors: EndowmentExceeded.
    """
    if Commitment.objects.get(pk=commitment.pk).amount <= was:
        return
    standing = commitment.backings.filter(last_day=None)
    keys = dict(standing.values_list("endowment", "pk"))
    for line in _locked(list(keys)):
        _refuse_beyond(line, Backing.objects.get(pk=keys[line.pk]), on)


def _refuse_beyond(line: Endowment, kept: Backing, on: date) -> None:
    """Refuse what passes the capacity of a line, every guarantee counted. Errors."""
    missing = positions_on([line], on, is_every=True)[line.pk].missing
    asked = parts_on([kept], on)[kept.pk][0]
    if missing and asked:
        raise EndowmentExceeded(
            field="share", line=str(line), missing=euros(missing, cents=True),
            asked=euros(asked, cents=True), left=euros(max(asked - missing, ZERO), cents=True),
        )  # fmt: skip


@transaction.atomic
def detach_guarantee(*, backing: Backing, reason: str, actor) -> None:
    """Take a guarantee off a line. Errors: ClaimRefused without a reason, or once it paid."""
    row = _guarantee(backing.commitment)
    if not reason.strip():
        raise ClaimRefused(field="reason", reason="Dites pourquoi la garantie quitte la ligne.")
    if _has_paid(row):
        raise ClaimRefused(reason="La ligne a payé un appel\u00a0: la garantie y reste.")
    if not row.backings.filter(endowment=backing.endowment_id).delete()[0]:
        raise ClaimRefused(reason="La garantie a déjà quitté cette ligne\u00a0: rechargez la page.")
    record(
        "claims.detached", actor=actor, target=row, case_key=row.case_id,
        summary=f"{row.number}\u00a0: quitte « {backing.endowment} », {reason.strip()}."[:300],
    )  # fmt: skip


def back_at_commitment(*, commitment: Commitment, actor) -> Backing | None:
    """Attach a guarantee that opens to the line that backs it, when exactly one does.

    Errors: those of back_guarantee.
    """
    rows = Endowment.objects.filter(organisation=commitment.organisation_id)
    fitting = [row for row in rows if not refusal_of(row, commitment)]
    if len(fitting) != 1:
        return None
    return back_guarantee(
        commitment=commitment, endowment=fitting[0], share=ONE, on=commitment.decided_on,
        actor=actor,
    )  # fmt: skip


def refusal_of(line: Endowment, row: Commitment) -> str:
    """Return why a line does not back a guarantee, in French; nothing when it does."""
    if line.organisation_id != row.organisation_id:
        return "Cette ligne est celle d’une autre maison."
    if row.decided_on < line.first_day or (line.last_day and row.decided_on > line.last_day):
        return f"La ligne « {line} » n’est pas ouverte le {long_date(row.decided_on)}."
    if line.products and row.instrument.code not in line.products:
        return f"La ligne « {line} » ne garantit pas ce produit\u00a0: {row.instrument}."
    if line.epci_sirens and row.case.epci_siren not in line.epci_sirens:
        return f"La ligne « {line} » ne garantit pas ce territoire."
    return ""


def _has_paid(row: Commitment) -> bool:
    return CallPayment.objects.filter(call__commitment=row).exists()


def _guarantee(commitment: Commitment) -> Commitment:
    """Return a guarantee that lives, locked. Errors: ClaimRefused."""
    rows = Commitment.objects.select_for_update(of=("self",))
    row = rows.select_related("case", "instrument").get(pk=commitment.pk)
    if row.kind != "guarantee" or row.state in OVER:
        said = row.get_state_display()
        raise ClaimRefused(reason=f"{row.number} est « {said} »\u00a0: aucune ligne ne le porte.")
    return row


def _locked(keys: Sequence) -> list[Endowment]:
    return list(Endowment.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _saved(row: models.Model, line: Endowment, action: str, actor, said: str) -> Any:
    """Check, save and journal a row of a line; constraints speak French."""
    try:
        row.full_clean()
    except ValidationError as fault:
        raise ClaimRefused(reason=" ".join(fault.messages)) from fault
    row.save()
    record(action, actor=actor, target=line, summary=f"{line}\u00a0: {said}."[:300])
    return row
