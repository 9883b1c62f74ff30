from django.urls import path

from levier.web.reporting import audiences, figures, publication, report

urlpatterns = [
    path("chiffres/", figures.figures_latest, name="figures_latest"),
    path("chiffres/<int:year>/", figures.figures, name="figures"),
    path("chiffres/<int:year>/coherence/", publication.coherence, name="coherence"),
    path("chiffres/<int:year>/publier/", publication.figures_publish, name="figures_publish"),
    path("chiffres/<int:year>/ecarts/", publication.figure_differences, name="figure_differences"),
    path("chiffres/<int:year>/objectifs/", publication.figure_targets, name="figure_targets"),
    path("chiffres/<int:year>/publics/", audiences.audiences, name="audiences"),
    path(
        "chiffres/<int:year>/publics/<slug:audience>/<slug:passage>/",
        audiences.audience_cases,
        name="audience_cases",
    ),
    path("chiffres/<int:year>/<str:code>/", figures.figure, name="figure"),
    path("rapport/", report.report_latest, name="report_latest"),
    path("rapport/<int:year>/", report.report, name="report"),
    path("rapport/<int:year>/rapport.pdf", report.report_pdf, name="report_pdf"),
    path("rapport/<int:year>/blocs/nouveau/", report.report_block_new, name="report_block_new"),
    path("rapport/blocs/<uuid:pk>/", report.report_block_edit, name="report_block_edit"),
    path(
        "rapport/blocs/<uuid:pk>/image/", report.report_block_picture, name="report_block_picture"
    ),
    path("rapport/blocs/<uuid:pk>/rang/", report.report_block_move, name="report_block_move"),
    path(
        "rapport/blocs/<uuid:pk>/retirer/", report.report_block_remove, name="report_block_remove"
    ),
]
