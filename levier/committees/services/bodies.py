"""The bodies of a house that decide by delegation: those it is given, those it adds or closes."""

from datetime import date

from levier.committees.errors import DelegationRefused
from levier.committees.models import Body
from levier.committees.services.named_rows import BODIES
from levier.kernel.french import long_date


def body_named(organisation, code: str) -> Body:
    """Return the house's body of this code; one of the data file is created when missing.

    Errors: UnknownKind.
    """
    return BODIES.named(organisation, code)


def add_body(
    *, organisation, actor, label: str, said: str, noted_by_director: bool = False
) -> Body:
    """Add a body to the house: it decides nothing until a delegation names it.

    `said` is how a letter names it (« le comité des prêts »). Errors: SittingRefused for a name
    in use.
    """
    return BODIES.add(
        organisation=organisation, actor=actor, label=label, said=said,
        noted_by_director=noted_by_director,
    )  # fmt: skip


def change_body(*, body: Body, actor, **changes) -> Body:
    """Rename a body (`label`, `said`), say who notes for it, close it by its `last_day`.

    Its acts, delegations and figures stay. Errors: SittingRefused for a name in use.
    """
    return BODIES.change(body, actor=actor, **changes)


def refuse_closed_body(body: Body, day: date) -> None:
    """Hold a body until the transaction ends. Errors: DelegationRefused past its last day."""
    row = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    if not row.is_open_on(day):
        raise DelegationRefused(
            field="day",
            reason=f"L’instance «\u00a0{row}\u00a0» ne décide plus après le "
            f"{long_date(row.last_day)}\u00a0: choisissez un jour d’avant, ou une autre instance.",
        )
