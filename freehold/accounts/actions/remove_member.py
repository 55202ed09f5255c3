"""Take somebody out of a group."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.models import GroupMember
from freehold.accounts.permissions import REMOVE_MEMBER
from freehold.accounts.queries.locks import (
    administrators_of,
    lock_administrators,
    lock_group,
    lock_person,
    require_to_give_roles,
)
from freehold.accounts.rules import loses_last_administrator
from freehold.accounts.telling import telling_of_roles
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def remove_member(group_id: UUID, *, person_id: UUID, actor: Actor) -> None:
    """Remove a person from a group. Raises: NotFound, NotPermitted, Refused("last_administrator")."""
    before = lock_administrators(actor.tenant_id)
    group = lock_group(group_id, actor=actor)
    person = lock_person(person_id, actor=actor)
    require(actor, REMOVE_MEMBER)
    if group.roles:
        require_to_give_roles(actor)
    with telling_of_roles([person.id] if group.roles else [], actor=actor):
        removed, __ = GroupMember.objects.filter(group_id=group.id, person_id=person.id).delete()
    if not removed:
        raise NotFound
    if loses_last_administrator(before, administrators_of(actor.tenant_id)):
        raise Refused(
            "last_administrator", _("Nobody would be administrator any more. Make somebody one first.")
        )
    record(
        actor, REMOVE_MEMBER, subject_kind="group", subject_id=group.id, name=group.name, person=person.name
    )
