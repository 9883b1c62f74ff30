"""What would change the answer, on cases worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from levier.rules.eligibility import BankLoan, Business, Costs, Facts, Person, Verdict
from levier.rules.eligibility.changes import changes_for
from levier.rules.eligibility.verdicts import verdict_of

from .products import ACCES_PLUS, CAP_QUARTIER, EMPLOYMENT, FIDESS, TERRITORIES, WOMEN, terms
from .test_couplings import ASKED, ASSOCIATION, DISTRICT

D = Decimal
ON = date(2024, 6, 1)
ALICE = Facts(
    on=ON,
    person=Person(sex="F", job_seeker_since=date(2023, 4, 1), birth_date=date(1990, 6, 2)),
    business=Business(project="creation", qpv="QN06201M"),
    bank_loan=BankLoan(amount=D("36000"), months=60),
)


def sentences(product, facts):
    return [change.sentence.replace("\u00a0", " ") for change in changes_for(product, facts)]


def test_a_loan_too_long_would_have_to_be_shorter():
    facts = replace(ALICE, bank_loan=BankLoan(amount=D("36000"), months=96))

    assert sentences(WOMEN, facts) == [
        "Si le prêt bancaire durait 84 mois au plus (96 mois pour l’instant)."
    ]


def test_a_man_is_never_told_that_he_could_be_a_woman():
    man = replace(ALICE, person=replace(ALICE.person, sex="M"))

    assert changes_for(WOMEN, man) == []


def test_an_unknown_sex_is_not_a_change():
    assert changes_for(WOMEN, replace(ALICE, person=replace(ALICE.person, sex=None))) == []


def test_an_excluded_surety_would_have_to_be_given_up():
    facts = replace(ALICE, bank_loan=replace(ALICE.bank_loan, surety_share=D("0.5")))

    assert sentences(WOMEN, facts) == ["Si la banque renonçait à toute caution."]


def test_a_grant_waits_for_a_guaranteed_loan():
    facts = replace(ALICE, coupled_kinds=frozenset())

    assert sentences(CAP_QUARTIER, facts) == [
        "Si un prêt bancaire garanti était accordé au dossier."
    ]


def test_a_district_loan_waits_for_its_bank_loan():
    facts = replace(ASKED, bank_loan=BankLoan())

    assert sentences(DISTRICT, facts) == [
        "Si une banque prêtait au moins 6\u202f000 € sur 48 mois au moins, "
        "avec 50 % de caution au plus."
    ]


def test_a_bank_loan_too_small_may_grow_or_less_may_be_asked():
    facts = replace(ASKED, bank_loan=replace(ASKED.bank_loan, amount=D(5000)))

    assert sentences(DISTRICT, facts) == [
        "Si le prêt bancaire était d’au moins 6\u202f000 €.",
        "Si le montant demandé était de 10\u202f000 € au plus.",
    ]


def test_a_bank_loan_too_short_may_last_or_less_may_be_asked():
    facts = replace(ASKED, bank_loan=replace(ASKED.bank_loan, months=36))

    assert sentences(DISTRICT, facts) == [
        "Si le prêt bancaire durait au moins 48 mois (36 mois pour l’instant).",
        "Si la durée demandée était de 36 mois au plus.",
    ]


def test_two_changes_are_proposed_together_when_one_is_not_enough():
    facts = replace(ASKED, bank_loan=BankLoan(amount=D(6000), months=36, surety_share=D("0.8")))
    found = changes_for(DISTRICT, facts)

    assert [change.size for change in found] == [2, 2]
    assert found[0].sentence.replace("\u00a0", " ") == (
        "Si le prêt bancaire durait au moins 48 mois (36 mois pour l’instant) et si la caution "
        "demandée par la banque se limitait à 50 % du prêt."
    )
    assert all(change.verdict.verdict is Verdict.YES for change in found)


def test_an_association_brings_more_or_asks_for_less():
    facts = Facts(on=ON, requested={"contrat_apport_associatif": D(24000)}, matching=D(10000))

    assert sentences(ASSOCIATION, facts) == [
        "Si d’autres fonds propres ou un prêt à moyen terme apportaient 24\u202f000 €.",
        "Si le montant demandé était de 10\u202f000 € au plus.",
    ]


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        (date(2006, 6, 2), "À partir du 2 juin 2024, à 18 ans."),
        (date(2008, 2, 29), "À partir du 1er mars 2026, à 18 ans."),
    ],
)
def test_who_is_too_young_is_told_the_day(born, sentence):
    facts = Facts(on=ON, person=Person(birth_date=born, minima="RSA"))

    [change] = changes_for(ACCES_PLUS, facts)
    assert change.sentence.replace("\u00a0", " ") == sentence
    day_before = replace(facts, on=date.fromordinal(change.facts.on.toordinal() - 1))
    assert verdict_of(ACCES_PLUS, day_before).verdict is Verdict.NO


def test_who_is_too_old_is_told_nothing():
    assert changes_for(ACCES_PLUS, replace(ALICE, person=Person(
        birth_date=date(1990, 1, 1), minima="RSA"))) == []  # fmt: skip


@pytest.mark.parametrize(
    ("since", "day"),
    [(date(2023, 9, 15), "15 septembre 2024"), (date(2024, 2, 29), "1er mars 2025")],
)
def test_who_will_be_a_long_term_job_seeker_is_told_the_day(since, day):
    product = terms("acces", "guarantee", ("long_term_unemployed",))
    facts = Facts(on=ON, person=Person(job_seeker_since=since))

    assert sentences(product, facts) == [
        f"À partir du {day}, après 12 mois d’inscription à France Travail."
    ]


def test_months_written_on_the_dossier_give_the_day_too():
    product = terms("acces", "guarantee", ("long_term_unemployed",))
    facts = Facts(on=ON, person=Person(is_job_seeker=True, months_registered=9))

    assert sentences(product, facts) == [
        "À partir du 1er septembre 2024, après 12 mois d’inscription à France Travail."
    ]


def test_an_unknown_fact_is_a_piece_to_bring():
    facts = replace(ALICE, business=Business(project="creation"))

    assert sentences(TERRITORIES, facts) == [
        "Si une pièce établissait que le projet se situe dans un QPV (adresse vérifiée).",
        "Si une pièce établissait que la commune est en ZFRR (adresse vérifiée).",
    ]


def test_a_place_known_to_be_outside_is_not_a_change():
    outside = replace(ALICE, business=Business(project="creation", qpv="", in_zfrr=False))

    assert changes_for(TERRITORIES, outside) == []


def test_terms_to_be_confirmed_are_no_change_of_facts():
    assert changes_for(EMPLOYMENT, ALICE) == []
    unregistered = replace(ALICE, person=Person(is_job_seeker=False, minima=""))
    [change] = changes_for(EMPLOYMENT, unregistered)
    assert "inscrit à France Travail" in change.sentence
    assert change.leaves == ("Conditions du produit confirmées",)


def test_a_study_grant_asks_for_its_share():
    facts = Facts(on=ON, costs=Costs(study=D("10000")), requested={"fidess": D("9000")})

    assert sentences(FIDESS, facts) == ["Si le montant demandé était de 7\u202f000 € au plus."]


def test_a_yes_has_nothing_to_change():
    assert changes_for(WOMEN, ALICE) == []
