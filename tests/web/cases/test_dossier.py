"""The dossier's pages: what they show, to whom, in how many queries, and what they refuse."""

import pytest
from django.urls import reverse

from levier.cases.models import Case, PlanLine
from levier.cases.services import add_note, bar_access, give_access, move_case, update_case
from levier.journal.models import Entry
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, case, instructed, ready_for_committee, with_guarantee
from tests.factories.catalogue import instrument
from tests.factories.people import anais

TABS = (
    "case", "case_project", "case_people", "case_plan", "case_requests", "case_eligibility",
    "case_pieces", "case_analysis", "case_engagement", "case_exchanges", "case_committee",
    "case_journal", "case_ready",
)  # fmt: skip
STAFF_ONLY = ("case_people", "case_exchanges", "case_journal")


def at(name, case, *keys):
    return reverse(f"web:{name}", args=[case.pk, *keys])


@pytest.mark.parametrize("name", TABS)
def test_every_tab_keeps_within_twenty_queries_whatever_the_rows(
    page, actor, name, django_assert_max_num_queries
):
    opened = ready_for_committee(actor)
    for rank in range(30):
        PlanLine.objects.create(
            organisation=actor.organisation, case=opened, side="need", nature="stock",
            amount=rank + 1,
        )  # fmt: skip
        add_note(case=opened, actor=actor, on=DAY, text=f"Note {rank}")

    with django_assert_max_num_queries(20):
        answer = page.get(at(name, opened))

    assert answer.status_code == 200


@pytest.mark.parametrize("name", TABS)
def test_a_stranger_sees_no_dossier(client, actor, name):
    opened = case(actor)
    for stranger in (user("advisor", house()), user("brsa_advisor", actor.organisation)):
        client.force_login(stranger)

        assert client.get(at(name, opened)).status_code == 404


@pytest.mark.parametrize("name", TABS)
def test_a_committee_member_reads_the_work_and_not_the_notes(client, actor, name):
    opened = case(actor)
    member = user("member", actor.organisation)
    give_access(case=opened, user=member, reason="comité", actor=actor, origin="sitting")
    client.force_login(member)

    answer = client.get(at(name, opened))

    assert answer.status_code == (404 if name in STAFF_ONLY else 200)


def test_a_member_who_withdrew_sees_nothing_any_more(client, actor):
    opened = case(actor)
    member = user("member", actor.organisation)
    give_access(case=opened, user=member, reason="comité", actor=actor, origin="sitting")
    bar_access(case=opened, user=member, reason="déport", actor=actor)
    client.force_login(member)

    assert client.get(at("case", opened)).status_code == 404


def test_the_header_says_each_amount_with_its_nature(page, actor):
    html = page.get(at("case", with_guarantee(actor))).content.decode()

    for words in ("Emprunt demandé", "36\u202f000\u00a0€", "Garantie proposée", "rien à ce jour"):
        assert words in html


def test_a_blank_amount_never_looks_like_zero(page, actor):
    html = page.get(at("case", case(actor))).content.decode()

    assert "non chiffré" in html
    assert ">0\u00a0€<" not in html.split("lv-montants")[1].split("</dl>")[0]


def test_every_reading_of_a_social_dossier_is_journalled_before_the_page_leaves(client, actor):
    adviser = user("brsa_advisor", actor.organisation)
    opened = case(adviser, track="brsa")
    client.force_login(adviser)

    client.get(at("case", opened))
    client.get(at("case_people", opened))

    reads = Entry.objects.filter(kind="read", case_key=opened.pk)
    assert {entry.actor for entry in reads} == {adviser}
    assert reads.count() == 2


def test_reading_an_ordinary_dossier_writes_nothing(page, actor):
    opened = case(actor)
    before = Entry.objects.count()

    page.get(at("case", opened))

    assert Entry.objects.count() == before


