"""The rules of invoices: pure, given their facts and the time."""
