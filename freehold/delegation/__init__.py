"""Delegated administration: grants say who may touch what, for how long.

A grant is never derived from a commercial edge. Also here: the middleware that makes the Actor of a request
from a session, a token or a grant.
"""
