"""Pages of committees: sittings, the session, members and seats."""
