"""Every page of Levier. Each area keeps its own addresses and adds its line here."""

from django.urls import include, path

app_name = "web"
urlpatterns = [
    path("", include("levier.web.home.urls")),
    path("", include("levier.web.search.urls")),
    path("", include("levier.web.people.urls")),
    path("", include("levier.web.programmes.urls")),
    path("", include("levier.web.administration.urls")),
    path("dossiers/", include("levier.web.cases.urls")),
    path("dossiers/", include("levier.web.forecasts.urls")),
    path("", include("levier.web.committees.urls")),
    path("", include("levier.web.correspondence.urls")),
    path("", include("levier.web.documents.urls")),
    path("", include("levier.web.imports.urls")),
    path("", include("levier.web.portfolio.urls")),
    path("", include("levier.web.banking.urls")),
    path("", include("levier.web.claims.urls")),
    path("", include("levier.web.servicing.urls")),
    path("", include("levier.web.ledger.urls")),
    path("", include("levier.web.followup.urls")),
    path("", include("levier.web.funds.urls")),
    path("", include("levier.web.catalogue.urls")),
    path("", include("levier.web.state_aid.urls")),
    path("", include("levier.web.mixes.urls")),
    path("", include("levier.web.reporting.urls")),
    path("", include("levier.web.public.urls")),
]
