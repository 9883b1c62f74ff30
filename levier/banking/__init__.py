"""Money out of the house's accounts: orders under four eyes, SEPA files, what the bank answers."""
