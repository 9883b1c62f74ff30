"""What a service refuses, shown beside the field at fault."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from levier.kernel.errors import DomainError


def tried(form: forms.BaseForm, write: Callable[[], Any]) -> bool:
    """Call a service; put its refusal on the form. True when it was done."""
    try:
        write()
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def done(request: HttpRequest, sentence: str, write: Callable[[], Any]) -> None:
    """Call a service that needs no form; say that it is done, or why it is refused."""
    try:
        write()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
