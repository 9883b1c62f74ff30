"""A path of support opened from a dossier: a dossier of the programme, and the path in it."""

from datetime import date

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import Case
from levier.cases.services import open_case
from levier.kernel.errors import DomainError
from levier.support.models import Journey, Programme
from levier.support.permissions import WRITERS
from levier.support.services import open_journey


class PathAlreadyOpen(DomainError):
    """The same holder already follows this programme."""

    message = "Un parcours {programme} est déjà ouvert\u00a0: {number}."


class ProgrammeNotYours(DomainError):
    """Another team runs the programme."""

    message = "Le programme {programme} est tenu par une autre équipe."


# Where the dossier stands goes with it; what was asked of the house does not.
KEPT = (
    "commune_code", "town", "postcode", "address", "epci_siren", "title", "naf_code", "office",
    "situation", "is_job_seeker", "months_registered", "minima", "iae_criteria", "qpv_code",
    "qpv_name", "home_qpv_code", "in_zfrr", "zoning",
)  # fmt: skip


def programmes_of(user: User) -> list[tuple[str, str]]:
    """Return the programmes in which a user may open a path."""
    return [(code, label) for code, label in Programme.choices if WRITERS[code](user)]


def paths_of(case: Case, user: User) -> list[Journey]:
    """Return the paths of the dossier's holder that the user may read, the latest first."""
    return list(_of_same_holder(Journey.objects.visible_to(user), case).order_by("-started_on"))


@transaction.atomic
def open_path(*, case: Case, actor: User, programme: str, on: date) -> Journey:
    """Open a path in a programme for the holder of a dossier.

    In a dossier of the programme's own track the path hangs from it; from another one, the holder
    gets a dossier of that track, so that each team reads its own. The house's rows are locked by
    the numbering: two clicks open one path. Errors: ProgrammeNotYours; PathAlreadyOpen.
    """
    label = Programme(programme).label
    if not WRITERS[programme](actor):
        raise ProgrammeNotYours(programme=label)
    holder = case.person or case.structure
    if holder is not None:  # the second of two clicks waits here for the first
        type(holder).objects.select_for_update().get(pk=holder.pk)
    running = _of_same_holder(Journey.objects.filter(organisation=case.organisation_id), case)
    known = running.filter(programme=programme, ended_on=None).first()
    if known:
        raise PathAlreadyOpen(programme=label, number=known.number)
    home = case if case.track == programme else _new_case(case, actor, programme, on)
    return open_journey(
        case=home, actor=actor, programme=programme, number=home.number, year=on.year,
        advisor=actor, started_on=on,
    )  # fmt: skip


def _new_case(case: Case, actor: User, track: str, on: date) -> Case:
    kept = {name: getattr(case, name) for name in KEPT}
    return open_case(
        organisation=case.organisation, actor=actor, on=on, track=track, person=case.person,
        structure=case.structure, advisor=actor, **kept,
    )  # fmt: skip


def _of_same_holder(rows, case: Case):
    """Narrow paths to those of the same person, or of the same structure without one."""
    rows = rows.select_related("case")
    if case.person_id:
        return rows.filter(case__person=case.person_id)
    if case.structure_id:
        return rows.filter(case__structure=case.structure_id)
    return rows.filter(case=case)
