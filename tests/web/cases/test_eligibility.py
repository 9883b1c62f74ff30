"""« Éligibilité »: verdicts while one types, saved where they belong, frozen ones as they were."""

from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.cases.models import Case
from levier.cases.services import give_access, record_eligibility, update_case
from levier.journal.models import Entry
from tests.factories.accounts import user
from tests.factories.cases import DAY, case, ready_for_committee
from tests.factories.followup import followed, review
from tests.factories.people import structure

HTMX = {"HX-Request": "true"}


def at(name, case):
    return reverse(f"web:{name}", args=[case.pk])


def typed(page, case, **changes):
    """The whole form as the page shows it, with what one types."""
    context = page.get(at("case_eligibility", case)).context
    sent = {}
    for form in (context["facts_form"], context["loan_form"]):
        for bound in form:
            value = bound.value()
            sent[bound.html_name] = "" if value is None else value
    return sent | changes


def text_of(answer):
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def test_what_is_typed_is_tried_and_nothing_is_written(page, actor):
    opened = ready_for_committee(actor)
    entries = Entry.objects.count()
    sent = typed(page, opened, **{"p-months": "96"})
    answer = page.post(at("case_facts_try", opened), sent, headers=HTMX)

    text = text_of(answer)
    assert "Si le prêt bancaire durait 84 mois au plus (96 mois pour l’instant)." in text
    assert "pas encore enregistré" in text
    assert opened.requests.get().months == 60
    assert Entry.objects.filter(action__startswith="cases.").count() <= entries


def test_what_is_typed_and_already_saved_is_not_said_to_be_unsaved(page, actor):
    opened = ready_for_committee(actor)
    answer = page.post(at("case_facts_try", opened), typed(page, opened), headers=HTMX)

    assert "pas encore enregistré" not in text_of(answer)


def test_facts_are_saved_where_they_belong_and_journalled(page, actor):
    opened = ready_for_committee(actor)
    sent = typed(page, opened, **{
        "p-months": "72", "f-months_registered": "26", "f-is_job_seeker": "true",
        "f-iae_criteria": ["cap_bep"],
    })  # fmt: skip
    answer = page.post(at("case_facts", opened), sent, headers=HTMX)

    fresh = Case.objects.get(pk=opened.pk)
    assert answer.status_code == 200 and "<html" not in text_of(answer)
    assert (fresh.months_registered, fresh.iae_criteria) == (26, ["cap_bep"])
    assert fresh.requests.get().months == 72
    actions = set(Entry.objects.of_case(opened.pk).values_list("action", flat=True))
    assert {"cases.updated", "cases.request_changed"} <= actions


def test_the_answer_carries_the_prints_that_the_next_change_needs(page, actor):
    opened = ready_for_committee(actor)
    sent = typed(page, opened, **{"f-months_registered": "7"})
    first = text_of(page.post(at("case_facts", opened), sent, headers=HTMX))

    assert 'name="f-seen_print"' in first and 'hx-swap-oob="true"' in first
    again = typed(page, opened, **{"f-months_registered": "9"})
    page.post(at("case_facts", opened), again, headers=HTMX)
    assert Case.objects.get(pk=opened.pk).months_registered == 9


def test_a_stale_page_overwrites_nothing(page, actor):
    opened = ready_for_committee(actor)
    sent = typed(page, opened, **{"f-months_registered": "7"})
    update_case(case=Case.objects.get(pk=opened.pk), actor=actor, on=DAY, months_registered=30)
    answer = page.post(at("case_facts", opened), sent, headers=HTMX)

    assert "ont changé depuis que vous avez ouvert la page" in text_of(answer)
    assert Case.objects.get(pk=opened.pk).months_registered == 30


@pytest.mark.parametrize(("now", "said"), [(True, "oui"), (False, "non"), (None, "vide")])
def test_a_stale_page_says_in_french_what_a_colleague_answered(page, actor, now, said):
    opened = ready_for_committee(actor, ficp_registered=not now)
    sent = typed(page, opened, **{"f-ficp_registered": "false" if now else "true"})
    Case.objects.filter(pk=opened.pk).update(ficp_registered=now)
    answer = page.post(at("case_facts", opened), sent, headers=HTMX)

    [moved] = [value for form in answer.context["forms"] for name, value in form.moved]
    assert moved == said


