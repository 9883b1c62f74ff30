"""The page that makes a whole loan due, and what the other pages say of it afterwards."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from levier.rules.servicing.operations import Accelerated, PaymentReceived
from levier.servicing.models import Dunning, LoanOperation, RunningLoan
from levier.servicing.services import loan_on
from levier.workflows.loan_statement import statement_data
from tests.factories.servicing import noted, running_loan
from tests.web.servicing.test_loan_pages import page, signed_in, typed

pytestmark = pytest.mark.django_db
TODAY, NOTICED = date(2026, 6, 20), date(2026, 5, 10)
BY_HAND = {"notice_on": "2026-05-10", "notice": "LRAR 1A 234"}


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch):
    """The pages read today's date: it is 20 June 2026."""
    for module in ("views", "changes", "arrears", "dunnings", "provisions"):
        monkeypatch.setattr(f"levier.web.servicing.{module}.timezone.localdate", lambda: TODAY)


@pytest.fixture
def loan():
    """1,200 € at 0 %, 100 € a month since 1 May: 200 € are unpaid, 1,000 € to come."""
    return running_loan()


def asked(client, loan, *, confirmed=False, key=None, **values):
    values = {"on": "2026-06-20", "reason": "Sans réponse", **BY_HAND, **values}
    return typed(client, loan, "decheance", confirmed=confirmed, key=key, **values)


def accelerated(loan, on=TODAY):
    return noted(
        loan, Accelerated, on, notice_on=NOTICED, notice="LRAR 1A 234", reason="Sans réponse"
    )


def sent(loan) -> Dunning:
    """Return the formal notice of a loan, sent by post from here on 10 May."""
    return Dunning.objects.create(
        organisation=loan.organisation, loan=loan, unpaid_since=date(2026, 5, 1), step="notice",
        proposed_on=NOTICED, days_late=9, amount=Decimal(100), state="done", settled_on=NOTICED,
        by_post=True,
    )  # fmt: skip


# ── The form ──────────────────────────────────────────────────────────────────────────────────
def test_it_is_shown_before_and_after_then_noted_once(client, loan):
    signed_in(client, loan)
    key = uuid4()

    shown = asked(client, loan, key=key)
    said = shown.content.decode()
    assert shown.status_code == 200
    assert not LoanOperation.objects.filter(kind="accelerated").exists()
    facts = {label: (before, after) for label, before, after in shown.context["facts"]}
    assert facts["Échu et impayé"] == ("200,00\u00a0€", "1\u202f200,00\u00a0€")
    assert facts["Échéances à venir"] == ("10", "0")
    assert "Avant, après" in said

    done = asked(client, loan, confirmed=True, key=key)
    assert done.status_code == 302
    row = LoanOperation.objects.get(kind="accelerated")
    assert row.facts == {"notice_on": "2026-05-10", "notice": "LRAR 1A 234"}
    assert asked(client, loan, confirmed=True, key=key).status_code == 302
    assert LoanOperation.objects.filter(kind="accelerated").count() == 1


def test_the_notice_that_left_from_here_is_taken_when_none_is_typed(client, loan):
    sent(loan)
    signed_in(client, loan, "director")

    form = client.get(reverse("web:loan_change", args=[loan.commitment_id, "decheance"]))
    assert "celle partie d’ici le 10\u00a0mai\u00a02026" in form.content.decode()
    done = asked(client, loan, notice_on="", notice="", confirmed=True)

    assert done.status_code == 302
    facts = LoanOperation.objects.get(kind="accelerated").facts
    assert facts["notice_on"] == "2026-05-10"
    assert "partie par courrier le 10\u00a0mai" in facts["notice"]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"notice_on": "", "notice": ""}, "notice_on", "Aucune mise en demeure n’est partie"),
        ({"notice_on": ""}, "notice_on", "Indiquez le jour"),
        ({"notice": ""}, "notice", "Dites quelle mise en demeure"),
        ({"notice_on": "hier"}, "notice_on", "Écrivez une date"),
        ({"notice_on": "2026-05-22"}, "on", "le 21/06/2026 au plus tôt"),  # 29 days before
        ({"notice_on": "2026-05-01"}, "notice_on", "ne le réclamait pas"),
        ({"notice_on": "2026-06-21"}, "notice_on", "elle la précède"),
        ({"on": "2026-06-21"}, "on", "pas d’avance"),
        ({"on": "2026-05-31"}, "on", "le 09/06/2026 au plus tôt"),
        ({"reason": ""}, "reason", "Remplissez"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    client, loan, values, field, said
):
    signed_in(client, loan)
    before = LoanOperation.objects.count()

    for confirmed in (False, True):
        answer = asked(client, loan, confirmed=confirmed, **values)
        assert answer.status_code == 422
        assert any(said in error for error in answer.context["form"].errors[field])
        assert said in answer.content.decode()
    assert LoanOperation.objects.count() == before


