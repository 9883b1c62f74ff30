"""Stored files and their versions. What a file proves, and who sees it, is known above."""
