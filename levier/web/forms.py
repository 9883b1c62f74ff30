"""What every form page shares: show it, run the service, show its refusal beside the field."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from levier.kernel.errors import DomainError


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    heading: str,
    save: Callable[[BaseForm], object],
    done: str,
    back_to: str,
    template: str = "web/form_page.html",
    **context,
) -> HttpResponse:
    """Answer a page that holds one form.

    `save(form)` calls the service once the form is valid; its DomainError is shown beside the
    field that it names, else above the form. `done` is said on the next page. What `save` returns
    gives the next address through `back_to`: an address, or a URL name that takes its key.
    """
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done)
            return redirect(back_to, saved.pk) if back_to.startswith("web:") else redirect(back_to)
    values = {"form": form, "heading": heading, **context}
    status = 422 if form.is_bound else 200
    return render(request, template, values, status=status)
