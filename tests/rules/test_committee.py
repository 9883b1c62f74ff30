from datetime import date
from decimal import Decimal

import pytest

from levier.rules.committee import (
    Choice,
    Member,
    Outcome,
    Vote,
    outcome_faults,
    quorum_of,
    tally,
    valid_until,
    vote_faults,
)

FOR, AGAINST, ABSTENTION = Choice.FOR, Choice.AGAINST, Choice.ABSTENTION
MEMBERS = [
    Member("anna", "volunteer", name="Anna Roche"),
    Member("basile", "volunteer", name="Basile Petit"),
    Member("carla", "bank", name="Carla Meunier"),
    Member("denis", "authority", name="Denis Leroy"),
    Member("elsa", "ess", is_present=False, name="Elsa Guérin"),
]


def votes(*choices):
    return [Vote(rank, choice) for rank, choice in enumerate(choices)]


@pytest.mark.parametrize(("min_members", "reached"), [(3, True), (4, True), (5, False)])
def test_a_quorum_counts_the_members_present(min_members, reached):
    quorum = quorum_of(MEMBERS, (), min_members=min_members, min_colleges=0)

    assert (quorum.members, quorum.is_reached) == (4, reached)


@pytest.mark.parametrize(("min_colleges", "reached"), [(2, True), (3, True), (4, False)])
def test_a_quorum_counts_the_colleges_present(min_colleges, reached):
    quorum = quorum_of(MEMBERS, (), min_members=0, min_colleges=min_colleges)

    assert (quorum.colleges, quorum.is_reached) == (3, reached)


def test_a_withdrawal_takes_its_member_and_its_college_out_of_one_dossier():
    quorum = quorum_of(MEMBERS, {"carla"}, min_members=4, min_colleges=3)

    assert (quorum.members, quorum.colleges) == (3, 2)
    assert quorum.reasons == (
        "Le quorum n’est pas atteint\u00a0: 3\u00a0membres sur ce dossier, il en faut 4.",
        "Le quorum n’est pas atteint\u00a0: 2\u00a0collèges sur ce dossier, il en faut 3.",
    )


def test_the_withdrawal_of_an_absent_member_changes_nothing():
    assert quorum_of(MEMBERS, {"elsa"}, min_members=4, min_colleges=0).is_reached


@pytest.mark.parametrize(
    ("cast", "carried"),
    [
        ((FOR, FOR, AGAINST), True),
        ((FOR, AGAINST, AGAINST), False),
        ((FOR, ABSTENTION, ABSTENTION, ABSTENTION), True),
        ((FOR, AGAINST), None),
        ((ABSTENTION, ABSTENTION), None),
        ((), None),
    ],
)
def test_the_majority_is_that_of_the_votes_for_and_against(cast, carried):
    assert tally(votes(*cast)).carried is carried


def test_an_abstention_is_counted_and_an_absence_is_not():
    result = tally(votes(FOR, ABSTENTION))

    assert (result.votes_for, result.votes_against, result.abstentions) == (1, 0, 1)


@pytest.mark.parametrize(
    ("chair", "carried", "by_casting_vote"),
    [(FOR, True, True), (AGAINST, False, True), (ABSTENTION, None, False), (None, None, False)],
)
def test_the_chair_breaks_a_tie_where_the_rules_say_so(chair, carried, by_casting_vote):
    result = tally(votes(FOR, AGAINST), casting_vote=chair)

    assert (result.carried, result.by_casting_vote) == (carried, by_casting_vote)


def test_the_casting_vote_changes_no_majority():
    assert tally(votes(FOR, FOR, AGAINST), casting_vote=AGAINST).carried is True


def test_only_members_who_take_part_vote_and_only_once():
    cast = [Vote("anna", FOR), Vote("anna", FOR), Vote("carla", FOR), Vote("elsa", FOR)]

    assert vote_faults(cast, MEMBERS, {"carla"}) == [
        "Anna Roche a déjà voté.",
        "Carla Meunier ne siège pas sur ce dossier (déport) et ne peut pas voter.",
        "Elsa Guérin n’est pas là et ne peut pas voter.",
    ]
    assert vote_faults([Vote("nobody", FOR)], MEMBERS, ()) == [
        "Une personne n’est pas là et ne peut pas voter."
    ]
    assert vote_faults([Vote("anna", FOR), Vote("denis", AGAINST)], MEMBERS, {"carla"}) == []


@pytest.mark.parametrize(
    ("outcome", "amount", "conditions", "reason", "faults"),
    [
        (Outcome.AGREED, "32500", 0, "", []),
        (Outcome.AGREED, "0", 0, "", ["Indiquez le montant accordé."]),
        (Outcome.AGREED, None, 0, "", ["Indiquez le montant accordé."]),
        (
            Outcome.AGREED,
            "1",
            1,
            "",
            ["Un accord qui porte une condition est un accord avec conditions."],
        ),
        (Outcome.AGREED_WITH_CONDITIONS, "1", 1, "", []),
        (Outcome.AGREED_WITH_CONDITIONS, "1", 0, "", ["Indiquez au moins une condition."]),
        (Outcome.ADJOURNED, None, 0, "Devis manquant", []),
        (Outcome.ADJOURNED, "1", 0, "Devis", ["Un ajournement ne porte pas de montant."]),
        (Outcome.REFUSED, None, 0, " ", ["Indiquez le motif."]),
        (Outcome.REFUSED, "1", 0, "Marché", ["Un refus ne porte pas de montant."]),
    ],
)
def test_an_outcome_and_its_amount_do_not_contradict_each_other(
    outcome, amount, conditions, reason, faults
):
    decided = None if amount is None else Decimal(amount)

    assert outcome_faults(outcome, decided, conditions=conditions, reason=reason) == faults


@pytest.mark.parametrize(
    ("decided_on", "last_day"),
    [
        (date(2024, 1, 12), date(2024, 7, 12)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        (date(2024, 8, 31), date(2025, 2, 28)),
    ],
)
def test_an_agreement_is_valid_for_its_months(decided_on, last_day):
    assert valid_until(decided_on, 6) == last_day
