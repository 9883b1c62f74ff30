"""Signing in: accounts are opened by the administrator, never by the visitor."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Nobody signs up alone."""

    def is_open_for_signup(self, request):
        """Always closed."""
        return False