def test_a_fault_is_told_and_nothing_is_saved(page, actor):
    opened = ready_for_committee(actor)
    sent = typed(page, opened, **{"p-loan_amount": "beaucoup", "f-months_registered": "7"})
    answer = page.post(at("case_facts", opened), sent, headers=HTMX)

    assert "Écrivez un montant" in text_of(answer)
    assert Case.objects.get(pk=opened.pk).months_registered != 7


def test_a_guaranteed_amount_that_was_computed_follows_the_loan(page, actor):
    opened = ready_for_committee(actor)
    row = opened.requests.get()
    computed = row.loan_amount * row.quota
    opened.requests.update(amount=computed)
    page.post(
        at("case_facts", opened), typed(page, opened, **{"p-loan_amount": "20 000"}), headers=HTMX
    )

    row.refresh_from_db()
    assert (row.loan_amount, row.amount) == (20000, 20000 * row.quota)


def test_without_scripts_the_form_saves_and_comes_back(page, actor):
    opened = ready_for_committee(actor)
    answer = page.post(at("case_facts", opened), typed(page, opened, **{"p-months": "48"}))

    assert answer.status_code == 302
    assert opened.requests.get().months == 48


def test_the_page_says_what_is_missing_and_whom_to_ask(page, actor):
    opened = ready_for_committee(actor, zoning="to_check", qpv_code="", in_zfrr=None)
    text = text_of(page.get(at("case_eligibility", opened)))

    assert "à vérifier par l’adresse, onglet Projet" in text
    assert "Si une pièce établissait que le projet se situe dans un QPV" in text


def test_what_was_frozen_is_shown_as_of_its_day(page, actor):
    opened = ready_for_committee(actor)
    record_eligibility(case=opened, actor=actor, on=DAY, freeze=True)
    later = timezone.localdate() - timedelta(days=1)
    assert later != DAY
    text = text_of(page.get(at("case_eligibility", opened)))

    assert "Figé au jour de la décision" in text
    assert text.index("Figé au jour de la décision") < text.index("À quoi prétendre")


def test_who_only_reads_has_no_form_and_writes_nothing(client, actor):
    opened = ready_for_committee(actor)
    member = user("member", actor.organisation)
    give_access(case=opened, user=member, reason="comité", actor=actor, origin="sitting")
    client.force_login(member)

    assert "Les faits qui décident" not in text_of(client.get(at("case_eligibility", opened)))
    for name in ("case_facts", "case_facts_try"):
        assert client.post(at(name, opened), {}).status_code == 403


def of_a_structure(actor, **fields):
    """A dossier asking for a guarantee, whose business is known."""
    return ready_for_committee(actor, structure=structure(actor), **fields)


def test_staff_and_losses_are_typed_for_a_structure_and_a_blank_stays_unknown(page, actor):
    opened = of_a_structure(actor)
    sent = typed(page, opened, **{"f-staff_fte": "3,5", "f-losses_last_3_years": ""})
    page.post(at("case_facts", opened), sent, headers=HTMX)

    fresh = Case.objects.get(pk=opened.pk)
    assert (fresh.staff_fte, fresh.losses_last_3_years) == (Decimal("3.5"), None)
    page.post(
        at("case_facts", opened), typed(page, opened, **{"f-losses_last_3_years": "0"}),
        headers=HTMX,
    )  # fmt: skip
    fresh.refresh_from_db()
    assert (fresh.staff_fte, fresh.losses_last_3_years) == (Decimal("3.5"), 0)


@pytest.mark.parametrize(("sent", "kept"), [("true", True), ("false", False), ("unknown", None)])
def test_what_else_shows_a_difficulty_is_typed_for_a_structure(page, actor, sent, kept):
    opened = of_a_structure(actor, difficulty_shown=not kept)
    page.post(
        at("case_facts", opened), typed(page, opened, **{"f-difficulty_shown": sent}), headers=HTMX
    )

    assert Case.objects.get(pk=opened.pk).difficulty_shown is kept


