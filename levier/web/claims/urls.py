from django.urls import path

from levier.web.claims import endowments, extracts, views

urlpatterns = [
    path("dotations/", endowments.endowment_list, name="endowment_list"),
    path("dotations/nouvelle/", endowments.endowment_new, name="endowment_new"),
    path("dotations/<uuid:pk>/", endowments.endowment, name="endowment"),
    path(
        "dotations/<uuid:pk>/coefficient/",
        endowments.endowment_multiplier,
        name="endowment_multiplier",
    ),
    path(
        "dotations/<uuid:pk>/contre-garantie/",
        endowments.endowment_counter,
        name="endowment_counter",
    ),
    path("engagements/<uuid:pk>/ligne/", endowments.guarantee_back, name="guarantee_back"),
    path("rattachements/<uuid:pk>/", endowments.guarantee_detach, name="guarantee_detach"),
    path("extraits/", extracts.extract_list, name="extract_list"),
    path("extraits/deposer/", extracts.extract_drop, name="extract_drop"),
    path("extraits/<uuid:pk>/", extracts.extract, name="extract"),
    path("extraits/<uuid:pk>/fichier/", extracts.extract_file, name="extract_file"),
    path("sinistres/", views.call_list, name="call_list"),
    path("engagements/<uuid:pk>/vie/", views.guarantee_life, name="guarantee_life"),
    path("engagements/<uuid:pk>/vie/evenement/", views.guarantee_event, name="guarantee_event"),
    path(
        "engagements/<uuid:pk>/vie/commission/",
        views.guarantee_commission,
        name="guarantee_commission",
    ),
    path("engagements/<uuid:pk>/vie/piece/", views.guarantee_paper, name="guarantee_paper"),
    path(
        "engagements/<uuid:pk>/vie/piece/<uuid:paper>/",
        views.guarantee_paper_file,
        name="guarantee_paper_file",
    ),
    path("engagements/<uuid:pk>/vie/appel/", views.call_open, name="call_open"),
    path("sinistres/<uuid:pk>/etape/<slug:step>/", views.call_step, name="call_step"),
]
