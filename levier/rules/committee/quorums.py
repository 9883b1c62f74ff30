"""Who counts on one dossier: presence, the seats of each college, withdrawals, and the quorum."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from levier.kernel.french import NBSP, plural


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody called to a sitting, the college they speak for, and whether they came."""

    key: Hashable
    college: str
    is_present: bool = True
    name: str = ""
    is_substitute: bool = False


@dataclass(frozen=True, slots=True)
class CollegeRule:
    """The seats of a college in a committee, and its own quorum. 0: the house has set nothing."""

    college: str
    name: str
    seats: int = 0
    min_members: int = 0

    @property
    def seats_said(self) -> str:
        """Why somebody comes in excess, in French."""
        return f"le collège « {self.name} » a {plural(self.seats, 'siège')}, déjà pris"


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who counts on one dossier. `reasons` say, in French, what is missing; none when reached."""

    members: int
    colleges: int
    reasons: tuple[str, ...]

    @property
    def is_reached(self) -> bool:
        """Whether the committee may decide on this dossier."""
        return not self.reasons


def beyond_seats(
    members: Sequence[Member], colleges: Sequence[CollegeRule]
) -> list[tuple[Member, CollegeRule]]:
    """Return the members present in excess of the seats of their college, with its rule.

    A college's own members take its seats before their substitutes, in the order given. A
    withdrawal frees no seat: who sits is settled before any dossier.
    """
    found = []
    for rule in colleges:
        if rule.seats:
            there = [m for m in members if m.is_present and m.college == rule.college]
            there.sort(key=lambda m: m.is_substitute)
            found += [(m, rule) for m in there[rule.seats :]]
    return found


def taking_part(
    members: Sequence[Member],
    withdrawn: Collection[Hashable],
    colleges: Sequence[CollegeRule] = (),
) -> list[Member]:
    """Return the members present, within the seats of their college, who did not withdraw."""
    unseated = {m.key for m, _ in beyond_seats(members, colleges)}
    return [m for m in members if m.is_present and m.key not in withdrawn and m.key not in unseated]


def quorum_of(
    members: Sequence[Member],
    withdrawn: Collection[Hashable],
    *,
    min_members: int,
    min_colleges: int,
    colleges: Sequence[CollegeRule] = (),
) -> Quorum:
    """Return the quorum of one dossier: who takes part in it, against what the house asks.

    `min_members`, `min_colleges` and the quorum of each college are the house's rules, 0 when it
    has none. All are asked together.
    """
    there = taking_part(members, withdrawn, colleges)
    present = {m.college for m in there}
    reasons = []
    if len(there) < min_members:
        reasons.append(
            f"Le quorum n’est pas atteint{NBSP}: {plural(len(there), 'membre')} sur ce dossier, "
            f"il en faut {min_members}."
        )
    if len(present) < min_colleges:
        reasons.append(
            f"Le quorum n’est pas atteint{NBSP}: {plural(len(present), 'collège')} sur ce dossier, "
            f"il en faut {min_colleges}."
        )
    for rule in colleges:
        count = sum(m.college == rule.college for m in there)
        if count < rule.min_members:
            reasons.append(
                f"Le quorum du collège « {rule.name} » n’est pas atteint{NBSP}: "
                f"{plural(count, 'membre')} sur ce dossier, il en faut {rule.min_members}."
            )
    return Quorum(len(there), len(present), tuple(reasons))


def college_faults(colleges: Sequence[CollegeRule]) -> list[str]:
    """Return, in French, the quorums that no attendance could reach: above a college's seats."""
    return [
        f"Le collège « {rule.name} » a {plural(rule.seats, 'siège')}{NBSP}: son quorum ne peut pas "
        f"être de {rule.min_members}."
        for rule in colleges
        if rule.seats and rule.min_members > rule.seats
    ]
