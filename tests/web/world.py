"""A house with one of everything and one user a role, for the tests that try every page.

A new page whose address holds a key adds its line to SAMPLES: how to fill its address with a row
of the house.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from levier.accounts.models import Organisation, Role, User
from tests.factories import (
    accounts,
    banking,
    claims,
    clawbacks,
    collections,
    consultations,
    contracts,
    correspondence,
    endowments,
    extracts,
    followup,
    mixes,
    portfolio,
    registers,
    servicing,
    state_aid,
)

GUESSES = {
    "year": 2024, "code": "x", "kind": "x", "rank": 1, "slug": "x",
    "audience": "women", "passage": "granted",
}  # fmt: skip


@dataclass
class World:
    """What the house holds; `users` and `strangers` (another house) by role."""

    house: Organisation
    other_house: Organisation
    users: dict[str, User]
    strangers: dict[str, User]
    rows: dict[str, Any] = field(default_factory=dict)


def build_world() -> World:
    """Create two houses, everybody in each, and one row of each kind in the first."""
    house, other = accounts.house(), accounts.house()
    network = accounts.network()
    world = World(house=house, other_house=other, users={}, strangers={})
    for role in Role.values:
        home = network if role == Role.NETWORK_ADMINISTRATOR else house
        world.users[role] = accounts.user(role, home)
        away = network if role == Role.NETWORK_ADMINISTRATOR else other
        world.strangers[role] = accounts.user(role, away)
    world.rows = registers.one_of_each(house, world.users["advisor"])
    rows = world.rows
    rows |= portfolio.one_of_each(house)
    rows |= clawbacks.one_of_each(world.users["finance"])
    rows |= contracts.one_of_each(world.users["secretary"])
    rows |= servicing.one_of_each(house)
    rows |= followup.one_of_each(house)
    rows |= state_aid.one_of_each(world.users["finance"])
    rows |= banking.one_of_each(world.users["finance"])
    rows |= collections.one_of_each(world.users["finance"])
    rows["call"] = claims.called(world.users["secretary"])
    rows["endowment"] = endowments.endowment(world.users["finance"])
    rows["backing"] = endowments.backed(rows["call"].commitment, rows["endowment"])
    rows["extract"] = extracts.extract(
        world.users["secretary"], rows["call"].commitment, extracts.HEADER + "G-1;10;;;\n"
    )
    advisor, seated = world.users["advisor"], rows["representative"]
    rows |= registers.hung_from_a_case(rows["case"], advisor, rows["instrument"])
    rows |= registers.papers_of(house, advisor, rows["item"], seated)
    rows |= mixes.one_of_each(advisor, rows)
    rows |= consultations.one_of_each(world.users["secretary"])
    rows |= correspondence.one_of_each(house, advisor, rows["case"])
    return world


def _key_of(name: str) -> Callable[[World], dict]:
    return lambda world: {"pk": world.rows[name].pk}


def _part_of_case(name: str) -> Callable[[World], dict]:
    return lambda world: {"pk": world.rows["case"].pk, name: world.rows[name].pk}


CASE_PAGES = (
    "case", "case_move", "case_ready", "case_project", "case_zoning", "case_attachment",
    "case_people", "case_path_open", "case_access", "case_plan", "case_plan_grid",
    "case_round_table",
    "case_plan_import",
    "case_requests", "case_request_preview", "case_eligibility", "case_facts", "case_facts_try",
    "case_pieces", "case_piece_add", "case_pieces_upload", "case_pieces_propose",
    "case_analysis", "case_engagement",
    "case_exchanges", "case_committee", "case_journal", "case_forecast", "case_forecast_save",
    "case_forecast_income", "case_forecast_cash", "case_forecast_ratios", "case_forecast_xlsx",
    "case_forecast_import", "case_forecast_import_confirm",
    "case_mix", "case_mix_state", "decide_by_delegation",
)  # fmt: skip


def _part_of(parent: str, key: str, name: str) -> Callable[[World], dict]:
    return lambda world: {"pk": world.rows[parent].pk, key: world.rows[name].pk}


def _piece_version(world: World) -> dict:
    return {"pk": world.rows["case"].pk, "piece": world.rows["piece"].pk, "number": 1}


SAMPLES: dict[str, Callable[[World], dict]] = {
    **{name: _key_of("case") for name in CASE_PAGES},
    "case_party_remove": _part_of_case("party"),
    "case_access_end": _part_of_case("access"),
    "case_plan_sheet": lambda world: {"pk": world.rows["case"].pk, "sheet": world.rows["sheet"].pk},
    "case_plan_paper": lambda world: {"pk": world.rows["case"].pk, "sheet": world.rows["paper"].pk},
    "case_forecast_sheet": lambda world: {
        "pk": world.rows["case"].pk,
        "sheet": world.rows["forecast_sheet"].pk,
    },
    "case_forecast_beside": lambda world: {
        "pk": world.rows["case"].pk,
        "sheet": world.rows["paper"].pk,
    },
    "case_plan_beside": lambda world: {
        "pk": world.rows["case"].pk,
        "sheet": world.rows["paper"].pk,
    },
    "case_financier": lambda world: {
        "pk": world.rows["case"].pk,
        "line": world.rows["resource"].pk,
    },
    "case_financier_letter": lambda world: {
        "pk": world.rows["case"].pk,
        "line": world.rows["resource"].pk,
    },
    "case_plan_line": _part_of_case("line"),
    "case_plan_line_remove": _part_of_case("line"),
    "case_request": _part_of_case("demand"),
    "case_request_withdraw": _part_of_case("demand"),
    "case_piece_file": _part_of_case("piece"),
    "case_piece_version": _piece_version,
    "case_piece_read": _piece_version,
    "case_piece_page": lambda world: {**_piece_version(world), "page": 1},
    "case_piece_upload": _part_of_case("piece"),
    "case_piece_check": _part_of_case("piece"),
    "case_point_remove": _part_of_case("point"),
    "case_referral_answer": _part_of_case("referral"),
    "case_mix_edit": _part_of_case("candidate"),
    "case_mix_check": _part_of_case("candidate"),
    "case_mix_keep": _part_of_case("candidate"),
    "guarantee_life": _key_of("commitment"),
    "guarantee_event": _key_of("commitment"),
    "guarantee_paper": _key_of("commitment"),
    "guarantee_paper_file": lambda world: {
        "pk": world.rows["commitment"].pk,
        "paper": world.rows["call"].pk,
    },
    "call_open": _key_of("commitment"),
    "call_step": lambda world: {"pk": world.rows["call"].pk, "step": "retirer"},
    "provision": lambda world: {"pk": world.rows["lent"].pk, "closing": "2026-06-30"},
    "follow_up": _key_of("followed"),
    "follow_up_step": lambda world: {"pk": world.rows["followed"].pk, "step": "surveillance"},
    "review": _key_of("review"),
    "review_file": _key_of("review"),
    "review_step": lambda world: {"pk": world.rows["review"].pk, "step": "ecarter"},
    "payment": _key_of("payment"),
    "payment_approve": _key_of("payment"),
    "payment_cancel": _key_of("payment"),
    "payment_new": _key_of("commitment"),
    "indemnity_new": _key_of("call"),
    "refund_new": _key_of("lent"),
    "payments_send": _key_of("house_account"),
    "house_account_edit": _key_of("house_account"),
    "revenue_order": _key_of("revenue_order"),
    "revenue_cancel": _key_of("revenue_order"),
    "bank_file": _key_of("bank_file"),
    "bank_file_content": _key_of("bank_file"),
    "mandate": _key_of("mandate"),
    "mandate_announce": _key_of("mandate"),
    "mandate_file": _key_of("mandate"),
    "mandate_move": lambda world: {"pk": world.rows["mandate"].pk, "step": "suspendre"},
    "mandate_new": _key_of("lent"),
    "collection": _key_of("collection"),
    "collection_cancel": _key_of("collection"),
    "ratification": _key_of("sitting"),
    "ratify_all": _key_of("sitting"),
    "ratification_decline": lambda world: {
        "pk": world.rows["sitting"].pk,
        "decision": world.rows["decision"].pk,
    },
    "sitting_scenarios": _key_of("sitting"),
    "sitting_scenario": _key_of("scenario"),
    "sitting_scenario_totals": _key_of("scenario"),
    "sitting_scenario_keep": _key_of("scenario"),
    "sitting_scenario_drop": _key_of("scenario"),
    "sitting_sign": _key_of("sitting"),
    "signature": _key_of("signature"),
    "signed_file": _key_of("signature"),
    "issued_letter": _key_of("issued_letter"),
    "sitting_letters": _key_of("sitting"),
    "letters_issue": _key_of("sitting"),
    "letters_send": _key_of("sitting"),
    "letters_zip": _key_of("sitting"),
    "letters_pdf": _key_of("sitting"),
    "letter_preview": _key_of("item"),
    "message": _key_of("message"),
    "message_resend": _key_of("message"),
    "message_file": _part_of("message", "file", "message_file"),
    "message_new": _key_of("case"),
    "pieces_ask": _key_of("case"),
    "eml_drop": _key_of("case"),
    "incoming": _key_of("incoming"),
    "incoming_file": _key_of("incoming"),
    "incoming_attachment": _part_of("incoming", "file", "incoming_attachment"),
    "incoming_to_piece": _part_of("incoming", "file", "incoming_attachment"),
    "withdrawal_cancel": _key_of("withdrawal"),
    "proposal_answer": _key_of("proposal"),
    "year_import": _key_of("year_import"),
    "year_import_correct": _key_of("year_import"),
    "year_import_confirm": _key_of("year_import"),
    "year_import_drop": _key_of("year_import"),
    "stock_import": _key_of("stock_import"),
    "stock_import_confirm": _key_of("stock_import"),
    "stock_import_drop": _key_of("stock_import"),
    "report_block_edit": _key_of("report_block"),
    "report_block_picture": _key_of("report_block"),
    "report_block_move": _key_of("report_block"),
    "report_block_remove": _key_of("report_block"),
    "journey": _key_of("journey"),
    "campaign": _key_of("campaign"),
    "engineering_payment": _key_of("payment"),
    "user_edit": _key_of("colleague"),
    "user_close": _key_of("colleague"),
    "user_reopen": _key_of("colleague"),
    "office_edit": _key_of("office"),
    "person": _key_of("person"),
    "person_edit": _key_of("person"),
    "structure": _key_of("structure"),
    "structure_edit": _key_of("structure"),
    "prescriber_edit": _key_of("prescriber"),
    "bank_edit": _key_of("bank"),
    "sitting": _key_of("sitting"),
    "sitting_edit": _key_of("sitting"),
    "sitting_step": _key_of("sitting"),
    "sitting_attendance": _key_of("sitting"),
    "sitting_cancel": _key_of("sitting"),
    "sitting_convene": _key_of("sitting"),
    "consultation": _key_of("consultation"),
    "consultation_open": _key_of("consultation"),
    "consultation_extend": _key_of("consultation"),
    "consultation_close": _key_of("consultation"),
    "consultation_decide": _key_of("consultation"),
    "ballot": _key_of("consultation"),
    "ballot_done": _key_of("consultation"),
    "ballot_vote": _key_of("ballot_item"),
    "ballot_withdraw": _key_of("ballot_item"),
    "agenda_add": _key_of("sitting"),
    "session_start": _key_of("sitting"),
    "sitting_agenda_pdf": _key_of("sitting"),
    "sitting_pack_pdf": _key_of("sitting"),
    "pack_read": _key_of("sitting"),
    "pack_agenda_page": lambda world: {**_key_of("sitting")(world), "fingerprint": "x", "page": 1},
    "pack_note_page": lambda world: {**_key_of("item")(world), "fingerprint": "x", "page": 1},
    "sitting_minutes_pdf": _key_of("sitting"),
    "rectified_minutes_pdf": _key_of("sitting"),
    "minutes_rectify": _key_of("sitting"),
    "agenda_move": _key_of("item"),
    "agenda_remove": _key_of("item"),
    "session": _key_of("item"),
    "session_votes": _key_of("item"),
    "item_show": _key_of("item"),
    "item_movement": _key_of("item"),
    "sitting_follow": _key_of("sitting"),
    "item_withdraw": _key_of("item"),
    "item_vote": _key_of("item"),
    "item_debate": _key_of("item"),
    "condition_lift": _key_of("condition"),
    "condition_evidence": _key_of("condition"),
    "minutes_extract_pdf": _key_of("item"),
    "case_note_pdf": _key_of("decided_case"),
    "decision_letter_pdf": _key_of("decision"),
    "member": _key_of("house_member"),
    "representative_edit": _key_of("representative"),
    "seat_new": _key_of("representative"),
    "seat_edit": _key_of("seat"),
    "seat_take_back": _key_of("seat"),
    "committee_edit": _key_of("committee"),
    "committee_change": _key_of("committee"),
    "remit_new": lambda world: {"committee": world.rows["committee"].pk},
    "remit_edit": lambda world: {"pk": world.rows["committee"].remits.first().pk},
    "delegation_edit": _key_of("delegation"),
    "body_edit": _key_of("body"),
    "college_edit": _key_of("college"),
    "reason_edit": _key_of("refusal_reason"),
    "commitment": _key_of("commitment"),
    "commitment_amend": _key_of("commitment"),
    "commitment_set_up": _key_of("commitment"),
    "commitment_lapse": _key_of("commitment"),
    "commitment_cancel": _key_of("commitment"),
    "commitment_end": _key_of("commitment"),
    "commitment_number": _key_of("commitment"),
    "commitment_draws": _key_of("commitment"),
    "dunning": _key_of("dunning"),
    "dunning_pdf": _key_of("dunning"),
    "clawback_new": _key_of("paid_grant"),
    "clawback_receipt": _key_of("clawback"),
    "clawback_give_up": _key_of("clawback"),
    "contract_new": _key_of("promised"),
    "contract_file": _key_of("contract"),
    "contract_sign": _key_of("contract"),
    "ledger_entry": _key_of("ledger_entry"),
    "loan": _key_of("lent"),
    "loan_pdf": _key_of("lent"),
    "loan_xlsx": _key_of("lent"),
    "loan_open": _key_of("lent"),
    "loan_submit": _key_of("lent"),
    "loan_change": lambda world: {"pk": world.rows["lent"].pk, "kind": "paiement"},
    "loan_reverse": lambda world: {
        "pk": world.rows["lent"].pk,
        "operation": world.rows["loan_operation"].pk,
    },
    "endowment": _key_of("endowment"),
    "endowment_multiplier": _key_of("endowment"),
    "endowment_counter": _key_of("endowment"),
    "guarantee_commission": _key_of("commitment"),
    "guarantee_back": _key_of("commitment"),
    "guarantee_detach": _key_of("backing"),
    "extract": _key_of("extract"),
    "extract_file": _key_of("extract"),
    "envelope": _key_of("envelope"),
    "funder": _key_of("funder"),
    "funder_edit": _key_of("funder"),
    "funder_logo": _key_of("funder"),
    "agreement_new": _key_of("funder"),
    "instrument": _key_of("instrument"),
    "version_new": _key_of("instrument"),
    "version_close": _key_of("version"),
    "version_confirm": _key_of("version"),
    "state_aid": _key_of("undertaking"),
    "state_aid_declare": _key_of("undertaking"),
    "state_aid_link": _key_of("undertaking"),
    "state_aid_describe": _key_of("undertaking"),
    "attestation_new": _key_of("undertaking"),
    "state_aid_link_end": _key_of("undertaking_link"),
    "state_aid_reverse": _key_of("aid_line"),
    "attestation_pdf": _key_of("attestation"),
    "attestation_sign": _key_of("attestation"),
    "structure_state_aid": _key_of("structure"),
    "case_state_aid": _key_of("case"),
    "version_document": lambda world: {"pk": world.rows["version"].pk, "role": "dit"},
    "third_party_aid_close": _key_of("third_party_aid"),
    "third_party_aid": _key_of("third_party_aid"),
    "third_party_aid_document": lambda world: {
        "pk": world.rows["third_party_aid"].pk,
        "role": "dit",
    },
}


def pages() -> dict[str, URLPattern]:
    """Return every page of the `web` namespace by name."""
    web = next(r for r in get_resolver().url_patterns if getattr(r, "namespace", "") == "web")
    return dict(_walk(web))


def opens_a_row(name: str) -> bool:
    """True when the address of a page holds the key of a row."""
    return any("UUID" in type(converter).__name__ for converter in _converters(name).values())


def address(name: str, world: World, role: str = "") -> str:
    """Return the address of a page, on a row of the house when SAMPLES knows one.

    A page of one programme is tried on a programme that the role reads.
    """
    kwargs = dict(SAMPLES[name](world)) if name in SAMPLES else {}
    guesses = {**GUESSES, "programme": "brsa" if role == "brsa_advisor" else "dla"}
    for key, converter in _converters(name).items():
        if key not in kwargs:
            unknown = uuid4() if "UUID" in type(converter).__name__ else guesses.get(key, "x")
            kwargs[key] = 1 if "Int" in type(converter).__name__ and unknown == "x" else unknown
    return reverse(f"web:{name}", kwargs=kwargs)


def _walk(resolver: URLResolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry)
        else:
            assert entry.name, f"{entry.pattern} has no name"
            yield entry.name, entry


def _converters(name: str) -> dict[str, Any]:
    """Return the parameters of a page with their converters, those of the includes too."""
    web = next(r for r in get_resolver().url_patterns if getattr(r, "namespace", "") == "web")

    def search(resolver, found):
        for entry in resolver.url_patterns:
            here = {**found, **entry.pattern.converters}
            if isinstance(entry, URLResolver):
                result = search(entry, here)
                if result is not None:
                    return result
            elif entry.name == name:
                return here
        return None

    return search(web, {}) or {}
