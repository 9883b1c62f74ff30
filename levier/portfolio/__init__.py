"""Commitments: guarantees, loans, contributions, advances and grants, drawn on envelopes."""
