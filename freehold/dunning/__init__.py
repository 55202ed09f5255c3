"""Dunning: letters of a seller to its buyers' accounts, about invoices and about what is overdue.

A *letter* takes a document, a *reminder* is what a *step* of the seller writes about an open one. A *hold* keeps an invoice
from both further reminders and suspension. Nothing here keeps anybody from exporting, crediting or signing in.
"""
