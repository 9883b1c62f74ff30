"""What the lists of commitments show and ask."""

from django.urls import reverse

from levier.accounts.models import Office, Team, User
from levier.catalogue.models import Carrier, Instrument, InstrumentKind
from levier.funds.models import Funder
from levier.people.models import Bank
from levier.portfolio.states import State
from levier.web.lists import ChoiceFilter, Column, DayFilter, NumberFilter, TextFilter

FINANCINGS = (InstrumentKind.LOAN, InstrumentKind.CONTRIBUTION, InstrumentKind.ADVANCE)


def state_word(row) -> str:
    """Return the state of a commitment; money that is not a guarantee is « versé »."""
    if row.state == State.SET_UP and row.kind != InstrumentKind.GUARANTEE:
        return "versé"
    return row.get_state_display()


def instruments(*kinds: str):
    """Return the choices of a filter on the instruments of these kinds."""
    return lambda user: [
        (row.pk, row.label) for row in Instrument.objects.visible_to(user).filter(kind__in=kinds)
    ]


def _banks(user):
    return [(row.pk, row.name) for row in Bank.objects.visible_to(user)]


def _funders(user):
    return [(row.pk, row.name) for row in Funder.objects.visible_to(user)]


def _offices(user):
    return [(row.pk, row.name) for row in Office.objects.visible_to(user)]


def _advisors(user):
    return [(row.pk, row.full_name) for row in User.objects.staff_of(user.organisation_id)]


def _teams(user):
    return [(row.pk, row.name) for row in Team.objects.visible_to(user)]


def _carriers(user):
    return [(row.pk, row.name) for row in Carrier.objects.visible_to(user)]


_NUMBER = Column(
    "numero", "Engagement", "number", unbroken=True, sort=("number",), link=True,
    small="case.number", width=20,
)  # fmt: skip
_HOLDER = Column("porteur", "Porteur", "case.holder_name", width=28, small="case.town")
_PRODUCT = Column(
    "instrument", "Produit", "instrument.label", sort=("instrument__label",), width=28
)
_DECIDED = Column(
    "decide", "Décidé le", "decided_on", kind="date", sort=("decided_on", "number"), fast_sort=True
)
_STATE = Column(
    "etat", "État", "state", sort=("state",), width=16, cell="web/portfolio/_state_cell.html",
    export_value=lambda row: state_word(row),
)  # fmt: skip
_AMOUNT = Column("montant", "Montant", "amount", kind="amount", nature="accordé", sort=("amount",))
_CARRIER = Column("risque", "Porteur du risque", "carrier.name", on_screen=False, width=26)
_CARRIER_NUMBER = Column("chez", "N° chez le porteur du risque", "carrier_number", on_screen=False)
_OFFICE = Column("agence", "Agence", "case.office.name", on_screen=False)
_ADVISOR = Column("conseil", "Suivi par", "case.advisor.full_name", on_screen=False, width=22)
_VALID = Column("validite", "Valable jusqu’au", "valid_until", kind="date", on_screen=False)

GUARANTEE_COLUMNS = [
    _NUMBER,
    _HOLDER,
    _STATE,
    _PRODUCT,
    Column("banque", "Banque", "guarantee.bank.name", sort=("guarantee__bank__name",), width=26),
    Column(
        "pret", "Prêt", "guarantee.loan_amount", kind="amount", nature="garanti",
        sort=("guarantee__loan_amount",),
    ),
    Column("quotite", "Quotité", "guarantee.quota", kind="percent", sort=("guarantee__quota",)),
    Column("montant", "Garantie", "amount", kind="amount", nature="accordée", sort=("amount",)),
    _DECIDED,
    Column("place", "Mise en place", "set_up_on", kind="date", sort=("set_up_on",)),
    Column("duree", "Durée (mois)", "guarantee.loan_months", kind="integer", on_screen=False),
    Column("taux", "Taux du prêt", "guarantee.loan_rate", kind="percent", on_screen=False),
    Column("commission", "Commission", "guarantee.commission_amount", kind="amount", nature="due",
           on_screen=False),
    Column("caution", "Caution personnelle", "guarantee.surety_amount", kind="amount",
           nature="prise", on_screen=False),
    _VALID, _CARRIER, _CARRIER_NUMBER, _OFFICE, _ADVISOR,
]  # fmt: skip
FINANCING_COLUMNS = [
    _NUMBER,
    _HOLDER,
    _STATE,
    _PRODUCT,
    _AMOUNT,
    Column("duree", "Durée (mois)", "financing.months", kind="integer"),
    Column("taux", "Taux", "financing.annual_rate", kind="percent"),
    _DECIDED,
    Column("verse", "Versé le", "set_up_on", kind="date", sort=("set_up_on",)),
    Column("differe", "Différé (mois)", "financing.deferral_months", kind="integer",
           on_screen=False),
    _VALID, _CARRIER, _CARRIER_NUMBER, _OFFICE, _ADVISOR,
]  # fmt: skip
GRANT_COLUMNS = [
    _NUMBER,
    Column("beneficiaire", "Bénéficiaire", lambda row: row.grant.person or row.case.holder_name,
           width=26),
    _PRODUCT,
    Column("financeur", "Financeur", "grant.funder.name", sort=("grant__funder__name",), width=28),
    _AMOUNT,
    _DECIDED,
    Column("verse", "Versée le", "set_up_on", kind="date", sort=("set_up_on",)),
    _STATE,
    Column("lie", "Va avec", "grant.goes_with.number", on_screen=False),
    Column("qpv", "QPV", "grant.qpv_code", on_screen=False),
    Column("lien", "Lien au QPV", "grant.get_qpv_link_display", on_screen=False),
    _VALID, _OFFICE, _ADVISOR,
]  # fmt: skip

_WHO = TextFilter(
    "q", "Numéro, porteur, structure",
    fields=("case__person__name_key", "case__structure__name_key"),
    raw_fields=("number", "case__number", "carrier_number"),
)  # fmt: skip
_COMMON = [
    DayFilter("decide", "Décidé", field="decided_on"),
    DayFilter("place", "Mis en place ou versé", field="set_up_on"),
    ChoiceFilter("etat", "État", State.choices, field="state"),
    NumberFilter("montant", "Montant accordé", field="amount"),
    ChoiceFilter("agence", "Agence", _offices, field="case__office"),
    ChoiceFilter("conseiller", "Suivi par", _advisors, field="case__advisor"),
    ChoiceFilter("pole", "Pôle", _teams, field="case__advisor__team"),
]
GUARANTEE_FILTERS = [
    _WHO,
    ChoiceFilter("produit", "Produit", instruments(InstrumentKind.GUARANTEE), field="instrument"),
    ChoiceFilter("banque", "Banque", _banks, field="guarantee__bank"),
    *_COMMON,
    ChoiceFilter("risque", "Porteur du risque", _carriers, field="carrier"),
]
FINANCING_FILTERS = [
    _WHO,
    ChoiceFilter("produit", "Produit", instruments(*FINANCINGS), field="instrument"),
    *_COMMON,
    ChoiceFilter("risque", "Porteur du risque", _carriers, field="carrier"),
]
GRANT_FILTERS = [
    _WHO,
    ChoiceFilter("produit", "Dispositif", instruments(InstrumentKind.GRANT), field="instrument"),
    ChoiceFilter("financeur", "Financeur", _funders, field="grant__funder"),
    *_COMMON,
]


def commitment_url(row) -> str:
    """Where a commitment's page is."""
    return reverse("web:commitment", args=[row.pk])
