"""Which step a delay calls for: reminder, call, letter, review, formal notice.

Days: parameters/servicing.toml. Nothing is sent by itself: a step is proposed, a person decides.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from levier.rules.parameters import parameter


class DunningStep(StrEnum):
    """What is done toward a borrower who is late, from the lightest to the gravest."""

    REMINDER = "reminder"
    CALL = "call"
    LETTER = "letter"
    REVIEW = "review"
    NOTICE = "notice"

    @property
    def is_written(self) -> bool:
        """True when the borrower is written to."""
        return self in (DunningStep.REMINDER, DunningStep.LETTER, DunningStep.NOTICE)


@dataclass(frozen=True, slots=True)
class Level:
    """A step, and from how many days late it is called for."""

    step: DunningStep
    days: int


def levels_on(day: date) -> list[Level]:
    """Return the levels in force on a day, the lightest first. Errors: NoValueInForce."""
    rows = parameter("servicing", "dunning", day)
    return sorted(
        (Level(DunningStep(row["code"]), row["days"]) for row in rows), key=lambda each: each.days
    )


def step_due(days_late: int, taken: Collection[str], on: date) -> DunningStep | None:
    """Return the step that a delay calls for, None when it, or a graver one, was taken already.

    Days missed call for one step, the gravest reached. `taken` are the steps of this delay.
    """
    levels = levels_on(on)
    reached = [level for level in levels if level.days <= days_late]
    if not reached:
        return None
    done = [level.days for level in levels if level.step in taken]
    if done and max(done) >= reached[-1].days:
        return None
    return reached[-1].step