@pytest.mark.parametrize(("sent", "kept"), [("true", True), ("false", False), ("unknown", None)])
@pytest.mark.parametrize("name", ["ficp_registered", "designated_operator"])
def test_what_a_loan_of_honour_reads_is_typed_for_a_person(page, actor, name, sent, kept):
    opened = ready_for_committee(actor, **{name: not kept})
    sent = typed(page, opened, **{f"f-{name}": sent})
    page.post(at("case_facts", opened), sent, headers=HTMX)

    assert getattr(Case.objects.get(pk=opened.pk), name) is kept


def test_without_a_person_nobody_is_in_the_file_of_unpaid_loans(page, actor):
    opened = case(actor, track="ess", person=None, structure=structure(actor))
    text = text_of(page.get(at("case_eligibility", opened)))

    assert "Autre difficulté établie" in text
    assert "FICP" not in text.partition("À quoi prétendre")[0]
    assert "Opérateur désigné" not in text


def test_a_difficulty_that_is_typed_turns_the_advance_at_once(page, actor):
    opened = ready_for_committee(
        actor, staff_fte=Decimal(2), losses_last_3_years=0,
        structure=structure(actor, is_ess=True, created_on=date(2015, 1, 1)),
    )  # fmt: skip
    asked = "Si une pièce établissait un financement ou un marché stratégique perdu"
    text = text_of(page.get(at("case_eligibility", opened)))
    assert asked in text and "Autre difficulté établie" in text

    sent = typed(page, opened, **{"f-difficulty_shown": "true"})
    assert asked not in text_of(page.post(at("case_facts_try", opened), sent, headers=HTMX))
    assert Case.objects.get(pk=opened.pk).difficulty_shown is None


def test_four_losses_in_three_years_are_refused_at_their_field(page, actor):
    opened = of_a_structure(actor)
    sent = typed(page, opened, **{"f-losses_last_3_years": "4"})
    answer = page.post(at("case_facts", opened), sent, headers=HTMX)

    assert "inférieure ou égale à 3" in text_of(answer)
    assert Case.objects.get(pk=opened.pk).losses_last_3_years is None


def test_without_a_structure_its_staff_is_not_asked_and_what_was_typed_stays(page, actor):
    opened = ready_for_committee(actor)
    Case.objects.filter(pk=opened.pk).update(staff_fte=Decimal(2))
    text = text_of(page.get(at("case_eligibility", opened)))
    assert "Effectif actuel" not in text and "Autre difficulté" not in text

    sent = typed(page, opened, **{"f-months_registered": "7"})
    page.post(at("case_facts", opened), sent, headers=HTMX)

    fresh = Case.objects.get(pk=opened.pk)
    assert (fresh.months_registered, fresh.staff_fte) == (7, Decimal(2))


def test_the_accounts_that_the_follow_up_received_are_shown_beside_the_facts(page, actor):
    firm = structure(actor)
    other = followed(actor=actor)
    Case.objects.filter(pk=other.commitment.case_id).update(structure=firm)
    year = timezone.localdate().year - 1
    review(other).__class__.objects.filter(pk=review(other).pk).update(
        period=str(year), state="done", result=Decimal(-4000), jobs=Decimal("2.5")
    )
    opened = ready_for_committee(actor, structure=firm)

    text = text_of(page.get(at("case_eligibility", opened)))

    assert f"{year} : résultat de −4 000 €, 2,5 ETP." in text


@pytest.mark.parametrize("name", ["case_facts_try", "case_facts"])
def test_an_answer_costs_few_queries(page, actor, name, django_assert_max_num_queries):
    opened = ready_for_committee(actor)
    sent = typed(page, opened, **{"p-months": "72"})
    limit = 20 if name == "case_facts_try" else 60
    with django_assert_max_num_queries(limit):
        page.post(at(name, opened), sent, headers=HTMX)


def test_a_request_being_typed_has_its_verdict_at_once_and_nothing_is_written(page, actor):
    opened = ready_for_committee(actor)
    row = opened.requests.get()
    sent = {
        "instrument": row.instrument_id, "loan_amount": "36 000", "quota": "80", "months": "96",
    }  # fmt: skip
    text = text_of(page.post(at("case_request_preview", opened), sent, headers=HTMX))

    assert "Si le prêt bancaire durait 84 mois au plus (96 mois pour l’instant)." in text
    assert opened.requests.count() == 1 and opened.requests.get().months == 60
    assert "lv-verdict" not in text_of(
        page.post(at("case_request_preview", opened), {}, headers=HTMX)
    )
