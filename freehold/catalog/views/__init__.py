"""Pages of a seller's catalog."""
