"""Proposals of mixes: kept with what they were found from, chosen once."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from levier.accounts.models import User
from levier.cases.models import Case
from levier.catalogue.models import Instrument
from levier.journal.services import record
from levier.kernel.french import plural
from levier.mixes.errors import MixAlreadyKept
from levier.mixes.models import MixCandidate, MixLine, MixProposal
from levier.rules.mix.problem import Line, Mix, Problem
from levier.rules.mix.record import from_json, to_json


def print_of(problem: Problem) -> str:
    """Return the hash of everything that a mix is found from."""
    plain = json.dumps(to_json(problem), sort_keys=True, ensure_ascii=False)
    return sha256(plain.encode()).hexdigest()


@transaction.atomic
def record_proposal(
    *,
    case: Case,
    actor: User,
    on: date,
    problem: Problem,
    mixes: Sequence[tuple[Mix, Mapping[str, str]]],
    notes: Sequence[str] = (),
    admitted: Sequence[str] = (),
    relaxations: Mapping[str, Any] | None = None,
) -> MixProposal:
    """Keep the mixes found for a dossier, each with why each amount; none when nothing fits."""
    proposal = MixProposal.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        on=on,
        made_by=actor,
        problem=to_json(problem),
        print=print_of(problem),
        notes=list(notes),
        admitted=list(admitted),
        relaxations=dict(relaxations or {}),
    )
    for rank, (mix, reasons) in enumerate(mixes, 1):
        _add(proposal, actor, rank, mix, reasons, is_edited=False)
    found = plural(len(mixes), "montage possible", "montages possibles")
    summary = f"Montage calculé pour le dossier {case.number} : {found}."
    record("mixes.proposed", actor=actor, target=proposal, case_key=case.pk, summary=summary)
    return proposal


@transaction.atomic
def add_edited(
    *, proposal: MixProposal, actor: User, mix: Mix, reasons: Mapping[str, str]
) -> MixCandidate:
    """Add a mix typed by hand to a proposal; the caller has checked it."""
    MixProposal.objects.select_for_update().get(pk=proposal.pk)
    same = next((c for c in proposal.candidates.all() if mix_of(c) == mix), None)
    if same is not None:
        return same
    last = proposal.candidates.order_by("-rank").first()
    candidate = _add(proposal, actor, last.rank + 1 if last else 1, mix, reasons, is_edited=True)
    summary = f"Montage {candidate.rank} modifié à la main."
    record("mixes.edited", actor=actor, target=proposal, summary=summary)
    return candidate


@transaction.atomic
def keep_candidate(*, candidate: MixCandidate, actor: User) -> bool:
    """Mark a mix as the one kept. Return False when it already was.

    Errors: MixAlreadyKept when another mix of the proposal was kept.
    """
    rows = MixProposal.objects.filter(pk=candidate.proposal_id, kept=None)
    taken = rows.update(kept=candidate, kept_by=actor, kept_at=timezone.now())
    if not taken:
        kept = MixProposal.objects.values_list("kept", flat=True).get(pk=candidate.proposal_id)
        if kept != candidate.pk:
            raise MixAlreadyKept
        return False
    proposal = candidate.proposal
    summary = f"Montage {candidate.rank} du {proposal.on:%d/%m/%Y} retenu."
    record("mixes.kept", actor=actor, target=proposal, summary=summary)
    return True


def problem_of(proposal: MixProposal) -> Problem:
    """Return what the mixes were found from, as it was that day."""
    return from_json(proposal.problem)


def mix_of(candidate: MixCandidate) -> Mix:
    """Return a kept mix as the rules read it."""
    return Mix(
        tuple(
            Line(
                line.code,
                line.amount,
                line.months,
                line.quota,
                {key: Decimal(amount) for key, amount in line.draws.items()},
            )
            for line in candidate.lines.all()
        )
    )


def _add(
    proposal: MixProposal,
    actor: User,
    rank: int,
    mix: Mix,
    reasons: Mapping[str, str],
    *,
    is_edited: bool,
) -> MixCandidate:
    candidate = MixCandidate.objects.create(
        organisation_id=proposal.organisation_id,
        proposal=proposal,
        rank=rank,
        is_edited=is_edited,
        made_by=actor,
    )
    codes = [line.code for line in mix.lines]
    known = Instrument.objects.filter(organisation_id=proposal.organisation_id, code__in=codes)
    by_code = {instrument.code: instrument for instrument in known}
    MixLine.objects.bulk_create(
        MixLine(
            organisation_id=proposal.organisation_id,
            candidate=candidate,
            position=position,
            code=line.code,
            instrument=by_code.get(line.code),
            amount=line.amount,
            months=line.months,
            quota=line.quota,
            draws={key: f"{amount:f}" for key, amount in line.draws.items()},
            reason=reasons.get(line.code, "")[:400],
        )
        for position, line in enumerate(mix.lines)
    )
    return candidate
