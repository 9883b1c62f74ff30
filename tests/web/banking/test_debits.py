"""Direct debits on the screens: a mandate recorded, announced, debits handed over and read back."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from levier.banking.models import BankFile, Collection, CollectionNotice, Mandate
from levier.correspondence.models import OutgoingMessage
from levier.journal.models import Entry
from levier.servicing.models import LoanOperation
from levier.workflows.announce_debits import announcement_of
from tests.factories.accounts import user
from tests.factories.banking import HOUSE_IBAN, PAYEE_IBAN
from tests.factories.collections import (
    collecting_account,
    debit_statement,
    loan_mandate,
    notified,
    planned,
    send,
)
from tests.factories.servicing import running_loan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def director(finance):
    return user("director", finance.organisation)


@pytest.fixture
def page(client, finance):
    client.force_login(finance)
    return client


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def loan(finance, today):
    """A loan paid out today: its first due date is in a month."""
    return running_loan(user("secretary", finance.organisation), on=today)


@pytest.fixture
def given(loan, today):
    return loan_mandate(loan, signed_on=today, on=today)


def text_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def typed(today, **changes) -> dict:
    return {
        "rum": "PRET-1", "signed_on": f"{today:%d/%m/%Y}", "name": "Anaïs Delcroix",
        "iban": PAYEE_IBAN, "bic": "", "postcode": "62300", "town": "Lens", "is_recurrent": "on",
        "key": uuid4(), **changes,
    }  # fmt: skip


def test_a_mandate_is_recorded_from_the_schedule_with_its_signed_copy(page, loan, today):
    address = reverse("web:mandate_new", args=[loan.commitment_id])
    schedule = reverse("web:loan", args=[loan.commitment_id])
    assert address in text_of(page.get(schedule))
    form = page.get(address).context["form"]
    assert form.initial["rum"] == f"{loan.commitment.number}-1"
    copy = SimpleUploadedFile("mandat.pdf", b"%PDF-1.4 mandat")
    answer = page.post(address, typed(today, file=copy))
    row = Mandate.objects.get()
    assert answer.url == reverse("web:mandate", args=[row.pk])
    assert "PRET-1" in text_of(page.get(schedule))
    assert "mandat.pdf" in text_of(page.get(answer.url))
    assert page.get(reverse("web:mandate_file", args=[row.pk])).status_code == 200
    assert Entry.objects.filter(action__startswith="documents.", actor=row.recorded_by).exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("rum", "PRÊT 1", "35 caractères"), ("iban", "FR00", "IBAN est faux"),
     ("bic", "X", "BIC est faux"), ("signed_on", "01/01/2090", "à venir"),
     ("name", "", "obligatoire")],
)  # fmt: skip
def test_a_fault_is_said_at_its_field(page, loan, today, field, value, said):
    address = reverse("web:mandate_new", args=[loan.commitment_id])
    answer = page.post(address, typed(today, **{field: value}))
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert not Mandate.objects.exists()


def test_a_mandate_is_suspended_resumed_and_revoked_with_a_reason(page, given):
    def move(step, reason):
        address = reverse("web:mandate_move", args=[given.pk, step])
        return text_of(page.post(address, {"reason": reason}, follow=True))

    assert "Dites pourquoi" in move("suspendre", "")
    assert "Suspendu." in move("suspendre", "Contesté")
    assert "de nouveau en vigueur" in move("reprendre", "Preuve trouvée")
    shown = move("revoquer", "Compte clos")
    assert "Compte clos" in shown
    assert "Révoquer le mandat" not in shown
    assert page.post(reverse("web:mandate_move", args=[given.pk, "autre"])).status_code == 404


def test_due_dates_are_prepared_announced_by_mail_and_handed_over_by_another(
    page, client, finance, director, loan, given
):
    account = collecting_account(finance)
    person = loan.commitment.case.person
    person.email = "emprunteur@example.org"
    person.save()
    listed = reverse("web:collection_list")
    assert "Échéances qui viennent" in text_of(page.get(listed))
    said = text_of(page.post(reverse("web:collections_propose"), follow=True))
    assert "1 prélèvement préparé, 1 à annoncer" in said
    announce = reverse("web:mandate_announce", args=[given.pk])
    assert announce in said

    shown = page.get(announce)
    start = shown.context["form"].initial
    assert "100,00" in text_of(shown)
    assert page.post(announce, {**start, "gesture": "print"}).content.startswith(b"%PDF")
    assert not CollectionNotice.objects.exists()
    answer = page.post(announce, {**start, "text": "", "gesture": "send"})
    assert answer.context["form"].errors["text"]
    page.post(announce, {**start, "gesture": "send"})
    assert OutgoingMessage.objects.get().to == "emprunteur@example.org"

    row = Collection.objects.get()
    assert row.state == "noticed"
    assert "une autre personne le remet" in text_of(page.get(listed))
    ticked = {"account": account.pk, "collection": [row.pk]}
    address = reverse("web:collections_send")
    assert "Vous avez préparé" in text_of(page.post(address, ticked, follow=True))
    client.force_login(director)
    assert "Cochez" in text_of(client.post(address, {"account": account.pk}, follow=True))
    answer = client.post(address, ticked)
    file = BankFile.objects.get()
    assert answer.url == reverse("web:bank_file", args=[file.pk])
    assert row.number in text_of(client.get(answer.url))
    content = client.get(reverse("web:bank_file_content", args=[file.pk]) + "?telecharger")
    assert b"pain.008.001.08" in b"".join(content.streaming_content)
    assert "Remis à la banque" in text_of(client.get(reverse("web:collection", args=[row.pk])))


def test_words_that_changed_meanwhile_are_read_again(page, finance, given):
    collecting_account(finance)
    announce = reverse("web:mandate_announce", args=[given.pk])
    start = page.get(announce).context["form"].initial
    answer = page.post(announce, {**start, "shown": "autre", "gesture": "post"})
    assert answer.status_code == 422
    assert "ont changé" in text_of(answer)


def test_without_a_creditor_identifier_the_page_says_what_to_do(page, given):
    answer = page.get(reverse("web:mandate_announce", args=[given.pk]), follow=True)
    assert "identifiant créancier (ICS)" in text_of(answer)


def test_a_return_says_what_to_do_on_the_list_and_the_page(page, finance, director, loan, given):
    account = collecting_account(finance)
    today = timezone.localdate()
    row = planned(loan, today)[0]
    notified(given, today)
    send(account, row, director=director, on=today)
    lines = ((row.number, "100.00", "CRDT", ""), (row.number, "100.00", "DBIT", "MD06"))
    sent = SimpleUploadedFile("releve.xml", debit_statement(*lines, day=today, name="REL-1"))
    answer = page.post(reverse("web:bank_file_read"), {"file": sent}, follow=True)
    assert "1 prélèvement encaissé, 1 prélèvement revenu" in text_of(answer)
    for address in (reverse("web:collection_list"), reverse("web:collection", args=[row.pk])):
        assert "annulez l’encaissement et appelez-le" in text_of(page.get(address))
    assert "suspendu" in text_of(page.get(reverse("web:loan", args=[loan.commitment_id])))
    assert LoanOperation.objects.filter(kind="reversed").count() == 1


def test_a_debit_is_given_up_with_its_reason(page, loan, given, today):
    row = planned(loan, today)[0]
    address = reverse("web:collection_cancel", args=[row.pk])
    assert "Dites pourquoi" in text_of(page.post(address, {"reason": ""}, follow=True))
    assert "Payé par chèque" in text_of(page.post(address, {"reason": "Payé par chèque"},
                                                  follow=True))  # fmt: skip


def test_a_suspended_mandate_shows_its_due_date_as_not_debited(page, given):
    page.post(reverse("web:mandate_move", args=[given.pk, "suspendre"]), {"reason": "Décès"})
    shown = text_of(page.get(reverse("web:collection_list")))
    assert "pas prélevée" in shown
    assert "est suspendu (Décès)" in shown
    assert "Préparer les prélèvements" not in shown


def test_the_director_gives_the_creditor_identifier_and_a_false_one_is_said(client, director):
    client.force_login(director)
    address = reverse("web:house_account_new")
    data = {"label": "Prêts", "holder": "Maison", "iban": HOUSE_IBAN, "is_active": "on"}
    answer = client.post(address, {**data, "creditor_id": "FR00ZZZ123456"})
    assert "identifiant créancier est faux" in " ".join(
        answer.context["form"].errors["creditor_id"]
    )
    client.post(address, {**data, "creditor_id": "FR72ZZZ123456"})
    assert "ICS FR72ZZZ123456" in text_of(client.get(reverse("web:house_account_list")))


def test_an_advisor_reads_the_mandate_on_the_schedule_without_its_account(client, loan, given):
    advisor = loan.commitment.case.advisor or user("secretary", loan.organisation)
    client.force_login(advisor)
    shown = text_of(client.get(reverse("web:loan", args=[loan.commitment_id])))
    assert given.rum in shown
    assert given.iban not in shown
    assert reverse("web:mandate", args=[given.pk]) not in shown


def test_the_lists_cost_the_same_with_many_debits(
    page, finance, given, loan, today, django_assert_max_num_queries
):
    collecting_account(finance)
    planned(loan, today)
    assert announcement_of(given, today).lines
    for _ in range(3):
        other = running_loan(user("secretary", finance.organisation), on=today)
        loan_mandate(other, signed_on=today, on=today)
        planned(other, today)
    with django_assert_max_num_queries(26):
        page.get(reverse("web:collection_list"))
    with django_assert_max_num_queries(12):
        page.get(reverse("web:mandate_list"))
