"""The refusal that every service raises when a rule of the house says no."""

from typing import Any


class DomainError(Exception):
    """A refusal: a French sentence for the user, and the facts it rests on.

    Subclasses set `message`, a sentence with a full stop whose {fields} are the facts given.
    `field` names the form field at fault, when there is one.
    """

    message = "L'opération est refusée."
    field: str | None = None

    def __init__(self, *, field: str | None = None, **facts: Any) -> None:
        self.facts = facts
        self.field = field or type(self).field
        super().__init__(type(self).message.format(**facts))
