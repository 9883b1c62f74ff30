from levier.correspondence.models.incoming import IncomingAttachment, IncomingMessage
from levier.correspondence.models.letters import IssuedLetter
from levier.correspondence.models.outgoing import MessageAttachment, OutgoingMessage
from levier.correspondence.models.pieces import PieceReminder, PieceRequest, PieceRequestLine
from levier.correspondence.models.templates import (
    ContractKind,
    ContractTemplate,
    LetterOutcome,
    LetterTemplate,
    MessageTemplate,
    Purpose,
    Recipient,
    ReminderSchedule,
)

__all__ = [
    "ContractKind", "ContractTemplate", "IncomingAttachment", "IncomingMessage", "IssuedLetter",
    "LetterOutcome", "LetterTemplate", "MessageAttachment", "MessageTemplate", "OutgoingMessage",
    "PieceReminder", "PieceRequest", "PieceRequestLine", "Purpose", "Recipient", "ReminderSchedule",
]  # fmt: skip
