"""The pages of a loan: opened, read whole, changed after a preview, and what they refuse."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from levier.kernel.french import long_date
from levier.rules.servicing.operations import PaymentReceived
from levier.servicing.models import LoanOperation, RunningLoan
from levier.web.servicing.changes import CHANGES
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON, in_session, minuted, secretary
from tests.factories.portfolio import guarantee
from tests.factories.servicing import may_rule, noted, paid_out, running_loan

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
RULED = ("restructuration", "perte")


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch):
    """The pages read today's date: it is 20 June 2026."""
    for module in ("views", "changes"):
        monkeypatch.setattr(
            f"levier.web.servicing.{module}.timezone.localdate", lambda: date(2026, 6, 20)
        )


def signed_in(client, loan, role="finance"):
    actor = user(role, loan.organisation)
    client.force_login(actor)
    return actor


def page(client, loan):
    return client.get(reverse("web:loan", args=[loan.commitment_id])).content.decode()


def typed(client, loan, kind, *, confirmed=False, key=None, **values):
    """Post a change, once for its preview; confirmed, a second time with what was shown."""
    values = {"key": str(key or uuid4()), "reason": "", **values}
    url = reverse("web:loan_change", args=[loan.commitment_id, kind])
    answer = client.post(url, values)
    return confirm(client, url, values, answer) if confirmed else answer


def confirm(client, url, values, answer):
    """Confirm what a preview showed."""
    shown = answer.context.get("fingerprint", "") if answer.context else ""
    return client.post(url, {**values, "confirmed": "1", "shown": shown})


def test_the_schedule_is_read_whole_with_its_years_its_balance_and_what_was_paid(
    client, django_assert_max_num_queries
):
    loan = running_loan()
    noted(loan, PaymentReceived, MAY, amount=Decimal(100), reason="")
    signed_in(client, loan)

    with django_assert_max_num_queries(25):
        shown = page(client, loan)

    assert shown.count('class="an"') == 2  # 2026 and 2027
    for said in ("Soldée", "Retard 19", "À venir", "<svg", "Paiement reçu", "1\u202f100,00\u00a0€"):
        assert said in shown
    assert "En retard de 19\u00a0jours" in shown  # the due date of 1 June


def test_an_advisor_reads_the_schedule_and_changes_nothing(client):
    loan = running_loan()
    signed_in(client, loan, "advisor")
    assert client.get(reverse("web:loan", args=[loan.commitment_id])).status_code in (200, 404)
    assert typed(client, loan, "paiement", amount="100", on="2026-06-20").status_code == 403


def test_a_stranger_finds_no_schedule(client):
    loan = running_loan()
    client.force_login(user("finance"))
    assert client.get(reverse("web:loan", args=[loan.commitment_id])).status_code == 404
    assert typed(client, loan, "paiement", amount="1", on="2026-06-20").status_code == 404


def test_a_guarantee_has_no_schedule(client):
    row = guarantee()
    client.force_login(user("finance", row.organisation))
    assert client.get(reverse("web:loan", args=[row.pk])).status_code == 404


def test_a_schedule_is_shown_then_opened(client):
    commitment = paid_out()
    client.force_login(user("finance", commitment.organisation))
    assert "pas encore ouvert" in page_of(client, commitment)
    url = reverse("web:loan_open", args=[commitment.pk])
    values = {"method": "constant_principal", "months_per_period": "1", "key": str(uuid4())}

    shown = client.post(url, values).content.decode()
    assert "Aperçu" in shown
    assert not RunningLoan.objects.exists()
    client.post(url, values | {"confirmed": "1"})  # never read: shown again
    assert not RunningLoan.objects.exists()
    confirm(client, url, values, client.post(url, values))
    assert RunningLoan.objects.get().outstanding == 1200


def page_of(client, commitment):
    return client.get(reverse("web:loan", args=[commitment.pk])).content.decode()


