"""Accounts, offices and teams, and the journal."""
