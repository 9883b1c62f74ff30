"""Pages of commitments: guarantees, financings, grants."""
