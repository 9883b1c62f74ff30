"""Drawing on envelopes: to the cent, in a fixed order of locks, and never overdrawn."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.funds.models import Envelope
from levier.kernel.french import NBSP, long_date
from levier.kernel.money import ZERO, split_amount
from levier.portfolio.errors import DrawsRefused
from levier.portfolio.models import Commitment, Draw
from levier.rules.envelopes import Draw as DrawAsked
from levier.rules.envelopes import check_draws, share_draws

GIVEN_BACK = ("lapsed", "cancelled")


def drawn_on(envelopes: Iterable[UUID], besides: Commitment | None = None) -> dict[UUID, Decimal]:
    """Return what is drawn on each envelope (euros, one query): lapsed and cancelled give back."""
    keys = list(envelopes)
    rows = Draw.objects.filter(envelope__in=keys).exclude(commitment__state__in=GIVEN_BACK)
    if besides is not None:
        rows = rows.exclude(commitment=besides)
    taken = dict.fromkeys(keys, ZERO)
    for key, amount in rows.values_list("envelope_id", "amount"):
        taken[key] += amount
    return taken


def remaining_in(
    envelopes: Sequence[Envelope], besides: Commitment | None = None
) -> dict[UUID, Decimal | None]:
    """Return what is left in each envelope, None for an opening one, which has no amount."""
    taken = drawn_on([envelope.pk for envelope in envelopes], besides)
    return {
        envelope.pk: None if envelope.amount is None else envelope.amount - taken[envelope.pk]
        for envelope in envelopes
    }


def share_between(
    envelopes: Sequence[Envelope], left: Mapping[UUID, Decimal | None], amount: Decimal
) -> list[tuple[Envelope, Decimal]]:
    """Share an amount between funders, on the first envelope of each that has something left.

    Each brings the same part, unless it has not enough; nothing when they cannot bear the whole.
    """
    chosen: dict[UUID, tuple[Envelope, Decimal]] = {}
    for envelope in envelopes:
        rest = left[envelope.pk]
        if rest and rest > 0:
            chosen.setdefault(envelope.funder_id, (envelope, rest))
    if not chosen or sum((rest for _, rest in chosen.values()), ZERO) < amount:
        return []
    part = amount / len(chosen)
    weights = [(envelope, min(rest, part)) for envelope, rest in chosen.values()]
    if sum((weight for _, weight in weights), ZERO) < amount:
        weights = list(chosen.values())
    return share_draws(amount, weights)


@transaction.atomic
def draw_on_envelopes(
    *, commitment: Commitment, draws: Sequence[tuple[Envelope, Decimal]], actor
) -> list[Draw]:
    """Draw a commitment on envelopes, in place of what it drew before.

    The envelopes' rows are locked in the order of their keys, so that two commitments never wait
    for each other, and what is left is read after the lock. `actor` is journalled by the caller.
    Errors: DrawsRefused when the draws do not sum to the amount, overdraw an envelope, or name an
    envelope of another scheme or of another period, or one whose funder may not pay for this.
    """
    locked = {
        envelope.pk: envelope
        for envelope in Envelope.objects.select_for_update()
        .filter(
            pk__in=[envelope.pk for envelope, _ in draws], organisation=commitment.organisation_id
        )
        .order_by("pk")
    }
    asked = [DrawAsked(envelope.pk, envelope.title, amount) for envelope, amount in draws]
    faults = [
        *_misplaced(commitment, locked.values()),
        *check_draws(
            commitment.amount, asked, remaining_in(list(locked.values()), besides=commitment)
        ),
    ]
    if faults:
        raise DrawsRefused(reason=" ".join(faults))
    commitment.draws.all().delete()
    return Draw.objects.bulk_create(
        Draw(
            organisation_id=commitment.organisation_id,
            commitment=commitment,
            envelope=locked[envelope.pk],
            amount=amount,
        )
        for envelope, amount in draws
    )


def redraw(commitment: Commitment, actor) -> None:
    """Draw an amended amount on the same envelopes, in the same proportions, to the cent.

    Errors: DrawsRefused.
    """
    draws = list(commitment.draws.select_related("envelope").order_by("pk"))
    if not draws:
        return
    shares = split_amount(commitment.amount, [draw.amount for draw in draws])
    draw_on_envelopes(
        commitment=commitment,
        draws=[(draw.envelope, share) for draw, share in zip(draws, shares, strict=True)],
        actor=actor,
    )


def _misplaced(commitment: Commitment, envelopes: Iterable[Envelope]) -> list[str]:
    """Return a sentence for each envelope of another scheme, another day, or another use."""
    found = []
    day = commitment.decided_on
    for envelope in envelopes:
        if envelope.scheme != commitment.instrument.code:
            found.append(f"L’enveloppe «{NBSP}{envelope}{NBSP}» est celle d’un autre dispositif.")
        refusal = envelope.refusal_of(commitment.instrument.use, day)
        if refusal:
            found.append(refusal)
        if day < envelope.first_day or (envelope.last_day and day > envelope.last_day):
            found.append(
                f"L’enveloppe «{NBSP}{envelope}{NBSP}» n’est pas ouverte le {long_date(day)}."
            )
    return found
