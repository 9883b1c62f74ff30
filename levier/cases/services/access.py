"""Who may read one dossier beyond their role, and who may not whatever their role."""

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import AccessBar, Case, CaseAccess
from levier.journal.services import record


@transaction.atomic
def give_access(
    *, case: Case, user: User, reason: str, actor: User, origin: str = CaseAccess.Origin.GIVEN
) -> CaseAccess:
    """Let a user read one dossier, with a trace; giving it twice changes nothing."""
    access, created = CaseAccess.objects.get_or_create(
        organisation_id=case.organisation_id,
        case=case,
        user=user,
        defaults={"origin": origin, "reason": reason, "given_by": actor},
    )
    if created:
        summary = f"{user.full_name} peut lire le dossier {case.number} : {reason}."
        record("cases.access_given", actor=actor, target=access, summary=summary)
    return access


@transaction.atomic
def take_access_back(*, access: CaseAccess, actor: User, reason: str) -> None:
    """End an access that was given; the journal keeps that it existed."""
    summary = f"{access.user.full_name} ne lit plus le dossier {access.case.number} : {reason}."
    record("cases.access_taken_back", actor=actor, target=access, summary=summary)
    access.delete()


@transaction.atomic
def bar_access(*, case: Case, user: User, reason: str, actor: User) -> AccessBar:
    """Close one dossier to a user, above every right; barring twice changes nothing."""
    bar, created = AccessBar.objects.get_or_create(
        organisation_id=case.organisation_id, case=case, user=user, defaults={"reason": reason}
    )
    if created:
        summary = f"Le dossier {case.number} est fermé à {user.full_name} : {reason}."
        record("cases.access_barred", actor=actor, target=bar, summary=summary)
    return bar


@transaction.atomic
def lift_bar(*, bar: AccessBar, actor: User, reason: str) -> None:
    """Open the dossier again to the user; the journal keeps that it was closed."""
    summary = f"Le dossier {bar.case.number} est rouvert à {bar.user.full_name} : {reason}."
    record("cases.bar_lifted", actor=actor, target=bar, summary=summary)
    bar.delete()
