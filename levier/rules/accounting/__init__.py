"""Double entry: balanced entries, balances at a day, and the files that accountants ask for."""
