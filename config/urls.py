"""Every URL: the pages of `levier.web`, and signing in."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.account.urls")),
    path("compte/second-facteur/", include("allauth.mfa.urls")),
    path("", include("levier.web.urls")),
]
