"""Who did what, and who read what: append-only, and aware of no app above it (targets are text)."""
