from django.urls import path

from levier.web.catalogue import third_party, views

urlpatterns = [
    path("catalogue/", views.instrument_list, name="instrument_list"),
    path("catalogue/installer/", views.catalogue_install, name="catalogue_install"),
    path("catalogue/<uuid:pk>/", views.instrument, name="instrument"),
    path("catalogue/<uuid:pk>/version/", views.version_new, name="version_new"),
    path("catalogue/versions/<uuid:pk>/fermer/", views.version_close, name="version_close"),
    path("catalogue/versions/<uuid:pk>/confirmer/", views.version_confirm, name="version_confirm"),
    path(
        "catalogue/versions/<uuid:pk>/document/<slug:role>/",
        views.version_document,
        name="version_document",
    ),
    path("catalogue/tiers/", third_party.third_party_aid_list, name="third_party_aid_list"),
    path("catalogue/tiers/nouvelle/", third_party.third_party_aid_new, name="third_party_aid_new"),
    path("catalogue/tiers/<uuid:pk>/", third_party.third_party_aid, name="third_party_aid"),
    path(
        "catalogue/tiers/<uuid:pk>/fermer/",
        third_party.third_party_aid_close,
        name="third_party_aid_close",
    ),
    path(
        "catalogue/tiers/<uuid:pk>/document/<slug:role>/",
        third_party.third_party_aid_document,
        name="third_party_aid_document",
    ),
]
