"""Make a group of people."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from freehold.accounts.models import Group
from freehold.accounts.permissions import CREATE_GROUP
from freehold.accounts.queries.locks import require_to_give_roles
from freehold.accounts.rules import is_person_name
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require


@transaction.atomic
def create_group(name: str, *, actor: Actor, roles: frozenset[Role] = frozenset()) -> UUID:
    """Make an empty group; its members share `roles`, which are an administrator's to give.

    Raises: NotPermitted, Refused("not_a_name"), Conflict("name_taken").
    """
    require(actor, CREATE_GROUP)
    if roles:
        require_to_give_roles(actor)
    if not is_person_name(name):
        raise Refused("not_a_name", _("Give the group a name of one line."), field="name")
    try:
        with transaction.atomic():
            group = Group.objects.create(tenant_id=actor.tenant_id, name=name.strip(), roles=sorted(roles))
    except IntegrityError as error:
        raise Conflict(
            "name_taken", _("There is a group named %(name)s already.") % {"name": name.strip()}
        ) from error
    record(actor, CREATE_GROUP, subject_kind="group", subject_id=group.id, name=group.name, roles=group.roles)
    return group.id
