"""One box, on every page."""

from django.shortcuts import render

from levier.accounts.permissions import is_signed_in
from levier.web.access import allow


@allow(is_signed_in)
def search(request):
    """Page « Recherche », and the results under the box while one types."""
    return render(request, "web/home/staff.html", {})
