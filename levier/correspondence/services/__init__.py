"""Writes of correspondence."""

from levier.correspondence.services.contracts import (
    Article,
    ContractWords,
    contract_words,
    shipped_contract,
    write_contract_template,
)
from levier.correspondence.services.incoming import (
    file_message,
    put_on_piece,
    receive_mail,
    set_aside,
)
from levier.correspondence.services.letters import (
    LetterWords,
    keep_letter,
    letter_words,
    note_sent,
    shipped_letter,
    write_letter_template,
)
from levier.correspondence.services.outgoing import queue_message, resend_message
from levier.correspondence.services.pieces import (
    ask_missing_pieces,
    deposit_piece,
    holder_address,
    missing_of,
    open_request,
    remind,
    remind_all,
)
from levier.correspondence.services.schedule import schedule_in_force, set_schedule
from levier.correspondence.services.sending import note_bounce, send_queued
from levier.correspondence.services.templates import (
    Words,
    words_in_force,
    write_message_template,
)

__all__ = [
    "Article",
    "ContractWords",
    "LetterWords",
    "Words",
    "ask_missing_pieces",
    "contract_words",
    "deposit_piece",
    "file_message",
    "holder_address",
    "keep_letter",
    "letter_words",
    "missing_of",
    "note_bounce",
    "note_sent",
    "open_request",
    "put_on_piece",
    "queue_message",
    "receive_mail",
    "remind",
    "remind_all",
    "resend_message",
    "schedule_in_force",
    "send_queued",
    "set_aside",
    "set_schedule",
    "shipped_contract",
    "shipped_letter",
    "words_in_force",
    "write_contract_template",
    "write_letter_template",
    "write_message_template",
]
