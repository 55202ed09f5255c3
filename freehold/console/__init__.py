"""Pages across packages: home and navigation."""
