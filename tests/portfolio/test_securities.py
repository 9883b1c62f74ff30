"""Securities: written once with their key, the same content or nothing."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from levier.journal.models import Entry
from levier.portfolio.errors import SecurityKeyReused
from levier.portfolio.models import Security
from levier.portfolio.services import record_security
from tests.factories.committees import secretary
from tests.factories.portfolio import guarantee

pytestmark = pytest.mark.django_db


def test_a_security_is_written_once_with_its_key():
    actor = secretary()
    row, key = guarantee(actor), uuid4()
    terms = {"commitment": row, "kind": "personal", "holder": " Anaïs Delcroix ", "actor": actor}
    one = record_security(**terms, amount=Decimal(9000), idempotency_key=key)
    assert record_security(**terms, amount=Decimal(9000), idempotency_key=key) == one
    assert (one.holder, str(one)) == ("Anaïs Delcroix", "caution personnelle")
    assert "9\u202f000" in Entry.objects.get(action="portfolio.security").summary
    with pytest.raises(SecurityKeyReused, match="rien n’a été"):
        record_security(**terms, amount=Decimal(8000), idempotency_key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        record_security(**terms, amount=Decimal(0), idempotency_key=uuid4())
    assert Security.objects.count() == 1
