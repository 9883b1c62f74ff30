"""What was in force on the day of the decision stays on the dossier, whatever changes after."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from levier.cases.models import EligibilityRecord
from levier.catalogue.services import add_version, confirm_version, version_on
from levier.portfolio.services import amend
from levier.workflows.decide_case import decide_case
from tests.factories.accounts import user
from tests.factories.catalogue import document, instrument
from tests.factories.committees import HELD_ON, in_session, laid, secretary
from tests.factories.portfolio import guarantee

pytestmark = pytest.mark.django_db


def changed_after(actor):
    """Lower the guarantee to 50 %, capped at 10 000 €, from the day after the decision."""
    return add_version(
        instrument=instrument(actor.organisation, "GEF"), first_day=date(2026, 3, 20),
        source="Note du réseau", actor=actor, document=document(actor),
        status="confirmed", max_quota=Decimal("0.50"),
        cap_amount=Decimal(10_000), max_months=60,
    )  # fmt: skip


def test_a_commitment_keeps_the_terms_of_the_day_of_its_decision(client):
    actor = secretary()
    commitment = guarantee(actor)

    newer = changed_after(actor)

    commitment.refresh_from_db()
    assert commitment.version != newer
    assert (commitment.version.max_quota, commitment.version.cap_amount) == (
        Decimal("0.80"), Decimal(50_000),
    )  # fmt: skip
    assert (commitment.guarantee.quota, commitment.amount) == (Decimal("0.80"), 28_800)
    assert commitment.version.last_day == HELD_ON
    client.force_login(user("advisor", actor.organisation))
    page = client.get(reverse("web:commitment", args=[commitment.pk]))
    assert "28\u202f800" in page.content.decode()


def test_an_amendment_is_judged_by_the_terms_of_the_decision_not_by_those_of_its_own_day():
    actor = secretary()
    commitment = guarantee(actor)
    changed_after(actor)

    amend(
        commitment=commitment, actor=actor, on=date(2026, 4, 1), reason="Prêt réduit",
        loan_amount=Decimal(30_000),
    )  # fmt: skip

    commitment.refresh_from_db()
    assert commitment.amount == 24_000  # 80 % of 30 000 €: neither 50 %, nor 10 000 €


def test_the_verdicts_frozen_at_the_decision_keep_their_version_and_their_thresholds():
    actor = secretary()
    commitment = guarantee(actor)
    frozen = EligibilityRecord.objects.filter(case=commitment.case, is_frozen=True)
    before = list(frozen.order_by("pk").values("version", "verdict", "conditions", "on"))
    assert before

    changed_after(actor)

    assert list(frozen.order_by("pk").values("version", "verdict", "conditions", "on")) == before
    assert commitment.version_id in {row["version"] for row in before}


def test_a_decision_taken_after_the_change_takes_the_new_terms():
    actor = secretary()
    product = instrument(actor.organisation, "GEF")
    add_version(
        instrument=product, first_day=HELD_ON, source="Note", actor=actor,
        document=document(actor), status="confirmed",
        max_quota=Decimal("0.80"), cap_amount=Decimal(20_000), max_months=60,
    )  # fmt: skip
    item, asked = laid(in_session(actor), actor, "GEF", amount="20000")

    decision = decide_case(
        item=item, request=asked, outcome="agreed", amount=None, actor=actor,
        idempotency_key=asked.pk,
    )  # fmt: skip

    assert decision.commitment.amount == 20_000


def test_the_terms_of_a_version_never_change_once_written():
    actor = secretary()
    version = version_on(instrument(actor.organisation, "Garantie Emploi"), HELD_ON)
    version.max_quota = Decimal("0.10")

    with pytest.raises(TypeError, match="never change"):
        version.save()
    with pytest.raises(TypeError, match="never change"):
        version.save(update_fields=["max_quota", "status"])
    confirm_version(
        version=version, source="Convention 2026", actor=actor, document=document(actor)
    )

    version.refresh_from_db()
    assert version.max_quota == Decimal("0.65")
