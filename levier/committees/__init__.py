"""A sitting: agenda, attendance, withdrawals, votes, decisions, minutes."""
