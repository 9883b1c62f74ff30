"""Views of dossiers, one module a part of the work."""
