"""The page that anybody opens."""

from django.urls import path

from levier.web.public.views import public_project

urlpatterns = [path("mon-projet/", public_project, name="public_project")]
