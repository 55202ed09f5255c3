"""Identifiers: opaque ones for rows, short ones that people can read to each other."""

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> UUID:
    """A new row id, ordered by time, so that indexes stay compact. Source: RFC 9562, 5.7."""
    return uuid7()


def new_number(prefix: str) -> str:
    """A number to read aloud, such as `SUB-7K3QM2XA`: random, so that nobody can count a seller's orders."""
    return f"{prefix}-{''.join(secrets.choice(CROCKFORD) for _ in range(8))}"
