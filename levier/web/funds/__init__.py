"""Pages of funders, agreements, operations and envelopes."""
