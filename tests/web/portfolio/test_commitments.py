from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.portfolio.models import Amendment, Commitment
from levier.web.portfolio.pages import changes_of
from levier.workflows.follow_commitment import set_up_commitment
from tests.factories.accounts import user
from tests.factories.committees import committee, in_session, request, seat, secretary
from tests.factories.contracts import signed_contract
from tests.factories.funds import envelope
from tests.factories.portfolio import engagement_grant, guarantee, loan
from tests.factories.servicing import paid_out, running_loan

pytestmark = pytest.mark.django_db


def house_of_finance():
    """Return (secretary, finance officer) of one house."""
    actor = secretary()
    return actor, user("finance", actor.organisation)


def still_valid(commitment: Commitment) -> Commitment:
    """Make a commitment valid for a long time: pages read today's date."""
    Commitment.objects.filter(pk=commitment.pk).update(valid_until="2099-12-31")
    commitment.refresh_from_db()
    return commitment


@pytest.mark.parametrize(
    ("page", "make"),
    [("guarantee_list", guarantee), ("financing_list", loan), ("grant_list", engagement_grant)],
)
def test_a_list_shows_its_kind_only_in_few_queries(
    client, django_assert_max_num_queries, page, make
):
    actor, finance = house_of_finance()
    rows = [make(actor) for _ in range(6)]
    others = [m(actor) for m in (guarantee, loan, engagement_grant) if m is not make]
    client.force_login(finance)

    with django_assert_max_num_queries(15):
        shown = client.get(reverse(f"web:{page}")).content.decode()

    assert all(row.number in shown for row in rows)
    assert not any(row.number in shown for row in others)


def test_a_list_is_exported_with_its_hidden_columns(client):
    actor, finance = house_of_finance()
    guarantee(actor)
    client.force_login(finance)

    answer = client.get(reverse("web:guarantee_list"), {"export": "xlsx"})

    assert "spreadsheetml" in answer["Content-Type"]
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_the_page_of_a_guarantee_shows_its_terms_and_the_surety_alert(
    client, django_assert_max_num_queries
):
    actor, finance = house_of_finance()
    row = still_valid(guarantee(actor, surety_amount=Decimal(9000)))
    client.force_login(finance)

    with django_assert_max_num_queries(20):
        page = client.get(reverse("web:commitment", args=[row.pk])).content.decode()

    for said in ("36\u202f000\u00a0€", "28\u202f800\u00a0€", "720\u00a0€", "n’en admet aucune"):
        assert said in page


def test_a_stranger_does_not_find_a_commitment(client):
    row = guarantee()
    client.force_login(user("finance"))

    assert client.get(reverse("web:commitment", args=[row.pk])).status_code == 404


def test_a_payment_sent_twice_is_paid_once(client):
    actor, finance = house_of_finance()
    row = still_valid(loan(actor))
    signed_contract(row, finance)
    client.force_login(finance)
    sent = {"on": "2026-04-02", "carrier_number": "", "key": str(uuid4())}

    for _ in range(2):
        client.post(reverse("web:commitment_set_up", args=[row.pk]), sent)

    row.refresh_from_db()
    assert (row.state, str(row.set_up_on)) == ("set_up", "2026-04-02")
    assert Commitment.history.filter(id=row.pk, state="set_up").count() == 1


def test_an_amendment_is_typed_in_french_and_both_versions_are_shown(client):
    actor, finance = house_of_finance()
    row = still_valid(guarantee(actor))
    client.force_login(finance)
    url = reverse("web:commitment_amend", args=[row.pk])
    typed = {
        "bank": row.guarantee.bank_id, "loan_amount": "30 000", "loan_months": "60",
        "loan_rate": "4,15", "deferral_months": "0", "quota": "80", "securities": "",
        "surety_amount": "", "reason": "devis réduit", "valid_until": "2099-12-31",
    }  # fmt: skip

    assert client.post(url, {**typed, "quota": "85"}).status_code == 422
    client.post(url, typed)

    assert Amendment.objects.get().state == "applied"
    page = client.get(reverse("web:commitment", args=[row.pk])).content.decode()
    assert "24\u202f000\u00a0€" in page and "28\u202f800\u00a0€" in page
    assert [term for term, *_ in changes_of(Amendment.objects.get())] == ["Prêt", "Montant accordé"]


def test_an_increase_beyond_the_tolerance_waits_for_a_committee_and_is_decided_there(client):
    actor, finance = house_of_finance()
    row = still_valid(loan(actor))
    client.force_login(finance)
    client.post(
        reverse("web:commitment_amend", args=[row.pk]),
        {"amount": "12 000", "months": "36", "deferral_months": "0", "annual_rate": "",
         "reason": "travaux", "valid_until": "2099-12-31"},
    )  # fmt: skip
    amendment = Amendment.objects.get()
    assert amendment.state == "to_committee"
    sitting = in_session(actor)
    client.force_login(actor)
    assert str(amendment) in client.get(reverse("web:sitting", args=[sitting.pk])).content.decode()

    client.post(reverse("web:agenda_add", args=[sitting.pk]), {"amendment": amendment.pk})
    item = sitting.items.get()
    client.post(
        reverse("web:session", args=[item.pk]),
        {"outcome": "agreed", "reason": "", "key": str(uuid4())},
    )

    row.refresh_from_db()
    assert (row.amount, row.state) == (12000, "open")


