"""Pages of dossiers: taking a call, the list, the dossier and its tabs."""
