"""An extract: its columns, its lines told apart, what is ticked taken once, or nothing."""

import io

import pytest
import xlsxwriter

from levier.claims.models import GuaranteeEvent
from levier.claims.services import open_incidents, standing_of
from levier.exchange.errors import ExtractAlreadyRead, ExtractMoved, ExtractRefused, ImportOver
from levier.exchange.extract_import import (
    confirm_extract,
    drop_extract,
    give_up_extract,
    map_extract,
    name_line,
    preview_of_extract,
)
from levier.exchange.models import ExtractReading, SheetMapping
from levier.exchange.plan_sheet.mapping import SheetMap, map_of
from levier.journal.models import Entry
from levier.kernel.french import number
from levier.portfolio.services import set_carrier_number
from tests.factories.accounts import user
from tests.factories.claims import ACCELERATED_ON, TODAY, event, running
from tests.factories.extracts import HEADER, expected_on, extract, extract_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor():
    return user("secretary")


def shown(reading, actor):
    return preview_of_extract(reading, actor, TODAY)


def confirm(reading, actor, taken, revision=None):
    revision = revision or shown(reading, actor).revision
    return confirm_extract(row=reading, actor=actor, taken=taken, revision=revision, today=TODAY)


def statuses(reading, actor) -> list[str]:
    return [one.status.value for one in shown(reading, actor).lines]


# ── Read ──────────────────────────────────────────────────────────────────────────────────────
def test_each_line_is_equal_different_unknown_or_faulty_and_the_absent_are_named(actor):
    same, other, silent = running(actor), running(actor), running(actor)
    due = expected_on(same, actor)
    reading = extract(
        actor, same,
        HEADER + extract_line(same, number(due)) + extract_line(other, "30 000,00")
        + f"G-999;10;{TODAY:%d/%m/%Y};;\n" + f"{silent.number};douze;{TODAY:%d/%m/%Y};;\n"
        + "TOTAL;42000;;;\n",
    )  # fmt: skip
    preview = shown(reading, actor)
    assert statuses(reading, actor) == ["equal", "differs", "unknown", "faulty"]
    assert preview.lines[1].difference == 30000 - due
    assert "Nombre illisible" in preview.lines[3].why
    assert preview.absent == []  # its line is faulty, it is not forgotten
    assert not GuaranteeEvent.objects.exists()


def test_a_guarantee_that_the_file_forgets_is_named(actor):
    named, forgotten = running(actor), running(actor)
    reading = extract(actor, named, HEADER + extract_line(named, "100"))
    assert [one.number for one in shown(reading, actor).absent] == [forgotten.number]


def test_a_guarantee_is_found_by_the_number_of_its_carrier_or_by_ours(actor):
    row = running(actor)
    set_carrier_number(commitment=row, number="FG 0012-34", actor=actor)
    reading = extract(actor, row, HEADER + f"fg001234;100;{TODAY:%d/%m/%Y};;\n")
    assert shown(reading, actor).lines[0].known.number == row.number
    other = extract(actor, row, HEADER + extract_line(row, "100"))
    assert shown(other, actor).lines[0].known.number == row.number


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_csv_is_read_whatever_its_encoding_and_separator(actor, encoding, separator):
    row = running(actor)
    text = (HEADER + extract_line(row, "1 234,56")).replace("’", "'").replace(";", separator)
    line = shown(extract(actor, row, text.encode(encoding)), actor).lines[0].line
    assert (str(line.outstanding), line.day) == ("1234.56", TODAY)


def test_a_workbook_is_read_under_its_address(actor):
    row = running(actor)
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("Encours")
    sheet.write_row(0, 0, ["France Active Garantie"])
    sheet.write_row(2, 0, ["Référence", "Encours", "Nb jours de retard", "Statut"])
    sheet.write_row(3, 0, [row.number, 1234.5, 45, "Impayé"])
    book.close()
    (one,) = shown(extract(actor, row, held.getvalue(), name="encours.xlsx"), actor).lines
    assert (one.line.row, str(one.line.outstanding), one.line.days_late) == (4, "1234.5", 45)
    assert (one.line.day, one.incident) == (TODAY, "unpaid")


def test_the_columns_of_a_sender_are_remembered(actor):
    row = running(actor)
    text = "A;B;C\nx;{due};{number}\n"
    first = extract(actor, row, text.format(due=100, number=row.number))
    assert shown(first, actor).missing == ["N° de la garantie", "Capital restant dû"]
    with pytest.raises(ExtractRefused, match="Indiquez la colonne"):
        confirm(first, actor, [])
    named = SheetMap("extrait", 1, {"number": 2, "outstanding": 1})
    map_extract(row=first, actor=actor, sheet_map=named)
    assert statuses(first, actor) == ["differs"]
    again = extract(actor, row, "Envoi du mois;;\n" + text.format(due=90, number=row.number))
    assert again.is_recognised
    assert map_of(again.mapping).header == 2
    assert statuses(again, actor) == ["differs"]
    other = extract(actor, row, "N°;Encours\n1;2\n", name="autre.csv")
    assert not other.is_recognised
    assert SheetMapping.objects.get().purpose == "extract"


def test_a_stranger_finds_none_of_the_guarantees(actor):
    row, stranger = running(actor), user("secretary")
    reading = extract(actor, row, HEADER + extract_line(row, "100"))
    assert statuses(reading, stranger) == ["unknown"]
    assert not ExtractReading.objects.visible_to(stranger).exists()


def test_a_day_to_come_and_a_file_too_long_are_refused(actor, monkeypatch):
    row = running(actor)
    with pytest.raises(ExtractRefused, match="à venir"):
        extract(actor, row, HEADER, today=ACCELERATED_ON)
    monkeypatch.setattr("levier.exchange.extract_import.MOST_LINES", 2)
    with pytest.raises(ExtractRefused, match="plus de 2 lignes"):
        extract(actor, row, HEADER + extract_line(row, "1") * 2)
    assert not ExtractReading.objects.exists()


