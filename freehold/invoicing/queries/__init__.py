"""Invoices as pages, the API and other packages read them."""