def test_a_period_that_does_not_divide_the_months_is_refused_at_its_field(client):
    commitment = paid_out(months=10)
    client.force_login(user("finance", commitment.organisation))
    url = reverse("web:loan_open", args=[commitment.pk])
    answer = client.post(url, {"method": "annuity", "months_per_period": "12", "key": str(uuid4())})
    assert answer.status_code == 422
    assert "plus courte" in str(answer.context["form"].errors["months_per_period"])


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("paiement", {"amount": "250"}, "À recevoir"),
        ("frais", {"amount": "15"}, "215,00"),
        ("pause", {"periods": "2", "interest": ""}, "Échéances à venir"),
        ("date", {"day": "2026-07-15"}, "15 juil. 2026".replace(" ", "\u00a0")),
        ("duree", {"periods": "6"}, "Échéances à venir"),
        ("taux", {"annual_rate": "4"}, "Intérêts à venir"),
        ("remboursement-total", {"until_next_due": "no"}, "1\u202f200,00"),
        (
            "restructuration",
            {
                "costs": "keep", "interest": "keep", "principal": "capitalise", "periods": "10",
                "reason": "Saison manquée",
            },
            "120,00",
        ),
        ("perte", {"reason": "Certificat du 18 juin"}, "passent en perte"),
    ],
)  # fmt: skip
def test_each_change_is_shown_before_and_after_then_confirmed(client, files, kind, values, said):
    loan = running_loan()
    signed_in(client, loan)
    values = {"on": "2026-06-20", "key": uuid4(), **values}
    if kind in RULED:
        values["ruling"] = f"sitting {minuted(user('secretary', loan.organisation)).pk}"

    shown = typed(client, loan, kind, **values)
    assert (shown.status_code, LoanOperation.objects.count()) == (200, 1)
    assert said in shown.content.decode()

    if kind == "remboursement-total":
        values["amount"] = "1200.00"
    done = typed(client, loan, kind, confirmed=True, **values)
    assert done.status_code == 302, done.context["form"].errors
    assert LoanOperation.objects.count() == 2


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_who_decided_a_loss_is_chosen_among_the_minutes_read_and_the_delegations_held(
    client, files
):
    loan = running_loan()
    actor = signed_in(client, loan, "director")
    own, open_one = minuted(actor), in_session(actor)
    strange = minuted(secretary())
    may_rule(actor, "write_off", "1000")
    url = reverse("web:loan_change", args=[loan.commitment_id, "perte"])

    shown = client.get(url).content.decode()
    assert f"{own.committee}, {own.number} du 19/03/2026" in shown
    assert open_one.number not in shown
    assert "Direction, jusqu’à 1\u202f000\u00a0€" in shown

    terms = {"on": "2026-06-20", "reason": "Certificat du 18 juin"}
    other = typed(client, loan, "perte", **terms, ruling=f"sitting {strange.pk}")
    assert other.status_code == 422
    assert "ruling" in other.context["form"].errors
    above = typed(client, loan, "perte", **terms, ruling="body director")
    assert above.status_code == 422
    assert "dépassent la délégation" in str(above.context["form"].errors["ruling"])
    assert LoanOperation.objects.count() == 1

    done = typed(client, loan, "perte", confirmed=True, **terms, ruling=f"sitting {own.pk}")
    assert done.status_code == 302
    said = page(client, loan)
    assert f"{own.number} du {long_date(HELD_ON)}, procès-verbal figé" in said
    assert reverse("web:sitting", args=[own.pk]) in said


def test_a_house_without_minutes_nor_delegation_is_told_what_to_do(client):
    loan = running_loan()
    signed_in(client, loan)
    url = reverse("web:loan_change", args=[loan.commitment_id, "perte"])
    assert "faites décider le comité" in client.get(url).content.decode()


def test_every_change_opens_its_page(client):
    loan = running_loan()
    signed_in(client, loan)
    for kind in CHANGES:
        url = reverse("web:loan_change", args=[loan.commitment_id, kind])
        assert client.get(url).status_code == 200, kind
    unknown = reverse("web:loan_change", args=[loan.commitment_id, "cadeau"])
    assert client.get(unknown).status_code == 404


