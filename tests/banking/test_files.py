"""Files handed over and read back: valid, once, all or nothing, orders that only move forward."""

from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from levier.banking.errors import BankFileNotUnderstood, BankFileReadBefore, PaymentRefused
from levier.banking.models import BankFile, PaymentOrder
from levier.banking.services import cancel_order, hand_over, read_bank_file
from levier.documents.services import content_of
from levier.journal.models import Entry
from tests.factories.accounts import user
from tests.factories.banking import (
    DAY,
    HOUSE_IBAN,
    PAYEE_IBAN,
    approved,
    house_account,
    order,
    payee,
    refused_batch,
    refused_file,
    statement,
    statement_entry,
    statements,
    status_file,
)

pytestmark = pytest.mark.django_db
BOOKED, LATER = date(2026, 4, 3), date(2026, 4, 10)
OTHER_IBAN = "FR7630001007941234567890185"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def account(finance):
    return house_account(finance)


def sent(finance, account, *amounts: str) -> list[PaymentOrder]:
    rows = [approved(finance, account, amount=Decimal(amount)) for amount in amounts]
    hand_over(account=account, orders=rows, actor=finance, on=DAY)
    return list(PaymentOrder.objects.order_by("number"))


def read(finance, content: bytes, on: date = DAY):
    return read_bank_file(
        organisation=finance.organisation, name="banque.xml", content=content, actor=finance, on=on
    )


def states_of(rows: list[PaymentOrder]) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


# ── Out ───────────────────────────────────────────────────────────────────────────────────────
def test_the_file_names_each_order_its_total_and_its_structured_address(finance, account):
    rows = sent(finance, account, "1500", "0.01", "2499.99")
    file = BankFile.objects.get()
    assert (file.message_id, file.line_count, file.total) == ("LEV20260402-001", 3, 4000)
    assert {row.state for row in rows} == {"sent"}
    document = etree.fromstring(content_of(file.stored_file))
    assert document.nsmap[None] == "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"

    def every(name):
        return [node.text for node in document.findall(f".//{{*}}{name}")]

    assert every("MsgId") == ["LEV20260402-001"]
    assert every("EndToEndId") == ["VIR-2026-0001", "VIR-2026-0002", "VIR-2026-0003"]
    assert every("InstdAmt") == ["1500.00", "0.01", "2499.99"]
    assert every("CtrlSum") == ["4000.00", "4000.00"]
    assert every("TwnNm") == ["Lens"] * 3
    assert every("Ctry") == ["FR"] * 3
    assert every("AdrLine") == []
    assert every("Ustrd")[0] == "Prime Cap'Jeunes no 12"
    assert every("Nm")[-1] == "Anais Delcroix"


def test_a_second_file_of_the_day_has_its_own_number_and_orders_leave_once(finance, account):
    rows = sent(finance, account, "100")
    with pytest.raises(PaymentRefused, match="plus tous approuvés"):
        hand_over(account=account, orders=rows, actor=finance, on=DAY)
    hand_over(account=account, orders=[approved(finance, account)], actor=finance, on=DAY)
    assert list(BankFile.objects.order_by("message_id").values_list("message_id", flat=True)) == [
        "LEV20260402-001", "LEV20260402-002",
    ]  # fmt: skip


def test_one_order_that_may_not_leave_stops_the_whole_file(finance, account):
    good, bad = approved(finance, account), approved(finance, account)
    cancel_order(order=bad, reason="RIB changé", actor=finance)
    for rows in ([good, bad], [good, order(finance, account)], []):
        with pytest.raises(PaymentRefused):
            hand_over(account=account, orders=rows, actor=finance, on=DAY)
    good.refresh_from_db()
    assert good.state == "approved"
    assert not BankFile.objects.exists()


def test_a_name_without_a_sepa_character_is_refused_by_the_schema(finance, account):
    row = approved(finance, account, payee=payee(name="«»"))
    with pytest.raises(PaymentRefused, match="ne suit pas le schéma"):
        hand_over(account=account, orders=[row], actor=finance, on=DAY)


# ── Back: status ──────────────────────────────────────────────────────────────────────────────
def test_a_status_file_executes_rejects_leaves_and_lists(finance, account):
    first, second, third = sent(finance, account, "100", "200", "300")
    reading = read(finance, status_file(
        (first.number, "ACSC", ""), (second.number, "RJCT", "AC04"), (third.number, "PDNG", ""),
        ("FACTURE-9", "ACSC", ""),
    ))  # fmt: skip
    for row in (first, second, third):
        row.refresh_from_db()
    assert [row.state for row in (first, second, third)] == ["executed", "rejected", "sent"]
    assert (first.executed_on, second.refusal) == (DAY, "AC04")
    assert [line["outcome"].split(" ")[0] for line in reading.lines] == [
        "exécuté", "rejeté", "en", "n’est",
    ]  # fmt: skip
    assert reading.file.lines == reading.lines


