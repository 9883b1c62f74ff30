from django.urls import path

from levier.web.administration import houses, journal, offices, users

urlpatterns = [
    path("comptes/", users.user_list, name="user_list"),
    path("comptes/nouveau/", users.user_new, name="user_new"),
    path("comptes/<uuid:pk>/", users.user_edit, name="user_edit"),
    path("comptes/<uuid:pk>/fermer/", users.user_close, name="user_close"),
    path("comptes/<uuid:pk>/rouvrir/", users.user_reopen, name="user_reopen"),
    path("agences/", offices.office_list, name="office_list"),
    path("agences/nouvelle/", offices.office_new, name="office_new"),
    path("agences/<uuid:pk>/", offices.office_edit, name="office_edit"),
    path("poles/nouveau/", offices.team_new, name="team_new"),
    path("maisons/nouvelle/", houses.house_new, name="house_new"),
    path("journal/", journal.journal, name="journal"),
]
