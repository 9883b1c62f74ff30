"""An extract against what is expected: hand-worked lines, then any lines."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.servicing.extracts import (
    ExtractLine,
    KnownGuarantee,
    Status,
    absent_from,
    compare_extract,
    incident_of,
    number_key,
)

DAY, TODAY = date(2026, 9, 10), date(2026, 9, 30)


def known(number="GA-2026-001", carrier="", due="5000", **values) -> KnownGuarantee:
    return KnownGuarantee(
        key=number, number=number, carrier_number=carrier, loan_amount=Decimal(12000),
        set_up_on=date(2026, 1, 10), expected=lambda _: Decimal(due), **values,
    )  # fmt: skip


def line(number="GA-2026-001", due="5000", row=2, **values) -> ExtractLine:
    return ExtractLine(row, number, Decimal(due), **{"day": DAY, **values})


def one(*lines, guarantees=None):
    return compare_extract(lines, guarantees or [known()], TODAY)


def test_the_difference_is_the_extract_less_what_was_expected():
    (found,) = one(line(due="5400.50"))
    assert (found.status, found.expected, found.difference) == (
        Status.DIFFERS, 5000, Decimal("400.50"),
    )  # fmt: skip
    assert one(line(due="5000.00"))[0].status == Status.EQUAL


@pytest.mark.parametrize(
    ("values", "incident"),
    [
        ({}, ""),
        ({"unpaid": Decimal(1)}, "unpaid"),
        ({"days_late": 31}, "unpaid"),
        ({"words": "Échéances impayées"}, "unpaid"),
        ({"words": "Sain, sans impayé"}, ""),
        ({"words": "À jour"}, ""),
        ({"words": "Déchéance du terme prononcée"}, "accelerated"),
        ({"words": "Liquidation judiciaire, impayés"}, "insolvency"),
        ({"words": "À jour", "unpaid": Decimal(5)}, "unpaid"),
    ],
)
def test_a_line_reports_an_incident(values, incident):
    assert incident_of(line(**values)) == incident
    assert one(line(**values))[0].status == (Status.DIFFERS if incident else Status.EQUAL)


@pytest.mark.parametrize("held", ["unpaid", "accelerated", "insolvency"])
def test_an_incident_that_stands_covers_an_unpaid_instalment(held):
    guarantee = known(incidents=frozenset({held}))
    assert one(line(days_late=3), guarantees=[guarantee])[0].status == Status.EQUAL


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"day": None}, "date d’arrêté"),
        ({"day": date(2026, 10, 1)}, "à venir"),
        ({"day": date(2026, 1, 9)}, "précède la mise en place"),
        ({"due": "12000.01"}, "va de 0 à 12"),
        ({"due": "-1"}, "va de 0 à"),
        ({"fault": "Nombre illisible."}, "Nombre illisible"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(values, said):
    (found,) = one(line(**values))
    assert found.status == Status.FAULTY
    assert said in found.why


def test_a_guarantee_named_twice_keeps_its_first_line():
    found = one(line(row=2), line(row=3, due="1"))
    assert [each.status for each in found] == [Status.EQUAL, Status.FAULTY]
    assert "ligne 2" in found[1].why


def test_two_guarantees_of_one_number_are_not_guessed():
    twins = [known("GA-1", "0077"), known("GA-2", "77")]
    (found,) = one(line("77"), guarantees=twins)
    assert found.status == Status.FAULTY
    assert "GA-1, GA-2" in found.why


def test_a_guarantee_is_found_by_the_number_that_its_sender_gives_it():
    guarantee = known(aliases=frozenset({number_key("PRET 0815-A")}))
    assert one(line("pret0815a"), guarantees=[guarantee])[0].status == Status.EQUAL


def test_absent_guarantees_are_those_that_live_and_that_no_line_names():
    rows = [known("GA-1"), known("GA-2"), known("GA-3", refusal="terminée")]
    assert [each.number for each in absent_from(one(line("GA-1"), guarantees=rows), rows)] == [
        "GA-2"
    ]


@pytest.mark.parametrize(
    ("one_number", "other"), [("FG 0012-34", "fg001234"), ("00123", "123"), ("N°12", "n12")]
)
def test_a_number_is_the_same_whatever_its_writing(one_number, other):
    assert number_key(one_number) == number_key(other)


@given(
    st.lists(
        st.tuples(st.sampled_from(["GA-1", "GA-2", "x", ""]), st.integers(-10, 13000)), max_size=8
    )
)
def test_every_line_is_told_once_and_a_guarantee_is_taken_once(rows):
    guarantees = [known("GA-1"), known("GA-2")]
    lines = [line(number, str(due), row=rank) for rank, (number, due) in enumerate(rows)]
    found = one(*lines, guarantees=guarantees)
    assert [each.line for each in found] == lines
    taken = [each.known.key for each in found if each.status in (Status.EQUAL, Status.DIFFERS)]
    assert len(taken) == len(set(taken))
    for each in found:
        assert bool(each.why) == (each.status in (Status.UNKNOWN, Status.FAULTY))
