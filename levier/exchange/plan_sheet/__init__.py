"""A financing plan read from anybody's spreadsheet, by a mapping of its columns."""
