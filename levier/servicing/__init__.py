"""What the house lends: operations, versions of the schedule, what each payment cleared."""