@pytest.mark.parametrize("code", ["ACTC", "ACCP", "ACSP", "ACWC", "PDNG"])
def test_a_transfer_in_process_is_not_executed_and_may_still_be_rejected(finance, account, code):
    rows = sent(finance, account, "100")
    reading = read(finance, status_file((rows[0].number, code, "")))
    assert states_of(rows) == ["sent"]
    assert reading.lines[0]["outcome"] == f"en cours à la banque ({code})"
    read(finance, status_file((rows[0].number, "RJCT", "AC04"), message_id="BQ-9"))
    assert states_of(rows) == ["rejected"]


@pytest.mark.parametrize("code", ["ACSC", "ACCC"])
def test_a_transfer_settled_is_executed(finance, account, code):
    rows = sent(finance, account, "100")
    read(finance, status_file((rows[0].number, code, "")))
    assert states_of(rows) == ["executed"]


def test_a_file_that_the_bank_refuses_rejects_all_its_orders(finance, account):
    rows = sent(finance, account, "100", "200")
    reading = read(finance, refused_file(rows[0].file.message_id))
    assert {row.state for row in PaymentOrder.objects.all()} == {"rejected"}
    assert len(reading.rejected) == 2


@pytest.mark.parametrize("unknown", [False, True])
def test_a_part_of_a_file_that_the_bank_refuses_rejects_its_orders_alone(finance, account, unknown):
    now, later = (approved(finance, account, wanted_on=day) for day in (DAY, BOOKED))
    file = hand_over(account=account, orders=[now, later], actor=finance, on=DAY)
    document = etree.fromstring(content_of(file.stored_file))
    batch = document.findall(".//{*}PmtInfId")[1].text
    reading = read(finance, refused_batch(file.message_id, "LOT-9" if unknown else batch))
    now.refresh_from_db(), later.refresh_from_db()
    assert (now.state, later.state) == ("sent", "sent" if unknown else "rejected")
    assert later.refusal == ("" if unknown else "FF01")
    assert len(reading.lines) == 1


def test_a_file_and_a_message_are_read_once(finance, account):
    row = sent(finance, account, "100")[0]
    content = status_file((row.number, "PDNG", ""))
    read(finance, content)
    with pytest.raises(BankFileReadBefore, match="BQ-1"):
        read(finance, content)
    with pytest.raises(BankFileReadBefore):
        read(finance, status_file((row.number, "RJCT", "AC04")))
    row.refresh_from_db()
    assert row.state == "sent"


def test_an_executed_order_that_the_bank_then_rejects_has_come_back_for_good(finance, account):
    rows = sent(finance, account, "100")
    read(finance, statement((rows[0].number, "100.00", "DBIT")), BOOKED)
    reading = read(finance, status_file((rows[0].number, "RJCT", "AC04")), LATER)
    assert states_of(rows) == ["returned"]
    assert (rows[0].executed_on, rows[0].returned_on) == (BOOKED, LATER)
    assert "AC04). Le compte payé est faux ou fermé" in reading.lines[0]["outcome"]
    assert reading.summary == "1\u00a0paiement revenu"
    assert Entry.objects.filter(action="banking.payment_returned").count() == 1
    again = read(finance, status_file((rows[0].number, "ACSC", ""), message_id="BQ-9"), LATER)
    assert states_of(rows) == ["returned"]
    assert again.lines[0]["outcome"] == "déjà revenu"


# ── Back: statement ───────────────────────────────────────────────────────────────────────────
def test_a_statement_executes_what_it_debits_to_the_cent_and_lists_the_rest(finance, account):
    first, second = sent(finance, account, "100", "200")
    reading = read(finance, statement(
        (first.number, "100.00", "DBIT"), (second.number, "200.01", "DBIT"),
        ("LOYER", "650.00", "DBIT"), (second.number, "200.00", "CRDT"),
    ), BOOKED)  # fmt: skip
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, f"{first.executed_on}") == ("executed", "2026-04-03")
    assert second.state == "sent"
    assert reading.file.account == account
    assert [line["sense"] for line in reading.lines] == ["pre", "ocre", "ocre", "ocre"]


def test_a_line_booked_after_the_day_of_reading_is_listed_and_moves_nothing(finance, account):
    row = sent(finance, account, "100")[0]
    reading = read(finance, statement((row.number, "100.00", "DBIT")))
    row.refresh_from_db()
    assert row.state == "sent"
    assert "Cette date est à venir" in reading.lines[0]["outcome"]
    assert reading.lines[0]["sense"] == "brique"


