"""What keeps the channel fair: customers who change their seller, one by one or many at once, and nobody who holds them.

A *customer code* is a seller's invitation to customers of others. With one a customer's administrator asks for a *transfer*:
on a day its orders end on the edges of the old chain of sellers and begin on those of the new one, behind the same services.
States of a transfer: asked, moved, withdrawn, failed.
Pages, the API, commands and the sweep call `actions/` and `queries/`; no package imports this one but those above it.
"""
