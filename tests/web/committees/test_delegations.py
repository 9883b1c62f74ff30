"""Decide alone, read what was decided so, ratify in session: the pages."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from levier.committees.models import Decision, Sitting
from levier.portfolio.models import Commitment
from tests.factories.accounts import user
from tests.factories.committees import (
    in_session,
    laid,
    ready_case,
    refusal_reason,
    request,
)
from tests.factories.delegations import agreed, alone, asked_of, delegation

pytestmark = pytest.mark.django_db


@pytest.fixture
def director():
    return user("director")


@pytest.fixture
def signed(client, director):
    client.force_login(director)
    return client


def page_of(case):
    return reverse("web:decide_by_delegation", args=[case.pk])


def typed(*asked, body="director", key=None, **changes):
    """Return what the page sends: the agreement of each request on its terms, unless changed."""
    data = {"body": body, "day": f"{timezone.localdate():%d/%m/%Y}", "key": key or uuid4()}
    for row in asked:
        own = {"outcome": "agreed", "loan_amount": "36000", "quota": "80", "months": "60"}
        if row.instrument.kind != "guarantee":
            own = {"outcome": "agreed", "amount": str(row.amount), "months": "60"}
        own |= changes
        data |= {f"{row.pk.hex}-{name}": value for name, value in own.items()}
    return data


def text_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


# ── Decide ────────────────────────────────────────────────────────────────────────────────────
def test_the_page_is_filled_with_the_terms_asked_and_says_the_ceiling(signed, director):
    delegation(director)
    asked = asked_of(director)
    page = text_of(signed.get(page_of(asked.case)))
    assert 'jusqu’à <span class="n">30 000 €</span>' in page
    assert 'demandé <span class="n">28 800 €</span>' in page
    assert "CA du 12 décembre 2025" in page
    assert "au-dessus de la délégation" not in page


def test_one_click_decides_opens_the_commitment_and_leads_to_the_act(signed, director):
    delegation(director)
    asked = asked_of(director)
    answer = signed.post(page_of(asked.case), typed(asked))
    act = Sitting.objects.get()
    assert answer.url == reverse("web:sitting", args=[act.pk])
    assert act.number == f"DD-{timezone.localdate().year}-01"
    assert Commitment.objects.get().amount == Decimal(28800)
    page = text_of(signed.get(answer.url))
    assert "Décisions par délégation DD-" in page
    assert "à ratifier" in page
    assert "Figer le relevé" in page
    assert "Présences" not in page


def test_the_same_form_sent_twice_decides_once(signed, director):
    delegation(director)
    asked = asked_of(director)
    data = typed(asked)
    first, again = (signed.post(page_of(asked.case), data) for _ in range(2))
    assert first.url == again.url
    assert Decision.objects.count() == 1


def test_above_the_ceiling_nothing_is_written_and_what_was_typed_stays(signed, director):
    delegation(director, max_amount=Decimal("28799.99"))
    asked = asked_of(director)
    answer = signed.post(page_of(asked.case), typed(asked, reason="Marché connu"))
    page = text_of(answer)
    assert answer.status_code == 422
    assert "le comité décide" in page
    assert "Marché connu" in page
    assert "au-dessus de la délégation" in page
    assert not Sitting.objects.exists()


def test_two_requests_under_one_delegation_are_added_up(signed, director):
    delegation(director, max_amount=Decimal(57600))
    case = ready_case(director.organisation)
    request(case), request(case)
    assert "au-dessus" not in text_of(signed.get(page_of(case)))
    request(case)
    assert "au-dessus" in text_of(signed.get(page_of(case)))


def test_conditions_and_a_refusal_are_typed_on_the_same_page(signed, director):
    delegation(director)
    first, second = asked_of(director), asked_of(director)
    signed.post(
        page_of(first.case),
        typed(first, outcome="agreed_with_conditions", conditions="Bail signé\n\nDevis signé"),
    )
    reason = refusal_reason(director.organisation)
    signed.post(page_of(second.case), typed(second, outcome="refused", refusal_reason=reason.pk))
    agreed_one, refused_one = Decision.objects.order_by("recorded_at")
    assert [row.text for row in agreed_one.conditions.all()] == ["Bail signé", "Devis signé"]
    assert (refused_one.outcome, refused_one.refusal_reason) == ("refused", reason)


def test_a_refusal_without_its_reason_is_said_and_decides_nothing(signed, director):
    delegation(director)
    asked = asked_of(director)
    answer = signed.post(page_of(asked.case), typed(asked, outcome="refused"))
    assert answer.status_code == 422
    assert "motif" in text_of(answer)
    assert not Decision.objects.exists()


def test_a_day_to_come_is_refused_at_its_field(signed, director):
    delegation(director)
    asked = asked_of(director)
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = signed.post(page_of(asked.case), typed(asked) | {"day": f"{tomorrow:%d/%m/%Y}"})
    assert "Une décision ne se note pas d’avance." in text_of(answer)
    assert answer.context["form"].errors.keys() == {"day"}


def test_the_secretary_notes_a_bureau_s_decision_not_the_director_s(client, director):
    delegation(director)
    client.force_login(user("secretary", director.organisation))
    asked = asked_of(director)
    assert "le comité décide" in text_of(client.get(page_of(asked.case)))
    assert client.post(page_of(asked.case), typed(asked)).status_code == 422
    delegation(director, body="bureau")
    assert client.post(page_of(asked.case), typed(asked, body="bureau")).status_code == 302
    assert Decision.objects.get().item.sitting.body.code == "bureau"


def test_a_dossier_that_is_not_ready_says_so(signed, director):
    delegation(director)
    case = ready_case(director.organisation, state="instruction")
    request(case)
    assert "ne se décide pas ici" in text_of(signed.get(page_of(case)))


def test_the_dossier_offers_it_when_a_delegation_covers_all_it_asks(signed, director):
    asked = asked_of(director)
    tab = reverse("web:case_committee", args=[asked.case.pk])
    assert "Décider par délégation" not in text_of(signed.get(tab))
    delegation(director)
    assert page_of(asked.case) in text_of(signed.get(tab))


# ── Read ──────────────────────────────────────────────────────────────────────────────────────
def test_the_list_the_file_and_the_register_say_the_same_decisions(signed, director):
    delegation(director)
    alone(director, agreed(asked_of(director)))
    waiting = asked_of(director)
    address = reverse("web:delegated_list")

    page = text_of(signed.get(address))
    assert "DD-2026-01" in page
    assert "1 décision à ratifier" in page
    assert page_of(waiting.case) in page
    answer = signed.get(address, {"export": "xlsx"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for line in book.get_sheet_by_index(0).to_python() for cell in line]
    assert "DD-2026-01" in cells
    assert 28800 in cells
    assert "CA du 12 décembre 2025" in cells
    register = signed.get(reverse("web:delegated_register", args=[2026]))
    with pikepdf.open(BytesIO(register.content)) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize(("asked", "found"), [("waiting", True), ("yes", False), ("no", False)])
def test_the_list_is_filtered_by_what_a_committee_said(signed, director, asked, found):
    delegation(director)
    alone(director, agreed(asked_of(director)))
    page = text_of(signed.get(reverse("web:delegated_list"), {"suite": asked}))
    assert ("DD-2026-01" in page) is found


def test_acts_are_not_among_the_committees(signed, director):
    delegation(director)
    alone(director, agreed(asked_of(director)))
    assert "DD-2026-01" not in text_of(signed.get(reverse("web:sitting_list")))


# ── Ratify ────────────────────────────────────────────────────────────────────────────────────
def test_a_committee_ratifies_those_ticked_and_says_why_not_the_others(signed, director):
    delegation(director)
    alone(director, agreed(asked_of(director)))
    alone(director, agreed(asked_of(director)))
    sitting = in_session(director, min_members=0)
    laid(sitting, director)
    first, second = Decision.objects.order_by("recorded_at")

    assert "2 décisions à ratifier" in text_of(
        signed.get(reverse("web:sitting", args=[sitting.pk]))
    )
    page = reverse("web:ratification", args=[sitting.pk])
    assert text_of(signed.get(page)).count('name="decision"') == 2
    signed.post(reverse("web:ratify_all", args=[sitting.pk]), {"decision": [first.pk]})
    signed.post(
        reverse("web:ratification_decline", args=[sitting.pk, second.pk]),
        {"reason": "Dossier à revoir"},
    )
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.ratified_in, second.not_ratified_in) == (sitting, sitting)
    assert "Non ratifiée : Dossier à revoir" in text_of(signed.get(page))


def test_nothing_is_ratified_without_a_tick_a_reason_or_a_session(signed, director):
    delegation(director)
    alone(director, agreed(asked_of(director)))
    sitting, decision = in_session(director, min_members=0), Decision.objects.get()
    every = reverse("web:ratify_all", args=[sitting.pk])
    decline = reverse("web:ratification_decline", args=[sitting.pk, decision.pk])

    assert "Cochez les décisions" in text_of(signed.post(every, follow=True))
    said = text_of(signed.post(decline, {"reason": " "}, follow=True))
    assert "Dites pourquoi le comité ne ratifie pas" in said
    Sitting.objects.filter(pk=sitting.pk).update(state="planned")
    said = text_of(signed.post(every, {"decision": [decision.pk]}, follow=True))
    assert "Un comité ratifie en séance" in said
    decision.refresh_from_db()
    assert decision.is_to_ratify