@pytest.mark.parametrize(("notice_on", "status"), [("2026-05-21", 200), ("2026-05-22", 422)])
def test_thirty_days_are_left_to_answer(client, loan, notice_on, status):
    signed_in(client, loan)
    assert asked(client, loan, notice_on=notice_on).status_code == status


def test_without_anything_unpaid_it_is_neither_offered_nor_done(client, loan):
    noted(loan, PaymentReceived, date(2026, 6, 1), amount=Decimal(200))
    signed_in(client, loan)

    assert "déchéance du terme" not in page(client, loan)
    answer = asked(client, loan)
    assert answer.status_code == 422
    assert "Aucune échéance n’est impayée au 20/06/2026" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [("finance", 200), ("director", 200), ("advisor", 403), ("secretary", 403)],
)
def test_finance_and_the_director_do_it(client, loan, role, status):
    signed_in(client, loan, role)
    url = reverse("web:loan_change", args=[loan.commitment_id, "decheance"])
    assert client.get(url).status_code == status


# ── The other pages ───────────────────────────────────────────────────────────────────────────
def test_the_loan_says_it_and_offers_what_is_left_to_do(client, loan):
    signed_in(client, loan)
    assert "Prononcer la déchéance du terme" in page(client, loan)
    row = accelerated(loan)

    shown = page(client, loan)

    assert "<b>Déchu du terme</b> le 20\u00a0juin\u00a02026" in shown
    assert "Terme déchu" in shown  # the state of the line that makes it all due
    assert "Mise en demeure du 10\u00a0mai\u00a02026\u00a0: LRAR 1A 234" in shown
    for gone in ("Accorder une pause", "Changer le taux", "Prononcer la déchéance"):
        assert gone not in shown
    for left in ("Remboursement anticipé total", "Restructurer", "Passer en perte"):
        assert left in shown
    assert reverse("web:loan_reverse", args=[loan.commitment_id, row.pk]) in shown


def test_a_line_paid_since_is_settled_and_the_loan_no_longer_says_it(client, loan):
    accelerated(loan)
    signed_in(client, loan)
    noted(loan, PaymentReceived, TODAY, amount=Decimal(1200))

    shown = page(client, loan)

    assert "Ce prêt est soldé" in shown
    assert "<b>Déchu du terme</b>" not in shown
    assert "Anticipé<" not in shown


def test_it_is_undone_by_the_same_path_as_the_others(client, loan):
    row = accelerated(loan)
    signed_in(client, loan)
    url = reverse("web:loan_reverse", args=[loan.commitment_id, row.pk])
    values = {"key": str(uuid4()), "on": "2026-06-20", "reason": "Payé le 19"}
    shown = client.post(url, values)
    values |= {"confirmed": "1", "shown": shown.context["fingerprint"]}

    assert client.post(url, values).status_code == 302
    assert RunningLoan.objects.get(pk=loan.pk).accelerated_on is None
    assert "<b>Déchu du terme</b>" not in page(client, loan)


def test_arrears_dunnings_and_provisions_say_it(client, loan, monkeypatch):
    step = Dunning.objects.create(
        organisation=loan.organisation, loan=loan, unpaid_since=date(2026, 5, 1), step="letter",
        proposed_on=TODAY, days_late=50, amount=Decimal(200),
    )  # fmt: skip
    accelerated(loan)
    signed_in(client, loan)

    listed = client.get(reverse("web:arrears_list"))
    assert listed.context["risk"]["accelerated"] == 1
    assert "déchu du terme le 20\u00a0juin\u00a02026" in listed.content.decode()
    assert "1 déchu du terme" in listed.content.decode().replace("\u00a0", " ")
    dunning = client.get(reverse("web:dunning", args=[step.pk])).content.decode()
    assert "<b>Déchu du terme</b> le 20\u00a0juin\u00a02026" in dunning
    provisions = client.get(reverse("web:provision_list"), {"au": "2026-06-20"}).content.decode()
    assert "déchu du terme le" in provisions
    before = client.get(reverse("web:provision_list"), {"au": "2026-06-19"}).content.decode()
    assert "déchu du terme le" not in before


def test_the_paper_of_the_loan_says_it(loan):
    accelerated(loan)
    data = statement_data(loan, loan_on(loan, TODAY), TODAY)
    facts = dict(data.sections[0].facts)
    assert facts["Déchu du terme"] == "le 20\u00a0juin\u00a02026, tout est dû"
    assert facts["Taux annuel"] == "0\u00a0%"
    assert [value for value, _, _ in data.figures] == [
        "1\u202f200,00\u00a0€", "1\u202f200,00\u00a0€", "0,00\u00a0€",
    ]  # fmt: skip
