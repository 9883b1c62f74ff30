"""The sixteen sheets of a year's workbook, one class of rows each.

`docs/guide` describes them for the house; the titles here are those of its spreadsheets.
"""

from levier.exchange.rows.committees import CommitteeRow
from levier.exchange.rows.crowdfunding import CampaignRow, PledgeRow
from levier.exchange.rows.finance import EngagedRow, EssRow, GuaranteeRow
from levier.exchange.rows.grants import GrantRow, StudyRow
from levier.exchange.rows.house import OfficeRow, StaffRow
from levier.exchange.rows.organisations import (
    BeneficiaryRow,
    DasessRow,
    DlaRow,
    EngineeringRow,
)
from levier.exchange.rows.support import AccesPlusRow, BrsaRow

SHEETS = (
    CommitteeRow,
    GuaranteeRow,
    EngagedRow,
    EssRow,
    DasessRow,
    DlaRow,
    BeneficiaryRow,
    BrsaRow,
    AccesPlusRow,
    GrantRow,
    StudyRow,
    CampaignRow,
    PledgeRow,
    EngineeringRow,
    OfficeRow,
    StaffRow,
)
"""In the order of the workbook: faults are listed, and conflicts settled, in this order."""

__all__ = ["SHEETS", *(one.__name__ for one in SHEETS)]
