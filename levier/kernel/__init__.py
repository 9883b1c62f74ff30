"""What every other module may use: money, dates, names, keys and refusals. Plain Python.

The list of modules is closed: a new one is a decision (docs/decisions/).
"""
