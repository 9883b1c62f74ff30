from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from levier.rules.financing_plan import Line
from levier.rules.readiness import (
    DIMENSIONS,
    CaseFacts,
    Missing,
    PieceFact,
    RatingFact,
    RequestFact,
    missing_for_committee,
)

ON = date(2024, 6, 3)
D = Decimal
EXPIRED = ("piece_expired", "RIB\u00a0: périmée (valable jusqu’au 02/06/2024)")
GUARANTEE = RequestFact("Garantie Emploi", D("32500"), True, D("50000"), "yes")
READY = CaseFacts(
    holder_name="Alice Martin",
    birth_date=date(1990, 6, 3),
    commune_code="62041",
    description="Une épicerie de quartier.",
    needs=[Line("Travaux", D("60000"))],
    resources=[Line("Apport", D("10000")), Line("Prêt", D("50000"))],
    pieces=[PieceFact("Pièce d’identité", "checked", ON)],
    ratings={code: RatingFact(3) for code in DIMENSIONS},
    opinion="favourable",
    opinion_text="Projet solide.",
    requests=[GUARANTEE],
    jobs_created=D(1),
    jobs_consolidated=D(0),
)


def missing(**changes):
    return [(m.code, m.label) for m in missing_for_committee(replace(READY, **changes), ON)]


def test_a_complete_dossier_misses_nothing():
    assert missing_for_committee(READY, ON) == []


def test_an_empty_dossier_is_told_everything():
    codes = [m.code for m in missing_for_committee(CaseFacts(), ON)]

    assert codes == ["holder", "commune", "description", "jobs", "request", "plan"] + [
        "rating"
    ] * 5 + ["opinion"]


@pytest.mark.parametrize(
    ("changes", "code", "label"),
    [
        ({"birth_date": None}, "birth_date", "Date de naissance du porteur (Alice Martin)"),
        (
            {"is_organisation": True, "holder_name": "OPUR"},
            "siret",
            "SIRET de la structure (OPUR)",
        ),
        ({"commune_code": ""}, "commune", "Commune du projet"),
        ({"description": "  "}, "description", "Présentation du projet"),
        ({"jobs_created": None}, "jobs", "Emplois créés et consolidés (0 s’il n’y en a pas)"),
        ({"requests": []}, "request", "Au moins un instrument demandé"),
        ({"needs": [], "resources": []}, "plan", "Besoins du plan de financement"),
        ({"opinion": ""}, "opinion", "Avis du conseiller"),
        ({"opinion_text": ""}, "opinion_text", "Motif de l’avis du conseiller"),
    ],
)
def test_what_is_missing_is_named(changes, code, label):
    assert missing(**changes) == [(code, label)]


def test_an_organisation_is_known_by_its_siret_and_needs_no_birth_date():
    assert missing(is_organisation=True, siret="00001481100012", birth_date=None) == []


@pytest.mark.parametrize(
    ("loan", "expected"),
    [
        ("49999.99", [("plan_gap", "Il manque 0,01\u00a0€ de ressources")]),
        ("50000", []),
        ("50000.01", [("plan_gap", "Les ressources dépassent les besoins de 0,01\u00a0€")]),
    ],
)
def test_the_plan_balances_to_the_cent(loan, expected):
    assert missing(resources=[Line("Apport", D("10000")), Line("Prêt", D(loan))]) == expected


@pytest.mark.parametrize(
    ("status", "expires_on", "expected"),
    [
        ("required", None, [("piece_required", "RIB\u00a0: pas reçue")]),
        ("received", None, [("piece_received", "RIB\u00a0: reçue, à vérifier")]),
        ("rejected", None, [("piece_rejected", "RIB\u00a0: refusée, à redemander")]),
        ("checked", None, []),
        ("checked", date(2024, 6, 3), []),
        ("checked", date(2024, 6, 2), [EXPIRED]),
        ("required", date(2024, 6, 2), [("piece_required", "RIB\u00a0: pas reçue")]),
    ],
)  # fmt: skip
def test_a_piece_is_checked_and_valid(status, expires_on, expected):
    assert missing(pieces=[PieceFact("RIB", status, expires_on)]) == expected


@pytest.mark.parametrize(
    ("rating", "comment", "count"), [(1, "", 1), (2, "", 0), (3, "", 0), (4, " ", 1), (4, "Vu", 0)]
)
def test_the_lowest_and_the_highest_ratings_are_explained(rating, comment, count):
    found = missing(ratings={**READY.ratings, "team": RatingFact(rating, comment)})

    assert len(found) == count


def test_each_dimension_without_rating_is_named():
    ratings = {code: rating for code, rating in READY.ratings.items() if code != "team"}

    assert missing(ratings=ratings) == [("rating", "Note «\u00a0Équipe dirigeante\u00a0»")]


@pytest.mark.parametrize(
    ("verdict", "codes"),
    [("yes", []), ("not_yet", []), ("to_check", []), ("no", ["not_eligible"]),
     ("", ["eligibility"])],
)  # fmt: skip
def test_only_a_no_or_no_verdict_at_all_stops_a_request(verdict, codes):
    found = missing(requests=[replace(GUARANTEE, verdict=verdict)])

    assert [code for code, _ in found] == codes


@pytest.mark.parametrize("amount", [None, D("0")])
def test_a_request_needs_an_amount_and_a_guarantee_its_loan(amount):
    found = missing(requests=[replace(GUARANTEE, amount=amount, loan_amount=None)])

    assert [code for code, _ in found] == ["request_amount", "request_loan"]


def test_a_loan_of_the_house_needs_no_bank_loan():
    assert missing(requests=[RequestFact("Prêt solidaire", D("8000"), verdict="yes")]) == []


def test_each_missing_thing_says_where_to_act():
    assert missing_for_committee(replace(READY, opinion=""), ON) == [
        Missing("opinion", "Avis du conseiller", "analysis")
    ]
