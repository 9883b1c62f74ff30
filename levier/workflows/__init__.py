"""Processes that cross apps, one file each: what happens when a committee says yes."""
