from django.urls import path

from levier.web.portfolio import commitments, lists_views

urlpatterns = [
    path("garanties/", lists_views.guarantee_list, name="guarantee_list"),
    path("prets-et-apports/", lists_views.financing_list, name="financing_list"),
    path("primes/", lists_views.grant_list, name="grant_list"),
    path("engagements/<uuid:pk>/", commitments.commitment, name="commitment"),
    path("engagements/<uuid:pk>/avenant/", commitments.commitment_amend, name="commitment_amend"),
    path(
        "engagements/<uuid:pk>/mise-en-place/",
        commitments.commitment_set_up,
        name="commitment_set_up",
    ),
    path("engagements/<uuid:pk>/caducite/", commitments.commitment_lapse, name="commitment_lapse"),
    path("engagements/<uuid:pk>/annuler/", commitments.commitment_cancel, name="commitment_cancel"),
    path("engagements/<uuid:pk>/terminer/", commitments.commitment_end, name="commitment_end"),
    path("engagements/<uuid:pk>/numero/", commitments.commitment_number, name="commitment_number"),
    path("engagements/<uuid:pk>/tirages/", commitments.commitment_draws, name="commitment_draws"),
]
