from django.urls import path

from levier.web.catalogue import views

urlpatterns = [
    path("catalogue/", views.instrument_list, name="instrument_list"),
    path("catalogue/installer/", views.catalogue_install, name="catalogue_install"),
    path("catalogue/<uuid:pk>/", views.instrument, name="instrument"),
    path("catalogue/<uuid:pk>/version/", views.version_new, name="version_new"),
    path("catalogue/versions/<uuid:pk>/fermer/", views.version_close, name="version_close"),
    path("catalogue/versions/<uuid:pk>/confirmer/", views.version_confirm, name="version_confirm"),
]
