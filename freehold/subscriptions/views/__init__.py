"""Pages of orders: lists, ordering in steps, one order, and what can be done with it."""