def test_who_reads_without_instructing_is_told_why_they_cannot_write(client, actor):
    opened = instructed(actor)
    client.force_login(user("finance", actor.organisation))

    answer = client.post(at("case_plan", opened), {"side": "need"})

    assert answer.status_code == 403
    assert "autre équipe" in answer.content.decode()


def test_what_the_committee_reads_is_closed_to_changes(page, actor):
    opened = ready_for_committee(actor)
    move_case(case=opened, event="declare_ready", actor=actor, on=DAY)

    refused = page.post(at("case_plan", opened), {"side": "need", "amount": "10"})

    assert refused.status_code == 403
    assert "reprenez l’instruction" in refused.content.decode()
    assert "reprenez l’instruction" in page.get(at("case_plan", opened)).content.decode()


def test_a_dossier_that_lacks_something_says_what_by_name_and_where(page, actor):
    opened = with_guarantee(actor)

    answer = page.get(at("case_ready", opened))

    html = answer.content.decode()
    assert "Commune du projet" in html
    assert at("case_project", opened) in html
    refused = page.post(
        at("case_ready", opened), {"event": "declare_ready", "state": "instruction"}
    )
    assert refused.status_code == 200
    assert Case.objects.get(pk=opened.pk).state == "instruction"


def test_a_dossier_that_lacks_nothing_is_declared_ready(page, actor):
    opened = ready_for_committee(actor)
    Case.objects.filter(pk=opened.pk).update(opened_on=DAY)
    opened.pieces.update(expires_on=None)

    page.post(at("case_ready", opened), {"event": "declare_ready", "state": "instruction"})

    assert Case.objects.get(pk=opened.pk).state == "ready"


def test_a_page_that_shows_a_former_step_moves_nothing(page, actor):
    opened = case(actor)
    move_case(case=opened, event="instruct", actor=actor, on=DAY)

    answer = page.post(at("case_move", opened), {"event": "instruct", "state": "first_contact"})

    assert answer.status_code == 302
    assert Entry.objects.filter(action="cases.moved").count() == 1


def test_giving_up_asks_why_beside_the_field(page, actor):
    opened = case(actor)
    sent = {"event": "abandon", "state": "first_contact", "reason": ""}

    refused = page.post(at("case_move", opened), sent)
    page.post(at("case_move", opened), {**sent, "reason": "A trouvé un emploi"})

    assert refused.context["form"].errors["reason"][0].startswith("Dites pourquoi")
    assert Case.objects.get(pk=opened.pk).state == "abandoned"


def test_an_unknown_passage_does_not_exist(page, actor):
    assert page.get(at("case_move", case(actor)) + "?passage=voler").status_code == 404


def test_a_decision_of_the_committee_is_not_a_passage_of_this_page(page, actor):
    opened = ready_for_committee(actor)
    Case.objects.filter(pk=opened.pk).update(state="committee")

    page.post(at("case_move", opened), {"event": "agree", "state": "committee"})

    assert Case.objects.get(pk=opened.pk).state == "committee"


