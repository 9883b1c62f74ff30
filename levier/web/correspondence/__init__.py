"""Messages: the log, what is written, the words of the house, the deposit of pieces."""
