"""By what somebody may name a tenant that it wants to enter: its own buyer by id, all others by a pseudonym alone."""

import re
from uuid import UUID

from django.db import connection

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.tenants.queries import find_edge, get_tenant
from freehold.tenants.row_security import enter

PSEUDONYM = re.compile(r"C-[0-9A-Z]{8}")


def tenant_behind(reference: str, *, actor: Actor) -> tuple[UUID, str]:
    """The tenant that the actor means, and what the actor calls it.

    A buyer of the actor's own by its id; whoever orders through a buyer by the pseudonym on an order that stands.
    Raises: NotFound.
    """
    wanted = reference.strip()
    buyer_id = _uuid(wanted)
    if buyer_id is not None:
        edge = find_edge(buyer_id)
        if edge is None or edge.seller_id != actor.tenant_id:
            raise NotFound
        return buyer_id, edge.buyer_name
    found = _behind_pseudonym(wanted.upper())
    if found is None:
        raise NotFound
    return found, wanted.upper()


def any_tenant_behind(reference: str, *, actor: Actor) -> tuple[UUID, str]:
    """The same for an emergency: any tenant by its id as well, as engines and logs say it. Raises: NotFound."""
    wanted = reference.strip()
    tenant_id = _uuid(wanted)
    if tenant_id is None or find_edge(tenant_id) is not None:
        return tenant_behind(wanted, actor=actor)
    if tenant_id == actor.tenant_id:
        raise NotFound
    with enter(tenant_id, because="an emergency may name any tenant, which has to exist"):
        get_tenant(tenant_id)
    return tenant_id, str(tenant_id)


def _behind_pseudonym(pseudonym: str) -> UUID | None:
    if not PSEUDONYM.fullmatch(pseudonym):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select definer.customer_behind(%s)", [pseudonym])
        row = cursor.fetchone()
    return row[0] if row else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
