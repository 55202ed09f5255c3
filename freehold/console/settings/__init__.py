"""A company changes its own settings, a seller its brand: `tenants` writes, the log here tells it."""
