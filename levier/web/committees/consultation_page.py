"""What the secretary's page of a written consultation shows, ready for its template."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from levier.cases.models import Case
from levier.committees.models import Outcome, RefusalReason, Sitting, Vote
from levier.committees.services import BallotProgress, ballots_of, reasons_on, rules_of, rules_on
from levier.rules.committee import Proposal, first_last_day
from levier.web.committees.forms import ClosingForm, RulingForm
from levier.workflows.decide_consultation import SENT_BACK, Proposed, proposed_for

OUTCOMES = [
    ("", "Plus tard"),
    (Outcome.AGREED, "Accord"),
    (Outcome.AGREED_WITH_CONDITIONS, "Accord avec conditions"),
    (Outcome.ADJOURNED, "Ajournement"),
    (Outcome.REFUSED, "Refus"),
    (SENT_BACK, "Sans décision"),
]
SENSES = {
    Proposal.AGREED: ("Accord", "pre"),
    Proposal.REFUSED: ("Refus", "brique"),
    Proposal.ADJOURNED: ("Ajournement", "mer"),
    Proposal.SENT_BACK: ("Sans décision", "ocre"),
}
SIGNS = {Vote.Choice.FOR: "P", Vote.Choice.AGAINST: "C", Vote.Choice.ABSTENTION: "A"}


def consultation_page(
    sitting: Sitting, user, typed: QueryDict | None = None, results: Mapping | None = None
) -> dict:
    """Return the page: `typed` and `results` come back when a row was refused."""
    ballots = ballots_of(sitting)
    proposed = proposed_for(sitting, Case.objects.visible_to(user))
    is_closed = sitting.voting_closed_at is not None
    deciding = is_closed and sitting.state == Sitting.State.OPEN
    lines = [_line(row, ballots) for row in proposed]
    if deciding:
        for line, (_, form) in zip(lines, ruling_forms(sitting, proposed, typed), strict=True):
            line["form"] = form
            line["result"] = (results or {}).get(line["item"].pk)
    today = timezone.localdate()
    return {
        "sitting": sitting,
        "ballots": ballots,
        "missing": [ballot for ballot in ballots if not ballot.is_complete],
        "complete_count": sum(ballot.is_complete for ballot in ballots),
        "lines": lines,
        "left_count": sum(not row.item.is_closed for row in proposed),
        "is_closed": is_closed,
        "is_late": not is_closed
        and sitting.closes_at is not None
        and timezone.now() > sitting.closes_at,
        "deciding": deciding,
        "rules": rules_of(sitting),
        "opening": _opening(sitting, today),
        "extending": ClosingForm(),
        "reasons": reasons_on(sitting.organisation_id, sitting.held_on) if deciding else (),
    }


def _opening(sitting: Sitting, today) -> ClosingForm:
    days = rules_on(sitting.committee, today).written_days
    return ClosingForm(initial={"closes_on": first_last_day(today, days) if days else None})


def ruling_forms(
    sitting: Sitting, proposed: Sequence[Proposed], typed: QueryDict | None = None
) -> list[tuple[Proposed, RulingForm]]:
    """Return the row of each dossier of the table, as proposed or as typed."""
    reasons = {str(row.pk): row for row in reasons_on(sitting.organisation_id, sitting.held_on)}
    usual = reasons.get((typed or {}).get("usual_reason", ""))
    return [(row, _form(row, reasons, usual, typed)) for row in proposed]


def _form(
    row: Proposed, reasons: dict[str, RefusalReason], usual, typed: QueryDict | None
) -> RulingForm:
    data = typed if typed is not None and not row.item.is_closed else None
    return RulingForm(
        data,
        prefix=row.item.pk.hex,
        requests=row.requests,
        outcomes=OUTCOMES,
        reasons=reasons,
        usual=usual,
        initial={"outcome": row.proposal.value},
    )


def _line(row: Proposed, ballots: Sequence[BallotProgress]) -> dict:
    word, sense = SENSES[row.proposal]
    votes = {vote.representative_id: vote for vote in row.item.votes.all()}
    withdrawn = {out.representative_id for out in row.item.withdrawals.all()}
    return {
        "item": row.item,
        "asked": row.asked.lines,
        "tally": row.tally,
        "quorum": row.quorum,
        "word": word,
        "sense": sense,
        "reason": row.reason,
        "decisions": list(row.item.decisions.all()),
        "cells": [
            _cell(ballot.attendance.representative_id, votes, withdrawn) for ballot in ballots
        ],
        "remarks": [vote for vote in votes.values() if vote.remark],
        "missing": _missing(ballots, votes, withdrawn),
    }


def _cell(person: UUID, votes: dict, withdrawn: set) -> dict:
    """Return one member's vote on one dossier: a sign, its word, its colour."""
    if person in withdrawn:
        return {"sign": "D", "word": "déport", "sense": "bruyere"}
    vote = votes.get(person)
    if vote is None:
        return {"sign": "·", "word": "pas de vote", "sense": "vide"}
    senses = {"for": "pre", "against": "brique", "abstention": "neutre"}
    return {
        "sign": SIGNS[Vote.Choice(vote.choice)],
        "word": vote.get_choice_display(),
        "sense": senses[vote.choice],
        "remark": vote.remark,
    }


def _missing(ballots: Sequence[BallotProgress], votes: dict, withdrawn: set) -> int:
    called = {ballot.attendance.representative_id for ballot in ballots}
    return len(called - votes.keys() - withdrawn)
