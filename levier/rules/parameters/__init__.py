"""Values that the law sets, each with its first day, unit and source.

`parameter("de_minimis", "ceiling", on)` gives the value in force on a day; `parameter_record`
gives it with what a screen shows beside it. Before the first known day nothing is guessed:
NoValueInForce. One TOML file a subject, beside this one; changing a value is a reviewed commit.
"""

from levier.rules.parameters.loading import (
    InvalidParameterFile,
    NoValueInForce,
    Record,
    UnknownParameter,
    history,
    parameter,
    parameter_record,
)

__all__ = [
    "InvalidParameterFile",
    "NoValueInForce",
    "Record",
    "UnknownParameter",
    "history",
    "parameter",
    "parameter_record",
]
