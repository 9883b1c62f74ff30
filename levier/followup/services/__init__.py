"""Writes of the follow-up, by meaning: reviews opened, asked and noted; lights; watching."""

from levier.followup.services.asking import ask_all, ask_for, remind, remind_all
from levier.followup.services.lights import say_light, watch, word_on, write_light
from levier.followup.services.opening import begin, open_all, set_habits
from levier.followup.services.reviews import Answers, note_review, receive_review, waive_review
from levier.followup.services.statuses import import_statuses

__all__ = [
    "Answers",
    "ask_all",
    "ask_for",
    "begin",
    "import_statuses",
    "note_review",
    "open_all",
    "receive_review",
    "remind",
    "remind_all",
    "say_light",
    "set_habits",
    "waive_review",
    "watch",
    "word_on",
    "write_light",
]
