import json
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command

from levier.reporting.models import FrozenYear
from levier.rules.indicators.definitions import definitions
from tests.factories.accounts import house, user
from tests.reporting.rows import small_year

pytestmark = pytest.mark.django_db


def run(*arguments) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refused(*arguments) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command(*arguments, stdout=out, stderr=err)
    assert stop.value.code == 1
    return out.getvalue(), err.getvalue()


def test_the_figures_are_printed_as_the_contract_says():
    small_year(house())

    answer = json.loads(run("figures", "2024", "--json"))

    assert list(answer) == ["year", "figures"]
    assert [one["code"] for one in answer["figures"]] == list(definitions())
    by_code = {one["code"]: one for one in answer["figures"]}
    assert by_code["tpe.average_age"] == {
        "code": "tpe.average_age",
        "label": "Âge moyen des porteurs de projet soutenus",
        "unit": "years",
        "exact": "34.000000",
        "published": "34",
        "rows": 1,
    }


def test_an_empty_denominator_is_null():
    house()

    answer = json.loads(run("figures", "2024", "--json"))

    share = next(one for one in answer["figures"] if one["code"] == "tpe.share_women")
    assert (share["exact"], share["published"], share["rows"]) == (None, None, 0)


def test_the_table_is_in_french():
    small_year(house())

    table = run("figures", "2024")

    assert "Sécuriser la création d’entreprise" in table
    assert "50\u202f000\u00a0€" in table


def test_the_house_must_be_named_when_there_are_several():
    first, second = house(), house()

    out, _ = refused("figures", "2024", "--json")

    (error,) = json.loads(out)["errors"]
    assert first.code in error["message"] and second.code in error["message"]
    assert json.loads(run("figures", "2024", "--json", "--house", first.code))["year"] == 2024


def test_an_unknown_house_is_refused_in_a_sentence():
    house()

    _, err = refused("figures", "2024", "--house", "nulle-part")

    assert "n’existe pas" in err


def test_publishing_twice_is_refused():
    director = user("director")
    small_year(director.organisation)

    answer = json.loads(run("publish", "2024", "--json", "--by", director.email))
    out, _ = refused("publish", "2024", "--json")

    assert len(answer["figures"]) == len(definitions())
    assert FrozenYear.objects.get().published_by == director
    assert "déjà publiés" in json.loads(out)["errors"][0]["message"]


def test_only_the_direction_publishes():
    advisor = user("advisor")
    small_year(advisor.organisation)

    _, err = refused("publish", "2024", "--by", advisor.email)

    assert "direction" in err
    assert not FrozenYear.objects.exists()


def test_the_report_is_written_where_it_is_asked(tmp_path):
    small_year(house())
    path = tmp_path / "rapport.pdf"

    answer = json.loads(run("report", "2024", "--output", str(path), "--json"))

    assert path.read_bytes().startswith(b"%PDF")
    assert (answer["accessible"], answer["warnings"]) == (True, [])


def test_a_report_without_a_folder_to_go_to_is_refused_in_french(tmp_path):
    house()

    _, err = refused("report", "2024", "--output", str(tmp_path / "nulle" / "part.pdf"))

    assert "ce dossier n’existe pas" in err


def test_wrong_usage_is_exit_code_2():
    command = [sys.executable, "manage.py", "figures", "deux-mille"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "n’est pas une année" in done.stderr
