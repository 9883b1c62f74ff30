"""The page one opens in the morning."""

from django.shortcuts import render
from django.utils import timezone

from levier.accounts.permissions import is_signed_in
from levier.web.access import allow
from levier.web.home import outside
from levier.web.home.staff import staff_home

OUTSIDE = {
    "member": outside.member_home,
    "funder": outside.funder_home,
    "prescriber": outside.prescriber_home,
    "entrepreneur": outside.entrepreneur_home,
    "citizen": outside.citizen_home,
    "network_administrator": outside.network_home,
}


@allow(is_signed_in)
def home(request):
    """Page « Ma journée »: a to-do list for the staff, one's own matters for the others."""
    user, today = request.user, timezone.localdate()
    gather = OUTSIDE.get(user.role)
    if gather:
        values = {"today": today, **gather(user, today)}
        return render(request, f"web/home/{user.role}.html", values)
    values = staff_home(user, request.GET.get("portee", ""), today)
    return render(request, "web/home/staff.html", values)
