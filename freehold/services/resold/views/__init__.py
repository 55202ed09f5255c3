"""Pages of the seller that supplies what others make."""
