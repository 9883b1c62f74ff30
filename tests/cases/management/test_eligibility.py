"""`levier eligibility`: the program itself, run from outside, on bases of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ALICE = {
    "on": "2024-06-01",
    "person": {"birth_date": "1990-06-02", "sex": "F", "job_seeker_since": "2023-04-01"},
    "business": {"project": "creation", "qpv": ""},
    "bank_loan": {"amount": "36000", "months": 60},
}
KEYS = ["instrument", "version_from", "verdict", "max_amount", "max_quota", "conditions"]
CONDITION_KEYS = ["code", "label", "result", "fact", "threshold", "source", "from", "to"]


def run(facts, *options, database):
    """Return the exit code, standard output and standard error of the program."""
    text = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
    ran = subprocess.run(
        [sys.executable, ROOT / "manage.py", "eligibility", *options],
        input=text,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{database}", "LEVIER_ENV": "demo"},
    )
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """A base that was never migrated: the shipped catalogue answers."""
    return tmp_path_factory.mktemp("blank") / "blank.sqlite3"


@pytest.fixture(scope="module")
def answer(blank):
    code, out, _ = run(ALICE, "--json", database=blank)
    assert code == 0
    return json.loads(out)


def test_the_answer_has_the_shape_of_the_contract(answer):
    assert list(answer) == ["on", "verdicts"]
    assert answer["on"] == "2024-06-01"
    for verdict in answer["verdicts"]:
        assert list(verdict) == KEYS
        assert verdict["verdict"] in {"yes", "no", "not_yet", "to_check"}
        for condition in verdict["conditions"]:
            assert list(condition) == CONDITION_KEYS
            assert condition["result"] in {"yes", "no", "to_check"}
            assert condition["source"] and condition["from"]


def test_the_shipped_terms_answer_for_a_known_case(answer):
    found = {verdict["instrument"]: verdict for verdict in answer["verdicts"]}

    women = found["garantie_egalite_femmes"]
    assert (women["verdict"], women["version_from"]) == ("yes", "2018-01-01")
    assert (women["max_amount"], women["max_quota"]) == ("50000.00", "0.80")
    assert found["garantie_emploi"]["verdict"] == "to_check"  # terms nobody published
    assert found["acces_plus"]["verdict"] == "no"  # 33 years
    assert "fgif" not in found and "fgie" not in found  # closed, inactive


def test_one_instrument_may_be_asked_for(blank):
    code, out, _ = run(
        ALICE | {"instruments": ["cap_quartier"], "business": {"qpv": "QP062001"}, "bank_loan": {}},
        "--json",
        database=blank,
    )

    [verdict] = json.loads(out)["verdicts"]
    assert (code, verdict["instrument"], verdict["verdict"]) == (0, "cap_quartier", "not_yet")


@pytest.mark.parametrize(
    ("loan", "verdict", "most", "lacking"),
    [
        ({}, "to_check", "15000.00", ["bank_loan"]),
        ({"amount": "7500", "months": 60, "surety_pct": "50"}, "to_check", "15000.00", []),
        ({"amount": "3000", "months": 60, "surety_pct": "0"}, "to_check", "6000.00", []),
        ({"amount": "499.99", "months": 60, "surety_pct": "0"}, "no", "999.98",
         ["bank_loan_share"]),
        ({"amount": "7500", "months": 11, "surety_pct": "0"}, "no", "15000.00",
         ["bank_loan_months"]),
        ({"amount": "7500", "months": 60, "surety_pct": "50.01"}, "no", "15000.00",
         ["bank_loan_surety"]),
        ({"amount": "7500", "months": 60}, "to_check", "15000.00", ["bank_loan_surety"]),
    ],
)  # fmt: skip
def test_a_district_loan_goes_with_a_bank_loan(blank, loan, verdict, most, lacking):
    """A condition that the house has to confirm keeps it from being a yes."""
    facts = {
        "on": "2025-03-03", "business": {"qpv": "QP062001", "project": "creation"},
        "person": {"ficp_registered": False, "designated_operator": True}, "bank_loan": loan,
        "instruments": ["pret_honneur_quartier"],
    }  # fmt: skip
    _, out, _ = run(facts, "--json", database=blank)

    [found] = json.loads(out)["verdicts"]
    assert (found["verdict"], found["max_amount"]) == (verdict, most)
    assert not_met(found) == [*lacking, "terms_confirmed"]


@pytest.mark.parametrize(
    ("person", "project", "verdict", "lacking"),
    [
        ({"ficp_registered": False, "designated_operator": True}, "creation", "to_check", []),
        ({"ficp_registered": True, "designated_operator": True}, "creation", "to_check",
         ["not_in_ficp"]),  # in use: it never says no alone
        ({"designated_operator": True}, "creation", "to_check", ["not_in_ficp"]),
        ({"ficp_registered": False, "designated_operator": False}, "creation", "no",
         ["designated_operator"]),
        ({"ficp_registered": False}, "creation", "to_check", ["designated_operator"]),
        ({"ficp_registered": False, "designated_operator": True}, "takeover", "to_check",
         ["company_age_unless_creation"]),
        ({"ficp_registered": False, "designated_operator": True}, None, "to_check",
         ["company_age_unless_creation"]),
    ],
)  # fmt: skip
def test_a_district_loan_asks_for_its_holder(blank, person, project, verdict, lacking):
    facts = {
        "on": "2025-03-03", "business": {"qpv": "QP062001", "project": project}, "person": person,
        "bank_loan": {"amount": "7500", "months": 60, "surety_pct": "0"},
        "instruments": ["pret_honneur_quartier"],
    }  # fmt: skip
    code, out, _ = run(facts, "--json", database=blank)

    [found] = json.loads(out)["verdicts"]
    assert (code, found["verdict"]) == (0, verdict)
    assert not_met(found) == [*lacking, "terms_confirmed"]
    sources = {each["code"]: each["source"] for each in found["conditions"]}
    assert sources["designated_operator"] == "fonds-publics.fr, fiche 139780"
    assert sources["not_in_ficp"].startswith("Bpifrance, fiche du prêt d’honneur Création-Reprise")


def not_met(verdict):
    return [each["code"] for each in verdict["conditions"] if each["result"] != "yes"]


@pytest.mark.parametrize(
    ("typed", "result", "verdict"),
    [
        ({"difficulty_shown": True}, "yes", "yes"),
        ({"difficulty_shown": False}, "no", "no"),
        ({"difficulty_shown": None}, "to_check", "to_check"),
        ({}, "to_check", "to_check"),
        ({"difficulty_shown": False, "losses_last_3_years": 1}, "yes", "yes"),
    ],
)
def test_an_advance_asks_for_the_difficulty(blank, typed, result, verdict):
    known = {"ess": True, "created_on": "2015-01-01", "fte": "3.5", "losses_last_3_years": 0}
    facts = {"on": "2024-06-01", "business": known | typed, "instruments": ["avance_dasess"]}
    code, out, _ = run(facts, "--json", database=blank)

    [found] = json.loads(out)["verdicts"]
    conditions = {each["code"]: each for each in found["conditions"]}
    assert (code, found["verdict"]) == (0, verdict)
    assert conditions["difficulty_shown"]["result"] == result
    assert conditions["difficulty_shown"]["source"].startswith("DASESS, fiche du dispositif")
    assert conditions["ess_employer"]["result"] == "yes"


def test_what_is_neither_true_nor_false_is_refused_by_its_name(blank):
    facts = {
        "on": "2024-06-01", "business": {"difficulty_shown": "oui"},
        "person": {"ficp_registered": "non", "designated_operator": 1},
    }  # fmt: skip
    code, out, _ = run(facts, "--json", database=blank)

    said = " ".join(error["message"] for error in json.loads(out)["errors"])
    assert code == 1
    for name in ("business.difficulty_shown", "person.ficp_registered",
                 "person.designated_operator"):  # fmt: skip
        assert name in said


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        (ALICE | {"luck": 1}, ["luck"]),
        (ALICE | {"person": {"sexe": "F", "age": 3}}, ["person.sexe", "person.age"]),
        (ALICE | {"instruments": ["fgie"]}, ["fgie"]),
        ({}, ["on"]),
        ([], ["objet JSON"]),
        (b"{", ["JSON lisible"]),
        (b"", ["JSON lisible"]),
        (b"\xff\xfe\x00", ["JSON lisible"]),
        (b'{"on": "2024-06-01", "on": "2025-06-01"}', ["deux fois, on"]),
        (b'{"on": NaN}', ["NaN"]),
        (b"[" * 100_000, ["JSON lisible"]),
    ],
)
def test_a_refusal_is_json_on_standard_output_and_exit_code_1(blank, facts, named):
    code, out, _ = run(facts, "--json", database=blank)
    errors = json.loads(out)["errors"]

    assert code == 1
    assert list(json.loads(out)) == ["errors"]
    text = " ".join(error["message"] for error in errors)
    assert all(name in text for name in named)


def test_wrong_usage_is_exit_code_2_and_says_nothing_on_standard_output(blank):
    for options in (["--jsno"], ["--json", "--house"], ["--json", "/nowhere/facts.json"]):
        code, out, err = run(ALICE, *options, database=blank)
        assert (code, out) == (2, "")
        assert err


def test_without_json_the_answer_is_for_a_reader(blank):
    code, out, _ = run(ALICE | {"instruments": ["acces_plus"]}, database=blank)

    assert code == 0
    assert "Prime Accès+\u00a0: non" in out
    assert "33\u00a0ans" in out


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """An empty base, migrated, without any house."""
    database = tmp_path_factory.mktemp("migrated") / "empty.sqlite3"
    levier("migrate", "-v", "0", database=database)
    return database


def levier(*arguments, database):
    subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        check=True,
        capture_output=True,
        timeout=900,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{database}", "LEVIER_ENV": "demo"},
    )


def test_an_empty_base_answers_as_no_base_does(migrated, answer):
    code, out, err = run(ALICE, "--json", database=migrated)

    assert code == 0
    assert json.loads(out) == answer
    assert "catalogue livré" in err


def test_a_house_answers_with_its_own_catalogue(migrated):
    levier(
        "shell", "-c",
        "from levier.accounts.services import open_house, add_user\n"
        "from levier.catalogue.services import install_catalogue, confirm_version\n"
        "from levier.catalogue.models import InstrumentVersion\n"
        "from levier.documents.services import store_file\n"
        "from datetime import date\n"
        "h = open_house(code='artois', name='Maison', department='62')\n"
        "u = add_user(organisation=h, email='a@example.org', role='administrator',"
        " first_name='A', last_name='B')\n"
        "install_catalogue(organisation=h, actor=u, on=date(2024, 1, 1))\n"
        "v = InstrumentVersion.objects.get(instrument__code='garantie_emploi', last_day=None)\n"
        "f = store_file(organisation=h, actor=u, name='fiche.pdf', content=b'%PDF-1.7')\n"
        "confirm_version(version=v, source='Fiche', actor=u, document=f)\n",
        database=migrated,
    )  # fmt: skip
    facts = ALICE | {"instruments": ["garantie_emploi"]}
    code, out, err = run(facts, "--json", database=migrated)
    [verdict] = json.loads(out)["verdicts"]

    assert (code, verdict["verdict"], err) == (0, "yes", "")
    code, out, _ = run(facts, "--json", "--house", "nulle-part", database=migrated)
    assert code == 1
    assert "nulle-part" in json.loads(out)["errors"][0]["message"]
