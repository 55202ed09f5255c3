"""Invoices: what an order and its usage cost on an edge, finalised, numbered without a gap, and then never changed.

A *run* bills all that is due of one seller up to a *cut-off* day, in chunks of buyers; a buyer whose facts fail a check is
*parked* with the reason. A *profile* is how a seller or a buyer stands on an invoice; a *series* counts a seller's numbers.
What was billed and does not hold any more is *settled* on the next invoice. Above it: pages across packages.
"""
