"""Make a distribution list: one address that fans out."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.services.mail.actions.create_mailbox import claim_address
from freehold.services.mail.models import Address, MailGroup
from freehold.services.mail.permissions import CHANGE_GROUPS
from freehold.services.mail.queries.instance import require_proven, the_instance
from freehold.services.mail.rules.addresses import parse_address
from freehold.services.mail.states import AddressKind


@transaction.atomic
def create_group(address: str, *, name: str, internal_only: bool = False, actor: Actor) -> UUID:
    """Make a group without members at an address; its id. With `internal_only` nobody from outside may write to it.

    Raises: NotPermitted, Refused("malformed_address", "domain_not_proven", "no_mail", "no_name"),
    Conflict("address_taken").
    """
    require(actor, CHANGE_GROUPS)
    wanted = parse_address(address)
    require_proven(actor.tenant_id, wanted.domain)
    the_instance()
    if not name.strip() or len(name) > 120:
        raise Refused("no_name", _("Give the group a name."), field="name")
    group = MailGroup.objects.create(
        tenant_id=actor.tenant_id, name=name.strip(), internal_only=internal_only
    )
    claim_address(
        Address(
            tenant_id=actor.tenant_id,
            address=wanted.address,
            local_part=wanted.local_part,
            domain=wanted.domain,
            kind=AddressKind.GROUP,
            group=group,
        ),
        actor=actor,
    )
    record(
        actor,
        CHANGE_GROUPS,
        subject_kind="mail_group",
        subject_id=group.id,
        address=wanted.address,
        name=group.name,
    )
    return group.id
