"""Writes of correspondence."""

from levier.correspondence.services.outgoing import queue_message, resend_message
from levier.correspondence.services.sending import note_bounce, send_queued
from levier.correspondence.services.templates import (
    Words,
    words_in_force,
    write_message_template,
)

__all__ = [
    "Words",
    "note_bounce",
    "queue_message",
    "resend_message",
    "send_queued",
    "words_in_force",
    "write_message_template",
]
