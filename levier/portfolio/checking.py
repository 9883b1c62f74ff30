"""The nightly checks: what commitments draw and envelopes bear, and what came back of grants.

Nothing is stored that could differ: what is drawn is summed again from the draws, what came back
is compared with its entries.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Q

from levier.accounts.models import Organisation
from levier.funds.models import Envelope
from levier.jobs.models import NightCheck
from levier.jobs.services import keep_check
from levier.journal.services import target_of
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.ledger.comparing import Awaited, Compared, compare_events
from levier.portfolio.models import ClawbackReceipt, Commitment, Draw
from levier.portfolio.services.clawbacks import JOURNAL, POSTED_AS, entry_key
from levier.portfolio.services.draws import GIVEN_BACK

BATCH = 2_000
OF_CLAWBACKS = Q(key__startswith="clawback:") | Q(journal=JOURNAL, label__endswith=f", {POSTED_AS}")


def envelope_differences(organisation: Organisation) -> Iterator[str]:
    """Yield, in French, each commitment and each envelope whose draws do not hold.

    The draws of a commitment sum to its amount, to the cent; those of an envelope never pass it.
    Reads only: one that does not hold hides no other.
    """
    drawn: dict[object, Decimal] = defaultdict(lambda: ZERO)
    rows = Draw.objects.filter(organisation=organisation).order_by("commitment", "pk")
    sums: dict[object, Decimal] = defaultdict(lambda: ZERO)
    values = rows.values_list("commitment", "commitment__state", "envelope", "amount")
    for commitment, state, envelope, amount in values.iterator(chunk_size=BATCH):
        sums[commitment] += amount
        if state not in GIVEN_BACK:
            drawn[envelope] += amount
    named = Commitment.objects.filter(organisation=organisation, pk__in=list(sums))
    for key, number, amount in named.values_list("pk", "number", "amount").order_by("number"):
        if sums[key] != amount:
            yield (
                f"{number}\u00a0: {euros(sums[key], cents=True)} tirés sur ses enveloppes, "
                f"{euros(amount, cents=True)} accordés."
            )
    for envelope in Envelope.objects.filter(organisation=organisation).order_by("pk"):
        if envelope.amount is not None and drawn[envelope.pk] > envelope.amount:
            yield (
                f"Enveloppe « {envelope} »\u00a0: {euros(drawn[envelope.pk], cents=True)} tirés, "
                f"{euros(envelope.amount, cents=True)} en tout."
            )


def check_envelopes(*, organisation: Organisation, on: date) -> NightCheck:
    """Check a house's envelopes and keep what was found that day; run again, read again."""
    return keep_check(
        organisation=organisation,
        subject=NightCheck.Subject.ENVELOPES,
        on=on,
        read=Draw.objects.filter(organisation=organisation).count(),
        found=list(envelope_differences(organisation)),
    )


def clawbacks_compared(organisation: Organisation) -> Compared:
    """Compare what came back of a house's grants with its entries. Reads only."""
    return compare_events(
        organisation=organisation, events=_clawbacks(organisation), entries=OF_CLAWBACKS
    )


def check_clawbacks(*, organisation: Organisation, on: date) -> NightCheck:
    """Check what came back of a house's grants and keep it; run again, it is read again."""
    compared = clawbacks_compared(organisation)
    return keep_check(
        organisation=organisation, subject=NightCheck.Subject.CLAWBACKS, on=on,
        read=compared.read, found=compared.found,
    )  # fmt: skip


def _clawbacks(organisation: Organisation) -> Iterator[Awaited]:
    """Yield the entries that were to be posted: what an accounting officer collects, he posts."""
    rows = ClawbackReceipt.objects.filter(organisation=organisation, is_posted=True)
    for row in (
        rows.select_related("clawback__commitment").order_by("pk").iterator(chunk_size=BATCH)
    ):
        commitment = row.clawback.commitment
        yield Awaited(
            key=entry_key(row.pk), about=target_of(commitment), name=commitment.number,
            said=f"reversement de {euros(row.amount, cents=True)}, le "
            f"{long_date(row.received_on)}",
            day=row.received_on, amount=row.amount,
        )  # fmt: skip
