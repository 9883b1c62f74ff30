"""What others call: reading the figures, publishing a year, writing the report's blocks."""

from levier.reporting.differences import differences
from levier.reporting.figures import figures
from levier.reporting.services.publishing import publish_year
from levier.reporting.services.targets import set_target

__all__ = ["differences", "figures", "publish_year", "set_target"]
