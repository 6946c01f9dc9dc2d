"""Forms of accounts: they check and normalize, services write."""
