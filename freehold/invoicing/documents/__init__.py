"""The forms of an invoice document, rendered from it alone. Pure: no table, no clock, no network.

The same document gives the same bytes, whenever and wherever it is rendered by the same release.
"""
