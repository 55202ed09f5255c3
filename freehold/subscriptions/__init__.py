"""Orders of plans on an edge, and their states: trial, active, suspended, cancelling, ended.

A subscription is one buyer's order of a plan on one edge, seller to buyer. An order makes a chain of them,
from the customer's edge up to the operator, and one instance behind it. The lowest one leads: seats and ends
follow it all the way up. Those above bear a pseudonym where the customer's name would stand.
Pages, the API, commands and the sweep call `actions/` and `queries.py`; no package imports this one but
those above it.
"""
