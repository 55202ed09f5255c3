"""Delegated administration: grants say who may touch what, for how long.

A grant is never derived from a commercial edge: it is given by the tenant itself, on its own or when asked; the set-up
of a new tenant makes one, and two people of the operator take one by break glass. A request is open, and then approved,
declined, withdrawn or expired. Also here: the middleware that makes the Actor of a request
from a session, a token or a grant.
"""
