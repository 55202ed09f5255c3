"""Getting paid: bank statements read back, and money collected by direct debit.

A *statement* is a file of the seller's bank, an *entry* one booking of it: *matched* to invoices by its reference or number,
*proposed* by account and amount, or *waiting* until a person assigns it or sets it aside. A *mandate* is a buyer's leave to
debit its account; a *collection* is a file of debits for the bank. What was paid itself is invoicing's. Called by dunning,
reports, its own pages, operations and commands.
"""
