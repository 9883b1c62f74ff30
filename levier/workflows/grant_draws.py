"""On which envelopes a grant is drawn: those of the State and of the place of the project."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from levier.cases.models import Case
from levier.catalogue.models import Instrument
from levier.funds.models import Envelope, Funder
from levier.portfolio.services import remaining_in, share_between
from levier.rules.envelopes import share_draws
from levier.territories.register import commune

LOCAL = (Funder.Kind.CITY, Funder.Kind.EPCI)


def propose_for(
    case: Case, instrument: Instrument, amount: Decimal, day: date
) -> list[tuple[Envelope, Decimal]]:
    """Share a grant between the envelopes open for it that suit the dossier's place.

    A city or an EPCI pays for its own territory only: that of the project, else that of the
    holder's home. The State, the Region… pay everywhere. Each brings the same part, to the cent;
    nothing is proposed when the envelopes cannot bear the whole.
    """
    envelopes = open_envelopes(case, instrument, day)
    return propose_among(case, amount, envelopes, remaining_in(envelopes))


def propose_among(
    case: Case,
    amount: Decimal,
    envelopes: Sequence[Envelope],
    left: Mapping[UUID, Decimal | None],
) -> list[tuple[Envelope, Decimal]]:
    """Share a grant between open envelopes already read, and what is left in each."""
    funders = list({row.funder_id: row.funder for row in envelopes}.values())
    local = local_funder(funders, case)
    pays = {row.pk for row in funders if row.kind not in LOCAL or row == local}
    oldest_first = sorted(envelopes, key=lambda row: (row.first_day, row.pk))
    return share_between([row for row in oldest_first if row.funder_id in pays], left, amount)


def open_envelopes(case: Case, instrument: Instrument, day: date) -> list[Envelope]:
    """Return the envelopes with an amount, open for a grant on `day` and that may pay for it."""
    rows = Envelope.objects.filter(
        organisation=case.organisation_id, scheme=instrument.code, is_opening=False
    )
    rows = rows.open_on(day).select_related("funder").order_by("funder__name", "title")
    return [row for row in rows if not row.refusal_of(instrument.use, day)]


def share_equally(amount: Decimal, envelopes: Sequence[Envelope]) -> list[tuple[Envelope, Decimal]]:
    """Share a grant in equal parts between the envelopes that the committee chose, to the cent."""
    return share_draws(amount, [(envelope, Decimal(1)) for envelope in envelopes])


def local_funder(funders: Sequence[Funder], case: Case) -> Funder | None:
    """Return the city, else the EPCI, of the project's place; failing both, of the home."""
    home = case.person.commune_code if case.person else ""
    for code, epci in ((case.commune_code, case.epci_siren), (home, "")):
        for funder in funders:
            if funder.kind == Funder.Kind.CITY and code and funder.commune_code == code:
                return funder
        for funder in funders:
            if funder.kind == Funder.Kind.EPCI and funder.epci_siren in _sirens(epci, code):
                return funder
    return None


def _sirens(epci: str, commune_code: str) -> set[str]:
    """Return the EPCI of a place: the one noted on the dossier, or that of its commune."""
    found = commune(commune_code) if commune_code and not epci else None
    return {siren for siren in (epci, found.epci_siren if found else "") if siren}
