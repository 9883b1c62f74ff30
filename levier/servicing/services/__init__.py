"""Writes of running loans, by meaning: opened, noted, kept as rows, checked at night."""

from levier.servicing.services.acceleration import Notice, last_notice, refuse_acceleration
from levier.servicing.services.chart import (
    account_numbers,
    accounts_named,
    name_accounts,
    set_account,
    usual_accounts,
)
from levier.servicing.services.checking import check_loans, first_difference_of
from levier.servicing.services.dunning import propose, propose_all, settle
from levier.servicing.services.month_end import MonthEnd, note_due_dates
from levier.servicing.services.noting import SERVED, fall_due, note, open_running_loan
from levier.servicing.services.playing import loan_on, operations_of, preview
from levier.servicing.services.provisioning import (
    Circumstances,
    Proposal,
    debtor_of,
    debtors_in_proceedings,
    decide_provision,
    propose_provision,
    propose_provisions,
)
from levier.servicing.services.refunds import (
    left_to_refund,
    orders_of_loan,
    refund_key,
    refuse_refund,
    without_refund,
)
from levier.servicing.services.rulings import (
    RULED,
    Ruling,
    act_of,
    bodies_that_may_rule,
    ruled,
    sittings_that_may_rule,
)
from levier.servicing.services.taking_up import TakenUp, take_up_loans
from levier.servicing.services.waiting import (
    rulings_to_note,
    schedules_to_open,
    tranches_to_pay,
)

__all__ = [
    "RULED",
    "SERVED",
    "Circumstances",
    "MonthEnd",
    "Notice",
    "Proposal",
    "Ruling",
    "TakenUp",
    "account_numbers",
    "accounts_named",
    "act_of",
    "bodies_that_may_rule",
    "check_loans",
    "debtor_of",
    "debtors_in_proceedings",
    "decide_provision",
    "fall_due",
    "first_difference_of",
    "last_notice",
    "left_to_refund",
    "loan_on",
    "name_accounts",
    "note",
    "note_due_dates",
    "open_running_loan",
    "operations_of",
    "orders_of_loan",
    "preview",
    "propose",
    "propose_all",
    "propose_provision",
    "propose_provisions",
    "refund_key",
    "refuse_acceleration",
    "refuse_refund",
    "ruled",
    "rulings_to_note",
    "schedules_to_open",
    "set_account",
    "settle",
    "sittings_that_may_rule",
    "take_up_loans",
    "tranches_to_pay",
    "usual_accounts",
    "without_refund",
]
