"""Banks, providers and prescribers by their name: found, or created on the fly."""

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.journal.changes import apply_changes
from levier.journal.services import record
from levier.kernel.text import normalise, squeeze
from levier.people.errors import BodyNameTaken, InvalidBankDetails, NameMissing
from levier.people.models import Bank, Prescriber, Provider
from levier.rules.bank_details import bic_fault, iban_fault, plain_bic, plain_iban


def bank_named(*, organisation: Organisation, name: str, actor: User) -> Bank:
    """Return the bank of this name; one never met is created and flagged « à vérifier ».

    Errors: NameMissing.
    """
    return _named(Bank, organisation, name, actor, is_to_check=True)


def provider_named(*, organisation: Organisation, name: str, actor: User) -> Provider:
    """Return the consultancy of this name, created when it is new. Errors: NameMissing."""
    return _named(Provider, organisation, name, actor)


def prescriber_named(*, organisation: Organisation, name: str, actor: User, **fields) -> Prescriber:
    """Return the prescribing body of this name, created with `fields` when it is new.

    Errors: NameMissing.
    """
    return _named(Prescriber, organisation, name, actor, **fields)


@transaction.atomic
def update_body(*, body: Bank | Prescriber, actor: User, **changes) -> Bank | Prescriber:
    """Change a bank or a prescribing body.

    Errors: NameMissing; BodyNameTaken; InvalidBankDetails for a false IBAN or BIC of a bank.
    """
    if isinstance(body, Bank):
        changes |= _checked_details(changes)
    done = apply_changes(body, changes)
    if not done:
        return body
    body.name_key = normalise(body.name)[:120]
    if not body.name_key:
        raise NameMissing(field="name")
    twins = type(body).objects.filter(organisation=body.organisation_id, name_key=body.name_key)
    if twins.exclude(pk=body.pk).exists():
        raise BodyNameTaken(name=body.name)
    body.save()
    summary = f"La fiche « {body.name} » est modifiée."
    action = f"people.{body._meta.model_name}_updated"
    record(action, actor=actor, target=body, summary=summary, detail=done)
    return body


def _checked_details(changes: dict[str, str]) -> dict[str, str]:
    """Return the IBAN and the BIC among changes as files want them; a blank one is taken off."""
    rules = {"iban": (iban_fault, plain_iban), "bic": (bic_fault, plain_bic)}
    found = {}
    for name, (fault_of, plain) in rules.items():
        typed = changes.get(name, "").strip()
        if typed and (fault := fault_of(typed)):
            raise InvalidBankDetails(field=name, reason=fault)
        if typed:
            found[name] = plain(typed)
    return found


@transaction.atomic
def _named(model, organisation: Organisation, name: str, actor: User, **fields):
    key = normalise(name)[:120]
    if not key:
        raise NameMissing
    found, created = model.objects.get_or_create(
        organisation=organisation, name_key=key, defaults={"name": squeeze(name)[:120], **fields}
    )
    if created:
        kind = model._meta.verbose_name
        summary = f"Nouvelle fiche « {kind} » : {found.name}."
        record(
            f"people.{model._meta.model_name}_created", actor=actor, target=found, summary=summary
        )
    return found
