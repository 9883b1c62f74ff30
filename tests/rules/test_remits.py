from decimal import Decimal

import pytest

from levier.rules.committee import Asked, Remit, remit_faults, remit_for

LOAN = Asked("prime", "loan", "Prêt d’honneur", Decimal(10_000))


def guarantee(amount, product="egalite") -> Asked:
    return Asked(product, "guarantee", "GEF", None if amount is None else Decimal(amount))


def faults(asked, remits, track="creation", **options):
    return remit_faults(
        track, asked, remits, track_name="TPE", committee="Comité du bassin", **options
    )


@pytest.mark.parametrize(
    ("amount", "refused"), [("49999.99", False), ("50000", False), ("50000.01", True)]
)
def test_a_ceiling_is_included(amount, refused):
    found = faults([guarantee(amount)], [Remit("creation", up_to=Decimal(50_000))])

    assert bool(found) is refused
    if refused:
        assert found == [
            "« Comité du bassin » décide jusqu’à 50\u202f000\u00a0€ pour « GEF », et ce dossier en "
            "engage 50\u202f000,01\u00a0€."
        ]


@pytest.mark.parametrize(
    ("amount", "refused"), [("49999.99", True), ("50000", True), ("50000.01", False)]
)
def test_a_floor_is_excluded_so_that_two_committees_share_every_amount(amount, refused):
    above = [Remit("creation", over=Decimal(50_000))]

    found = faults([guarantee(amount)], above)

    assert bool(found) is refused
    assert not refused or "qu’au-dessus de 50\u202f000\u00a0€" in found[0]
    assert faults([guarantee(amount)], above, has_floors=False) == []


def test_two_requests_under_one_line_are_added_up():
    line = [Remit("creation", kind="guarantee", up_to=Decimal(30_000)), Remit("creation")]

    assert faults([guarantee(15_000), guarantee(15_000), LOAN], line) == []
    found = faults([guarantee(15_000), guarantee("15000.01"), LOAN], line)
    assert len(found) == 1
    assert "30\u202f000,01\u00a0€" in found[0]


def test_the_product_goes_before_its_kind_then_everything_and_the_track_before_all_tracks():
    everything, kind = Remit(), Remit("creation", kind="guarantee")
    product, anywhere = Remit("creation", product="egalite"), Remit(product="egalite")
    lines = [everything, kind, anywhere, product]

    assert remit_for("creation", guarantee(1), lines) == product
    assert remit_for("ess", guarantee(1), lines) == anywhere
    assert remit_for("creation", guarantee(1, "other"), lines) == kind
    assert remit_for("creation", LOAN, lines) == everything
    assert remit_for("creation", LOAN, [kind, product]) is None


def test_a_track_and_a_product_that_no_line_names_are_refused_with_their_names():
    lines = [Remit("creation", kind="guarantee")]

    assert faults([LOAN], lines, track="ess") == [
        "« Comité du bassin » ne décide pas la filière « TPE »."
    ]
    assert faults([LOAN, guarantee(1)], lines) == [
        "« Comité du bassin » ne décide pas « Prêt d’honneur », filière « TPE »."
    ]
    assert faults([], lines) == []


def test_without_any_line_a_committee_decides_everything():
    assert faults([guarantee(10**9)], None, track="whatever") == []


def test_with_every_line_closed_a_committee_decides_nothing():
    said = ["« Comité du bassin » ne décide rien ce jour-là : ses attributions sont fermées."]

    assert faults([guarantee(1)], []) == said
    assert faults([guarantee(1)], [], has_floors=False) == said
    assert faults([], []) == said


def test_what_is_not_priced_yet_is_judged_on_its_product_alone():
    bounds = [Remit("creation", over=Decimal(5), up_to=Decimal(50_000))]

    assert faults([guarantee(None)], bounds) == []
    assert faults([guarantee(None), guarantee("50000.01")], bounds) != []
