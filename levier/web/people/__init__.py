"""People, structures, and the bodies around them: prescribers, banks."""
