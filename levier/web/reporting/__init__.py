"""Pages that render account: key figures, coherence, publication, the annual report."""
