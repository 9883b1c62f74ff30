"""What would change the answer, on cases worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from levier.rules.eligibility import (
    BankLoan,
    Business,
    ConditionTerm,
    Costs,
    Facts,
    Person,
    Verdict,
)
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


def test_an_unknown_duration_is_held_to_the_limit():
    facts = replace(ALICE, bank_loan=BankLoan(amount=D("36000")))

    assert sentences(WOMEN, facts) == ["Si le prêt bancaire durait 84 mois au plus."]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"min_months": 24}, "24 mois au moins"),
        ({"min_months": 24, "max_months": 84}, "24 mois au moins et 84 mois au plus"),
        ({"min_months": 12, "max_months": 12}, "12 mois"),
        ({"allowed_months": (12,)}, "12 mois"),
    ],
)
def test_an_unknown_duration_is_held_to_both_limits(limits, said):
    product = terms("garantie", "guarantee", **limits)

    assert sentences(product, Facts(on=ON)) == [f"Si le prêt bancaire durait {said}."]


def test_a_single_duration_has_no_side():
    product = terms("garantie", "guarantee", min_months=12, max_months=12)

    assert sentences(product, Facts(on=ON, bank_loan=BankLoan(months=24))) == [
        "Si le prêt bancaire durait 12 mois (24 mois pour l’instant)."
    ]


def test_a_duration_without_limits_of_its_own_keeps_the_side_of_the_bank_loan():
    product = terms("x", "loan", bank_loan_as_long=True)
    facts = Facts(
        on=ON, bank_loan=BankLoan(amount=D(6000), months=36), requested_months={"x": 48}
    )  # fmt: skip

    assert sentences(product, facts) == [
        "Si le prêt bancaire durait au moins 48 mois (36 mois pour l’instant).",
        "Si la durée demandée était de 36 mois au plus.",
    ]


def test_three_unknown_facts_are_asked_for():
    facts = Facts(on=ON, person=Person(sex="F"))
    [change] = changes_for(WOMEN, facts)

    assert change.sentence.replace("\u00a0", " ") == (
        "À préciser : le type de projet, l’inscription à France Travail et la durée du prêt "
        "bancaire."
    )
    assert (change.size, change.verdict.verdict) == (3, Verdict.YES)


def test_a_known_fact_that_says_no_leaves_nothing_to_ask_for():
    facts = Facts(on=ON, person=Person(sex="F"), business=Business(project="development"))
    several = terms("x", "guarantee", ("creation", "job_seeker", "zfrr"), max_months=84)

    assert changes_for(several, facts) == []


def test_an_unknown_sex_is_not_asked_for_among_others():
    assert changes_for(WOMEN, Facts(on=ON)) == []


def test_of_two_answers_the_one_that_the_other_conditions_admit_is_taken():
    product = terms("x", "guarantee", ("creation_or_takeover", "takeover", "zfrr"), max_months=84)

    assert sentences(product, Facts(on=ON)) == [
        "À préciser : le type de projet, la commune du projet et la durée du prêt bancaire."
    ]


DASESS = terms("avance_dasess", "loan", ("ess_in_difficulty",), allowed_months=(12,))
FRAGILE = Business(
    ess=True, created_on=date(2015, 1, 1), fte=D("3.5"), losses_last_3_years=1,
    legal_form="Association",
)  # fmt: skip


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"created_on": None}, "Si une pièce établissait un an d’activité ou plus (extrait du "
         "registre)."),
        ({"ess": None, "legal_form": "SAS"},
         "Si une pièce établissait l’appartenance à l’ESS (statuts)."),
        ({"fte": D(0)}, "Si la structure embauchait au moins un salarié."),
        ({"fte": None}, "Si une pièce établissait au moins un salarié (déclaration sociale)."),
        ({"losses_last_3_years": None},
         "Si une pièce établissait une perte dans les trois ans (comptes annuels)."),
        ({"losses_last_3_years": 0}, "Si une pièce établissait un financement ou un marché "
         "stratégique perdu, ou une forte baisse des fonds propres."),
    ],
)  # fmt: skip
def test_a_structure_in_difficulty_lacks_one_thing(known, said):
    facts = Facts(on=ON, business=replace(FRAGILE, **known))
    [change] = changes_for(DASESS, facts)

    assert change.sentence.replace("\u00a0", " ") == said
    assert change.verdict.verdict is Verdict.YES


def test_a_structure_without_staff_nor_loss_lacks_two_things():
    facts = Facts(on=ON, business=replace(FRAGILE, fte=D(0), losses_last_3_years=0))

    assert sentences(DASESS, facts) == [
        "Si une pièce établissait un financement ou un marché stratégique perdu, ou une forte "
        "baisse des fonds propres et si la structure embauchait au moins un salarié."
    ]


def test_an_unknown_structure_is_asked_four_things():
    assert sentences(DASESS, Facts(on=ON)) == [
        "À préciser : la date de création, l’appartenance à l’ESS, les pertes des trois derniers "
        "exercices et l’effectif."
    ]


@pytest.mark.parametrize(
    "known",
    [{"ess": False}, {"created_on": None, "project": "creation"}],
)
def test_what_is_not_social_or_not_created_is_no_structure_in_difficulty(known):
    assert changes_for(DASESS, Facts(on=ON, business=replace(FRAGILE, **known))) == []


IN_TWO_LINES = terms(
    "avance_dasess", "loan", ("ess_employer", "difficulty_shown"), allowed_months=(12,)
)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"losses_last_3_years": 0}, "Si une pièce établissait un financement ou un marché "
         "stratégique perdu, ou une forte baisse des fonds propres."),
        ({"losses_last_3_years": None, "difficulty_shown": False},
         "Si une pièce établissait une perte dans les trois ans (comptes annuels)."),
        ({"fte": D(0)}, "Si la structure embauchait au moins un salarié."),
        ({"fte": D(0), "losses_last_3_years": 0}, "Si la structure embauchait au moins un salarié "
         "et si une pièce établissait un financement ou un marché stratégique perdu, ou une forte "
         "baisse des fonds propres."),
    ],
)  # fmt: skip
def test_a_difficulty_asked_apart_is_proposed_apart(known, said):
    [change] = changes_for(IN_TWO_LINES, Facts(on=ON, business=replace(FRAGILE, **known)))

    assert change.sentence.replace("\u00a0", " ") == said
    assert change.verdict.verdict is Verdict.YES


@pytest.mark.parametrize(
    "known",
    [
        {"losses_last_3_years": 0, "difficulty_shown": False},  # appreciated: there is none
        {"ess": False},
        {"created_on": None, "project": "creation", "losses_last_3_years": None},
    ],
)
def test_a_difficulty_that_somebody_denied_is_never_wished(known):
    assert changes_for(IN_TWO_LINES, Facts(on=ON, business=replace(FRAGILE, **known))) == []


HONOUR = replace(
    terms("pret_honneur_quartier", "loan"),
    conditions=(
        ConditionTerm("not_in_ficp", "FICP", certainty="in_use"),
        ConditionTerm("designated_operator", "Opérateur"),
        ConditionTerm("company_age_unless_creation", "Âge", certainty="in_use"),
    ),
)
CLEAN = Person(ficp_registered=False, designated_operator=True)
CREATION = Business(project="creation")
TO_CONFIRM = ("Conditions du produit confirmées",)


@pytest.mark.parametrize(
    ("person", "business", "said"),
    [
        (replace(CLEAN, ficp_registered=None), CREATION, "Si une pièce établissait que le porteur "
         "n’est pas inscrit au FICP (relevé de la Banque de France)."),
        (replace(CLEAN, designated_operator=None), CREATION,
         "Si un opérateur désigné par la région portait la demande."),
        (replace(CLEAN, designated_operator=False), CREATION,
         "Si un opérateur désigné par la région portait la demande."),
        (CLEAN, Business(), "Si le dossier disait que le projet est une création."),
    ],
)  # fmt: skip
def test_a_loan_of_honour_lacks_one_thing_and_its_terms_stay_to_confirm(person, business, said):
    [change] = changes_for(HONOUR, Facts(on=ON, person=person, business=business))

    assert (change.sentence, change.leaves) == (said, TO_CONFIRM)


def test_a_loan_of_honour_of_which_nothing_is_known_asks_for_three_things():
    assert sentences(HONOUR, Facts(on=ON)) == [
        "À préciser : l’inscription au FICP, l’opérateur désigné et le type de projet."
    ]


def test_the_age_of_a_business_taken_over_stays_to_appraise_and_stops_no_proposal():
    facts = Facts(
        on=ON, person=replace(CLEAN, designated_operator=False),
        business=Business(project="takeover"),
    )  # fmt: skip
    [change] = changes_for(HONOUR, facts)

    assert change.sentence == "Si un opérateur désigné par la région portait la demande."
    assert change.leaves == ("Âge", *TO_CONFIRM)


@pytest.mark.parametrize("operator", [True, False, None])
def test_who_is_in_the_file_of_unpaid_loans_is_promised_nothing(operator):
    person = Person(ficp_registered=True, designated_operator=operator)

    assert changes_for(HONOUR, Facts(on=ON, person=person, business=CREATION)) == []


SMALL = terms("pret_honneur", "loan", ("plan_under:50000",))


@pytest.mark.parametrize(
    ("plan", "now"), [(D(50000), " (50\u202f000 € pour l’instant)"), (None, "")]
)
def test_a_plan_on_the_threshold_would_have_to_be_smaller(plan, now):
    facts = Facts(on=ON, plan_total=plan)
    [change] = changes_for(SMALL, facts)

    assert change.sentence.replace("\u00a0", " ") == (
        f"Si le plan de financement était de moins de 50\u202f000 €{now}."
    )
    assert change.facts.plan_total == D("49999.99")


@pytest.mark.parametrize(("loan", "asked", "count"), [(45000, 4999, 1), (45000, 5000, 0)])
def test_a_plan_holds_what_is_borrowed(loan, asked, count):
    facts = Facts(
        on=ON, plan_total=D(60000), bank_loan=BankLoan(amount=D(loan)),
        requested={"pret_honneur": D(asked)},
    )  # fmt: skip

    assert len(changes_for(SMALL, facts)) == count


def test_a_loss_unknown_is_a_piece_to_bring_and_none_is_never_wished():
    product = terms("x", "loan", ("loss_in_last_3_years",))

    assert sentences(product, Facts(on=ON)) == [
        "Si une pièce établissait une perte dans les trois ans (comptes annuels)."
    ]
    assert changes_for(product, Facts(on=ON, business=Business(losses_last_3_years=0))) == []


ACTIVITIES = [
    ("not_primary_production", "01.11Z", "hors production agricole primaire"),
    ("naf_among:47,56", "01.11Z", "de code NAF 47 ou 56"),
    ("naf_outside:56.3", "56.30Z", "hors des codes NAF 56.3"),
]


@pytest.mark.parametrize(("code", "naf", "said"), ACTIVITIES)
def test_an_activity_unknown_is_a_piece_a_known_one_is_chosen_only_by_a_creation(code, naf, said):
    product = terms("x", "loan", (code,))
    to_create = Facts(on=ON, business=Business(project="creation", naf=naf))
    existing = replace(to_create.business, created_on=date(2023, 1, 1))

    assert sentences(product, Facts(on=ON)) == [f"Si une pièce établissait une activité {said}."]
    assert sentences(product, to_create) == [
        f"Si le projet choisissait une activité {said} ({naf} pour l’instant)."
    ]
    assert changes_for(product, replace(to_create, business=existing)) == []
    assert changes_for(product, Facts(on=ON, business=Business(naf=naf))) == []


def test_two_conditions_on_the_activity_are_said_together():
    product = terms("x", "loan", ("naf_among:56,47", "naf_outside:56"))
    [change] = changes_for(product, Facts(on=ON))

    assert change.sentence.replace("\u00a0", " ") == (
        "Si une pièce établissait une activité de code NAF 56 ou 47 et hors des codes NAF 56."
    )
    assert change.facts.business.naf == "47"
    never = terms("x", "loan", ("naf_among:56", "naf_outside:56"))
    assert changes_for(never, Facts(on=ON)) == []


@pytest.mark.parametrize(
    ("code", "forms"),
    [("legal_form_among:scop,scic", "scop ou scic"), ("association", "association")],
)
def test_a_legal_form_is_chosen_only_by_what_is_not_created(code, forms):
    product = terms("x", "loan", (code,))
    to_create = Business(project="creation", legal_form="SAS")

    assert sentences(product, Facts(on=ON)) == [
        f"Si une pièce établissait la forme juridique {forms} (statuts)."
    ]
    assert sentences(product, Facts(on=ON, business=to_create)) == [
        f"Si la structure se créait sous la forme {forms} (SAS pour l’instant)."
    ]
    created = replace(to_create, created_on=date(2023, 1, 1))
    assert changes_for(product, Facts(on=ON, business=created)) == []
