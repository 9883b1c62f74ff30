from django.urls import path

from levier.web.state_aid import attestations, register, undertakings

urlpatterns = [
    path("aides-de-minimis/", register.state_aid_list, name="state_aid_list"),
    path("aides-de-minimis/taux/", register.reference_rate_list, name="reference_rate_list"),
    path("aides-de-minimis/taux/nouveau/", register.reference_rate_new, name="reference_rate_new"),
    path("aides-de-minimis/<uuid:pk>/", undertakings.state_aid, name="state_aid"),
    path(
        "aides-de-minimis/<uuid:pk>/declarer/",
        undertakings.state_aid_declare,
        name="state_aid_declare",
    ),
    path("aides-de-minimis/<uuid:pk>/lier/", undertakings.state_aid_link, name="state_aid_link"),
    path(
        "aides-de-minimis/<uuid:pk>/decrire/",
        undertakings.state_aid_describe,
        name="state_aid_describe",
    ),
    path(
        "aides-de-minimis/liens/<uuid:pk>/terminer/",
        undertakings.state_aid_link_end,
        name="state_aid_link_end",
    ),
    path(
        "aides-de-minimis/lignes/<uuid:pk>/annuler/",
        undertakings.state_aid_reverse,
        name="state_aid_reverse",
    ),
    path(
        "aides-de-minimis/<uuid:pk>/attestation/",
        attestations.attestation_new,
        name="attestation_new",
    ),
    path(
        "aides-de-minimis/attestations/<uuid:pk>/pdf/",
        attestations.attestation_pdf,
        name="attestation_pdf",
    ),
    path(
        "aides-de-minimis/attestations/<uuid:pk>/signer/",
        attestations.attestation_sign,
        name="attestation_sign",
    ),
    path(
        "structures/<uuid:pk>/aides-de-minimis/",
        undertakings.structure_state_aid,
        name="structure_state_aid",
    ),
    path(
        "dossiers/<uuid:pk>/aides-de-minimis/", undertakings.case_state_aid, name="case_state_aid"
    ),
]
