from django.urls import path

from levier.web.people import bodies, views

urlpatterns = [
    path("personnes/", views.person_list, name="person_list"),
    path("personnes/nouvelle/", views.person_new, name="person_new"),
    path("personnes/<uuid:pk>/", views.person, name="person"),
    path("personnes/<uuid:pk>/modifier/", views.person_edit, name="person_edit"),
    path("structures/", views.structure_list, name="structure_list"),
    path("structures/nouvelle/", views.structure_new, name="structure_new"),
    path("structures/<uuid:pk>/", views.structure, name="structure"),
    path("structures/<uuid:pk>/modifier/", views.structure_edit, name="structure_edit"),
    path("organismes/", bodies.partner_list, name="partner_list"),
    path("organismes/<uuid:pk>/", bodies.prescriber_edit, name="prescriber_edit"),
    path("banques/", bodies.bank_list, name="bank_list"),
    path("banques/<uuid:pk>/", bodies.bank_edit, name="bank_edit"),
]
