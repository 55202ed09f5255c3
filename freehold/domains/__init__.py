"""Claims and proofs of domain names, the records to publish, and live checks of them."""
