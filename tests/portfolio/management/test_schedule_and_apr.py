"""The commands as a shell runs them: streams, exit codes, refusals."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TERMS = {
    "amount": "1200", "annual_rate_pct": "12", "method": "constant_principal", "periods": 2,
    "start": "2024-01-01",
}  # fmt: skip


def run(command: str, text: str, *options: str):
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), command, *options],
        input=text.encode(), capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip


def test_a_schedule_by_hand():
    done = run("schedule", json.dumps(TERMS), "--json")

    assert done.returncode == 0, done.stderr.decode()
    answer = json.loads(done.stdout)
    assert [line["due_on"] for line in answer["instalments"]] == ["2024-02-01", "2024-03-01"]
    assert answer["instalments"][1] == {
        "n": 2, "due_on": "2024-03-01", "principal": "600.00", "interest": "6.00",
        "total": "606.00", "balance_after": "0.00",
    }  # fmt: skip
    assert answer["totals"] == {"principal": "1200.00", "interest": "18.00", "total": "1218.00"}
    assert answer["teg_pct"] == "12.00000000"


def test_a_reader_gets_a_table():
    done = run("schedule", json.dumps(TERMS))
    assert "reste dû" in done.stdout.decode()


@pytest.mark.parametrize(
    ("command", "text", "sentence"),
    [
        ("schedule", "{", "JSON lisible"),
        ("schedule", '{"amount": "1", "amount": "2"}', "deux fois, amount"),
        ("schedule", json.dumps({**TERMS, "montant": "1"}), "montant"),
        ("schedule", json.dumps({**TERMS, "periods": 0}), "nombre d’échéances"),
        ("apr", "{}", "indiquez les flux"),
        ("apr", '{"flows": [["2024-01-01", "-1"]]}', "Aucun taux"),
    ],
)
def test_a_refusal_is_json_on_standard_output_and_exit_code_1(command, text, sentence):
    done = run(command, text, "--json")

    assert done.returncode == 1
    assert any(sentence in each["message"] for each in json.loads(done.stdout)["errors"])


def test_wrong_usage_is_exit_code_2():
    assert run("apr", "{}", "--nothing").returncode == 2


def test_the_rate_of_two_flows_in_days():
    flows = {"flows": [["1994-01-01", "-1000"], ["1995-07-01", "1200"]], "basis": "days"}
    assert json.loads(run("apr", json.dumps(flows), "--json").stdout)["taeg_pct"] == "12.96203771"
