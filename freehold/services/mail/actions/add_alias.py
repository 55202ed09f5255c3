"""Give a mailbox one more address."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.actions.create_mailbox import claim_address
from freehold.services.mail.actions.write_sieve import write_sieve
from freehold.services.mail.models import Address
from freehold.services.mail.permissions import CHANGE_ADDRESSES
from freehold.services.mail.queries.instance import require_proven
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.rules.addresses import parse_address
from freehold.services.mail.states import AddressKind


@transaction.atomic
def add_alias(mailbox_id: UUID, *, address: str, actor: Actor) -> None:
    """Let one more address lead to a mailbox; its person may also sign in with it and send from it.

    Raises: NotFound, NotPermitted, Refused("mailbox_closed", "malformed_address", "domain_not_proven"),
    Conflict("address_taken").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, CHANGE_ADDRESSES)
    wanted = parse_address(address)
    require_proven(mailbox.tenant_id, wanted.domain)
    claim_address(
        Address(
            tenant_id=mailbox.tenant_id,
            address=wanted.address,
            local_part=wanted.local_part,
            domain=wanted.domain,
            kind=AddressKind.ALIAS,
            mailbox=mailbox,
        ),
        actor=actor,
    )
    write_sieve(mailbox_id)
    record(actor, CHANGE_ADDRESSES, subject_kind="mailbox", subject_id=mailbox_id, alias_added=wanted.address)
