"""Pages of accounts, by whom they are for."""
