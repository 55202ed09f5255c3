"""Delete a group; its people stay."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.permissions import DELETE_GROUP
from freehold.accounts.queries.groups import ids_in_group
from freehold.accounts.queries.locks import (
    administrators_of,
    lock_administrators,
    lock_group,
    require_to_give_roles,
)
from freehold.accounts.rules import loses_last_administrator
from freehold.accounts.telling import telling_of_roles
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require


@transaction.atomic
def delete_group(group_id: UUID, *, actor: Actor) -> None:
    """Delete the group and its memberships. Raises: NotFound, NotPermitted, Refused("last_administrator")."""
    before = lock_administrators(actor.tenant_id)
    group = lock_group(group_id, actor=actor)
    require(actor, DELETE_GROUP)
    if group.roles:
        require_to_give_roles(actor)
    with telling_of_roles(ids_in_group(group.id) if group.roles else [], actor=actor):
        group.delete()
    if loses_last_administrator(before, administrators_of(actor.tenant_id)):
        raise Refused(
            "last_administrator", _("Nobody would be administrator any more. Make somebody one first.")
        )
    record(actor, DELETE_GROUP, subject_kind="group", subject_id=group_id, name=group.name)
