"""Writes of mixes, by meaning: the house's preferences, proposals, scenarios of a sitting."""

from levier.mixes.services.preferences import preferences_on, set_preferences
from levier.mixes.services.proposals import (
    add_edited,
    keep_candidate,
    mix_of,
    problem_of,
    record_proposal,
)

__all__ = [
    "add_edited",
    "keep_candidate",
    "mix_of",
    "preferences_on",
    "problem_of",
    "record_proposal",
    "set_preferences",
]
