"""The forecast of a dossier: what its holder expects, cell by cell, and who typed it."""
