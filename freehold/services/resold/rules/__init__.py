"""What is to be done with a vendor, and what its bills say. Pure."""
