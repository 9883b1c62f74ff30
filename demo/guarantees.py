"""Guarantees of the demo: a line of endowment that backs some, incidents, an extract to read."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from levier.accounts.models import Organisation, User
from levier.catalogue.models import Carrier
from levier.claims.models import GuaranteeEvent
from levier.claims.services import (
    add_counter_guarantee,
    back_guarantee,
    note_event,
    register_endowment,
    standing_of,
)
from levier.exchange.extract_import import drop_extract
from levier.funds.models import Funder
from levier.portfolio.models import Commitment

SPACE = UUID("5b0d0f0a-6f0b-4a3e-9a5e-2f0c9b7d1e24")
MOST = 14  # enough to read every page
SOURCE = "Convention (démonstration)"
HEADER = "N° garantie;Capital restant dû;Date d'arrêté;Impayé;État\n"


def set_the_guarantees(*, house: Organisation, finance: User, on: date) -> int:
    """Back some guarantees by a line, let one be late, drop an extract. Return how many."""
    rows = list(
        Commitment.objects.filter(
            organisation=house, kind="guarantee", state="set_up", set_up_on__lt=on
        )
        .select_related("guarantee", "carrier")
        .order_by("number")[:MOST]
    )
    funder = Funder.objects.filter(organisation=house, kind=Funder.Kind.REGION).first()
    if not rows or funder is None:
        return 0
    first = date(min(row.decided_on.year for row in rows), 1, 1)
    line = register_endowment(
        organisation=house, actor=finance, funder=funder, amount=Decimal(400_000), first_day=first,
        title="Fonds de garantie régional", multiplier=Decimal(5), source=SOURCE,
    )  # fmt: skip
    add_counter_guarantee(
        endowment=line, guarantor="Fonds européen", share=Decimal("0.5"), first_day=first,
        source=SOURCE, actor=finance,
    )  # fmt: skip
    for row in rows:
        back_guarantee(
            commitment=row, endowment=line, share=Decimal(1), on=row.decided_on, actor=finance
        )
    note_event(
        commitment=rows[0], kind=GuaranteeEvent.Kind.UNPAID, day=on - timedelta(days=20), today=on,
        actor=finance, idempotency_key=uuid5(SPACE, f"{rows[0].pk} late"),
        note="Deux échéances, signalées par la banque",
    )  # fmt: skip
    _drop_extract(rows, finance, on)
    return len(rows)


def _drop_extract(rows: list[Commitment], finance: User, on: date) -> None:
    """Drop the extract of a carrier: most lines are equal, some differ, one is unknown here."""
    carrier: Carrier = rows[-1].carrier
    told = [row for row in rows if row.carrier_id == carrier.pk]
    lines = [_line(row, rank, on - timedelta(days=5)) for rank, row in enumerate(told)]
    lines.append(f"FG-99-0042;12 400,00;{on - timedelta(days=5):%d/%m/%Y};;\n")
    drop_extract(
        actor=finance, sender=carrier, as_of=on - timedelta(days=5), today=on,
        name=f"encours-{on:%Y-%m}.csv", content=(HEADER + "".join(lines)).encode(),
    )  # fmt: skip


def _line(row: Commitment, rank: int, day: date) -> str:
    standing = standing_of(row, list(row.guarantee_events.all()), day)
    due = standing.outstanding if standing else Decimal(0)
    unpaid, state = ("", "à jour") if rank % 5 != 3 else ("412,30", "impayé")
    if rank % 5 in (1, 3):
        due = min(row.guarantee.loan_amount, due + Decimal("412.30"))
    return f"{row.number};{due:f};{day:%d/%m/%Y};{unpaid};{state}\n".replace(".", ",")
