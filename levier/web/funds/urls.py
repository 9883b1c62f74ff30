from django.urls import path

from levier.web.funds import envelopes, funders

urlpatterns = [
    path("enveloppes/", envelopes.envelope_list, name="envelope_list"),
    path("enveloppes/nouvelle/", envelopes.envelope_new, name="envelope_new"),
    path("enveloppes/<uuid:pk>/", envelopes.envelope, name="envelope"),
    path("financeurs/", funders.funder_list, name="funder_list"),
    path("financeurs/nouveau/", funders.funder_new, name="funder_new"),
    path("financeurs/<uuid:pk>/", funders.funder, name="funder"),
    path("financeurs/<uuid:pk>/modifier/", funders.funder_edit, name="funder_edit"),
    path("financeurs/<uuid:pk>/logo/", funders.funder_logo, name="funder_logo"),
    path("financeurs/<uuid:pk>/convention/", funders.agreement_new, name="agreement_new"),
    path("operations/", funders.operation_list, name="operation_list"),
    path("operations/nouvelle/", funders.operation_new, name="operation_new"),
]
