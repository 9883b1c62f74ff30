"""Spreadsheets in and out: the year workbook and its import."""
