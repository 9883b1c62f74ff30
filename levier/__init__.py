"""Levier: the open information system of a solidarity-finance house.

The tree reads from the ground up: `kernel` and `rules` are plain Python, each app above them
holds one part of the trade, `workflows` crosses them, `web` shows them. docs/architecture.md
draws it; the order is enforced by import-linter (pyproject.toml).
"""
