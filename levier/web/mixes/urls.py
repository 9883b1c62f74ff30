"""Addresses of the pages of mixes."""

from django.urls import path

from levier.web.mixes.case_pages import (
    case_mix,
    case_mix_check,
    case_mix_edit,
    case_mix_keep,
    case_mix_state,
)
from levier.web.mixes.preferences import mix_preferences
from levier.web.mixes.sitting_pages import (
    sitting_scenario,
    sitting_scenario_drop,
    sitting_scenario_keep,
    sitting_scenario_totals,
    sitting_scenarios,
)

SCENARIO = "comites/scenarios/<uuid:pk>/"
MIX = "dossiers/<uuid:pk>/demandes/montage/"
urlpatterns = [
    path("catalogue/preferences-de-montage/", mix_preferences, name="mix_preferences"),
    path(MIX, case_mix, name="case_mix"),
    path(f"{MIX}etat/", case_mix_state, name="case_mix_state"),
    path(f"{MIX}<uuid:candidate>/", case_mix_edit, name="case_mix_edit"),
    path(f"{MIX}<uuid:candidate>/verifier/", case_mix_check, name="case_mix_check"),
    path(f"{MIX}<uuid:candidate>/retenir/", case_mix_keep, name="case_mix_keep"),
    path("comites/<uuid:pk>/scenarios/", sitting_scenarios, name="sitting_scenarios"),
    path(SCENARIO, sitting_scenario, name="sitting_scenario"),
    path(f"{SCENARIO}totaux/", sitting_scenario_totals, name="sitting_scenario_totals"),
    path(f"{SCENARIO}retenir/", sitting_scenario_keep, name="sitting_scenario_keep"),
    path(f"{SCENARIO}supprimer/", sitting_scenario_drop, name="sitting_scenario_drop"),
]
