"""The kinds of objects that a workbook brings, in the order in which they are written."""

from levier.exchange.plan.kinds.cases import Axes, Cases, KnownCases, StubCases
from levier.exchange.plan.kinds.committees import Sittings, StubSittings
from levier.exchange.plan.kinds.crowdfunding import Campaigns, Pledges
from levier.exchange.plan.kinds.decisions import Commitments, Grants, SupportDecisions
from levier.exchange.plan.kinds.house import (
    Banks,
    Funders,
    Offices,
    Operations,
    Providers,
    Teams,
    Users,
)
from levier.exchange.plan.kinds.people import Holdings, People, Structures
from levier.exchange.plan.kinds.support import (
    Beneficiaries,
    EngineeringPayments,
    Journeys,
    KnownJourneys,
    RegisterLines,
)

KINDS = (
    Offices(),
    Teams(),
    Users(),
    Banks(),
    Providers(),
    Funders(),
    Operations(),
    Sittings(),
    StubSittings(),
    People(),
    Structures(),
    Holdings(),
    Cases(),
    StubCases(),
    KnownCases(),
    Axes(),
    SupportDecisions(),
    Commitments(),
    Grants(),
    Journeys(),
    KnownJourneys(),
    RegisterLines(),
    Beneficiaries(),
    EngineeringPayments(),
    Campaigns(),
    Pledges(),
)

__all__ = ["KINDS"]
