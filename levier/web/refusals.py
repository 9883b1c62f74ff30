"""What a service refuses, shown beside the field at fault."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from levier.kernel.errors import DomainError
from levier.rules.schedules import Fault, InvalidTerms


def tried(form: forms.BaseForm, write: Callable[[], Any]) -> bool:
    """Call a service; put its refusal on the form. True when it was done."""
    try:
        write()
    except DomainError as refusal:
        say(form, refusal)
        return False
    return True


def say(form: forms.BaseForm, refusal: DomainError) -> None:
    """Put a refusal on the form, each fault of a schedule beside its own field."""
    alone = [Fault(str(refusal), refusal.field)]
    for fault in refusal.faults if isinstance(refusal, InvalidTerms) else alone:
        form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)


def done(request: HttpRequest, sentence: str, write: Callable[[], Any]) -> None:
    """Call a service that needs no form; say that it is done, or why it is refused."""
    try:
        write()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
