"""Instruments and their dated terms, the pieces each asks for, and who carries the risk."""