def project(page, opened, **typed):
    form = page.get(at("case_project", opened)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    plain = {name: "" if value is None else value for name, value in values.items()}
    return {**plain, **typed}


def test_the_project_is_saved_and_its_place_is_to_check_again(page, actor):
    opened = instructed(actor, commune_code="62510", town="Liévin", zoning="checked", in_zfrr=False)

    page.post(at("case_project", opened), project(page, opened, title="Garage", town="calais"))

    opened.refresh_from_db()
    assert (opened.title, opened.town, opened.commune_code) == ("Garage", "Calais", "62193")
    assert (opened.zoning, opened.in_zfrr) == ("to_check", None)


def test_a_stale_page_overwrites_nothing_and_loses_nothing(page, actor):
    opened = instructed(actor, title="Garage")
    sent = project(page, opened, title="Atelier", town="")
    update_case(case=opened, actor=actor, on=DAY, title="Garage solidaire")

    answer = page.post(at("case_project", opened), sent)

    html = answer.content.decode()
    assert "ont changé depuis" in html
    assert "Garage solidaire" in html
    assert 'value="Atelier"' in html
    opened.refresh_from_db()
    assert opened.title == "Garage solidaire"


def test_a_stale_page_read_again_is_saved(page, actor):
    opened = instructed(actor, title="Garage")
    sent = project(page, opened, title="Atelier", town="")
    update_case(case=opened, actor=actor, on=DAY, title="Garage solidaire")
    form = page.post(at("case_project", opened), sent).context["form"]

    page.post(at("case_project", opened), {**sent, "seen_print": form["seen_print"].value()})

    opened.refresh_from_db()
    assert opened.title == "Atelier"


def test_an_address_without_network_stays_to_check_and_says_so(page, actor):
    opened = instructed(actor, commune_code="62510", town="Liévin", address="14 rue Pasteur")

    html = page.post(at("case_zoning", opened), follow=True).content.decode()

    assert "Il reste à vérifier" in html
    opened.refresh_from_db()
    assert opened.zoning == "to_check"


def test_a_plan_line_is_typed_the_french_way(page, actor):
    opened = instructed(actor)
    line = {"side": "need", "nature": "equipment", "label": "Pont", "amount": "18\u202f400,50 €"}

    page.post(at("case_plan", opened), line)

    assert str(PlanLine.objects.get().amount) == "18400.50"


@pytest.mark.parametrize("amount", ["abc", "0", "-5", "1,234"])
def test_an_amount_that_makes_no_sense_is_refused_beside_its_field(page, actor, amount):
    opened = instructed(actor)

    answer = page.post(
        at("case_plan", opened), {"side": "need", "nature": "equipment", "amount": amount}
    )

    assert answer.context["form"].errors["amount"]
    assert not PlanLine.objects.exists()


def test_a_resource_is_never_a_need(page, actor):
    opened = instructed(actor)

    answer = page.post(
        at("case_plan", opened), {"side": "need", "nature": "bank_loan", "amount": "10"}
    )

    assert "nature" in answer.context["form"].errors


def test_a_plan_line_is_changed_then_removed(page, actor):
    opened = with_guarantee(actor)
    line = opened.plan_lines.get(side="need")
    form = page.get(at("case_plan_line", opened, line.pk)).context["form"]
    read = {"seen_print": form.initial["seen_print"]}
    sent = {"nature": "equipment", "label": "Pont", "amount": "60 000", **read}

    page.post(at("case_plan_line", opened, line.pk), sent)
    line.refresh_from_db()
    assert str(line.amount) == "60000.00"
    stale = page.post(at("case_plan_line", opened, line.pk), {**sent, "amount": "1"})
    assert "ont changé depuis" in stale.content.decode()
    line.refresh_from_db()
    assert str(line.amount) == "60000.00"
    page.post(at("case_plan_line_remove", opened, line.pk))

    assert not opened.plan_lines.filter(side="need").exists()


def test_a_line_of_another_dossier_is_not_changed_from_here(page, actor):
    other = with_guarantee(actor).plan_lines.first()

    assert page.post(at("case_plan_line", case(actor), other.pk)).status_code in (403, 404)


def test_a_guarantee_without_amount_takes_the_one_computed(page, actor):
    opened = instructed(actor)
    asked = instrument(actor.organisation, "Garantie Égalité Femmes")
    sent = {
        "instrument": asked.pk, "loan_amount": "90 000", "quota": "80", "months": "60",
        "bank_name": "Banque des Terrils",
    }  # fmt: skip

    page.post(at("case_requests", opened), sent)

    request = opened.requests.get()
    assert str(request.amount) == "50000.00"
    assert str(request.quota) == "0.8000"
    assert request.bank.is_to_check
    assert opened.eligibility_records.exists()


def test_the_preview_says_the_cap_the_commission_and_the_alerts(page, actor):
    opened = instructed(actor)
    asked = instrument(actor.organisation, "Garantie Égalité Femmes")
    sent = {
        "instrument": asked.pk, "loan_amount": "90000", "quota": "85", "months": "96",
        "surety_amount": "5000",
    }  # fmt: skip

    html = page.post(at("case_request_preview", opened), sent).content.decode()

    assert "50\u202f000\u00a0€" in html
    assert "1\u202f250\u00a0€" in html
    assert "80\u00a0% au plus" in html
    assert "84\u00a0mois au plus" in html
    assert "n’en admet aucune" in html
    assert not opened.requests.exists()


def test_four_ratings_and_one_unexplained_write_none(page, actor):
    opened = instructed(actor)
    codes = ("team", "organisation", "environment_strategy", "social_impact", "economy_finance")
    sent = {"form": "rating", **dict.fromkeys(codes, "3"), "economy_finance": "4"}

    answer = page.post(at("case_analysis", opened), sent)

    assert "economy_finance_comment" in answer.context["rating_form"].errors
    assert not opened.ratings.exists()
    page.post(at("case_analysis", opened), {**sent, "economy_finance_comment": "Marge forte"})
    assert opened.ratings.count() == 5


def test_axes_are_held_with_their_proof_and_one_without_is_flagged(page, actor):
    opened = instructed(actor)

    sent = {"social-held": "on", "social-proof": "Convention", "environment-held": "on"}
    html = page.post(at("case_engagement", opened), sent, follow=True).content.decode()

    assert {row.axis: row.proof for row in opened.axes.all()} == {
        "social": "Convention", "environment": "",
    }  # fmt: skip
    assert "Sans preuve pour l’instant\u00a0: Environnement" in html.replace("&nbsp;", "\u00a0")


def test_who_will_read_a_note_is_chosen_before_it_is_written(page, actor):
    opened = case(actor)

    html = page.get(at("case_exchanges", opened)).content.decode()
    page.post(at("case_exchanges", opened), {"form": "note", "is_internal": "non", "text": "Merci"})

    assert html.index("Qui lira cette note") < html.index('name="text"')
    assert not opened.notes.get().is_internal


def test_a_referral_without_consent_is_refused_in_french(page, actor):
    opened = case(actor)
    sent = {
        "form": "referral", "o-body": "BGE", "o-reason": "étude", "o-means": "de vive voix",
    }  # fmt: skip

    refused = page.post(at("case_exchanges", opened), sent)
    assert "rien ne part" in refused.context["referral_form"].errors["has_consent"][0]
    page.post(at("case_exchanges", opened), {**sent, "o-has_consent": "on"})

    referral = opened.referrals.get()
    assert referral.consent.means == "de vive voix"
    page.post(
        at("case_referral_answer", opened, referral.pk), {"accepted": "oui", "answer": "Reçue"}
    )
    referral.refresh_from_db()
    assert referral.state == "accepted"


def test_the_journal_shows_what_changed_from_what_to_what(page, actor):
    opened = case(actor, title="Garage")
    update_case(case=opened, actor=actor, on=DAY, title="Garage solidaire")

    html = page.get(at("case_journal", opened)).content.decode()

    assert '<span class="av">Garage</span> → <span class="ap">Garage solidaire</span>' in html
    assert actor.full_name in html


def test_the_second_reader_sees_that_there_is_a_first(client, actor):
    opened = case(actor)
    colleague = user("advisor", actor.organisation, first_name="Clara", last_name="Mielczarek")
    client.force_login(colleague)
    assert "lit aussi" not in client.get(at("case", opened)).content.decode()

    client.force_login(actor)

    assert "Clara Mielczarek lit aussi" in client.get(at("case", opened)).content.decode()


def test_somebody_already_known_joins_a_dossier_without_being_written_twice(page, actor):
    opened, known = case(actor), anais(actor)
    sent = {
        "form": "party", "a-role": "associée", "a-last_name": "Delcroix", "a-first_name": "Anaïs",
        "a-email": known.email,
    }  # fmt: skip

    page.post(at("case_people", opened), sent)

    assert opened.parties.get().person == known
