"""Each amount of the header says its nature; asked, proposed and granted are never mixed."""

from datetime import date
from decimal import Decimal

from levier.cases.models import Case, FundingRequest
from levier.catalogue.models import Instrument
from levier.portfolio.models import Commitment
from levier.web.cases.amounts import amounts_of

GUARANTEE = Instrument(label="Garantie Égalité Femmes", kind="guarantee")
GRANT = Instrument(label="Cap Quartier", kind="grant")


def cells(requests=(), commitments=()):
    return {one.label: one for one in amounts_of(Case(), requests, commitments, [])}


def request(instrument, **terms):
    return FundingRequest(instrument=instrument, state="proposed", **terms)


def granted(amount, **fields):
    return Commitment(
        instrument=GUARANTEE, amount=Decimal(amount), decided_on=date(2024, 6, 3), state="open",
        **fields,
    )  # fmt: skip


def test_nothing_asked_is_said_and_is_not_zero():
    found = cells()

    assert found["Demandé"].value == "non chiffré"
    assert found["Accordé"].value == "rien à ce jour"


def test_the_loan_is_asked_and_the_guarantee_is_proposed():
    found = cells([
        request(GUARANTEE, loan_amount=Decimal(36000), amount=Decimal(28800),
                quota=Decimal("0.8"), months=60),
        request(GRANT, amount=None),
    ])  # fmt: skip

    assert found["Emprunt demandé"].value == "36\u202f000\u00a0€"
    assert found["Garantie proposée"].detail == "80\u00a0%, Égalité Femmes"
    assert found["Prime proposée"].value == "non chiffré"


def test_what_was_withdrawn_or_cancelled_does_not_count():
    withdrawn = request(GRANT, amount=Decimal(2000))
    withdrawn.state = "withdrawn"
    cancelled = granted(1000)
    cancelled.state = "cancelled"

    found = cells([withdrawn], [cancelled, granted(28800, set_up_on=date(2024, 7, 1))])

    assert "Prime proposée" not in found
    assert found["Accordé"].value == "28\u202f800\u00a0€"
    assert found["Mis en place ou versé"].value == "28\u202f800\u00a0€"


def test_many_requests_are_summed_and_counted():
    found = cells([request(GRANT, amount=Decimal(1000)) for _ in range(4)])

    assert found["Concours proposés"].value == "4\u202f000\u00a0€"
    assert found["Concours proposés"].detail == "4 instruments"
