from django.urls import path

from levier.web.search import views

urlpatterns = [path("recherche/", views.search, name="search")]
