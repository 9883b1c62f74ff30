from django.urls import path

from levier.web.home import views

urlpatterns = [path("", views.home, name="home")]
