from django.urls import path

from levier.web.imports import views

urlpatterns = [
    path("imports/", views.year_import_list, name="year_import_list"),
    path("imports/<uuid:pk>/", views.year_import, name="year_import"),
    path("imports/<uuid:pk>/corriger/", views.year_import_correct, name="year_import_correct"),
    path("imports/<uuid:pk>/confirmer/", views.year_import_confirm, name="year_import_confirm"),
    path("imports/<uuid:pk>/abandonner/", views.year_import_drop, name="year_import_drop"),
]
