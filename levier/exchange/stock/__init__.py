"""The live stock of a house, from its spreadsheet: commitments and what was paid since."""
