"""Change what somebody may do."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.permissions import CHANGE_ROLES
from freehold.accounts.queries.locks import (
    administrators_of,
    lock_administrators,
    lock_person,
    require_to_give_roles,
)
from freehold.accounts.rules import loses_last_administrator
from freehold.accounts.telling import telling_of_roles
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Conflict, Refused


@transaction.atomic
def change_roles(person_id: UUID, *, roles: frozenset[Role], version: int, actor: Actor) -> int:
    """Give somebody exactly these roles (member is always one); never leaves a tenant without an administrator.

    That person and the administrators are told. Under a grant, only while nobody of the company's own can do it.
    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"), Refused("last_administrator").
    """
    before = lock_administrators(actor.tenant_id)
    person = lock_person(person_id, actor=actor)
    require_to_give_roles(actor)
    if person.version != version:
        raise Conflict(
            "changed_meanwhile",
            _("Somebody else has changed %(name)s meanwhile. Look again, then change it.")
            % {"name": person.name},
        )
    given = roles | {Role.MEMBER}
    was = person.roles
    person.roles = sorted(given)
    person.version += 1
    with telling_of_roles([person.id], actor=actor):
        person.save(update_fields=["roles", "version"])
    if loses_last_administrator(before, administrators_of(actor.tenant_id)):
        raise Refused(
            "last_administrator",
            _("%(name)s is the last administrator. Make somebody else one first.") % {"name": person.name},
            field="roles",
        )
    record(
        actor,
        CHANGE_ROLES,
        subject_kind="person",
        subject_id=person.id,
        name=person.name,
        roles=person.roles,
        was=was,
    )
    return person.version
