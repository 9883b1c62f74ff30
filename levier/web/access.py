"""Who may open a page: signed in first, then the page's own predicate."""


class SignedInMiddleware:
    """Placeholder until the pages exist."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
