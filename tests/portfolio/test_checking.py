"""The nightly check of envelopes says the first difference, and reads all the others."""

from datetime import date
from decimal import Decimal

import pytest

from levier.funds.models import Envelope
from levier.jobs.models import NightCheck
from levier.portfolio.checking import check_envelopes, envelope_differences
from levier.portfolio.models import Draw
from levier.portfolio.services import cancel
from levier.portfolio.ticks import check_every_envelope
from tests.factories.accounts import user
from tests.factories.portfolio import engagement_grant

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 2)


@pytest.fixture
def grants():
    """Two grants of 2 000 €, each drawn on an envelope of 10 000 € of its own."""
    actor = user("secretary")
    return [engagement_grant(actor), engagement_grant(actor)]


def test_sound_envelopes_hold_each_night(grants):
    assert check_every_envelope(ON) == 0
    assert check_every_envelope(ON) == 0
    check = NightCheck.objects.get(subject="envelopes", organisation=grants[0].organisation)
    assert (check.read, check.holds) == (2, True)


def test_a_draw_that_is_not_the_amount_is_named_and_the_others_are_read(grants):
    Draw.objects.filter(commitment=grants[0]).update(amount=Decimal("1999.99"))
    Envelope.objects.filter(draws__commitment=grants[1]).update(amount=Decimal(1500))
    first, second = envelope_differences(grants[0].organisation)
    assert first.startswith(grants[0].number)
    assert "1\u202f999,99\u00a0€ tirés" in first
    assert "2\u202f000,00\u00a0€ tirés, 1\u202f500,00\u00a0€ en tout" in second
    assert check_envelopes(organisation=grants[0].organisation, on=ON).faults == 2


def test_what_was_given_back_weighs_on_no_envelope(grants):
    actor = user("finance", grants[0].organisation)
    cancel(commitment=grants[0], on=ON, reason="Abandonné", actor=actor)
    Envelope.objects.filter(draws__commitment=grants[0]).update(amount=Decimal(1))
    assert list(envelope_differences(grants[0].organisation)) == []
