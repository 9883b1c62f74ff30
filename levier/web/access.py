"""Who may open a page: signed in first, then the page's own permission, then what is visible.

Every view says who may open it: `@allow(can_record_decision)`, or `@public` for a page without an
account. A view that says nothing is closed to everybody but the staff. Inside the view, querysets
start from `visible_to(request.user)`: a stranger's row answers 404, as if it did not exist.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

OPEN_PATHS = ("/compte/", "/static/")


def allow(permission: Callable) -> Callable:
    """Open a view to the users for whom `permission(user)` is true; refuse the others in French.

    Usage: `@allow(can_open_case)` above the view and above `@require_POST`.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not permission(request.user):
                return refuse(request, who=getattr(permission, "who", ""))
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate


def public(view: Callable) -> Callable:
    """Open a view to everybody, without an account."""
    view.is_public = True
    return view


def refuse(request: HttpRequest, *, who: str = "", reason: str = "") -> HttpResponse:
    """Answer 403 with a page that says what is refused and who may act."""
    return render(request, "web/refused.html", {"who": who, "reason": reason}, status=403)


class SignedInMiddleware:
    """Asks everybody to sign in, and keeps those who do not work in the house to their pages."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the page answer, and keep it out of shared and partial caches."""
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            patch_vary_headers(response, ["HX-Request"])
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        """Stop a visitor without account, and a page that says nothing to an outside role."""
        if getattr(view, "is_public", False) or request.path.startswith(OPEN_PATHS):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not hasattr(view, "permission") and not request.user.is_staff_of_house:
            return refuse(request)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page; an htmx request reloads the whole window there."""
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = redirect_to_login(request.htmx.current_url or "/").url
        return answer
    return redirect_to_login(request.get_full_path())
