"""The follow-up of commitments: the list, one commitment's reviews and lights, one review."""
