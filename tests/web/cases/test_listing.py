"""« Dossiers » : found, filtered, flagged, given to another adviser."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from levier.cases.models import Case
from levier.journal.models import Entry
from tests.factories.accounts import house, office, user
from tests.factories.cases import case, with_guarantee
from tests.factories.people import anais

LIST = reverse("web:case_list")


def shown(page, **asked):
    return [line["row"].number for line in page.get(LIST, asked).context["list"].lines]


def test_a_page_keeps_within_fifteen_queries_whatever_the_rows(
    page, actor, django_assert_max_num_queries
):
    for _ in range(12):
        case(actor)

    with django_assert_max_num_queries(15):
        answer = page.get(LIST)

    assert len(answer.context["list"].lines) == 12


def test_a_dossier_is_found_by_the_beginning_of_its_words(page, actor):
    found = case(actor, person=anais(actor), title="Réparation de vélos")
    case(actor)

    for text in ("delcr", "Anaïs delcroix", "repar", found.number):
        assert shown(page, q=text) == [found.number], text


def test_filters_keep_what_they_say(page, actor):
    place = office(actor.organisation)
    wanted = case(
        actor, track="ess", office=place, qpv_code="QN06254M", state="instruction", in_zfrr=True
    )
    case(user("advisor", actor.organisation))

    for asked in (
        {"filiere": "ess"},
        {"etat": "instruction"},
        {"agence": str(place.pk)},
        {"conseiller": str(actor.pk)},
        {"qpv": "oui"},
        {"zfrr": "oui"},
    ):
        assert shown(page, **asked) == [wanted.number], asked
    assert shown(page, annee="2023") == []


def test_silent_dossiers_are_flagged_and_those_that_ended_are_not(page, actor):
    today = timezone.localdate()
    old = case(actor, on=today - timedelta(days=40))
    case(actor, on=today - timedelta(days=40), state="closed")
    case(actor, on=today)

    assert shown(page, silence="21") == [old.number]
    assert "40\u00a0j" in page.get(LIST, {"silence": "21"}).content.decode()


def test_the_quick_views_say_how_many(page, actor):
    case(actor)
    case(user("advisor", actor.organisation), state="closed")

    views = {v["label"]: v["count"] for v in page.get(LIST).context["views"]}

    assert (views["Mes dossiers"], views["En cours"]) == ("1", "1")


def test_a_stranger_and_another_team_see_no_row(client, actor):
    case(actor)
    for reader in (user("advisor", house()), user("brsa_advisor", actor.organisation)):
        client.force_login(reader)

        assert client.get(LIST).context["list"].lines == []


def test_the_export_is_exactly_what_is_filtered_and_is_journalled(page, actor):
    wanted = with_guarantee(actor, track="ess")
    case(actor)

    answer = page.get(LIST, {"filiere": "ess", "export": "xlsx"})

    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert sum(wanted.number in row for row in rows) == 1
    assert any(36000.0 in row for row in rows)
    assert Entry.objects.get(kind="export").detail["rows"] == 1


def test_dossiers_are_given_to_another_adviser_once_the_effect_is_named(page, actor):
    colleague = user("advisor", actor.organisation)
    keys = [case(actor).pk, case(actor).pk]
    case(actor)

    named = page.post(reverse("web:case_assign"), {"dossier": keys})
    assert "Confier 2\u00a0dossiers" in named.content.decode()
    assert not Case.objects.filter(advisor=colleague).exists()
    page.post(
        reverse("web:case_assign"),
        {"dossier": keys, "confirmer": "oui", "advisor": colleague.pk},
    )

    assert set(Case.objects.filter(advisor=colleague).values_list("pk", flat=True)) == set(keys)
    assert Entry.objects.filter(action="cases.updated").count() == 2


def test_dossiers_of_another_house_are_never_given_away(page, actor):
    other = user("advisor", house())
    theirs = case(other)

    page.post(
        reverse("web:case_assign"),
        {"dossier": [theirs.pk], "confirmer": "oui", "advisor": actor.pk},
    )

    theirs.refresh_from_db()
    assert theirs.advisor == other


@pytest.mark.parametrize("text", ["%", "'", "zzzz", "🚲"])
def test_an_odd_search_finds_nothing_and_fails_nowhere(page, actor, text):
    case(actor)

    assert shown(page, q=text) in ([], [Case.objects.get().number])
