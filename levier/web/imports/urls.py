from django.urls import path

from levier.web.imports import stock, views

urlpatterns = [
    path("imports/", views.year_import_list, name="year_import_list"),
    path("imports/stock/", stock.stock_import_list, name="stock_import_list"),
    path("imports/stock/modele/", stock.stock_import_template, name="stock_import_template"),
    path("imports/stock/<uuid:pk>/", stock.stock_import, name="stock_import"),
    path(
        "imports/stock/<uuid:pk>/confirmer/",
        stock.stock_import_confirm,
        name="stock_import_confirm",
    ),
    path("imports/stock/<uuid:pk>/abandonner/", stock.stock_import_drop, name="stock_import_drop"),
    path("imports/<uuid:pk>/", views.year_import, name="year_import"),
    path("imports/<uuid:pk>/corriger/", views.year_import_correct, name="year_import_correct"),
    path("imports/<uuid:pk>/confirmer/", views.year_import_confirm, name="year_import_confirm"),
    path("imports/<uuid:pk>/abandonner/", views.year_import_drop, name="year_import_drop"),
]
