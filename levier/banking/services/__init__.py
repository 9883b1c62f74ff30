"""Writes of payments and debits: accounts, mandates, orders, collections, files, answers."""

from levier.banking.services.accounts import set_house_account
from levier.banking.services.answers import read_bank_file
from levier.banking.services.collection_files import hand_over_collections
from levier.banking.services.collections import announce, cancel_collection, plan_collection
from levier.banking.services.files import hand_over
from levier.banking.services.mandates import Debtor, move_mandate, record_mandate
from levier.banking.services.orders import (
    Payee,
    approve_order,
    cancel_order,
    prepare_order,
)
from levier.banking.services.reading import Reading
from levier.banking.services.revenue import Claim, cancel_revenue_order, issue_revenue_orders

__all__ = [
    "Claim",
    "Debtor",
    "Payee",
    "Reading",
    "announce",
    "approve_order",
    "cancel_collection",
    "cancel_order",
    "cancel_revenue_order",
    "hand_over",
    "hand_over_collections",
    "issue_revenue_orders",
    "move_mandate",
    "plan_collection",
    "prepare_order",
    "read_bank_file",
    "record_mandate",
    "set_house_account",
]
