"""The addresses that open something once, at the seller's own host name where it has one."""

from uuid import UUID

from freehold.tenants.queries import origin_for

JOIN = "/partners/join/"
PROVE = "/partners/apply/"


def join_link(secret: str, *, seller_id: UUID) -> str:
    """Where an invited partner begins."""
    return f"{origin_for(seller_id)}{JOIN}{secret}/"


def proof_link(secret: str, *, seller_id: UUID) -> str:
    """Where somebody who applies shows that the address is theirs."""
    return f"{origin_for(seller_id)}{PROVE}{secret}/"
