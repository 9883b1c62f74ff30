"""The committee's arithmetic: how a vote falls, what an outcome allows, until when it holds.

Votes are those of one dossier: a member who withdrew from it is not there for it. Every refusal is
a French sentence.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from levier.kernel.dates import add_months
from levier.kernel.french import NBSP, euros
from levier.rules.committee.quorums import CollegeRule, Member, beyond_seats, taking_part


class Choice(StrEnum):
    """What one member votes. An abstention is a vote; an absence is none."""

    FOR = "for"
    AGAINST = "against"
    ABSTENTION = "abstention"


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's vote on one dossier."""

    member: Hashable
    choice: Choice


@dataclass(frozen=True, slots=True)
class Tally:
    """A vote counted. `carried` is None while nobody has voted, or on a tie that nobody breaks.

    The majority is that of the votes for and against; an abstention is counted and weighs on
    neither side. `by_casting_vote`: the chair's vote broke a tie.
    """

    votes_for: int
    votes_against: int
    abstentions: int
    carried: bool | None
    by_casting_vote: bool = False


def tally(votes: Sequence[Vote], casting_vote: Choice | None = None) -> Tally:
    """Return the result of a vote by simple majority.

    `casting_vote` is the chair's own vote where the committee's rules give it weight in a tie
    (None otherwise). An abstaining chair breaks no tie.
    """
    votes_for = sum(vote.choice == Choice.FOR for vote in votes)
    votes_against = sum(vote.choice == Choice.AGAINST for vote in votes)
    abstentions = len(votes) - votes_for - votes_against
    if votes_for != votes_against:
        return Tally(votes_for, votes_against, abstentions, votes_for > votes_against)
    if votes_for and casting_vote in (Choice.FOR, Choice.AGAINST):
        return Tally(votes_for, votes_against, abstentions, casting_vote == Choice.FOR, True)
    return Tally(votes_for, votes_against, abstentions, None)


def vote_faults(
    votes: Sequence[Vote],
    members: Sequence[Member],
    withdrawn: Collection[Hashable],
    colleges: Sequence[CollegeRule] = (),
) -> list[str]:
    """Return one sentence for each vote that cannot stand, in French.

    Only a member present, within the seats of their college and not withdrawn votes, and only
    once.
    """
    there = {m.key for m in taking_part(members, withdrawn, colleges)}
    unseated = {m.key: rule for m, rule in beyond_seats(members, colleges)}
    names = {m.key: m.name or "Un membre" for m in members}
    seen: set[Hashable] = set()
    found = []
    for vote in votes:
        name = names.get(vote.member, "Une personne")
        if vote.member in withdrawn:
            found.append(f"{name} ne siège pas sur ce dossier (déport) et ne peut pas voter.")
        elif vote.member in unseated:
            found.append(f"{name} ne peut pas voter{NBSP}: {unseated[vote.member].seats_said}.")
        elif vote.member not in there:
            found.append(f"{name} n’est pas là et ne peut pas voter.")
        elif vote.member in seen:
            found.append(f"{name} a déjà voté.")
        seen.add(vote.member)
    return found


class Outcome(StrEnum):
    """What a committee may decide on one requested instrument."""

    AGREED = "agreed"
    AGREED_WITH_CONDITIONS = "agreed_with_conditions"
    ADJOURNED = "adjourned"
    REFUSED = "refused"

    @property
    def is_agreement(self) -> bool:
        """Whether the instrument is granted."""
        return self in (Outcome.AGREED, Outcome.AGREED_WITH_CONDITIONS)


def outcome_faults(
    outcome: Outcome, amount: Decimal | None, *, conditions: int = 0, reason: str = ""
) -> list[str]:
    """Return what contradicts the outcome, in French; nothing when it holds.

    An agreement carries an amount above zero, and conditions only if it is conditional; an
    adjournment or a refusal carries a reason and no amount.
    """
    outcome = Outcome(outcome)
    found = []
    if outcome.is_agreement and (amount is None or amount <= 0):
        found.append("Indiquez le montant accordé.")
    if not outcome.is_agreement and amount is not None:
        word = "refus" if outcome == Outcome.REFUSED else "ajournement"
        found.append(f"Un {word} ne porte pas de montant.")
    if not outcome.is_agreement and not reason.strip():
        found.append("Indiquez le motif.")
    if outcome == Outcome.AGREED_WITH_CONDITIONS and not conditions:
        found.append("Indiquez au moins une condition.")
    if outcome == Outcome.AGREED and conditions:
        found.append("Un accord qui porte une condition est un accord avec conditions.")
    return found


def valid_until(decided_on: date, months: int) -> date:
    """Return the last day on which an agreement of `decided_on` may still be set up.

    The month's last day stands for a day that does not exist: 31 August + 6 months ends on
    28 (or 29) February. Source: the former national fund gave six months to set the loan up;
    the house sets `months`.
    """
    return add_months(decided_on, months)


def delegation_fault(
    amount: Decimal, *, max_amount: Decimal | None, body: str, what: str
) -> str | None:
    """Return why a body may not decide alone on an amount (euros), in French; None when it may.

    `max_amount` is None when no delegation of that day names this product or its nature.
    """
    if max_amount is None:
        return (
            f"Aucune délégation de l’instance « {body} » ne couvre ce jour-là : {what}. "
            "Le comité décide."
        )
    if amount > max_amount:
        engaged = euros(amount, cents=bool(amount % 1))
        return (
            f"{engaged} dépassent la délégation de l’instance « {body} » pour {what} "
            f"({euros(max_amount)})\u00a0: le comité décide."
        )
    return None


def start_times(starts_at: time, minutes: Sequence[int]) -> list[time]:
    """Return when each point of an agenda starts, from the first hour and the minutes of each."""
    first, found, elapsed = starts_at.hour * 60 + starts_at.minute, [], 0
    for length in minutes:
        total = (first + elapsed) % (24 * 60)
        found.append(time(total // 60, total % 60))
        elapsed += length
    return found
