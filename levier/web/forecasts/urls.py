"""Addresses of the forecast of a dossier."""

from django.urls import path

from levier.web.forecasts.exchange import (
    case_forecast_import,
    case_forecast_import_confirm,
    case_forecast_xlsx,
)
from levier.web.forecasts.file_import import case_forecast_sheet
from levier.web.forecasts.views import (
    case_forecast,
    case_forecast_beside,
    case_forecast_cash,
    case_forecast_income,
    case_forecast_ratios,
    case_forecast_save,
)

urlpatterns = [
    path("<uuid:pk>/plan/hypotheses/", case_forecast, name="case_forecast"),
    path("<uuid:pk>/plan/hypotheses/cellules/", case_forecast_save, name="case_forecast_save"),
    path(
        "<uuid:pk>/plan/hypotheses/importer/<uuid:sheet>/",
        case_forecast_sheet,
        name="case_forecast_sheet",
    ),
    path(
        "<uuid:pk>/plan/hypotheses/a-cote/<uuid:sheet>/",
        case_forecast_beside,
        name="case_forecast_beside",
    ),
    path("<uuid:pk>/plan/resultat/", case_forecast_income, name="case_forecast_income"),
    path("<uuid:pk>/plan/tresorerie/", case_forecast_cash, name="case_forecast_cash"),
    path("<uuid:pk>/plan/ratios/", case_forecast_ratios, name="case_forecast_ratios"),
    path("<uuid:pk>/plan/modele.xlsx", case_forecast_xlsx, name="case_forecast_xlsx"),
    path("<uuid:pk>/plan/modele/importer/", case_forecast_import, name="case_forecast_import"),
    path(
        "<uuid:pk>/plan/modele/reprendre/",
        case_forecast_import_confirm,
        name="case_forecast_import_confirm",
    ),
]
