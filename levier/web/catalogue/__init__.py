"""Pages of the catalogue: instruments and their dated versions."""
