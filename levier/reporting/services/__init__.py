"""What others call: reading the figures, publishing a year, writing the report's blocks."""

from levier.reporting.differences import differences
from levier.reporting.figures import figures
from levier.reporting.services.blocks import add_block, change_block, move_block, remove_block
from levier.reporting.services.demo_blocks import install_demo_blocks
from levier.reporting.services.publishing import publish_year
from levier.reporting.services.targets import set_target

__all__ = [
    "add_block",
    "change_block",
    "differences",
    "figures",
    "install_demo_blocks",
    "move_block",
    "publish_year",
    "remove_block",
    "set_target",
]
