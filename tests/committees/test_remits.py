from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.cases.models import Case
from levier.committees.errors import DecisionRefused, OutsideRemit, SittingRefused
from levier.committees.models import Remit
from levier.committees.services import (
    add_committee,
    change_committee,
    committees_of,
    end_sitting,
    install_committees,
    open_sitting,
    plan_sitting,
    proposed_committees,
    put_on_agenda,
    record_decision,
    remits_on,
    set_remit,
    take_off_agenda,
    tracks_of,
)
from levier.committees.services.remits import within_remit
from levier.journal.models import Entry
from tests.factories.committees import (
    HELD_ON,
    committee,
    in_session,
    laid,
    ready_case,
    request,
    secretary,
    sitting,
)

pytestmark = pytest.mark.django_db
YEAR = date(2026, 1, 1)
ONE_DAY = timedelta(days=1)
NEXT_DAY = HELD_ON + ONE_DAY


def names(rows) -> list[str]:
    return [str(row) for row in rows]


def basin(actor, **line):
    """Return a committee of the house that decides what one line says."""
    row = add_committee(organisation=actor.organisation, actor=actor, label="Comité du bassin")
    set_remit(committee=row, actor=actor, source="CA", **({"first_day": YEAR} | line))
    return row


def followed(actor, before, after):
    """Return a committee under one line until HELD_ON, and under another from the next day."""
    row = basin(actor, last_day=HELD_ON, **before)
    set_remit(committee=row, actor=actor, source="CA", first_day=NEXT_DAY, **after)
    return row


def on_agenda(actor, row, asked_for="28800", held_on=HELD_ON, **options):
    planned = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=row, held_on=held_on
    )
    case = ready_case(actor.organisation)
    asked = request(case, amount=asked_for)
    item = put_on_agenda(sitting=planned, case=case, actor=actor, on=held_on, **options)
    return item, asked


def agree(actor, item, asked, amount, rank=1):
    return record_decision(
        item=item, request=asked, outcome="agreed", amount=Decimal(amount), actor=actor,
        idempotency_key=f"00000000-0000-0000-0000-00000000000{rank}",
    )  # fmt: skip


def test_the_committees_given_to_a_house_decide_the_tracks_of_the_data_file():
    actor = secretary()
    house = actor.organisation
    install_committees(organisation=house, actor=actor)

    of = {
        track: names(committees_of(house, track, HELD_ON))
        for track in ("creation", "acces_plus", "engaged", "ess", "dla", "fidess", "dasess", "brsa")
    }

    both, small = ["Comité ESS", "Comité DASESS"], ["Comité TPE"]
    assert of == {
        "creation": small, "acces_plus": small, "engaged": ["Comité Projets engagés"],
        "ess": both, "dla": both, "fidess": both, "dasess": both,
        "brsa": ["Comité TPE", "Comité Projets engagés", *both],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("50000", ["Comité TPE", "Comité du bassin"]),
        ("50000.01", ["Comité TPE", "Comité régional"]),
    ],
)
def test_the_committees_proposed_for_a_dossier_read_their_amounts(amount, expected):
    actor = secretary()
    committee(actor.organisation)
    basin(actor, track="creation", max_amount=Decimal(50_000))
    above = add_committee(organisation=actor.organisation, actor=actor, label="Comité régional")
    set_remit(
        committee=above, actor=actor, first_day=YEAR, over_amount=Decimal(50_000), source="CA"
    )
    case = ready_case(actor.organisation)
    request(case, amount=amount)

    assert names(proposed_committees(case, HELD_ON)) == expected
    change_committee(committee=committee(actor.organisation), actor=actor, last_day=YEAR)
    assert names(proposed_committees(case, HELD_ON)) == expected[1:]


@pytest.mark.parametrize(
    ("day", "lines", "others"),
    [("2026-03-18", None, True), ("2026-03-19", 1, False), ("2026-03-20", 1, False),
     ("2026-03-21", 0, False)],
)  # fmt: skip
def test_a_committee_decides_everything_before_its_first_line_and_nothing_after_its_last(
    day, lines, others
):
    actor = secretary()
    row = basin(actor, first_day=HELD_ON, last_day=date(2026, 3, 20), track="creation")
    on = date.fromisoformat(day)

    found = remits_on(row, on)
    assert (None if found is None else len(found)) == lines
    assert ("creation" in tracks_of(row, on)) is (lines != 0)
    assert ("ess" in tracks_of(row, on)) is others
    of_tracks = Case.objects.filter(within_remit(row, on, "track"))
    for track in ("creation", "ess"):
        case = ready_case(actor.organisation, track=track)
        assert of_tracks.filter(pk=case.pk).exists() is (track in tracks_of(row, on))


