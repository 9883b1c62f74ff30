"""What is kept of an operation is read back as it was; whatever else is kept is refused."""

import json
from datetime import date
from random import Random

import pytest

from levier.kernel.errors import DomainError
from levier.rules.servicing.operation_json import (
    UnreadableOperation,
    _decimal,
    facts_of,
    kind_of,
    operation_of,
)
from levier.rules.servicing.operations import KINDS
from levier.rules.servicing.running_loan import replay
from tests.rules.servicing.lives import Life

DAY = date(2024, 1, 1)
JUNK = (
    None, True, 0, -1, 7, 10**9, 1.5, "", "NaN", "-Infinity", "1E+999999", "1e9", "-0", "9" * 30,
    "٣", "annuity", "2024-02-30", "9999-12-31", "0001-01-01", [], ["x"], [[]], {}, {"amount": "1"},
)  # fmt: skip


def test_every_operation_of_a_life_goes_through_json_and_back():
    seen = set()
    for seed in range(80):
        life = Life(seed)
        for _ in range(12):
            life.step()
        for each in life.operations:
            kept = json.loads(json.dumps(facts_of(each)))
            assert operation_of(kind_of(each), each.key, each.on, kept) == each
            seen.add(kind_of(each))
    assert seen == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("gift", {}, "genre « gift » inconnu"),
        ("payment", None, "pas un objet"),
        ("payment", ["10"], "pas un objet"),
        ("payment", {}, "le fait « amount » manque"),
        ("payment", {"amount": "ten"}, "« ten » n’est pas un nombre"),
        ("payment", {"amount": None}, "« None » n’est pas un nombre"),
        ("payment", {"amount": "NaN"}, "« NaN » n’est pas un nombre"),
        ("payment", {"amount": "1E+999999"}, "n’est pas un nombre"),
        ("payment", {"amount": 10.5}, "n’est pas un nombre"),
        ("payment", {"amount": "1", "sum": "10"}, "fait « sum » inconnu"),
        ("payment", {"amount": "1", "on": "2024-01-01"}, "fait « on » inconnu"),
        ("new_date", {"day": "yesterday"}, "n’est pas un jour"),
        ("new_date", {"day": None}, "n’est pas un jour"),
        ("more_terms", {"periods": "3"}, "nombre d’échéances"),
        ("more_terms", {"periods": True}, "nombre d’échéances"),
        ("pause", {"periods": 1, "interest": "keep"}, "pas un mot connu"),
        ("restructured", {"costs": []}, "pas un mot connu"),
        ("part_repaid", {"amount": "1", "keep_duration": "no"}, "pas ce qui est attendu"),
        ("reversed", {"of": 7}, "pas ce qui est attendu"),
        ("opened", {"terms": {}, "granted": "1"}, "La clé « amount » manque"),
        ("opened", {"terms": {"currency_precision": []}, "granted": "1"}, "précision"),
    ],
)
def test_what_cannot_be_read_is_said(kind, facts, said):
    with pytest.raises(UnreadableOperation) as refusal:
        operation_of(kind, "7", DAY, facts)
    sentence = str(refusal.value).replace("\u00a0", " ")
    assert sentence.startswith("L’opération « 7 » ne se lit pas : ")
    assert said in sentence


def spoilt(rng: Random, facts: dict) -> dict:
    """Return facts with one value, a term of an opening included, made into anything."""
    found = json.loads(json.dumps(facts))
    inside = found["terms"] if "terms" in found and rng.random() < 0.7 else found
    inside[rng.choice([*inside, "unknown"])] = rng.choice(JUNK)
    return found


def test_a_life_with_one_fact_spoilt_is_read_or_refused_and_never_breaks():
    refused = 0
    for seed in range(300):
        rng, life = Random(seed), Life(seed)
        for _ in range(8):
            life.step()
        at = rng.randrange(len(life.operations))
        rows = [(kind_of(each), each.key, each.on, facts_of(each)) for each in life.operations]
        kind, key, on, facts = rows[at]
        rows[at] = (kind, key, on, spoilt(rng, facts))
        print(f"seed {seed}, {rows[at]}")
        try:
            replay([operation_of(*row) for row in rows], date(2031, 1, 1))
        except DomainError:
            refused += 1
    assert refused > 200


def test_a_whole_number_kept_as_one_is_read_as_what_it_is():
    """What a restructuring waives may be an empty sum: 0, not « 0.00 »."""
    assert _decimal(0) == 0
    assert _decimal(12) == 12
    for spoilt in (True, 1.5, None, {}):
        with pytest.raises(ValueError, match="n’est pas un nombre"):
            _decimal(spoilt)
