"""De minimis aid: single undertakings, the ledger of what they received, their attestations."""
