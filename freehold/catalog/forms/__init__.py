"""Forms of a seller's catalog."""
