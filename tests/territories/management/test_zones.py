import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from levier.territories.models import Zone, ZoneLayer
from tests.territories.files import AUCHEL, feature, geojson, qpv, table
from tests.territories.layers import zfrr_layer

pytestmark = pytest.mark.django_db


@pytest.fixture
def zones(capsys):
    """Run the command and return what it prints, decoded when it is JSON."""

    def run(*arguments):
        call_command("zones", *map(str, arguments))
        printed = capsys.readouterr().out
        return json.loads(printed) if "--json" in arguments else printed

    return run


def refused(capsys, *arguments):
    """Run the command, which must exit with 1, and return the errors it prints."""
    with pytest.raises(SystemExit) as exit_:
        call_command("zones", "import", *map(str, arguments), "--json")
    assert exit_.value.code == 1
    return json.loads(capsys.readouterr().out)["errors"]


def test_an_import_says_what_it_wrote(tmp_path, zones):
    text = zones("import", qpv(tmp_path))

    assert "QPV 2024 : couche importée." in text
    assert "1 quartier\n" in text
    assert "Pas-de-Calais, depuis le 1er janvier 2024" in text
    assert "À vérifier : Pas-de-Calais : 1 quartier lu, mais les numéros vont jusqu’à 4" in text


def test_an_import_answers_in_json(tmp_path, zones):
    path = table(tmp_path, "codgeo;codefrr\n62168;4\n62119;-9999\n")

    answer = zones("import", path, "--kind", "zfrr", "--json")

    assert answer.pop("sha256") == ZoneLayer.objects.get().file_sha256
    assert answer == {
        "errors": [],
        "kind": "zfrr",
        "generation": "ZFRR au 1er juillet 2024",
        "first_day": "2024-07-01",
        "last_day": None,
        "departments": ["62"],
        "rows": 1,
        "source": "Observatoire des territoires (ANCT), classement France ruralités "
        "revitalisation, DGCL",
        "licence": "Licence Ouverte 2.0",
        "outcome": "created",
        "written": {"communestatus": 1},
        "not_classed": 1,
        "warnings": [],
    }


def test_the_same_file_again_says_so(tmp_path, zones):
    zones("import", qpv(tmp_path))

    assert "déjà à jour, rien n’est écrit" in zones("import", qpv(tmp_path))
    assert zones("import", qpv(tmp_path), "--json")["outcome"] == "unchanged"


def test_the_first_day_may_be_given(tmp_path, zones):
    zones("import", qpv(tmp_path), "--first-day", "2025-01-01")

    assert ZoneLayer.objects.get().first_day == date(2025, 1, 1)


def test_faults_are_all_named_and_nothing_is_written(tmp_path, capsys):
    path = geojson(
        tmp_path,
        feature(AUCHEL),
        feature({**AUCHEL, "code_qp": "?"}),
        feature({**AUCHEL, "code_qp": "QN06205M"}, {"type": "Point", "coordinates": [2, 50]}),
    )

    assert [(error["row"], error["column"], error["value"]) for error in refused(capsys, path)] == [
        (2, "code_qp", "?"),
        (3, "geometry", "QN06205M"),
    ]
    with pytest.raises(CommandError, match="objet 3, geometry") as refusal:
        call_command("zones", "import", str(path))
    assert refusal.value.returncode == 1
    assert not Zone.objects.exists()


def test_a_long_list_of_faults_is_cut_for_reading_only(tmp_path, capsys):
    path = table(tmp_path, "codgeo;codefrr\n" + "62168;9\n" * 30)

    assert len(refused(capsys, path)) == 30
    with pytest.raises(CommandError, match="et 10"):
        call_command("zones", "import", str(path))


def test_another_kind_or_a_missing_file_is_refused(tmp_path, capsys):
    assert "quartiers" in refused(capsys, qpv(tmp_path), "--kind", "contours")[0]["message"]
    assert refused(capsys, tmp_path / "nowhere")[0]["row"] is None


def test_a_layer_that_loses_departments_is_refused(tmp_path, capsys):
    zfrr_layer(tmp_path, "62168;4\n80001;4\n")
    path = table(tmp_path, "codgeo;codefrr\n62168;5\n", name="62.csv")

    assert "Somme" in refused(capsys, path)[0]["message"]


def test_the_layers_are_listed_with_their_source(tmp_path, zones):
    assert "levier zones import FICHIER" in zones("list")

    zones("import", qpv(tmp_path))

    assert "QPV 2024 : 1 ligne, Pas-de-Calais" in zones("list")
    assert "Licence Ouverte 2.0" in zones("list")
    assert [layer["kind"] for layer in zones("list", "--json")["layers"]] == ["qpv"]


def test_the_status_of_a_day_says_what_is_in_force(tmp_path, zones):
    zfrr_layer(tmp_path)

    before = zones("status", "--on", "2024-06-30", "--commune", "62168")
    after = zones("status", "--on", "2024-07-01", "--commune", "62168")

    assert "(ZFRR) : rien" in before and "à vérifier : Les ZFRR" in before
    assert "(ZFRR) : ZFRR au 1er juillet 2024 (Pas-de-Calais)" in after
    assert "oui : Bourthes est classée" in after
    assert zones("status", "--on", "2024-07-01", "--commune", "62168", "--json")["zfrr"] == {
        "verdict": "yes",
        "reason": "Bourthes est classée ZFRR (socle) le 1er juillet 2024.",
    }
    assert zones("status", "--json")["zfrr"] is None
