"""One box, on every page: results under it while one types, a page when one presses Enter."""

from django.shortcuts import redirect, render

from levier.accounts.permissions import is_signed_in
from levier.web.access import allow
from levier.web.search.finding import find

UNDER_THE_BOX, ON_THE_PAGE = 5, 25


@allow(is_signed_in)
def search(request):
    """Page « Recherche », or the results under the box for htmx. A single result opens itself."""
    text = request.GET.get("q", "").strip()[:80]
    if request.htmx:
        found = find(text, request.user, each=UNDER_THE_BOX)
        values = {"found": found, "search_text": text}
        return render(request, "web/search/under_the_box.html", values)
    found = find(text, request.user, each=ON_THE_PAGE, counted=True)
    if len(found) == 1 and len(found[0].rows) == 1:
        return redirect(found[0].rows[0]["url"])
    return render(request, "web/search/search.html", {"found": found, "search_text": text})