def test_a_cancellation_says_what_it_gives_back_and_wants_a_reason(client):
    actor, finance = house_of_finance()
    row = still_valid(engagement_grant(actor))
    client.force_login(finance)
    url = reverse("web:commitment_cancel", args=[row.pk])

    assert f"Rend 2\u202f000\u00a0€ à « {row.draws.get().envelope} »" in client.get(
        url
    ).content.decode().replace("&#x27;", "'")
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "projet abandonné"})

    row.refresh_from_db()
    assert row.state == "cancelled"


def test_a_grant_is_shared_again_between_envelopes_to_the_cent(client):
    actor, finance = house_of_finance()
    row = still_valid(engagement_grant(actor))
    first = row.draws.get().envelope
    second = envelope(actor.organisation, scheme="prime_engagement", first_day="2026-01-01")
    client.force_login(finance)
    url = reverse("web:commitment_draws", args=[row.pk])

    refused = client.post(url, {f"envelope-{first.pk}": "1 000", f"envelope-{second.pk}": "999,99"})
    assert refused.status_code == 422
    client.post(url, {f"envelope-{first.pk}": "1 200,50", f"envelope-{second.pk}": "799,50"})

    assert sorted(row.draws.values_list("amount", flat=True)) == [
        Decimal("799.50"), Decimal("1200.50"),
    ]  # fmt: skip


def test_the_carrier_s_number_is_written(client):
    actor, _ = house_of_finance()
    row = guarantee(actor)
    client.force_login(actor)

    client.post(reverse("web:commitment_number", args=[row.pk]), {"carrier_number": "FAG-778"})

    row.refresh_from_db()
    assert row.carrier_number == "FAG-778"


def test_a_condition_is_lifted_from_the_page_and_unlocks_the_commitment(client):
    actor, _ = house_of_finance()
    row = still_valid(guarantee(actor, conditions=["Bail signé"]))
    condition = row.decision.conditions.get()
    client.force_login(actor)

    answer = client.post(reverse("web:condition_lift", args=[condition.pk]), {"evidence": ""})
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (422, "locked")
    client.post(reverse("web:condition_lift", args=[condition.pk]), {"evidence": "bail reçu"})

    row.refresh_from_db()
    assert row.state == "open"


def test_a_lapsed_agreement_is_noted_only_once_its_validity_has_passed(client):
    actor, finance = house_of_finance()
    row = guarantee(actor)
    client.force_login(finance)
    Commitment.objects.filter(pk=row.pk).update(valid_until=timezone.localdate())
    client.post(reverse("web:commitment_lapse", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "open"

    Commitment.objects.filter(pk=row.pk).update(valid_until="2020-01-01")
    client.post(reverse("web:commitment_lapse", args=[row.pk]))

    row.refresh_from_db()
    assert row.state == "lapsed"


def test_an_advisor_neither_pays_nor_cancels(client):
    actor, _ = house_of_finance()
    row = guarantee(actor)
    client.force_login(user("advisor", actor.organisation))

    assert client.post(reverse("web:commitment_set_up", args=[row.pk])).status_code == 403
    assert client.post(reverse("web:commitment_cancel", args=[row.pk])).status_code == 403


def test_a_member_who_withdrew_reads_no_commitment_of_the_dossier():
    actor, _ = house_of_finance()
    person = seat(committee(actor.organisation), with_account=True)
    row = guarantee(actor)
    request(row.case)

    assert not Commitment.objects.visible_to(user("member", actor.organisation)).exists()
    assert Commitment.objects.visible_to(person.user).get() == row


@pytest.mark.parametrize(
    ("make", "entry"),
    [(guarantee, "guarantee_list"), (loan, "financing_list"), (engagement_grant, "grant_list")],
)
def test_the_page_of_a_commitment_lights_the_list_of_its_kind(client, make, entry):
    actor, finance = house_of_finance()
    client.force_login(finance)
    shown = client.get(reverse("web:commitment", args=[make(actor).pk])).content.decode()
    menu = shown[: shown.index("<main")]

    assert menu.count('aria-current="page"') == 1
    lit = menu[: menu.index('aria-current="page"')].rpartition('href="')[2]
    assert lit.startswith(f'{reverse(f"web:{entry}")}"')


def test_what_was_paid_by_hand_offers_no_payment(client):
    row = engagement_grant()
    finance = user("finance", row.organisation)
    client.force_login(finance)
    address, page = (reverse(f"web:{n}", args=[row.pk]) for n in ("payment_new", "commitment"))
    assert address in client.get(page).content.decode()
    set_up_commitment(commitment=row, on=row.decided_on, actor=finance, key=uuid4())
    assert address not in client.get(page).content.decode()


def test_a_loan_paid_out_says_that_its_schedule_waits_to_be_opened(client):
    waiting = paid_out()
    client.force_login(user("finance", waiting.organisation))
    said = "Échéancier à ouvrir."
    assert said in client.get(reverse("web:commitment", args=[waiting.pk])).content.decode()
    runs = running_loan(user("secretary", waiting.organisation)).commitment
    assert said not in client.get(reverse("web:commitment", args=[runs.pk])).content.decode()
