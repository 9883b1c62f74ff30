"""Tables of what moves money: accounts, files, orders, mandates, debits, revenue orders."""

from levier.banking.models.debits import Collection, CollectionNotice, Mandate
from levier.banking.models.payments import BankFile, HouseAccount, PaymentOrder
from levier.banking.models.revenue import RevenueOrder

__all__ = [
    "BankFile",
    "Collection",
    "CollectionNotice",
    "HouseAccount",
    "Mandate",
    "PaymentOrder",
    "RevenueOrder",
]
