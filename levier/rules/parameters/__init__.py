"""Dated values set by law or by the network: one TOML file a subject, each value sourced."""
