from django.urls import path

from levier.web.portfolio import clawbacks, commitments, contracts, exposure, lists_views

urlpatterns = [
    path("portefeuille/", exposure.exposure, name="exposure"),
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
    path("engagements/<uuid:pk>/reversement/", clawbacks.clawback_new, name="clawback_new"),
    path("reversements/<uuid:pk>/", clawbacks.clawback_receipt, name="clawback_receipt"),
    path("reversements/<uuid:pk>/abandonner/", clawbacks.clawback_give_up, name="clawback_give_up"),
    path("engagements/<uuid:pk>/contrat/", contracts.contract_new, name="contract_new"),
    path("contrats/<uuid:pk>/", contracts.contract_file, name="contract_file"),
    path("contrats/<uuid:pk>/signature/", contracts.contract_sign, name="contract_sign"),
    path("engagements/<uuid:pk>/tirages/", commitments.commitment_draws, name="commitment_draws"),
]
