"""Mandates: recorded once, refused at the field, moved with a reason, lapsed by the calendar."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from levier.banking.errors import (
    MandateKeyReused,
    MandateRefused,
    MandateTransitionNotAllowed,
    PaymentRefused,
)
from levier.banking.models import Mandate
from levier.banking.services import move_mandate
from levier.banking.states import MandateEvent
from levier.journal.models import Entry
from tests.factories.accounts import user
from tests.factories.banking import debtor, mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance():
    return user("finance")


def test_a_mandate_is_recorded_once_with_its_key(finance):
    key = uuid4()
    row = mandate(finance, rum="PRET-1", idempotency_key=key)
    assert mandate(finance, rum="PRET-1", idempotency_key=key) == row
    assert (row.state, row.iban, row.presented) == ("active", "FR1420041010050500013M02606", 0)
    with pytest.raises(MandateKeyReused, match="PRET-1"):
        mandate(finance, rum="PRET-2", idempotency_key=key)
    assert Mandate.objects.count() == 1
    assert Entry.objects.filter(action="banking.mandate_recorded").count() == 1


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"rum": "PRÊT 1"}, "rum", "35 caractères"),
        ({"rum": "R" * 36}, "rum", "35 caractères"),
        ({"rum": ""}, "rum", "35 caractères"),
        ({"debtor": debtor(iban="FR00")}, "iban", "IBAN est faux"),
        ({"debtor": debtor(bic="X")}, "bic", "BIC est faux"),
        ({"debtor": debtor(name=" ")}, "name", "titulaire"),
        ({"signed_on": date(2026, 4, 3)}, "signed_on", "à venir"),
        ({"signed_on": date(2009, 11, 1)}, "signed_on", "avant le 2\u00a0novembre\u00a02009"),
        ({"presented": 2}, "last_presented_on", "nombre et la date"),
        ({"last_presented_on": date(2026, 4, 2)}, "last_presented_on", "nombre et la date"),
        ({"presented": 1, "last_presented_on": date(2026, 3, 31)}, "last_presented_on", "suit la"),
        ({"presented": 1, "last_presented_on": date(2026, 4, 3)}, "last_presented_on", "suit la"),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_written(finance, values, field, said):
    with pytest.raises((MandateRefused, PaymentRefused), match=said) as refusal:
        mandate(finance, **values)
    assert refusal.value.field == field
    assert not Mandate.objects.exists()


def test_a_reference_is_that_of_one_mandate_of_the_house(finance):
    mandate(finance, rum="R" * 35)
    with pytest.raises(MandateRefused, match="déjà celle d’un autre"):
        mandate(finance, rum="R" * 35)
    assert mandate(user("finance"), rum="R" * 35).rum == "R" * 35
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(organisation=finance.organisation).update(presented=1)


def test_a_mandate_moves_with_a_reason_and_one_revoked_stays_so(finance):
    row = mandate(finance)
    stale = Mandate.objects.get(pk=row.pk)
    with pytest.raises(MandateRefused, match="Dites pourquoi"):
        move_mandate(mandate=row, event=MandateEvent.SUSPEND, reason=" ", actor=finance)
    move_mandate(mandate=row, event=MandateEvent.SUSPEND, reason="Contesté", actor=finance)
    assert (row.state, row.reason) == ("suspended", "Contesté")
    with pytest.raises(MandateTransitionNotAllowed, match="suspendu"):
        move_mandate(
            mandate=stale, event=MandateEvent.REVOKE, reason="Page ancienne", actor=finance
        )
    move_mandate(mandate=row, event=MandateEvent.RESUME, reason="Preuve trouvée", actor=finance)
    move_mandate(mandate=row, event=MandateEvent.REVOKE, reason="Compte clos", actor=finance)
    with pytest.raises(MandateTransitionNotAllowed, match="révoqué"):
        move_mandate(mandate=row, event=MandateEvent.RESUME, reason="Encore", actor=finance)


@pytest.mark.parametrize(
    ("day", "lapsed"),
    [(date(2029, 3, 31), False), (date(2029, 4, 1), False), (date(2029, 4, 2), True)],
)
def test_a_mandate_lapses_thirty_six_months_after_its_signature(finance, day, lapsed):
    assert mandate(finance).has_lapsed(day) is lapsed


def test_a_mandate_taken_over_counts_from_its_last_presentation(finance):
    terms = {"signed_on": date(2022, 1, 10), "presented": 7, "last_presented_on": date(2026, 3, 5)}
    row = mandate(finance, **terms)
    assert (row.presented, row.lapses_on) == (7, date(2029, 3, 5))
