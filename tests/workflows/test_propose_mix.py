"""A dossier's mix: found, kept with its inputs, edited, written once."""

from dataclasses import replace
from decimal import Decimal

import pytest

from levier.cases.models import Case, FundingRequest
from levier.cases.services import add_plan_line, set_request
from levier.catalogue.models import InstrumentVersion
from levier.forecasts.models import Forecast
from levier.forecasts.sheets import case_sheet
from levier.journal.models import Entry
from levier.mixes.errors import MixAlreadyKept, MixRefused, MixStale
from levier.mixes.services import mix_of, problem_of
from levier.rules.mix.figures import figures_of
from levier.rules.mix.problem import BANK, Line
from levier.rules.mix.solving import NothingToFinance
from levier.state_aid.services import undertaking_of
from levier.workflows.mix_problem import read_case
from levier.workflows.propose_mix import edit_mix, is_stale, keep_mix, propose_mix, typed_mix
from tests.factories.accounts import user
from tests.factories.cases import DAY
from tests.factories.catalogue import instrument
from tests.factories.forecasts import with_forecast
from tests.factories.funds import envelope, funder
from tests.factories.mixes import jess
from tests.factories.state_aid import declared

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def advisor():
    return user("advisor")


def fresh(case):
    return Case.objects.select_related("organisation", "person", "structure").get(pk=case.pk)


def proposed(case, actor, **options):
    return propose_mix(case=fresh(case), actor=actor, on=DAY, **options)


def amounts(candidate):
    return {line.code: line.amount for line in candidate.lines.all()}


def written(case):
    """Return what the dossier asks for and the resources of its plan."""
    requests = case.requests.exclude(state=FundingRequest.State.WITHDRAWN)
    lines = case.plan_lines.filter(side="resource").order_by("nature", "amount")
    return (
        sorted(requests.values_list("instrument__code", "amount")),
        [(line.nature, line.amount) for line in lines],
    )


def test_three_mixes_are_found_and_their_inputs_frozen(advisor):
    case = jess(advisor)

    proposal = proposed(case, advisor)

    best = proposal.candidates.first()
    # Bank 18 000 = 40 000 − 5 000 − PHQ 15 000 − Cap Quartier 2 000; guaranteed at 80 %.
    assert amounts(best) == {
        BANK: D(18000),
        "garantie_egalite_femmes": D(14400),
        "pret_honneur_quartier": D(15000),
        "cap_quartier": D(2000),
    }
    assert proposal.candidates.count() == 3
    assert problem_of(proposal) == read_case(fresh(case), DAY).problem
    assert Entry.objects.filter(action="mixes.proposed", case_key=case.pk).count() == 1


def test_a_mix_kept_is_written_to_the_requests_and_the_plan(advisor):
    case = jess(advisor)
    best = proposed(case, advisor).candidates.first()

    assert keep_mix(candidate=best, actor=advisor, on=DAY) is True

    requests, lines = written(case)
    assert requests == [
        ("cap_quartier", D(2000)),
        ("garantie_egalite_femmes", D(14400)),
        ("pret_honneur_quartier", D(15000)),
    ]
    assert lines == [
        ("bank_loan", D(18000)),
        ("grant", D(2000)),
        ("honour_loan", D(15000)),
        ("own_cash", D(5000)),
    ]
    guarantee = case.requests.get(instrument__code="garantie_egalite_femmes")
    assert (guarantee.loan_amount, guarantee.quota, guarantee.months) == (D(18000), D("0.8"), 60)


def test_a_mix_kept_twice_is_written_once(advisor):
    case = jess(advisor)
    best = proposed(case, advisor).candidates.first()
    keep_mix(candidate=best, actor=advisor, on=DAY)
    before = written(case)

    assert keep_mix(candidate=best, actor=advisor, on=DAY) is False
    assert written(case) == before
    assert Entry.objects.filter(action="mixes.kept").count() == 1


def test_the_same_mix_kept_from_two_pages_is_written_once(advisor):
    case = jess(advisor)
    first, second = proposed(case, advisor), proposed(case, advisor)
    keep_mix(candidate=first.candidates.first(), actor=advisor, on=DAY)
    before = written(case)

    keep_mix(candidate=second.candidates.first(), actor=advisor, on=DAY)

    assert written(case) == before


