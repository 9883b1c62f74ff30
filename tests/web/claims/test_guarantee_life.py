"""The life of a guarantee on the screens, from an incident to what comes back."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from levier.claims.models import Call, GuaranteeEvent, GuaranteePaper
from levier.ledger.models import LedgerEntry
from levier.ledger.services import open_account
from levier.portfolio.models import Commitment
from levier.web.claims.forms import CommissionForm
from tests.factories.accounts import user
from tests.factories.claims import accepted, called, complete, event, running
from tests.factories.portfolio import guarantee

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def page(client, finance):
    client.force_login(finance)
    return client


def today_minus(days: int):
    return timezone.localdate() - timedelta(days=days)


def living(actor) -> Commitment:
    """Return a guarantee set up a year ago."""
    row = running(actor)
    Commitment.objects.filter(pk=row.pk).update(set_up_on=today_minus(365))
    row.refresh_from_db()
    return row


def living_again(call: Call) -> Commitment:
    """Return the guarantee of a call, everything having happened by now."""
    Commitment.objects.filter(pk=call.commitment_id).update(set_up_on=today_minus(365))
    GuaranteeEvent.objects.filter(commitment=call.commitment_id).update(day=today_minus(30))
    Call.objects.filter(pk=call.pk).update(decided_on=today_minus(10))
    return Commitment.objects.select_related("carrier").get(pk=call.commitment_id)


def life(row) -> str:
    return reverse("web:guarantee_life", args=[row.pk])


def text_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def noted(page, row, **typed):
    data = {"kind": "accelerated", "day": f"{today_minus(30):%d/%m/%Y}", "outstanding": "30000",
            "note": "", "key": uuid4(), **typed}  # fmt: skip
    return page.post(reverse("web:guarantee_event", args=[row.pk]), data)


def step(page, call, name, **typed):
    return page.post(reverse("web:call_step", args=[call.pk, name]), typed)


def test_before_the_set_up_the_page_says_where_to_note_it(page, finance):
    row = guarantee(user("secretary", finance.organisation))
    assert "n’est pas mise en place" in text_of(page.get(life(row)))
    assert "Vie de la garantie" not in text_of(page.get(reverse("web:commitment", args=[row.pk])))


def test_the_page_says_what_is_due_what_is_borne_and_what_the_file_lacks(page, finance):
    row = living(user("secretary", finance.organisation))
    shown = text_of(page.get(life(row)))
    assert "aucun incident signalé" in shown
    assert "quotité effective 80 %" in shown
    assert shown.count("manque") == 3
    assert "La banque appelle la garantie" not in shown
    assert life(row) in text_of(page.get(reverse("web:commitment", args=[row.pk])))


def test_an_incident_is_noted_and_the_guarantee_joins_those_in_trouble(page, finance):
    row = living(user("secretary", finance.organisation))
    assert noted(page, row).url == life(row)
    shown = text_of(page.get(life(row)))
    assert "terme déchu" in shown
    assert "24 000 €" in shown
    assert "La banque appelle la garantie" in shown
    assert row.number in text_of(page.get(reverse("web:call_list")))


def test_a_fault_comes_back_with_what_was_typed(page, finance):
    row = living(user("secretary", finance.organisation))
    answer = noted(page, row, outstanding="36000,01", note="lettre du 3")
    assert answer.status_code == 422
    assert "va de 0 à 36 000 €" in text_of(answer)
    assert "lettre du 3" in text_of(answer)
    assert not GuaranteeEvent.objects.exists()


def test_a_paper_is_kept_with_its_copy_and_a_wrong_file_is_said(page, finance):
    row = living(user("secretary", finance.organisation))
    address = reverse("web:guarantee_paper", args=[row.pk])
    data = {"code": "contract", "day": f"{today_minus(1):%d/%m/%Y}"}
    wrong = page.post(address, data | {"file": SimpleUploadedFile("x.pdf", b"rien")})
    assert wrong.status_code == 422
    assert not GuaranteePaper.objects.exists()
    page.post(address, data | {"file": SimpleUploadedFile("contrat.pdf", PDF)})
    assert GuaranteePaper.objects.get().stored_file.name == "contrat.pdf"
    shown = page.get(life(row))
    assert "contrat.pdf" in text_of(shown)
    copy = page.get(
        reverse("web:guarantee_paper_file", args=[row.pk, GuaranteePaper.objects.get().pk])
    )
    assert b"".join(copy.streaming_content) == PDF


def test_the_whole_call_is_led_from_the_page(page, finance):
    row = living(user("secretary", finance.organisation))
    noted(page, row)
    today = f"{timezone.localdate():%d/%m/%Y}"
    opened = {"received_on": today, "outstanding": "30000", "realised": "5000", "key": uuid4()}
    page.post(reverse("web:call_open", args=[row.pk]), opened)
    call = Call.objects.get()
    refused = step(page, call, "transmettre", opinion="favourable", opinion_text="Ok", on=today)
    assert "Il manque" in text_of(refused)
    complete(call, finance)
    step(page, call, "transmettre", opinion="favourable", opinion_text="Régulier", on=today)
    step(page, call, "decider", accepted="oui", on=today, reason="")
    paid = {"kind": "provision", "amount": "12000", "paid_on": today, "key": uuid4()}
    step(page, call, "payer", **paid), step(page, call, "payer", **paid)
    step(page, call, "payer", kind="balance", amount="8000", paid_on=today, key=uuid4())
    step(page, call, "recouvrer", amount="1000", received_on=today, note="vente", key=uuid4())
    call.refresh_from_db()
    assert call.state == "paid"
    assert [each.amount for each in call.payments.all()] == [12000, 8000]
    assert call.recoveries.get().share == Decimal(800)
    shown = text_of(page.get(life(row)))
    assert "800,00 € au garant" in shown
    assert "indemnisée le" in shown
    assert page.get(life(row)).context["standing"].exposure == 0
    assert row.number not in [
        t.number for t in page.get(reverse("web:call_list")).context["troubled"]
    ]


def test_what_the_house_carries_is_posted_from_the_page(page, finance):
    for number in ("681", "512"):
        open_account(organisation=finance.organisation, actor=None, number=number, label="Compte")
    call = accepted(user("secretary", finance.organisation))
    row = living_again(call)
    assert "Compte de charge" not in text_of(page.get(life(row)))
    row.carrier.is_house = True
    row.carrier.save()
    assert "Compte de charge" in text_of(page.get(life(row)))
    today = f"{timezone.localdate():%d/%m/%Y}"
    step(page, call, "payer", kind="balance", amount="20000", paid_on=today, charge="681",
         bank="512", key=uuid4())  # fmt: skip
    assert LedgerEntry.objects.get().postings.count() == 2
    shown = page.get(life(row)).context["recovery_form"]
    assert shown["charge"].value() is None
    step(page, call, "recouvrer", amount="1000", received_on=today, charge="681", bank="512",
         key=uuid4())  # fmt: skip
    assert page.get(life(row)).context["recovery_form"]["charge"].value() == "681"


@pytest.mark.parametrize("missing", ["charge", "bank"])
def test_both_accounts_are_asked_of_what_the_house_carries(finance, missing):
    row = living(user("secretary", finance.organisation))
    typed = {"amount": "10", "received_on": "2026-01-01", "key": uuid4(), "charge": "7061",
             "bank": "512000"}  # fmt: skip
    assert CommissionForm({**typed, missing: ""}, guarantee=row).is_valid()
    row.carrier.is_house = True
    form = CommissionForm({**typed, missing: ""}, guarantee=row)
    assert list(form.errors) == [missing]


def test_an_advisor_notes_events_and_does_not_lead_the_call(client, finance):
    advisor = user("advisor", finance.organisation)
    row = living(user("secretary", finance.organisation))
    client.force_login(advisor)
    assert noted(client, row).status_code == 302
    shown = text_of(client.get(life(row)))
    assert "Noter un événement" in shown
    assert "La banque appelle la garantie" not in shown


def test_a_rejected_call_stays_readable_and_another_may_come(page, finance):
    call = called(user("secretary", finance.organisation))
    step(page, call, "retirer", reason="erreur de la banque")
    shown = text_of(page.get(life(call.commitment)))
    assert "erreur de la banque" in shown
    assert "La banque appelle la garantie" in shown


def test_the_list_of_calls_is_exported(page, finance):
    call = accepted(user("secretary", finance.organisation))
    assert call.commitment.number in text_of(page.get(reverse("web:call_list")))
    answer = page.get(reverse("web:call_list"), {"export": "xlsx"})
    assert b"".join(answer.streaming_content).startswith(b"PK")
    event_row = running(user("secretary", finance.organisation))
    event(event_row, finance, "unpaid", event_row.set_up_on)
    assert event_row.number in text_of(page.get(reverse("web:call_list")))


def test_a_restructuring_shows_both_schedules(page, finance):
    row = living(finance)
    page.post(
        reverse("web:guarantee_event", args=[row.pk]),
        {
            "kind": "restructured", "day": today_minus(10).isoformat(), "outstanding": "20 000",
            "new_months": "48", "new_rate": "2,5", "new_deferral": "", "key": uuid4(),
        },
    )  # fmt: skip
    noted = GuaranteeEvent.objects.get()
    assert (noted.new_months, noted.new_rate) == (48, Decimal("0.025"))
    html = page.get(life(row)).content.decode()
    assert "Échéanciers de la banque" in html
    assert "En vigueur" in html
    assert "2,5\u00a0%" in html


def test_a_schedule_without_its_capital_is_refused_at_its_field(page, finance):
    row = living(finance)
    answer = page.post(
        reverse("web:guarantee_event", args=[row.pk]),
        {
            "kind": "restructured", "day": today_minus(10).isoformat(), "new_months": "48",
            "key": uuid4(),
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Indiquez le capital que" in answer.content.decode()
    assert not GuaranteeEvent.objects.exists()


def test_the_commission_is_due_then_received(page, finance):
    row = living(finance)
    row.guarantee.commission_amount = Decimal(720)
    row.guarantee.save()
    assert "à recevoir" in page.get(life(row)).content.decode()
    values = {"amount": "720", "received_on": today_minus(1).isoformat(), "key": uuid4()}
    address = reverse("web:guarantee_commission", args=[row.pk])
    refused = page.post(address, {**values, "amount": "721"})
    assert "Il reste 720,00" in refused.content.decode()
    page.post(address, values)
    html = page.get(life(row)).content.decode()
    assert "à recevoir" not in html
    assert "Noter la commission" not in html
