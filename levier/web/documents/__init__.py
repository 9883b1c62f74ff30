"""Stored files on the way out: shown in the page or taken away."""
