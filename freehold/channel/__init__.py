"""What keeps the channel fair: how partners come in, that nobody reaches around one, and that nobody holds a customer.

A seller invites a partner by a link; or somebody *applies* and is approved, which is an invitation too. Whoever accepts
gives the company's own data and agrees to the seller's *terms*, of which each version is kept. A seller *registers* a
prospect by its domain: for a time nobody else may begin with it, and nobody learns who holds it; the prospect alone may
choose otherwise, by proving the domain. An *incident notice* is the one thing that is written to customers of partners on
behalf of those above, from a fixed list of texts and under the partner's brand. `numbers` says how the channel does.

A *customer code* is a seller's invitation to customers of others. With one a customer's administrator asks for a *transfer*:
on a day its orders end on the edges of the old chain of sellers and begin on those of the new one, behind the same services.
States of a transfer: asked, moved, withdrawn, failed.
Pages, the API, commands and the sweep call `actions/` and `queries/`; no package imports this one but those above it.
"""
