"""Reading a workbook: sheets, cells, columns, and the faults found on the way. No database here."""