def test_another_mix_of_the_same_proposal_is_refused_once_one_is_kept(advisor):
    proposal = proposed(jess(advisor), advisor)
    first, second = proposal.candidates.all()[:2]
    keep_mix(candidate=first, actor=advisor, on=DAY)

    with pytest.raises(MixAlreadyKept):
        keep_mix(candidate=second, actor=advisor, on=DAY)


def test_another_mix_found_later_takes_the_place_of_the_first(advisor):
    case = jess(advisor)
    keep_mix(candidate=proposed(case, advisor).candidates.first(), actor=advisor, on=DAY)
    later = proposed(case, advisor).candidates.get(rank=3)

    keep_mix(candidate=later, actor=advisor, on=DAY)

    requests, lines = written(case)
    assert {code for code, _ in requests} == set(amounts(later)) - {BANK}
    assert sum((amount for _, amount in lines), D(0)) == D(40000)


def test_a_mix_is_refused_when_the_dossier_has_changed_since(advisor):
    case = jess(advisor)
    proposal = proposed(case, advisor)
    line = {"case": case, "actor": advisor, "on": DAY, "side": "need", "nature": "stock"}
    add_plan_line(**line, amount=D(1000))

    assert is_stale(proposal, read_case(fresh(case), DAY).problem)
    with pytest.raises(MixStale):
        keep_mix(candidate=proposal.candidates.first(), actor=advisor, on=DAY)
    assert written(case)[0] == []


def test_a_mix_is_refused_once_the_dossier_is_before_the_committee(advisor):
    case = jess(advisor)
    best = proposed(case, advisor).candidates.first()
    Case.objects.filter(pk=case.pk).update(state="ready")

    with pytest.raises(MixRefused, match="plus en instruction"):
        keep_mix(candidate=best, actor=advisor, on=DAY)


def test_a_request_considered_and_not_in_the_mix_is_withdrawn(advisor):
    case = jess(advisor)
    set_request(
        case=case, actor=advisor, on=DAY, instrument=instrument(case.organisation),
        amount=D(1000), loan_amount=D(2000), quota=D("0.5"), months=60,
    )  # fmt: skip
    best = proposed(case, advisor).candidates.first()

    keep_mix(candidate=best, actor=advisor, on=DAY)

    asked = case.requests.get(instrument__code="garantie_emploi")
    assert asked.state == FundingRequest.State.WITHDRAWN


def test_the_shortest_duration_of_a_guarantee_holds_the_mix(advisor):
    case = jess(advisor)
    versions = InstrumentVersion.objects.filter(instrument__code="garantie_egalite_femmes")
    versions.update(min_months=72)

    proposal = propose_mix(case=case, actor=advisor, on=DAY)

    best = proposal.candidates.first()
    assert {line.months for line in best.lines.all() if line.code == BANK} == {84}


def test_an_envelope_nearly_empty_holds_the_grant(advisor):
    case = jess(advisor)
    state = funder(case.organisation, kind="state", name="ANCT")
    envelope(case.organisation, amount="700", funder=state)

    best = proposed(case, advisor).candidates.first()

    assert amounts(best)["cap_quartier"] == D(700)


def test_a_city_that_is_not_the_projects_pays_nothing(advisor):
    case = jess(advisor)
    city = funder(case.organisation, kind="city", name="Calais", commune_code="62193")
    envelope(case.organisation, amount="9000", funder=city)

    proposal = proposed(case, advisor)

    assert all("cap_quartier" not in amounts(each) for each in proposal.candidates.all())
    assert any("Cap Quartier" in note for note in proposal.notes)


def test_a_bank_loan_already_agreed_is_kept_and_not_written_again(advisor):
    case = jess(advisor)
    line = {"case": case, "actor": advisor, "on": DAY, "side": "resource", "nature": "bank_loan"}
    add_plan_line(**line, amount=D("20000.00"), status="firm", label="Prêt de la banque")

    best = proposed(case, advisor).candidates.first()
    keep_mix(candidate=best, actor=advisor, on=DAY)

    assert amounts(best)[BANK] == D(20000)
    loans = case.plan_lines.filter(nature="bank_loan")
    assert [(loan.label, loan.amount) for loan in loans] == [("Prêt de la banque", D(20000))]
    assert sum((amount for _, amount in written(case)[1]), D(0)) == D(40000)


