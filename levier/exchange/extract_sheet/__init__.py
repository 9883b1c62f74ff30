"""The extract of a bank or a carrier as it is sent: which column holds what, what a line says."""
