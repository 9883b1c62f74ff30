"""The forecast in a dossier: its entry sheet, its statements, its model."""
