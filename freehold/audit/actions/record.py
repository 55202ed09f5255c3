"""Record one act in the log of the tenant whose scope is open."""

import os
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.models import Entry
from freehold.audit.rules.tree import leaf_hash
from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import Permission
from freehold.tenants.row_security import current_tenant


@transaction.atomic
def record(
    actor: Actor,
    act: Permission | str,
    *,
    subject_kind: str = "",
    subject_id: UUID | str = "",
    **facts: object,
) -> UUID:
    """Write an entry into the log of the tenant whose scope is open now, and ask for it to be sealed.

    `facts` are plain values; secrets never belong here. The entry stands or falls with the act's transaction.
    An act under a grant names the grant, who holds it and why, in the logs of its two ends.
    Raises: Refused("no_scope").
    """
    tenant_id = current_tenant()
    if tenant_id is None:
        raise Refused("no_scope", _("An act is recorded in a tenant's scope."))
    if actor.grant_id is not None and tenant_id in (actor.tenant_id, actor.home_tenant_id):
        facts |= {"grant_holder": actor.grant_holder, "grant_reason": actor.grant_reason}
    salt = os.urandom(16)
    entry = Entry(
        id=ids.new_id(),
        tenant_id=tenant_id,
        at=clock.now(),
        actor_person_id=actor.person_id,
        actor_name=actor.name,
        actor_tenant_id=actor.home_tenant_id,
        grant_id=actor.grant_id,
        via=actor.via,
        action=act if isinstance(act, str) else act.code,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        facts={name: plain(value) for name, value in facts.items()},
        salt=salt,
    )
    entry.leaf_hash = leaf_hash(salt, entry.content())
    entry.save(force_insert=True)
    enqueue(Job.SEAL_AUDIT, lock=f"audit:{tenant_id}", tenant_id=tenant_id)
    return entry.id


def plain(value: object) -> object:
    """A value as JSON has it: exact decimals, instants and ids as text."""
    match value:
        case Enum():
            return plain(value.value)
        case None | str() | int():
            return value
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
    return str(value)
