from datetime import date

import pytest

from levier.rules.servicing.collections import (
    Reaction,
    Sequence,
    lapses_on,
    notice_by,
    reaction_to,
    reference_fault,
    sequence_of,
    signature_fault,
)


@pytest.mark.parametrize(
    ("code", "reaction"),
    [
        ("AM04", Reaction.RETRY), ("ac04", Reaction.NEW_ACCOUNT), ("RC01", Reaction.NEW_ACCOUNT),
        ("AG01", Reaction.OTHER_MEANS), ("MD01", Reaction.CHECK_MANDATE),
        ("MD02", Reaction.MEND_MANDATE), ("MD06", Reaction.REVERSE), ("MD07", Reaction.STOP),
        ("MS03", Reaction.MANUAL), ("AM05", Reaction.CHECK_FILE), ("ZZ99", Reaction.MANUAL),
    ],
)  # fmt: skip
def test_every_code_has_its_reaction_and_an_unknown_one_is_not_dropped(code, reaction):
    found = reaction_to(code, 0)
    assert found.reaction == reaction
    assert found.sentence.endswith(".")


def test_only_a_lack_of_funds_is_presented_again_once():
    assert reaction_to("AM04", 0).may_retry
    assert not reaction_to("AM04", 1).may_retry
    assert not any(reaction_to(code, 0).may_retry for code in ("MD06", "MD07", "MS03", "AC04"))


def test_a_mandate_lapses_36_months_after_its_last_presentation():
    assert lapses_on(date(2024, 1, 31), None) == date(2027, 1, 31)
    assert lapses_on(date(2024, 1, 31), date(2024, 2, 29)) == date(2027, 2, 28)
    assert lapses_on(date(2005, 1, 31), None) == date(2008, 1, 31)


def test_no_mandate_is_signed_before_sepa():
    assert signature_fault(date(2009, 11, 2)) is None
    assert "2\u00a0novembre\u00a02009" in (signature_fault(date(2009, 11, 1)) or "")


def test_a_collection_is_announced_14_days_before():
    assert notice_by(date(2024, 6, 15)) == date(2024, 6, 1)


@pytest.mark.parametrize(
    ("presented", "recurrent", "last", "expected"),
    [
        (0, True, False, Sequence.FIRST), (1, True, False, Sequence.RECURRENT),
        (5, True, True, Sequence.FINAL), (0, True, True, Sequence.FIRST),
        (0, False, True, Sequence.ONE_OFF),
    ],
)  # fmt: skip
def test_where_a_collection_stands_in_its_mandate(presented, recurrent, last, expected):
    assert sequence_of(presented, is_recurrent=recurrent, is_last=last) == expected


@pytest.mark.parametrize("reference", ["LEVIER-2024-0001", "A" * 35, "a/b?c:(d).e,f'g+h"])
def test_a_reference_that_holds(reference):
    assert reference_fault(reference) is None


@pytest.mark.parametrize("reference", ["", "A" * 36, "AVEC ESPACE", "É1", "A_B"])
def test_a_reference_that_does_not(reference):
    assert "35 caractères" in (reference_fault(reference) or "")
