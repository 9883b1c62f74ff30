"""The search box: people, structures, dossiers, campaigns and sittings, by what one knows."""
