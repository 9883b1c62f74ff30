"""Laws of the verdicts, whatever the facts and the terms."""

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from levier.rules.eligibility import BankLoan, Business, Facts, Person, Result, Verdict, evaluate
from levier.rules.eligibility.changes import changes_for, is_settled
from levier.rules.eligibility.verdicts import verdict_of

from . import strategies as some

OPENINGS = ("Si ", "À partir ", "À préciser\u00a0: ")
RUNS = settings(max_examples=150, deadline=None, print_blob=True)


@RUNS
@given(some.terms(), some.days)
def test_nothing_known_is_never_a_no(terms, on):
    verdict = verdict_of(terms, Facts(on=on))

    assert verdict.verdict is not Verdict.NO
    waited_for = {"coupling", "bank_loan"}
    assert all(
        c.result is not Result.NO or c.code in waited_for for c in verdict.conditions
    )  # fmt: skip


@RUNS
@given(some.terms(), some.facts)
def test_the_same_facts_give_the_same_verdict(terms, facts):
    assert verdict_of(terms, facts) == verdict_of(terms, replace(facts))


@RUNS
@given(some.terms(), some.facts)
def test_each_condition_has_its_threshold_its_source_and_its_days(terms, facts):
    for condition in verdict_of(terms, facts).conditions:
        assert condition.fact and condition.source and condition.since


@RUNS
@given(some.terms(), some.facts)
def test_the_verdict_is_the_worst_of_its_conditions(terms, facts):
    found = verdict_of(terms, facts)
    results = {(c.code in {"coupling", "bank_loan"}, c.result) for c in found.conditions}

    if (False, Result.NO) in results:
        assert found.verdict is Verdict.NO
    elif any(result is Result.TO_CHECK for _, result in results):
        assert found.verdict is Verdict.TO_CHECK
    elif (True, Result.NO) in results:
        assert found.verdict is Verdict.NOT_YET
    else:
        assert found.verdict is Verdict.YES


def known_facts(facts):
    """Yield the name of each fact of the person, the business and the loan that is known."""
    for section in ("person", "business", "bank_loan"):
        for field in fields(getattr(facts, section)):
            if getattr(getattr(facts, section), field.name) is not None:
                yield section, field.name


@RUNS
@given(some.terms(certain=True), some.facts, st.data())
def test_forgetting_a_fact_never_turns_a_yes_into_a_no(terms, facts, data):
    """And so learning one never turns a no that unknown facts gave into a yes."""
    known = list(known_facts(facts))
    if not known:
        return
    section, name = data.draw(st.sampled_from(known))
    # What says that a project is new, or that a registration is of no length, is read by others.
    forgotten = replace(facts, **{section: replace(getattr(facts, section), **{name: None})})
    before, after = verdict_of(terms, facts), verdict_of(terms, forgotten)
    if before.verdict is Verdict.YES:
        assert after.verdict is not Verdict.NO
    if before.verdict is Verdict.NO and after.verdict is Verdict.YES:
        # Only a fact that limits (a surety, a number of criteria) may be missed by being unknown.
        assert name in {"surety_share", "ess", "is_job_seeker", "amount"}


@RUNS
@given(some.terms(), some.facts)
def test_each_change_proposed_turns_the_verdict(terms, facts):
    found = changes_for(terms, facts)
    for change in found:
        again = verdict_of(terms, change.facts)
        assert again == change.verdict
        assert is_settled(again)
        assert again.verdict in {Verdict.YES, Verdict.TO_CHECK}
        if terms.is_confirmed and not any(c.code == "host_structure" for c in terms.conditions):
            assert again.verdict is Verdict.YES
        assert change.sentence.startswith(OPENINGS) and change.sentence.endswith(".")
    assert not found or not is_settled(verdict_of(terms, facts))


def may_change(name, before, after):
    """Registering, its length as days pass, an axis to prove, somebody to hire, an operator to go
    through: nothing else moves.

    A business that does not exist yet also chooses its activity and its legal form.
    """
    if name == "fte":
        return before.business.fte == 0 and after.business.fte == 1
    business = before.business
    if name in {"naf", "legal_form"}:
        created = business.created_on
        return after.business.project == "creation" and (created is None or created > after.on)
    return name in {
        "is_job_seeker",
        "months_registered",
        "engagement_axes",
        "designated_operator",
    } or (name == "project" and not business.project)


@RUNS
@given(some.terms(), some.facts)
def test_no_change_proposed_is_about_what_somebody_is(terms, facts):
    for change in changes_for(terms, facts):
        assert change.facts.person.sex == facts.person.sex
        for section in ("person", "business"):
            before, after = getattr(facts, section), getattr(change.facts, section)
            for field in fields(before):
                known = getattr(before, field.name)
                if known is not None and known != getattr(after, field.name):
                    assert may_change(field.name, facts, change.facts)


@RUNS
@given(some.terms(), some.facts)
def test_a_pair_is_proposed_only_where_no_single_change_is_enough(terms, facts):
    found = changes_for(terms, facts)

    assert len({change.size for change in found}) <= 1
    assert all(one.sentence.startswith("À préciser") for one in found if one.size > 2)


@RUNS
@given(some.terms(), some.facts)
def test_what_is_asked_for_is_never_known(terms, facts):
    """« À préciser » names unknown facts alone: what is known stays as it is."""
    for change in changes_for(terms, facts):
        if not change.sentence.startswith("À préciser"):
            continue
        for section, name in known_facts(facts):
            before, after = getattr(facts, section), getattr(change.facts, section)
            still_to_prove = getattr(before, name) == "" or name == "engagement_axes"
            assert still_to_prove or getattr(after, name) == getattr(before, name)
        assert change.facts.on == facts.on
        assert change.facts.requested == facts.requested


@RUNS
@given(some.terms(), some.facts)
def test_the_most_that_can_be_asked_is_accepted(terms, facts):
    """The amount announced, asked for, breaks neither its couplings nor its own ceiling."""
    before = evaluate(replace(facts, requested={}), [terms])
    if not before or before[0].max_amount is None or terms.kind == "guarantee":
        return
    most = before[0].max_amount
    if most < (terms.min_amount or 0) or not most:
        return
    found = verdict_of(terms, replace(facts, requested={"produit": most}))
    at_fault = {c.code for c in found.conditions if c.result is Result.NO}

    assert not at_fault & {"amount", "bank_loan_share", "plan_share", "match", "cost_share"}


def test_the_default_facts_know_nothing():
    for part in (Person(), Business(), BankLoan()):
        assert all(getattr(part, field.name) is None for field in fields(part))
