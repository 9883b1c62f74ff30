"""The figures that the house publishes, each computed from the rows of a year.

`facts` says what the rows hold, `selection` which of them belong to a year, one module a chapter
how each figure follows, `compute` gives them all, `decompositions` how the headline ones add up.
"""
