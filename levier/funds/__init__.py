"""Funders, agreements, European operations and envelopes."""
