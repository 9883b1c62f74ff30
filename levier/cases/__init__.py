"""A dossier: project, people, financing plan, pieces, analysis, engagement axes, notes, state."""
