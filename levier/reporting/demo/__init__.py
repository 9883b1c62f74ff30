"""Blocks of an invented report: texts (blocks.toml) and pictures drawn here, for trying Levier."""