@pytest.mark.parametrize(
    ("last_day", "said"),
    [(HELD_ON, "décide jusqu’à 30"), (date(2026, 3, 18), "ne décide rien ce jour-là")],
)
def test_closing_the_only_line_of_a_committee_never_lifts_its_ceiling(last_day, said):
    actor = secretary()
    row = basin(actor, track="creation", max_amount=Decimal(30_000))
    set_remit(committee=row, actor=actor, remit=row.remits.get(), last_day=last_day)

    with pytest.raises(OutsideRemit, match=f"« Comité du bassin » {said}.* Confirmez"):
        on_agenda(actor, row, "900000")
    assert on_agenda(actor, row, "900000", confirmed=True)[0].is_outside_remit


def test_a_committee_without_a_line_in_force_is_not_proposed_and_agrees_to_nothing():
    actor = secretary()
    row = basin(actor, track="creation", max_amount=Decimal(30_000))
    item, asked = on_agenda(actor, row, "15000")
    set_remit(committee=row, actor=actor, remit=row.remits.get(), last_day=date(2026, 3, 18))
    open_sitting(sitting=item.sitting, actor=actor)

    assert names(proposed_committees(item.case, date(2026, 3, 18))) == ["Comité du bassin"]
    assert proposed_committees(item.case, HELD_ON) == []
    with pytest.raises(DecisionRefused, match=r"fermées\. Présentez-le à un autre comité"):
        agree(actor, item, asked, "1")
    set_remit(committee=row, actor=actor, first_day=HELD_ON, source="CA")
    assert agree(actor, item, asked, "900000").pk


@pytest.mark.parametrize(("day", "count"), [(HELD_ON - ONE_DAY, 1), (HELD_ON, 1), (NEXT_DAY, 0)])
def test_a_line_holds_until_its_last_day(day, count):
    row = basin(secretary(), last_day=HELD_ON, track="creation")

    assert len(remits_on(row, day)) == count


@pytest.mark.parametrize(
    ("day", "creation", "ess"), [(HELD_ON, True, False), (NEXT_DAY, False, True)]
)
def test_a_committee_changes_tracks_the_day_after_the_last_of_its_line(day, creation, ess):
    actor = secretary()
    row = followed(actor, {"track": "creation"}, {"track": "ess"})
    case = ready_case(actor.organisation)

    for track, decides in (("creation", creation), ("ess", ess)):
        assert (row in committees_of(actor.organisation, track, day)) is decides
    assert (row in proposed_committees(case, day)) is creation
    assert Case.objects.filter(within_remit(row, day, "track"), pk=case.pk).exists() is creation


def test_the_amount_of_a_line_holds_until_its_last_day_and_the_next_from_the_day_after():
    actor = secretary()
    row = followed(
        actor,
        {"track": "creation", "max_amount": Decimal(30_000)},
        {"track": "creation", "max_amount": Decimal(20_000)},
    )

    item, asked = on_agenda(actor, row, "30000")
    assert item.is_outside_remit is False
    open_sitting(sitting=item.sitting, actor=actor)
    assert agree(actor, item, asked, "30000").pk
    with pytest.raises(OutsideRemit, match=r"décide jusqu’à 20.000.€"):
        on_agenda(actor, row, "20000.01", held_on=NEXT_DAY)


@pytest.mark.parametrize(
    ("amount", "refused"), [("29999.99", False), ("30000", False), ("30000.01", True)]
)
def test_a_dossier_beyond_the_amount_of_its_committee_waits_for_a_confirmation(amount, refused):
    actor = secretary()
    row = basin(actor, track="creation", kind="guarantee", max_amount=Decimal(30_000))

    if not refused:
        assert on_agenda(actor, row, amount)[0].is_outside_remit is False
        return
    with pytest.raises(OutsideRemit, match=r"décide jusqu’à 30.000.€ pour « .* Confirmez"):
        on_agenda(actor, row, amount)
    item, _ = on_agenda(actor, row, amount, confirmed=True)
    assert item.is_outside_remit
    said = Entry.objects.filter(action="committees.put_on_agenda").latest("at").summary
    assert "Hors de ses attributions, confirmé" in said


