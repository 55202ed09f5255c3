"""What can be sold: offerings, plans, and the price lists of each seller, versioned."""
