"""The numbers of orders, debits and revenue orders: a series a year, without a gap."""

from django.db.models import QuerySet
from django.db.models.functions import Length


def next_rank(rows: QuerySet, prefix: str) -> int:
    """Return the rank after the last number of a series; the caller has locked the house's row.

    `rows` are those of the house. Numbers are read as numbers: 10000 comes after 9999.
    """
    numbered = rows.filter(number__startswith=prefix)
    last = numbered.order_by(Length("number").desc(), "-number").first()
    return int(last.number.removeprefix(prefix)) + 1 if last else 1
