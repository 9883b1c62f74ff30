"""Addresses of the pages of mixes."""

from django.urls import path

from levier.web.mixes.case_pages import case_mix, case_mix_check, case_mix_edit, case_mix_keep
from levier.web.mixes.preferences import mix_preferences

MIX = "dossiers/<uuid:pk>/demandes/montage/"
urlpatterns = [
    path("catalogue/preferences-de-montage/", mix_preferences, name="mix_preferences"),
    path(MIX, case_mix, name="case_mix"),
    path(f"{MIX}<uuid:candidate>/", case_mix_edit, name="case_mix_edit"),
    path(f"{MIX}<uuid:candidate>/verifier/", case_mix_check, name="case_mix_check"),
    path(f"{MIX}<uuid:candidate>/retenir/", case_mix_keep, name="case_mix_keep"),
]