def test_a_double_click_notes_once(client):
    loan, key = running_loan(), uuid4()
    signed_in(client, loan)
    values = {"amount": "100", "on": "2026-06-20", "reason": "", "key": str(key)}
    url = reverse("web:loan_change", args=[loan.commitment_id, "paiement"])
    answer = client.post(url, values)
    for _ in range(2):
        assert confirm(client, url, values, answer).status_code == 302
    assert LoanOperation.objects.filter(kind="payment").count() == 1


def test_what_somebody_noted_meanwhile_is_shown_before_anything_is_written(client):
    loan = running_loan()
    signed_in(client, loan)
    values = {"periods": "6", "on": "2026-06-20", "reason": "", "key": str(uuid4())}
    url = reverse("web:loan_change", args=[loan.commitment_id, "duree"])
    answer = client.post(url, values)
    noted(loan, PaymentReceived, MAY, amount=Decimal(100))

    again = confirm(client, url, values, answer)
    assert "depuis l’aperçu" in again.content.decode()
    assert LoanOperation.objects.filter(kind="more_terms").count() == 0
    assert confirm(client, url, values, again).status_code == 302


def test_what_was_typed_after_the_preview_is_shown_again(client):
    loan = running_loan()
    signed_in(client, loan)
    values = {"amount": "100", "on": "2026-06-20", "reason": "", "key": str(uuid4())}
    url = reverse("web:loan_change", args=[loan.commitment_id, "paiement"])
    answer = client.post(url, values)
    again = confirm(client, url, values | {"amount": "1000"}, answer)
    assert "depuis l’aperçu" in again.content.decode()
    assert LoanOperation.objects.count() == 1


def test_an_amount_that_no_longer_pays_the_loan_off_is_refused(client):
    loan = running_loan()
    signed_in(client, loan)
    answer = typed(
        client, loan, "remboursement-total", confirmed=True, amount="1100.00",
        until_next_due="no", on="2026-06-20",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "1\u202f200\u00a0€ soldent le prêt" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("paiement", {"amount": "0"}, "supérieur à zéro"),
        ("paiement", {"amount": "cent"}, "Écrivez un montant"),
        ("paiement", {"amount": "10", "on": "2026-01-01"}, "court depuis"),
        ("perte", {}, "Remplissez"),
        ("duree", {"periods": "0"}, "combien"),
    ],
)  # fmt: skip
def test_bad_input_is_said_and_nothing_is_written(client, kind, values, said):
    loan = running_loan()
    signed_in(client, loan)
    answer = typed(client, loan, kind, confirmed=True, **{"on": "2026-06-20", **values})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert LoanOperation.objects.count() == 1


def test_an_operation_is_undone_with_its_reason(client):
    loan = running_loan()
    operation = noted(loan, PaymentReceived, MAY, amount=Decimal(100))
    signed_in(client, loan)
    url = reverse("web:loan_reverse", args=[loan.commitment_id, operation.pk])
    values = {"on": "2026-06-20", "key": str(uuid4()), "reason": "Prélèvement rejeté"}

    answer = client.post(url, values)
    assert "Échu et impayé" in answer.content.decode()
    assert client.post(url, values | {"reason": "", "confirmed": "1"}).status_code == 422
    assert confirm(client, url, values, answer).status_code == 302
    assert "Annulée le" in page(client, loan)
    assert "Prélèvement rejeté" in page(client, loan)


def test_a_loan_that_cannot_be_read_says_so(client):
    loan = running_loan()
    signed_in(client, loan)
    RunningLoan.objects.update(difference="Échéance 3 : 100 par les opérations, 101 en base.")
    assert "a trouvé un écart" in page(client, loan)


def test_the_commitment_leads_to_its_schedule(client):
    loan = running_loan()
    signed_in(client, loan)
    shown = client.get(reverse("web:commitment", args=[loan.commitment_id])).content.decode()
    assert reverse("web:loan", args=[loan.commitment_id]) in shown
