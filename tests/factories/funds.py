"""Funders and envelopes, for every test."""

from datetime import date
from decimal import Decimal
from itertools import count

from levier.funds.models import Envelope, Funder
from levier.kernel.text import normalise
from tests.factories.accounts import house

_rank = count(1)


def funder(organisation=None, **fields) -> Funder:
    """Return a funder of the house; an EPCI when its kind is not given."""
    values = {"name": f"Agglomération {next(_rank)}", "kind": Funder.Kind.EPCI, **fields}
    return Funder.objects.create(
        organisation=organisation or house(), name_key=normalise(values["name"]), **values
    )


def envelope(organisation=None, amount="10000", **fields) -> Envelope:
    """Return an envelope of `amount` euros for Cap Quartier, open since 2024."""
    organisation = organisation or house()
    values = {
        "title": f"Enveloppe {next(_rank)}",
        "scheme": "cap_quartier",
        "first_day": date(2024, 1, 1),
        **fields,
    }
    values.setdefault("funder", None)
    values["funder"] = values["funder"] or funder(organisation)
    return Envelope.objects.create(organisation=organisation, amount=Decimal(amount), **values)
