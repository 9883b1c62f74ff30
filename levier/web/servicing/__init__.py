"""Pages of the loans that run: the schedule, what happens to it, what is late."""