# ── Taken ─────────────────────────────────────────────────────────────────────────────────────
def test_what_is_ticked_is_written_and_nothing_else(actor):
    taken, left = running(actor), running(actor)
    reading = extract(
        actor, taken,
        HEADER + extract_line(taken, "30 000", "850,10", "Impayé") + extract_line(left, "29 000"),
    )  # fmt: skip
    assert confirm(reading, actor, [2]) == 1
    noted = GuaranteeEvent.objects.get()
    assert (noted.commitment, noted.kind, noted.outstanding) == (taken, "unpaid", 30000)
    assert noted.day == TODAY
    assert "ligne 2" in noted.note
    events = list(taken.guarantee_events.all())
    assert standing_of(taken, events, TODAY).light == "orange"
    assert open_incidents(events, TODAY) == {"unpaid"}
    reading.refresh_from_db()
    assert (reading.state, reading.taken, reading.confirmed_by) == ("done", 1, actor)
    assert [line["is_taken"] for line in reading.result] == [True, False]
    assert Entry.objects.filter(action="exchange.extract_confirmed").count() == 1


def test_an_incident_already_open_is_not_opened_again(actor):
    row = running(actor)
    event(row, actor, "unpaid", ACCELERATED_ON, "20000")
    due = number(expected_on(row, actor))
    reading = extract(actor, row, HEADER + extract_line(row, due, "10", "Impayé"))
    assert statuses(reading, actor) == ["equal"]
    worse = extract(actor, row, HEADER + extract_line(row, due, words="Déchéance du terme"))
    assert shown(worse, actor).lines[0].incident == "accelerated"


def test_the_same_file_is_read_once(actor):
    row = running(actor)
    text = HEADER + extract_line(row, "30000")
    reading = extract(actor, row, text)
    with pytest.raises(ExtractAlreadyRead, match=actor.full_name):
        extract(actor, row, text, name="autre-nom.csv")
    give_up_extract(row=reading, actor=actor)
    again = extract(actor, row, text)
    confirm(again, actor, [2])
    with pytest.raises(ImportOver):
        confirm(again, actor, [2])
    with pytest.raises(ExtractAlreadyRead):
        extract(actor, row, text)
    assert GuaranteeEvent.objects.count() == 1


def test_what_changed_since_it_was_shown_is_not_taken(actor):
    row = running(actor)
    reading = extract(actor, row, HEADER + extract_line(row, "30000"))
    read = shown(reading, actor).revision
    event(row, actor, "declared", ACCELERATED_ON, "12000")
    with pytest.raises(ExtractMoved):
        confirm(reading, actor, [2], revision=read)
    assert GuaranteeEvent.objects.count() == 1


def test_only_a_difference_may_be_taken(actor):
    row = running(actor)
    reading = extract(actor, row, HEADER + extract_line(row, "30000") + "G-9;1;;;\n")
    with pytest.raises(ExtractRefused, match="Seul un écart"):
        confirm(reading, actor, [2, 3])
    assert not GuaranteeEvent.objects.exists()


def test_a_process_killed_in_the_middle_leaves_nothing_then_starts_again(actor, monkeypatch):
    from levier.exchange import extract_import

    rows = [running(actor), running(actor)]
    reading = extract(actor, rows[0], HEADER + "".join(extract_line(row, "30000") for row in rows))
    noted, write = [], extract_import.note_event

    def killed(**values):
        if noted:
            raise KeyboardInterrupt
        noted.append(write(**values))

    monkeypatch.setattr(extract_import, "note_event", killed)
    with pytest.raises(KeyboardInterrupt):
        confirm(reading, actor, [2, 3])
    assert noted
    assert not GuaranteeEvent.objects.exists()
    reading.refresh_from_db()
    assert reading.state == "open"
    monkeypatch.undo()
    assert confirm(reading, actor, [2, 3]) == 2


def test_a_line_unknown_here_is_named_once_for_its_sender(actor):
    row, other = running(actor), running(actor)
    bank = row.guarantee.bank
    text = "N° prêt;CRD\nPRET 0815-A;100\nPRET 2;50\n"
    reading = extract(actor, row, text, sender=bank)
    assert statuses(reading, actor) == ["unknown", "unknown"]

    def name(line, number, reading=reading):
        return name_line(row=reading, line=line, number=number, actor=actor, today=TODAY)

    with pytest.raises(ExtractRefused, match="Aucune garantie de"):
        name(2, "GA-0")
    name(2, row.number)
    assert statuses(reading, actor) == ["differs", "unknown"]
    with pytest.raises(ExtractRefused, match="n’est plus inconnue"):
        name(2, other.number)
    again = extract(actor, row, "N° prêt;CRD\npret 0815 a;90\n", sender=bank)
    assert shown(again, actor).lines[0].known.number == row.number
    elsewhere = extract(actor, row, "N° prêt;CRD\nPRET 0815-A;80\n")
    assert statuses(elsewhere, actor) == ["unknown"]
    give_up_extract(row=again, actor=actor)
    with pytest.raises(ImportOver):
        name(2, row.number, again)


def test_a_bank_sends_its_own_file(actor):
    row = running(actor)
    reading = drop_extract(
        actor=actor, sender=row.guarantee.bank, as_of=TODAY, today=TODAY, name="banque.csv",
        content=f"Garantie;CRD\n{row.number};100\n".encode(),
    )  # fmt: skip
    assert reading.sender == str(row.guarantee.bank)
    assert statuses(reading, actor) == ["differs"]
