"""Questions about the ledger."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Sum

from levier.kernel.money import ZERO, round_euro

READERS = {"finance", "director", "administrator"}


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are written once: nothing changes or removes them, even many at a time."""

    def visible_to(self, user) -> Self:
        """The rows of the user's house, for those who keep its accounts."""
        if not user.is_authenticated or user.role not in READERS:
            return self.none()
        return self.filter(organisation=user.organisation_id)

    def update(self, **values):
        """Refuse: a correction is a reversal."""
        raise TypeError("A posted entry is never changed.")

    def delete(self):
        """Refuse: the ledger is append-only."""
        raise TypeError("A posted entry is never deleted.")


class PostingQuerySet(AppendOnlyQuerySet):
    """Postings, with their sums."""

    def balances_on(self, day: date) -> dict[str, Decimal]:
        """Return debit less credit (euros) of each account moved on or before `day`."""
        rows = (
            self.filter(entry__day__lte=day)
            .order_by()
            .values_list("account__number")
            .annotate(debit=Sum("debit"), credit=Sum("credit"))
        )
        return {
            number: round_euro((debit or ZERO) - (credit or ZERO)) for number, debit, credit in rows
        }