def test_what_is_agreed_in_session_never_passes_the_amount_of_the_committee():
    actor = secretary()
    row = basin(actor, track="creation", max_amount=Decimal(30_000))
    item, first = on_agenda(actor, row, "15000")
    second = request(item.case, amount="15000")
    open_sitting(sitting=item.sitting, actor=actor)

    agree(actor, item, first, "15000")
    with pytest.raises(DecisionRefused, match=r"30.000,01.€. Présentez-le à un autre comité"):
        agree(actor, item, second, "15000.01", rank=2)
    assert item.decisions.count() == 1
    assert agree(actor, item, second, "15000", rank=3).pk


def test_a_smaller_amount_than_the_floor_may_be_agreed_and_a_confirmed_dossier_passes():
    actor = secretary()
    row = basin(actor, track="creation", over_amount=Decimal(20_000), max_amount=Decimal(30_000))
    item, asked = on_agenda(actor, row, "20000.01")
    open_sitting(sitting=item.sitting, actor=actor)
    assert agree(actor, item, asked, "5000").pk

    beyond, more = on_agenda(actor, row, "80000", confirmed=True)
    open_sitting(sitting=beyond.sitting, actor=actor)
    assert agree(actor, beyond, more, "80000", rank=2).pk


def test_a_dossier_laid_again_elsewhere_is_judged_there():
    actor = secretary()
    row = basin(actor, track="ess")
    item, _ = on_agenda(actor, row, confirmed=True)
    case = item.case
    take_off_agenda(item=item, actor=actor, on=HELD_ON, reason="reporté")
    case.refresh_from_db()

    again = put_on_agenda(sitting=sitting(actor), case=case, actor=actor, on=HELD_ON)

    assert again.is_outside_remit is False


# ── Writing them ──────────────────────────────────────────────────────────────────────────────
def test_two_lines_of_one_object_never_overlap():
    actor = secretary()
    row = basin(actor, track="creation")
    terms = {"committee": row, "actor": actor, "source": "CA"}

    with pytest.raises(SittingRefused, match="couvre déjà ces jours"):
        set_remit(track="creation", first_day=date(2026, 6, 1), **terms)
    set_remit(remit=row.remits.get(), last_day=date(2026, 5, 31), **terms)
    with pytest.raises(SittingRefused, match="couvre déjà ces jours"):
        set_remit(track="creation", first_day=date(2026, 5, 31), **terms)
    assert set_remit(track="creation", first_day=date(2026, 6, 1), **terms).pk
    assert set_remit(track="creation", kind="loan", first_day=YEAR, **terms).pk
    former = terms | {"track": "creation", "first_day": date(2025, 6, 1)}
    with pytest.raises(SittingRefused, match="couvre déjà ces jours"):
        set_remit(last_day=YEAR, **former)
    assert set_remit(last_day=YEAR - ONE_DAY, **former).pk


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"max_amount": Decimal(0)}, "après le plus bas"),
        ({"over_amount": Decimal(10), "max_amount": Decimal(10)}, "après le plus bas"),
        ({"last_day": date(2025, 12, 31)}, "finir avant d’avoir commencé"),
    ],
)
def test_a_line_that_contradicts_itself_is_refused(line, said):
    with pytest.raises(SittingRefused, match=said):
        basin(secretary(), **line)
    assert not Remit.objects.filter(committee__label="Comité du bassin").exists()


def test_a_line_under_which_a_committee_sat_is_closed_and_never_changed():
    actor = secretary()
    row = in_session(actor)
    end_sitting(sitting=row, actor=actor)
    line = row.committee.remits.get(track="creation")
    terms = {"committee": row.committee, "actor": actor, "remit": line}

    for change in ({"max_amount": Decimal(1)}, {"last_day": date(2026, 3, 18)}):
        with pytest.raises(SittingRefused, match=f"Le comité {row} s’est tenu sous cette"):
            set_remit(**terms, **change)
    set_remit(**terms, source="CA du 1er mars 2026")
    assert set_remit(**terms, last_day=HELD_ON).last_day == HELD_ON


def test_decisions_outside_the_remit_do_not_touch_a_committee_that_decides_everything():
    actor = secretary()
    free = add_committee(organisation=actor.organisation, actor=actor, label="Comité libre")
    item, asked = on_agenda(actor, free, "900000")
    open_sitting(sitting=item.sitting, actor=actor)

    assert agree(actor, item, asked, "900000").pk
    assert laid(in_session(actor), actor)[0].is_outside_remit is False
