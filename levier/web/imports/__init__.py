"""The import of a year: the file dropped, its preview, its faults corrected, its confirmation."""
