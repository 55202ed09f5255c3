"""The addresses that open something once: an invitation to sell, and the proof of an applicant's mail address."""

from django.conf import settings

JOIN = "/partners/join/"
PROVE = "/partners/apply/"


def join_link(secret: str) -> str:
    """Where an invited partner begins."""
    return f"{settings.ORIGIN}{JOIN}{secret}/"


def proof_link(secret: str) -> str:
    """Where somebody who applies shows that the address is theirs."""
    return f"{settings.ORIGIN}{PROVE}{secret}/"
