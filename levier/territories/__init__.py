"""Where people and structures are: communes, EPCI, and the zones that open rights, each dated.

The register of communes and EPCI is read from files of the project, without a table
(`register`, `commune_search`). Priority districts (QPV), rural zones (ZFRR) and contours are
layers imported by `levier zones import`, each with its first day; `zoning` answers yes, no or to
check from them, and `services` gathers what an address says.
"""
