"""Figures read from the rows, frozen years, the annual report."""
