"""Tasks, supplies, bills and costs, as pages and others read them."""
