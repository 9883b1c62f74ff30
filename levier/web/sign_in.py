"""Signing in: accounts are opened by the administrator, never by the visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend

from levier.accounts.models import User


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Nobody signs up alone."""

    def is_open_for_signup(self, request):
        """Always closed."""
        return False


class HouseBackend(AuthenticationBackend):
    """Signs in by e-mail, and loads the user with what every page shows of them, in one query."""

    def get_user(self, user_id):
        """Return the signed-in user with house, office and team; nobody once closed."""
        rows = User.objects.select_related("organisation", "office", "team")
        user = rows.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
