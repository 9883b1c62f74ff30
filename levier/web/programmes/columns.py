"""What the list of each programme shows: its own columns beside those all journeys share."""

from django.db.models import Q
from django.urls import reverse

from levier.accounts.models import User
from levier.support.models import Journey, Programme
from levier.web.lists import ChoiceFilter, Column, DayFilter, Filter, FlagFilter, TextFilter


def _who(row: Journey) -> str:
    return row.case.holder_name


def _where(row: Journey) -> str:
    return row.case.town


NUMBER = Column("numero", "Parcours", "number", sort=("number",), fast_sort=True, link=True)
WHO = Column(
    "qui", "Personne ou structure", _who,
    sort=("case__person__name_key", "case__structure__name_key"), small=_where, width=30,
)  # fmt: skip
CASE = Column("dossier", "Dossier", "case.number", on_screen=False)
ADVISOR = Column("suivi", "Suivi par", "advisor.full_name", sort=("advisor__last_name",), width=24)
ORIENTED = Column("oriente", "Orienté", "oriented_on", kind="date", sort=("oriented_on",))
STARTED = Column("debut", "Commencé", "started_on", kind="date", sort=("started_on",))
ENDED = Column("fin", "Fini", "ended_on", kind="date", sort=("ended_on",), missing="en cours")
TITLE = Column("intitule", "Intitulé", "title", sort=("title",), width=40)
KIND = Column("type", "Type", "get_kind_display", sort=("kind",), width=12)
TOPIC = Column("theme", "Thématique", "topic", sort=("topic",), width=26)


def _themes(row: Journey) -> str:
    file = getattr(row, "acces_plus", None)
    names = (
        ("works_on_cash", "trésorerie"), ("works_on_finance", "enjeux financiers"),
        ("works_on_digital", "numérique"), ("works_on_risks", "risques"),
    )  # fmt: skip
    return ", ".join(label for name, label in names if file and getattr(file, name))


COLUMNS: dict[str, list[Column]] = {
    Programme.BRSA: [
        NUMBER, WHO, CASE,
        Column("activite", "Activité", "brsa.activity", sort=("brsa__activity",), width=26),
        ORIENTED, STARTED,
        Column("diagnostic", "Diagnostic", "brsa.diagnosis_ended_on", kind="date",
               sort=("brsa__diagnosis_ended_on",), missing="à rendre"),
        Column("conclusion", "Conclusion", "brsa.conclusion", sort=("brsa__conclusion",)),
        Column("sorti", "Sorti du RSA", "brsa.has_left_rsa", sort=("brsa__has_left_rsa",)),
        Column("sorti_le", "Sorti le", "brsa.left_rsa_on", kind="date", on_screen=False),
        Column("motif", "Motif", "brsa.exit_reason", on_screen=False, width=30),
        ADVISOR,
    ],
    Programme.ACCES_PLUS: [
        NUMBER, WHO, CASE, ORIENTED, STARTED, ENDED,
        Column("critere", "Critère IAE", "acces_plus.iae_criterion", width=36),
        Column("themes", "Thèmes", _themes, width=30), ADVISOR,
    ],
    Programme.DLA: [
        NUMBER, TITLE, WHO, CASE, KIND, TOPIC, STARTED, ENDED,
        Column("prestataire", "Prestataire", "dla.provider.name", sort=("dla__provider__name",),
               width=24),
        Column("jours", "Jours", "dla.days", kind="decimal", sort=("dla__days",)),
        Column("cout", "Coût", "dla.cost_amount", kind="amount", sort=("dla__cost_amount",),
               nature="prestataire", missing="non chiffré"),
        ADVISOR,
    ],
    Programme.DASESS: [
        NUMBER, WHO, CASE, ORIENTED, STARTED, ENDED,
        Column("difficulte", "Difficultés", "dasess.difficulty", sort=("dasess__difficulty",),
               width=30),
        Column("cabinet", "Consultant", "dasess.provider.name", width=24),
        Column("situation", "Situation", "dasess.situation", sort=("dasess__situation",), width=24),
        ADVISOR,
    ],
    Programme.FIDESS: [
        NUMBER,
        Column("objet", "Étude", "study.subject", sort=("study__subject",), width=40),
        WHO, CASE,
        Column("porteur", "Porteur de projet", "study.project_holder", width=24),
        STARTED, ENDED,
        Column("cout", "Coût", "study.cost_amount", kind="amount", sort=("study__cost_amount",),
               nature="étude", missing="non chiffré"),
        Column("potentiel", "Potentiel", "study.potential_jobs", kind="decimal",
               sort=("study__potential_jobs",), nature="ETP"),
        ADVISOR,
    ],
}  # fmt: skip
DETAILS = {
    Programme.BRSA: ("brsa",),
    Programme.ACCES_PLUS: ("acces_plus",),
    Programme.DLA: ("dla__provider",),
    Programme.DASESS: ("dasess__provider",),
    Programme.FIDESS: ("study",),
}


def filters_of(programme: str) -> list[Filter]:
    """Return what may be asked of the journeys of a programme."""
    shared: list[Filter] = [
        TextFilter(
            "qui", "Personne, structure ou n°",
            fields=("case__person__name_key", "case__structure__name_key"),
            raw_fields=("number", "title"),
        ),
        ChoiceFilter("suivi", "Suivi par", _colleagues, field="advisor"),
        ChoiceFilter("annee", "Année du registre", _years, field="years__year"),
        DayFilter("debut", "Commencé", field="started_on"),
        FlagFilter("fini", "Parcours fini", condition=Q(ended_on__isnull=False)),
    ]  # fmt: skip
    if programme == Programme.BRSA:
        shared += [
            FlagFilter(
                "diagnostic", "Diagnostic rendu",
                condition=Q(brsa__diagnosis_ended_on__isnull=False),
            ),
            FlagFilter("sorti", "Sorti du RSA", condition=Q(brsa__has_left_rsa=True)),
        ]  # fmt: skip
    if programme == Programme.DLA:
        shared.append(ChoiceFilter("type", "Type", Journey.Kind.choices, field="kind"))
    return shared


def _colleagues(user: User) -> list[tuple[str, str]]:
    rows = User.objects.staff_of(user.organisation_id)
    return [(str(row.pk), row.full_name) for row in rows]


def _years(user: User) -> list[tuple[str, str]]:
    found = (
        Journey.objects.filter(organisation=user.organisation_id, years__year__isnull=False)
        .order_by("-years__year")
        .values_list("years__year", flat=True)
        .distinct()
    )
    return [(str(year), str(year)) for year in found]


def journey_url(row: Journey) -> str:
    """Where a journey's page is."""
    return reverse("web:journey", args=[row.pk])
