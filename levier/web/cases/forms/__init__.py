"""What is typed on the pages of dossiers. A form checks the input, and decides nothing."""
