"""Every method opens from its page as worked by hand; a fault is said beside its field."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.portfolio.models import Contract
from levier.rules.schedules import Method
from levier.servicing.models import RunningLoan
from levier.servicing.services import loan_on
from levier.web.servicing.opening_form import METHODS, NEEDS, OpeningForm
from levier.workflows.commitment_contract import chosen_in, typed_of
from levier.workflows.schedule_choice import CONVENTIONS, OPENED_WITH, Choice
from tests.factories.accounts import user
from tests.factories.portfolio import loan
from tests.factories.schedules import WORKED, choice
from tests.factories.servicing import PAID_OUT_ON, paid_out

pytestmark = pytest.mark.django_db
HIDDEN = [  # what a method leaves hidden on the page is sent all the same, and is not read
    {"fixed_instalment": "rien"}, {"principal_shares": "?"}, {"days_per_period": "0"},
    {"instalment_multiple_of": "-1"}, {"year_boundary": "jamais"},
]  # fmt: skip


def lent(row, rate="0.12", deferral_months=0):
    row.financing.annual_rate = Decimal(rate)
    row.financing.deferral_months = deferral_months
    row.financing.save()
    return row


def paid(client, deferral_months=0, **terms):
    row = lent(paid_out(**{"months": 3, **terms}), deferral_months=deferral_months)
    client.force_login(user("finance", row.organisation))
    return row


def values(typed):
    return {"months_per_period": "1", "key": str(uuid4()), **typed}


def shown(client, row, typed):
    return client.post(reverse("web:loan_open", args=[row.pk]), values(typed))


@pytest.mark.parametrize("name", WORKED)
def test_a_schedule_is_shown_then_opened_as_worked_by_hand(client, name):
    row = paid(client, **WORKED[name].terms)
    url, sent = reverse("web:loan_open", args=[row.pk]), values(WORKED[name].typed)
    answer = client.post(url, sent)
    assert answer.status_code == 200, answer.context["form"].errors
    client.post(url, sent | {"confirmed": "1", "shown": answer.context["fingerprint"]})
    lines = loan_on(RunningLoan.objects.get(), PAID_OUT_ON).lines
    assert [(f"{line.due_on}", line.principal, line.interest) for line in lines] == [
        (day, Decimal(part), Decimal(cost)) for day, part, cost in WORKED[name].lines
    ]


def test_every_method_that_opens_a_loan_is_on_the_page(client):
    page = client.get(reverse("web:loan_open", args=[paid(client).pk])).content.decode()
    for method in OPENED_WITH:
        assert f'value="{method.value}"' in page
        assert METHODS[method] in page
    assert Method.IRREGULAR.value not in page
    assert 'data-for="fixed_instalment"' in page
    assert "lv-conventions" in page
    assert "<summary>Conventions</summary>" in page


@pytest.mark.parametrize("months", [0, 1])
def test_a_deferral_is_asked_about_only_when_one_was_agreed(client, months):
    row = paid(client, deferral_months=months)
    page = client.get(reverse("web:loan_open", args=[row.pk]))
    assert ("deferral" in page.context["form"].fields) is bool(months)
    assert ("Intérêts du différé" in page.content.decode()) is bool(months)


def test_the_default_opening_is_the_usual_one(client):
    answer = shown(client, paid(client), {"method": "annuity"})
    assert answer.context["form"].choice() == Choice(method=Method.ANNUITY)
    assert not answer.context["form"].has_own_conventions


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_field_that_is_not_shown_is_not_read(client, hidden):
    answer = shown(client, paid(client), {"method": "constant_principal", **hidden})
    assert answer.status_code == 200
    assert answer.context["form"].choice() == Choice(method=Method.CONSTANT_PRINCIPAL)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"method": "fixed_instalment"}, "fixed_instalment", "Indiquez l’échéance fixe"),
        (
            {"method": "fixed_instalment", "fixed_instalment": "306,77"},
            "fixed_instalment", "la dernière serait de 613,59\u00a0€",
        ),
        ({"method": "custom_shares"}, "principal_shares", "Indiquez une part par échéance"),
        (
            {"method": "custom_shares", "principal_shares": "50 ; moitié"},
            "principal_shares", "Part 2\u00a0: «\u00a0moitié\u00a0» n’est pas une part",
        ),
        (
            {"method": "custom_shares", "principal_shares": "50\n-50\n100"},
            "principal_shares", "Part 2",
        ),
        (
            {"method": "custom_shares", "principal_shares": "50\n50"},
            "principal_shares", "2\u00a0parts pour 3\u00a0échéances",
        ),
        (
            {"method": "custom_shares", "principal_shares": "50 30 19,9"},
            "principal_shares", "faire 100\u00a0%",
        ),
        (
            {"method": "annuity", "months_per_period": "0"},
            "days_per_period", "Indiquez le nombre de jours",
        ),
        (
            {"method": "annuity", "months_per_period": "0", "days_per_period": "92"},
            "days_per_period", "Aucune échéance ne tombe",
        ),
        (
            {"method": "annuity", "months_per_period": "0", "days_per_period": "367"},
            "days_per_period", "au plus 366",
        ),
        (
            {"method": "annuity", "months_per_period": "6"},
            "months_per_period", "plus courte",
        ),
        ({"method": "annuity", "first_due": "2026-04-01"}, "first_due", "après le déblocage"),
        (
            {"method": "annuity", "instalment_multiple_of": "0"},
            "instalment_multiple_of", "supérieur à zéro",
        ),
        ({"method": "annuity", "day_count": "lombarde"}, "day_count", "lombarde"),
        ({"method": "irregular"}, "method", "irregular"),
        ({"method": "flat"}, "method", "flat"),
    ],
)  # fmt: skip
def test_a_fault_is_said_beside_its_field(client, typed, field, said):
    answer = shown(client, paid(client), typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert said in str(answer.context["form"].errors[field])
    assert answer.context["form"].has_own_conventions is (field in CONVENTIONS)
    assert not RunningLoan.objects.exists()


def test_two_faults_of_a_schedule_are_said_each_beside_its_field(client):
    typed = {
        "method": "custom_shares", "principal_shares": "50 30 19", "first_due": "2026-04-01",
    }  # fmt: skip
    errors = shown(client, paid(client), typed).context["form"].errors
    assert set(errors) == {"principal_shares", "first_due"}


def test_interest_deferred_alone_says_what_becomes_of_it(client):
    row = paid(client, deferral_months=1)
    errors = (
        shown(client, row, {"method": "annuity", "deferral": "interest"}).context["form"].errors
    )
    assert "abandonnés" in str(errors["deferred_interest"])


@pytest.mark.parametrize("name", WORKED)
def test_what_a_contract_chose_is_what_the_form_proposes(name):
    """The form, sent as it is proposed, chooses the same."""
    chosen = choice(WORKED[name].typed)
    months = WORKED[name].terms.get("deferral_months", 0)
    proposed = OpeningForm(initial=typed_of(chosen), deferral_months=months)
    sent = {each.name: proposed[each.name].value() for each in proposed}
    sent["principal_shares"] = proposed.fields["principal_shares"].prepare_value(
        sent["principal_shares"]
    )
    form = OpeningForm(sent | {"key": str(uuid4())}, deferral_months=months)
    assert form.is_valid(), form.errors
    assert form.choice() == chosen


@pytest.mark.parametrize("name", WORKED)
def test_a_contract_keeps_the_schedule_chosen_on_its_page(client, name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    finance = user("finance")
    client.force_login(finance)
    terms = dict(WORKED[name].terms)
    months = terms.pop("deferral_months", 0)
    made = loan(user("secretary", finance.organisation), **{"amount": "1200", "months": 3, **terms})
    row, sent = lent(made, deferral_months=months), values(WORKED[name].typed)
    sent |= {"start": "2026-04-01", "suite": "etablir", "fees": ""}
    answer = client.post(f"/engagements/{row.pk}/contrat/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert chosen_in(Contract.objects.get()) == choice(WORKED[name].typed)


def test_a_fault_of_a_contract_is_said_beside_its_field(client):
    finance = user("finance")
    client.force_login(finance)
    row = lent(loan(user("secretary", finance.organisation), amount="1200", months=3))
    sent = values({"method": "custom_shares", "principal_shares": "50 30 19", "fees": ""})
    sent["start"] = timezone.localdate().isoformat()
    answer = client.post(f"/engagements/{row.pk}/contrat/", sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["principal_shares"]


def test_each_field_that_waits_for_another_is_one_of_the_form():
    assert set(NEEDS) | {of for of, _ in NEEDS.values()} <= set(OpeningForm.base_fields)