def test_a_statement_of_several_accounts_is_read_whole(finance, account):
    house_account(finance, label="Compte des prêts", iban=OTHER_IBAN)
    rows = sent(finance, account, "100", "200", "300")
    parts = [(HOUSE_IBAN, rows[0]), (HOUSE_IBAN, rows[1]), (OTHER_IBAN, rows[2])]
    reading = read(finance, statements([
        (iban, [statement_entry(row.number, f"{row.amount}", "DBIT")]) for iban, row in parts
    ]), BOOKED)  # fmt: skip
    assert states_of(rows) == ["executed"] * 3
    assert [line["what"] for line in reading.lines] == [row.number for row in rows]
    assert reading.file.account is None


def test_a_statement_of_another_account_than_the_house_s_is_listed_and_moves_nothing(
    finance, account
):
    rows = sent(finance, account, "100", "200")
    reading = read(finance, statements([
        (PAYEE_IBAN, [statement_entry(rows[0].number, "100.00", "DBIT")]),
        (HOUSE_IBAN, [statement_entry(rows[1].number, "200.00", "DBIT")]),
    ]), BOOKED)  # fmt: skip
    assert states_of(rows) == ["sent", "executed"]
    assert reading.lines[0]["outcome"] == (
        "compte …2606\u00a0: il n’est pas de la maison. À rapprocher à la main."
    )


@pytest.mark.parametrize("spelt", ["{}", "<Cd>{}</Cd>", "<Prtry>{}</Prtry>"])
@pytest.mark.parametrize("state", ["PDNG", "INFO"])
def test_only_a_booked_entry_executes_and_the_next_statement_books_it(
    finance, account, spelt, state
):
    rows = sent(finance, account, "100", "200")
    early = statements([(HOUSE_IBAN, [
        statement_entry(rows[0].number, "100.00", "DBIT", state=spelt.format(state)),
        statement_entry(rows[1].number, "200.00", "DBIT", state=spelt.format("BOOK")),
    ])])  # fmt: skip
    reading = read(finance, early, BOOKED)
    assert states_of(rows) == ["sent", "executed"]
    assert reading.lines[1]["outcome"] == (
        f"pas encore comptabilisée ({state})\u00a0: rien ne bouge avant le relevé qui la "
        "comptabilise."
    )
    read(finance, statement((rows[0].number, "100.00", "DBIT"), message_id="REL-2"), BOOKED)
    assert states_of(rows) == ["executed", "executed"]


@pytest.mark.parametrize("is_executed", [True, False])
def test_a_transfer_credited_back_with_a_code_has_come_back(finance, account, is_executed):
    rows = sent(finance, account, "100")
    number = rows[0].number
    if is_executed:
        read(finance, statement((number, "100.00", "DBIT")), BOOKED)
    back = [statement_entry(number, "100.00", "CRDT", returned="MD07")]
    reading = read(finance, statements([(HOUSE_IBAN, back)], "REL-2"), LATER)
    assert states_of(rows) == ["returned"]
    assert (rows[0].returned_on, rows[0].refusal) == (BOOKED, "MD07")
    assert "ne payez plus" in reading.lines[0]["outcome"]
    read(finance, statement((number, "100.00", "DBIT"), message_id="REL-3"), LATER)
    assert states_of(rows) == ["returned"]


@pytest.mark.parametrize(("amount", "code"), [("99.00", "AC04"), ("100.00", "")])
def test_a_credit_of_another_amount_or_without_a_code_is_listed(finance, account, amount, code):
    rows = sent(finance, account, "100")
    read(finance, statement((rows[0].number, "100.00", "DBIT")), BOOKED)
    back = [statement_entry(rows[0].number, amount, "CRDT", returned=code)]
    reading = read(finance, statements([(HOUSE_IBAN, back)], "REL-2"), LATER)
    assert states_of(rows) == ["executed"]
    assert "demandez à la banque s’il est revenu" in reading.lines[0]["outcome"]
    assert reading.lines[0]["sense"] == "brique"


def test_an_entry_without_a_state_is_listed(finance, account):
    rows = sent(finance, account, "100")
    booked = statement((rows[0].number, "100.00", "DBIT"))
    reading = read(finance, booked.replace(b"<Sts><Cd>BOOK</Cd></Sts>", b""), BOOKED)
    assert states_of(rows) == ["sent"]
    assert "sans état" in reading.lines[0]["outcome"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"pas du xml", "numero"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"/>', "ni l’un"),
        (status_file(message_id=""), "MsgId"),
        (statement(("X", "douze", "DBIT")), "pas un montant"),
        (statement(("X", "NaN", "DBIT")), "pas un montant"),
        (statement(("X", "1E400", "DBIT")), "pas un montant"),
    ],
)
def test_a_file_that_is_not_read_says_what_to_bring(finance, account, content, said):
    with pytest.raises(BankFileNotUnderstood, match=said):
        read(finance, content)
    assert not BankFile.objects.exists()


def test_an_entity_of_another_file_is_never_opened(finance, account):
    content = (
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><MsgId>&x;</MsgId>'
        b"</Document>"
    )
    with pytest.raises(BankFileNotUnderstood):
        read(finance, content)
