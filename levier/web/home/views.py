"""The page one opens in the morning."""

from django.shortcuts import render

from levier.accounts.permissions import is_signed_in
from levier.web.access import allow


@allow(is_signed_in)
def home(request):
    """Page « Ma journée »: each role has its own."""
    return render(request, "web/home/staff.html", {})
