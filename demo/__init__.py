"""What `make demo` loads: the year 2024, one account a role, and a house at work today."""
