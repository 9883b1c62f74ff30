"""`levier import-stock`: what it answers, where, and its exit codes."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from levier.exchange.workbook.reading import Workbook
from levier.portfolio.models import Commitment
from tests.exchange.stock_factory import PAID, change, stock_sheets
from tests.exchange.workbook_factory import written
from tests.factories.accounts import house

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    def write(sheets):
        path = tmp_path / "stock.xlsx"
        path.write_bytes(written(sheets))
        return path

    return write


def run(path, *options):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_stock", str(path), *options, stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_answer_is_json_and_nothing_else_on_standard_output(file):
    house()
    code, out, err = run(file(stock_sheets()), "--json", "--dry-run")
    answer = json.loads(out)
    assert (code, answer["errors"], answer["conflicts"]) == (0, [], [])
    assert answer["created"] == {"commitment": 4, "payment": 13, "mandate": 1, "security": 2}
    assert "Lecture" in err and not Commitment.objects.exists()


def test_it_says_what_was_written_then_that_nothing_is_left(file):
    house()
    code, out, _ = run(file(stock_sheets()))
    assert code == 0 and "Créations\u00a0: 4 (Engagements)" in out
    code, out, _ = run(file(stock_sheets()))
    assert code == 0 and "tout est déjà repris" in out and "20\u00a0lignes" in out


def test_a_conflict_is_shown_and_is_no_refusal(file):
    house()
    run(file(stock_sheets()))
    path = file(change(stock_sheets(), PAID, 3, "Montant", 540))
    code, out, _ = run(path)
    assert code == 0
    assert "ligne 3" in out and "540,00\u00a0€ dans le classeur, 545,75\u00a0€ dans Levier" in out
    assert "1\u00a0engagement" in out and "déjà repris." not in out
    [one] = json.loads(run(path, "--json")[1])["conflicts"]
    assert (one["sheet"], one["row"], one["column"]) == (PAID, 3, "Montant")


def test_a_faulty_workbook_exits_with_one_and_names_its_faults(file):
    house()
    path = file(change(stock_sheets(), "Engagements", 3, "Montant", "beaucoup"))
    code, out, _ = run(path, "--json")
    [error] = json.loads(out)["errors"]
    assert (code, error["sheet"], error["row"], error["column"]) == (1, "Engagements", 3, "Montant")
    code, out, _ = run(path)
    assert code == 1 and "rien n’est importé" in out


def test_a_file_that_cannot_be_read_is_one_error_without_a_sheet(tmp_path):
    house()
    text = tmp_path / "stock.xlsx"
    text.write_text("rien")
    for path in (text, tmp_path / "absent.xlsx"):
        code, out, _ = run(path, "--json")
        [error] = json.loads(out)["errors"]
        assert (code, error["sheet"]) == (1, None)


def test_the_template_holds_the_four_sheets_and_imports_as_nothing(tmp_path):
    house()
    path = tmp_path / "modele.xlsx"
    assert run(path, "--template")[0] == 0
    book = Workbook(path.read_bytes())
    assert all(book.sheet(name) for name in stock_sheets())
    code, out, _ = run(path)
    assert code == 0 and "Rien à écrire" in out
    assert run(path, "--template")[0] == 2  # never over a file


def test_an_unknown_house_is_refused(file):
    house()
    code, out, _ = run(file(stock_sheets()), "--json", "--house", "ailleurs")
    assert code == 1 and "ailleurs" in json.loads(out)["errors"][0]["message"]
