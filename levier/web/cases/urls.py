"""Addresses of the pages of dossiers."""

from django.urls import path

from levier.web.cases.views.analysis import case_analysis, case_point_remove
from levier.web.cases.views.eligibility import case_eligibility, case_facts, case_facts_try
from levier.web.cases.views.engagement import case_engagement
from levier.web.cases.views.exchanges import case_exchanges, case_referral_answer
from levier.web.cases.views.listing import case_assign, case_list
from levier.web.cases.views.moves import case_move, case_ready
from levier.web.cases.views.new import case_new, case_place, case_proposals
from levier.web.cases.views.people import case_party_remove, case_path_open, case_people
from levier.web.cases.views.piece_files import (
    case_piece_file,
    case_piece_upload,
    case_piece_version,
    case_pieces_propose,
    case_pieces_upload,
)
from levier.web.cases.views.piece_reader import case_piece_page, case_piece_read
from levier.web.cases.views.pieces import (
    case_piece_add,
    case_piece_check,
    case_pieces,
)
from levier.web.cases.views.plan import (
    case_plan,
    case_plan_beside,
    case_plan_line,
    case_plan_line_remove,
)
from levier.web.cases.views.plan_grid import case_plan_grid
from levier.web.cases.views.plan_import import (
    case_plan_import,
    case_plan_paper,
    case_plan_sheet,
)
from levier.web.cases.views.project import case_attachment, case_project, case_zoning
from levier.web.cases.views.records import case_committee, case_journal
from levier.web.cases.views.requests import (
    case_request,
    case_request_preview,
    case_request_withdraw,
    case_requests,
)
from levier.web.cases.views.round_table import (
    case_financier,
    case_financier_letter,
    case_round_table,
)
from levier.web.cases.views.summary import case, case_access, case_access_end

urlpatterns = [
    path("", case_list, name="case_list"),
    path("confier/", case_assign, name="case_assign"),
    path("nouveau/", case_new, name="case_new"),
    path("nouveau/fiches/", case_proposals, name="case_proposals"),
    path("nouveau/lieu/", case_place, name="case_place"),
    path("<uuid:pk>/", case, name="case"),
    path("<uuid:pk>/passage/", case_move, name="case_move"),
    path("<uuid:pk>/pret/", case_ready, name="case_ready"),
    path("<uuid:pk>/projet/", case_project, name="case_project"),
    path("<uuid:pk>/projet/zonage/", case_zoning, name="case_zoning"),
    path("<uuid:pk>/projet/rattachement/", case_attachment, name="case_attachment"),
    path("<uuid:pk>/personnes/", case_people, name="case_people"),
    path("<uuid:pk>/personnes/<uuid:party>/retirer/", case_party_remove, name="case_party_remove"),
    path("<uuid:pk>/parcours/", case_path_open, name="case_path_open"),
    path("<uuid:pk>/acces/", case_access, name="case_access"),
    path("<uuid:pk>/acces/<uuid:access>/retirer/", case_access_end, name="case_access_end"),
    path("<uuid:pk>/plan/", case_plan, name="case_plan"),
    path("<uuid:pk>/plan/importer/", case_plan_import, name="case_plan_import"),
    path("<uuid:pk>/plan/importer/<uuid:sheet>/", case_plan_sheet, name="case_plan_sheet"),
    path("<uuid:pk>/plan/importer/<uuid:sheet>/pdf/", case_plan_paper, name="case_plan_paper"),
    path("<uuid:pk>/plan/a-cote/<uuid:sheet>/", case_plan_beside, name="case_plan_beside"),
    path("<uuid:pk>/plan/tour/", case_round_table, name="case_round_table"),
    path("<uuid:pk>/plan/tour/<uuid:line>/", case_financier, name="case_financier"),
    path(
        "<uuid:pk>/plan/tour/<uuid:line>/courrier/",
        case_financier_letter,
        name="case_financier_letter",
    ),
    path("<uuid:pk>/plan/grille/", case_plan_grid, name="case_plan_grid"),
    path("<uuid:pk>/plan/<uuid:line>/", case_plan_line, name="case_plan_line"),
    path(
        "<uuid:pk>/plan/<uuid:line>/retirer/", case_plan_line_remove, name="case_plan_line_remove"
    ),
    path("<uuid:pk>/demandes/", case_requests, name="case_requests"),
    path("<uuid:pk>/demandes/calcul/", case_request_preview, name="case_request_preview"),
    path("<uuid:pk>/demandes/<uuid:demand>/", case_request, name="case_request"),
    path(
        "<uuid:pk>/demandes/<uuid:demand>/retirer/",
        case_request_withdraw,
        name="case_request_withdraw",
    ),
    path("<uuid:pk>/eligibilite/", case_eligibility, name="case_eligibility"),
    path("<uuid:pk>/eligibilite/faits/", case_facts, name="case_facts"),
    path("<uuid:pk>/eligibilite/essai/", case_facts_try, name="case_facts_try"),
    path("<uuid:pk>/pieces/", case_pieces, name="case_pieces"),
    path("<uuid:pk>/pieces/ajouter/", case_piece_add, name="case_piece_add"),
    path("<uuid:pk>/pieces/deposer/", case_pieces_upload, name="case_pieces_upload"),
    path("<uuid:pk>/pieces/proposer/", case_pieces_propose, name="case_pieces_propose"),
    path("<uuid:pk>/pieces/<uuid:piece>/", case_piece_file, name="case_piece_file"),
    path(
        "<uuid:pk>/pieces/<uuid:piece>/versions/<int:number>/",
        case_piece_version,
        name="case_piece_version",
    ),
    path(
        "<uuid:pk>/pieces/<uuid:piece>/versions/<int:number>/lire/",
        case_piece_read,
        name="case_piece_read",
    ),
    path(
        "<uuid:pk>/pieces/<uuid:piece>/versions/<int:number>/pages/<int:page>/",
        case_piece_page,
        name="case_piece_page",
    ),
    path("<uuid:pk>/pieces/<uuid:piece>/deposer/", case_piece_upload, name="case_piece_upload"),
    path("<uuid:pk>/pieces/<uuid:piece>/verifier/", case_piece_check, name="case_piece_check"),
    path("<uuid:pk>/analyse/", case_analysis, name="case_analysis"),
    path("<uuid:pk>/analyse/<uuid:point>/retirer/", case_point_remove, name="case_point_remove"),
    path("<uuid:pk>/engagement/", case_engagement, name="case_engagement"),
    path("<uuid:pk>/echanges/", case_exchanges, name="case_exchanges"),
    path(
        "<uuid:pk>/echanges/<uuid:referral>/reponse/",
        case_referral_answer,
        name="case_referral_answer",
    ),
    path("<uuid:pk>/comite/", case_committee, name="case_committee"),
    path("<uuid:pk>/journal/", case_journal, name="case_journal"),
]
