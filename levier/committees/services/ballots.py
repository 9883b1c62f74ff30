"""The votes of one dossier written from one page, beside those cast from the members' tablets."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from levier.committees.errors import VotedMeanwhile
from levier.committees.models import AgendaItem, Representative, Vote
from levier.committees.services.votes import cast_vote, locked


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a page showed of a member's vote, and what it sends; "" where there is none."""

    representative: Representative
    shown: str
    choice: str

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed it on the page."""
        return self.choice != self.shown

    def against(self, current: str) -> str:
        """Return the vote to show beside the one now written: typed, unless it changed since."""
        return self.choice if self.is_changed and current == self.shown else current


@transaction.atomic
def cast_changed(*, item: AgendaItem, ballots: Sequence[Ballot], actor) -> list[Vote]:
    """Write the votes changed on a page, and leave every other one as its member cast it.

    The point is taken first: what is compared is what stands when it is written. Errors:
    VotedMeanwhile, which names those whose vote was changed on the page and elsewhere; those of
    cast_vote.
    """
    item = locked(item)
    current = dict(item.votes.values_list("representative_id", "choice"))
    changed = [row for row in ballots if row.is_changed]
    late = [
        row.representative
        for row in changed
        if current.get(row.representative.pk, "") not in (row.shown, row.choice)
    ]
    if late:
        raise VotedMeanwhile(names=", ".join(str(person) for person in late))
    return [
        cast_vote(item=item, representative=row.representative, choice=row.choice, actor=actor)
        for row in changed
        if current.get(row.representative.pk, "") != row.choice
    ]
