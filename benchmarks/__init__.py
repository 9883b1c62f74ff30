"""What `make bench` runs: each part is measured in a process of its own, on a database of its own.

Absolute times are printed with the machine and judge nothing; what fails is a ratio or a count.
"""
