"""A dossier is opened, changed and moved with a trace, or not at all."""

from datetime import date

import pytest

from levier.cases.errors import ChangedMeanwhile, NobodyHolds, ReasonMissing, TransitionNotAllowed
from levier.cases.models import Case
from levier.cases.services import move_case, open_case, update_case
from levier.journal.models import Entry
from levier.people.models import SearchWord
from tests.factories.cases import DAY, LIEVIN, case, instructed
from tests.factories.people import person

LATER = date(2024, 7, 1)


def test_a_dossier_opens_at_the_first_contact_with_its_epci(actor):
    opened = case(actor, person=person(actor, last_name="Delcroix"), commune_code=LIEVIN)

    assert opened.state == "first_contact"
    assert opened.epci_siren == "246200364"
    assert (opened.opened_on, opened.last_action_on) == (DAY, DAY)
    assert opened.history.get().history_user == actor
    assert SearchWord.objects.filter(object_key=opened.pk, word="delcroix").exists()


def test_a_dossier_that_is_nobodys_is_refused(actor):
    with pytest.raises(NobodyHolds):
        open_case(organisation=actor.organisation, actor=actor, on=DAY, track="creation")

    assert not Case.objects.exists()


def test_a_change_says_what_was_before_and_after(actor):
    opened = case(actor, title="Garage")

    update_case(case=opened, actor=actor, on=LATER, title="Garage solidaire", minima="RSA")

    entry = Entry.objects.filter(action="cases.updated").get()
    assert entry.detail == {"title": ["Garage", "Garage solidaire"], "minima": ["", "RSA"]}
    assert entry.case_key == opened.pk
    opened.refresh_from_db()
    assert (opened.title, opened.last_action_on) == ("Garage solidaire", LATER)
    assert [row.title for row in opened.history.all()] == ["Garage solidaire", "Garage"]


def test_another_commune_brings_its_epci(actor):
    opened = case(actor, commune_code=LIEVIN)

    update_case(case=opened, actor=actor, on=LATER, commune_code="62193")

    opened.refresh_from_db()
    assert opened.epci_siren == "200090751"


def test_a_value_changed_meanwhile_is_not_overwritten(actor):
    opened = case(actor, title="Garage")
    mine = Case.objects.get(pk=opened.pk)
    update_case(case=opened, actor=actor, on=LATER, title="Garage solidaire")

    with pytest.raises(ChangedMeanwhile):
        update_case(case=mine, actor=actor, on=LATER, title="Atelier", seen={"title": "Garage"})

    opened.refresh_from_db()
    assert opened.title == "Garage solidaire"


def test_a_blank_value_seen_is_compared_too(actor):
    opened = case(actor)

    update_case(
        case=opened, actor=actor, on=LATER, months_registered=14, seen={"months_registered": None}
    )

    opened.refresh_from_db()
    assert opened.months_registered == 14


def test_a_passage_is_written_in_the_history_and_in_the_journal(actor):
    opened = case(actor)

    move_case(case=opened, event="instruct", actor=actor, on=LATER)

    entry = Entry.objects.filter(action="cases.moved").get()
    assert entry.summary.endswith("Premier contact → Instruction.")
    assert entry.detail["state"] == ["first_contact", "instruction"]
    assert [row.state for row in opened.history.all()] == ["instruction", "first_contact"]
    assert Case.objects.get().last_action_on == LATER


def test_a_passage_that_the_table_lacks_is_refused(actor):
    opened = case(actor)

    with pytest.raises(TransitionNotAllowed, match="Accorder"):
        move_case(case=opened, event="agree", actor=actor, on=LATER)

    assert Case.objects.get().state == "first_contact"


def test_giving_up_is_explained(actor):
    opened = instructed(actor)

    with pytest.raises(ReasonMissing):
        move_case(case=opened, event="abandon", actor=actor, on=LATER, reason=" ")
    move_case(case=opened, event="abandon", actor=actor, on=LATER, reason="A trouvé un emploi")

    assert Entry.objects.get(detail__event="abandon").detail["reason"] == "A trouvé un emploi"


def test_a_dossier_that_somebody_moved_first_is_not_moved_again(actor):
    opened = case(actor)
    stale = Case.objects.get(pk=opened.pk)
    move_case(case=opened, event="instruct", actor=actor, on=LATER)

    with pytest.raises(ChangedMeanwhile):
        move_case(case=stale, event="orient", actor=actor, on=LATER)

    assert Case.objects.get().state == "instruction"
    assert Entry.objects.filter(action="cases.moved").count() == 1


def test_opening_a_dossier_costs_a_fixed_number_of_queries(actor, django_assert_max_num_queries):
    holder = person(actor)

    with django_assert_max_num_queries(8):
        open_case(
            organisation=actor.organisation, actor=actor, on=DAY, track="creation", person=holder,
            number="TPE-2024-001",
        )  # fmt: skip
