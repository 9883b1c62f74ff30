"""What follows a commitment once money has moved: payments, arrears, provisions, calls."""
