"""Put somebody into a group."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.models import GroupMember
from freehold.accounts.permissions import ADD_MEMBER
from freehold.accounts.queries.locks import lock_group, lock_person, require_to_give_roles
from freehold.accounts.states import PersonState
from freehold.accounts.telling import telling_of_roles
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require


@transaction.atomic
def add_member(group_id: UUID, *, person_id: UUID, actor: Actor) -> None:
    """Add a person to a group; where the group gives roles, that is an administrator's to do.

    Raises: NotFound, NotPermitted, Refused("left"), Conflict("member_already").
    """
    group = lock_group(group_id, actor=actor)
    person = lock_person(person_id, actor=actor)
    require(actor, ADD_MEMBER)
    if group.roles:
        require_to_give_roles(actor)
    if person.state == PersonState.LEFT:
        raise Refused("left", _("%(name)s has left.") % {"name": person.name}, field="person")
    if GroupMember.objects.filter(group_id=group.id, person_id=person.id).exists():
        raise Conflict(
            "member_already",
            _("%(name)s is in %(group)s already.") % {"name": person.name, "group": group.name},
        )
    with telling_of_roles([person.id] if group.roles else [], actor=actor):
        GroupMember.objects.create(tenant_id=actor.tenant_id, group_id=group.id, person_id=person.id)
    record(actor, ADD_MEMBER, subject_kind="group", subject_id=group.id, name=group.name, person=person.name)
