"""What a point of an agenda asks: requests of its dossier, an amendment, or a loan that runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from levier.cases.models import FundingRequest
from levier.committees.models import AgendaItem, Sitting
from levier.kernel.french import euros
from levier.kernel.money import ZERO
from levier.portfolio.models import Amendment, LoanProposal
from levier.workflows.letterhead import request_line


@dataclass(frozen=True, slots=True)
class Asked:
    """What one point asks: `requests` of its dossier, else an amendment, else a loan that runs.

    What the point decided stays asked of it: its papers say so for good.
    """

    requests: Sequence[FundingRequest] = ()
    amendment: Amendment | None = None
    loan: LoanProposal | None = None

    @property
    def waiting(self) -> list[FundingRequest]:
        """Return the requests that wait for a decision."""
        return [row for row in self.requests if row.state == FundingRequest.State.PROPOSED]

    @property
    def amount(self) -> Decimal:
        """Return the euros at stake: the loans, contributions and grants asked, or what is owed."""
        if self.loan is not None:
            return self.loan.amount
        return sum((row.loan_amount or row.amount or ZERO for row in self.requests), ZERO)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return what is asked and under what terms, a line for each."""
        if self.loan is not None:
            return [
                (str(self.loan), f"{euros(self.loan.amount, cents=True)} dus. {self.loan.reason}")
            ]
        if self.amendment is not None:
            return [(str(self.amendment), self.amendment.reason)]
        return [(str(row.instrument), request_line(row)) for row in self.requests]


def asked_at(items: Sequence[AgendaItem]) -> dict[UUID, Asked]:
    """Return what each point asks, by its key, in two queries at most beyond the given rows.

    The decisions of the points and the requests of their dossiers are read where they are.
    """
    found = {item.pk: Asked(_requests(item)) for item in items}
    without = [item for item in items if not found[item.pk].requests]
    if not without:
        return found
    amendments = _by_point(without, Amendment)
    loans = _by_point(without, LoanProposal)
    for item in without:
        amendment, loan = amendments.get(item.pk), loans.get(item.pk)
        if amendment is None and loan is None:
            found[item.pk] = Asked(list(item.case.requests.all()))
        else:
            found[item.pk] = Asked((), amendment, None if amendment else loan)
    return found


def _requests(item: AgendaItem) -> list[FundingRequest]:
    """Return the requests that the point decided, and those that it still has to decide."""
    decided = {decision.request_id for decision in item.decisions.all()}
    proposed = FundingRequest.State.PROPOSED
    return [
        row
        for row in item.case.requests.all()
        if row.pk in decided
        or (row.state == proposed and _still_asks(item) and None not in decided)
    ]


def _still_asks(item: AgendaItem) -> bool:
    """Return whether what waits on the dossier is what the point asks.

    A point closed without decision asked it until its minutes: later, what waits is for another.
    """
    if not item.is_closed:
        return True
    return not item.decisions.all() and item.sitting.state != Sitting.State.MINUTED


def _by_point(
    items: Iterable[AgendaItem], model: type[Amendment] | type[LoanProposal]
) -> dict[UUID, Amendment | LoanProposal]:
    """Return, by point, what it decided, else what waits on its dossier."""
    undecided = {
        item.case_id: item.pk for item in items if _still_asks(item) and not item.decisions.all()
    }
    rows = model.objects.filter(
        Q(decision__item__in=[item.pk for item in items])
        | Q(state=model.State.TO_COMMITTEE, commitment__case__in=list(undecided))
    ).select_related("commitment__case", "commitment__instrument", "decision")
    return {
        row.decision.item_id if row.decision else undecided[row.commitment.case_id]: row
        for row in rows
    }
