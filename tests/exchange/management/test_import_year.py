"""`levier import-year`: what it answers, where, and its exit codes."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from levier.accounts.models import Organisation
from levier.committees.models import Sitting
from tests.exchange import workbook_factory as workbooks

pytestmark = pytest.mark.django_db


def run(path, *options, year=2024):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_year", str(path), *options, year=year, stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_answer_is_json_and_nothing_else_on_standard_output():
    code, out, err = run(workbooks.DEMO, "--json", "--dry-run")
    answer = json.loads(out)

    assert code == 0
    assert answer["errors"] == []
    assert answer["created"]["sitting"] == 76
    assert answer["updated"] == {}
    assert "Lecture" in err
    assert not Organisation.objects.exists()


def test_an_empty_base_gets_its_house():
    code, out, _ = run(workbooks.DEMO)

    assert code == 0
    assert "Créations" in out
    assert "76 comités" in out
    assert Organisation.objects.get().code == "pas-de-calais"
    assert Sitting.objects.filter(is_stub=False).count() == 76
    code, out, _ = run(workbooks.DEMO)
    assert "Rien à créer" in out


def test_a_faulty_workbook_exits_with_one_and_names_its_faults(tmp_path):
    sheets = workbooks.demo_sheets()
    workbooks.put(sheets, "Garanties TPE", 7, "Quotité", "8")
    path = tmp_path / "annee.xlsx"
    path.write_bytes(workbooks.written(sheets))

    code, out, _ = run(path, "--json")
    [error] = json.loads(out)["errors"]

    assert code == 1
    assert error["sheet"] == "Garanties TPE"
    assert (error["row"], error["column"], error["value"]) == (7, "Quotité", "8")
    code, out, _ = run(path)
    assert code == 1
    assert "ligne 7" in out


@pytest.mark.parametrize("name", ["absent.xlsx", "."])
def test_a_file_that_cannot_be_read_is_one_error_without_a_sheet(name, tmp_path):
    code, out, _ = run(tmp_path / name, "--json")
    [error] = json.loads(out)["errors"]

    assert code == 1
    assert (error["sheet"], error["row"], error["column"]) == (None, None, None)


def test_an_unknown_house_is_refused():
    run(workbooks.DEMO)

    code, out, _ = run(workbooks.DEMO, "--json", "--house", "ailleurs")
    assert code == 1
    assert "ailleurs" in json.loads(out)["errors"][0]["message"]


def test_wrong_usage_is_another_code():
    with pytest.raises(CommandError):
        call_command("import_year", str(workbooks.DEMO))
    assert run(workbooks.DEMO, year=12)[0] == 2
