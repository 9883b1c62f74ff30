"""« Ma journée »: what must be done, for each role."""