def test_an_instrument_to_be_checked_enters_when_it_is_admitted(advisor):
    case = jess(advisor)
    shut = read_case(case, DAY)
    code = "garantie_solidarite_insertion"

    assert code not in {option.code for option in shut.problem.options}
    assert code in {doubt.code for doubt in shut.doubts}
    opened = read_case(case, DAY, frozenset({code}))
    assert opened.problem.option(code).verdict == "to_check"


def test_a_mix_edited_by_hand_is_kept_beside_the_others(advisor):
    case = jess(advisor)
    proposal = proposed(case, advisor)
    problem, best = problem_of(proposal), mix_of(proposal.candidates.first())
    lines = [
        replace(
            line,
            amount={BANK: D(23000), "pret_honneur_quartier": D(10000)}.get(line.code, line.amount),
        )
        for line in best.lines
    ]

    edited = edit_mix(proposal=proposal, actor=advisor, mix=typed_mix(problem, lines))

    assert edited.is_edited
    assert amounts(edited)["garantie_egalite_femmes"] == D(18400)
    keep_mix(candidate=edited, actor=advisor, on=DAY)
    assert ("honour_loan", D(10000)) in written(case)[1]


def test_a_mix_edited_out_of_the_rules_is_refused(advisor):
    proposal = proposed(jess(advisor), advisor)
    problem = problem_of(proposal)
    mix = typed_mix(problem, [Line(BANK, D(33000), 60), Line("cap_quartier", D(2000))])

    with pytest.raises(MixRefused, match="prêt bancaire garanti"):
        edit_mix(proposal=proposal, actor=advisor, mix=mix)


def test_a_dossier_with_nothing_left_to_finance_says_so(advisor):
    with pytest.raises(NothingToFinance):
        proposed(jess(advisor, needs="5000"), advisor)


def test_what_cannot_be_financed_says_what_to_relax(advisor):
    case = jess(advisor)
    line = {"case": case, "actor": advisor, "on": DAY, "side": "resource", "nature": "bank_loan"}
    add_plan_line(**line, amount=D(10000), status="firm")

    proposal = proposed(case, advisor)

    # 40 000 − 5 000 − 10 000 − 15 000 (PHQ) − 2 000 (Cap Quartier) = 8 000 missing.
    assert proposal.candidates.count() == 0
    assert {each["key"]: D(each["amount"]) for each in proposal.relaxations["alone"]}["own"] == 8000


def test_the_forecast_of_the_dossier_limits_the_debt_service(advisor):
    case = with_forecast(advisor)

    capacity = read_case(fresh(case), DAY).problem.capacity

    # The least of the three years' CAF: that of the first, worked by hand with the forecast.
    forecast = case_sheet(fresh(case)).forecast
    assert capacity.annual_caf == min(forecast.income["caf"])
    assert capacity.dscr_floor == D("1.2")
    assert not any("prévisionnel" in note for note in read_case(fresh(case), DAY).notes)


def test_a_year_left_blank_in_the_forecast_is_not_a_year_without_sales(advisor):
    case = with_forecast(advisor)
    row = Forecast.objects.get(case=case)
    row.texts = {code: text for code, text in row.texts.items() if not code.endswith(".year3")}
    row.save()

    capacity = read_case(fresh(case), DAY).problem.capacity

    caf = case_sheet(fresh(case)).forecast.income["caf"]
    assert caf[2] < min(caf[:2])  # nothing sold in the third year: its CAF would be the least
    assert capacity.annual_caf == min(caf[:2])


def test_without_forecast_the_debt_service_is_skipped_and_said(advisor):
    reading = read_case(jess(advisor), DAY)

    assert reading.problem.capacity is None
    assert any("n’a pas de prévisionnel" in note for note in reading.notes)


@pytest.mark.parametrize(("declared_amount", "left"), [("299000", D(1000)), ("300000", D(0))])
def test_what_is_declared_de_minimis_limits_the_mix(advisor, declared_amount, left):
    case = jess(advisor)
    firm = undertaking_of(structure=None, person=case.person, on=DAY, actor=advisor)
    declared(firm, advisor, declared_amount, DAY)

    problem = read_case(fresh(case), DAY).problem

    assert problem.de_minimis_left == left
    assert problem.option("cap_quartier").aid_factor == 1
    best = proposed(case, advisor).candidates.first()
    assert figures_of(problem, mix_of(best)).aid <= left


def test_a_mix_is_held_to_the_medium_term_of_its_day(advisor):
    assert read_case(jess(advisor), DAY).problem.medium_term_months == 24
