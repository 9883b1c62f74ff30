"""« Prêt pour le comité » names what is missing, from the dossier's own rows."""

from datetime import date

from levier.cases.models import Case
from levier.cases.services import missing_for_committee
from tests.factories.cases import DAY, case, ready_for_committee


def codes(found):
    return [one.code for one in found]


def test_a_complete_dossier_misses_nothing(actor):
    opened = ready_for_committee(actor)

    assert missing_for_committee(Case.objects.get(pk=opened.pk), DAY) == []


def test_a_first_contact_misses_almost_everything(actor):
    missing = codes(missing_for_committee(case(actor), DAY))

    assert {"birth_date", "commune", "description", "jobs", "request", "plan", "opinion"} <= set(
        missing
    )
    assert missing.count("rating") == 5


def test_a_piece_that_expired_is_missing_again(actor):
    opened = ready_for_committee(actor)
    fresh = Case.objects.get(pk=opened.pk)

    missing = missing_for_committee(fresh, date(2024, 12, 1))

    assert set(codes(missing)) == {"piece_expired"}
    assert missing[0].where == "pieces"


def test_a_plan_that_leans_is_named_to_the_cent(actor):
    opened = ready_for_committee(actor)
    opened.plan_lines.filter(side="resource").update(amount="50000.40")

    (missing,) = missing_for_committee(Case.objects.get(pk=opened.pk), DAY)

    assert "999,60" in missing.label
