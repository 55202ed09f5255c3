"""Rename a group, and change what its members may do."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from freehold.accounts.permissions import CHANGE_GROUP
from freehold.accounts.queries.groups import ids_in_group
from freehold.accounts.queries.locks import (
    administrators_of,
    lock_administrators,
    lock_group,
    require_to_give_roles,
)
from freehold.accounts.rules import is_person_name, loses_last_administrator
from freehold.accounts.telling import telling_of_roles
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require


@transaction.atomic
def change_group(group_id: UUID, *, name: str, roles: frozenset[Role], actor: Actor) -> None:
    """Set the group's name and roles; never leaves a tenant without an administrator.

    Raises: NotFound, NotPermitted, Refused("not_a_name", "last_administrator"), Conflict("name_taken").
    """
    before = lock_administrators(actor.tenant_id)
    group = lock_group(group_id, actor=actor)
    require(actor, CHANGE_GROUP)
    if roles != frozenset(group.roles):
        require_to_give_roles(actor)
    if not is_person_name(name):
        raise Refused("not_a_name", _("Give the group a name of one line."), field="name")
    was = {"name": group.name, "roles": group.roles}
    group.name, group.roles = name.strip(), sorted(roles)
    try:
        with transaction.atomic(), telling_of_roles(ids_in_group(group.id), actor=actor):
            group.save(update_fields=["name", "roles"])
    except IntegrityError as error:
        raise Conflict(
            "name_taken", _("There is a group named %(name)s already.") % {"name": name.strip()}
        ) from error
    if loses_last_administrator(before, administrators_of(actor.tenant_id)):
        raise Refused(
            "last_administrator",
            _("Nobody would be administrator any more. Make somebody one first."),
            field="roles",
        )
    record(
        actor,
        CHANGE_GROUP,
        subject_kind="group",
        subject_id=group.id,
        name=group.name,
        roles=group.roles,
        was=was,
    )
