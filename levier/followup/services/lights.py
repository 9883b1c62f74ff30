"""Lights written when they change, an advisor's word, the watch list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from levier.accounts.models import User
from levier.followup.errors import LightKeyReused, UnreadableWord, WatchRefused
from levier.followup.models import CommitmentLight, FollowUp
from levier.journal.services import record
from levier.kernel.french import long_date, numeric_date
from levier.portfolio.models import Commitment
from levier.rules.servicing.light import (
    Colour,
    Facts,
    Light,
    Word,
    darkest,
    light_of,
    reasons_of,
    word_of,
)


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person says of a light: `colour` None leaves it to the facts."""

    colour: Colour | None
    reason: str = ""


def word_on(commitment: Commitment) -> Word | None:
    """Return the last word said of a commitment, None when it was left to the facts.

    Errors: UnreadableWord.
    """
    return word_in(last_said([commitment]).get(commitment.pk))


def last_said(commitments: Sequence[Commitment]) -> dict[UUID, CommitmentLight]:
    """Return the last light that a person set on each of these commitments (one query)."""
    rows = CommitmentLight.objects.filter(commitment__in=commitments).said().reverse()
    return {row.commitment_id: row for row in rows}


def word_in(said: CommitmentLight | None) -> Word | None:
    """Return the word that a light set by hand holds, if it holds one. Errors: UnreadableWord."""
    if said is None or not said.word:
        return None
    try:
        return Word(Colour(said.word), said.on, said.word_reason, Colour(said.over))
    except ValueError as fault:
        raise UnreadableWord(on=numeric_date(said.on), reason=str(fault)) from fault


def is_unchanged(follow_up: FollowUp, facts: Facts, on: date, word: Word | None) -> bool:
    """Return whether the light that the facts and a word give is the one that is kept."""
    light = light_of(facts, on, word)
    shown = (light.colour, list(light.reasons), light.is_alert)
    return follow_up.lit_on is not None and _shown(follow_up) == shown


def mark_read(keys: Sequence[UUID], on: date) -> None:
    """Note that these lights were read on a day, and did not change (one query)."""
    FollowUp.objects.filter(pk__in=keys).update(lit_on=on)


@transaction.atomic
def write_light(*, follow_up: FollowUp, facts: Facts, on: date) -> CommitmentLight | None:
    """Write the light that the facts and the last word give; None when it did not change."""
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    word = word_on(row.commitment)
    if is_unchanged(row, facts, on, word):
        mark_read([row.pk], on)
        return None
    light, is_new, before = light_of(facts, on, word), row.lit_on is None, row.colour
    row.lit_on = on
    _keep(row, light)
    written = _append(row, light, facts, on)
    if is_new and light.colour == Colour.GREEN:
        return written
    if is_new or before != light.colour or light.is_alert:
        _journal(row, light, None)
    return written


@transaction.atomic
def say_light(
    *, follow_up: FollowUp, saying: Saying, facts: Facts, on: date, actor: User, key: UUID
) -> CommitmentLight:
    """Set the light by hand, or leave it to the facts again; the same key again changes nothing.

    Errors: WordRefused for a lighter light without a reason; LightKeyReused.
    """
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    reason = saying.reason.strip()[:300]
    known = CommitmentLight.objects.filter(organisation=row.organisation_id, key=key).first()
    if known is not None:
        said = (known.commitment_id, known.word, known.word_reason)
        if said != (row.commitment_id, saying.colour or "", reason):
            raise LightKeyReused
        return known
    word = word_of(saying.colour, facts, on, reason) if saying.colour else None
    light = light_of(facts, on, word)
    row.lit_on = on
    _keep(row, light)
    written = _append(
        row, light, facts, on, set_by=actor, word=saying.colour or "", word_reason=reason, key=key
    )
    _journal(row, light, actor)
    return written


@transaction.atomic
def watch(
    *, follow_up: FollowUp, reason: str, look_again_on: date | None, on: date, actor: User
) -> FollowUp:
    """Put a commitment on the watch list, or change why and when; no day to look takes it off.

    Errors: WatchRefused without a reason, or a day before today.
    """
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    said = reason.strip()[:300]
    if not said:
        raise WatchRefused(
            field="reason", reason="Dites pourquoi\u00a0: le motif reste au journal."
        )
    if look_again_on is not None and look_again_on <= on:
        raise WatchRefused(field="look_again_on", reason="Le prochain regard est à venir.")
    what = f"retiré de la surveillance, {said}"
    if look_again_on is None:
        row.watched_since, row.watch_reason = None, ""
    else:
        row.watched_since, row.watch_reason = row.watched_since or on, said
        what = f"sous surveillance, à revoir le {long_date(look_again_on)}\u00a0: {said}"
    row.look_again_on = look_again_on
    row.save(update_fields=["watched_since", "watch_reason", "look_again_on"])
    record(
        "followup.watched", actor=actor, target=row.commitment, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number} {what}."[:300],
    )  # fmt: skip
    return row


def _shown(row: FollowUp) -> tuple[str, list, bool]:
    return row.colour, row.reasons, row.is_alert


def _keep(row: FollowUp, light: Light) -> None:
    row.colour, row.reasons, row.is_alert = light.colour.value, list(light.reasons), light.is_alert
    row.save(update_fields=["colour", "reasons", "is_alert", "lit_on"])


def _append(row: FollowUp, light: Light, facts: Facts, on: date, **said) -> CommitmentLight:
    over = darkest([reason.colour for reason in reasons_of(facts, on)])
    return CommitmentLight.objects.create(
        organisation_id=row.organisation_id, commitment=row.commitment, on=on,
        colour=light.colour.value, reasons=list(light.reasons), is_alert=light.is_alert,
        over=over.value, **said,
    )  # fmt: skip


def _journal(row: FollowUp, light: Light, actor: User | None) -> None:
    alert = ", alerte avant impayé" if light.is_alert else ""
    record(
        "followup.light", actor=actor, target=row.commitment, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number}\u00a0: feu {row.get_colour_display()}{alert} "
        f"({'; '.join(light.reasons)})."[:300],
    )  # fmt: skip
