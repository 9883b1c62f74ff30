"""The life of a guarantee after its set-up: incidents, papers, calls, indemnities, recoveries."""
