"""What the list of calls shows and asks."""

from django.urls import reverse

from levier.claims.services import indemnity_on
from levier.claims.states import State
from levier.web.lists import ChoiceFilter, Column, DayFilter, TextFilter

CALL_COLUMNS = [
    Column("garantie", "Garantie", "commitment.number", sort=("commitment__number",), link=True),
    Column("porteur", "Porteur", "commitment.case.holder_name", width=28),
    Column("banque", "Banque", "commitment.guarantee.bank", width=26),
    Column("recu", "Reçu", "received_on", kind="date", sort=("received_on",), fast_sort=True),
    Column("du", "Restant dû", "outstanding", kind="amount", nature="déclaré"),
    Column("indemnite", "Indemnité", lambda row: indemnity_on(row).owed, kind="amount",
           nature="calculée"),
    Column("etat", "État", "state", sort=("state",), state=True, small="reason"),
    Column("risque", "Porteur du risque", "commitment.carrier", width=24, on_screen=False),
]  # fmt: skip
CALL_FILTERS = [
    TextFilter("q", "Garantie", raw_fields=("commitment__number",)),
    ChoiceFilter("etat", "État", State.choices, field="state"),
    DayFilter("recu", "Reçu", field="received_on"),
]


def call_url(row) -> str:
    """Where a call is read: the life of its guarantee."""
    return reverse("web:guarantee_life", args=[row.commitment_id])
