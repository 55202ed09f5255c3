"""Pages of a seller about its customers and partners, across packages."""
