"""What Levier exists for, in plain Python: no Django, no clock, no database.

A rule is a function of facts and a day. A value set by law sits in `parameters/*.toml` with its
first day, unit and source; a product's terms arrive as arguments, from the catalogue.
"""
