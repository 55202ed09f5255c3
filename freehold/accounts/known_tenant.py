"""Whose browser this is before anybody signs in: it was used in a tenant, or its person follows an invitation there.

A signed cookie remembers the tenant's id and nothing else. It opens nothing: the pages of sign-in bear the brand of
that tenant's seller with it, and not the operator's.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

COOKIE = "freehold-tenant"
SALT = "known-tenant"
LASTS_SECONDS = 180 * 24 * 60 * 60


def tenant_of(request: HttpRequest) -> UUID | None:
    """The tenant that this browser was last used in, if any."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LASTS_SECONDS)
    return UUID(kept) if kept else None


def remember_tenant(request: HttpRequest, response: HttpResponse, tenant_id: UUID) -> None:
    """Let the pages of sign-in in this browser bear that tenant's brand from now on."""
    response.set_signed_cookie(
        COOKIE,
        str(tenant_id),
        salt=SALT,
        max_age=LASTS_SECONDS,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )
