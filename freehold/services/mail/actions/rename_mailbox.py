"""Change the name and the first address of a mailbox."""

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
def rename_mailbox(mailbox_id: UUID, *, address: str, display_name: str, actor: Actor) -> None:
    """Give a mailbox another first address and name; the old address stays as an alias, and no mail moves.

    Raises: NotFound, NotPermitted, Refused("mailbox_closed", "malformed_address", "domain_not_proven"),
    Conflict("address_taken").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, CHANGE_ADDRESSES)
    wanted = parse_address(address)
    before = mailbox.address
    if wanted.address != before:
        require_proven(mailbox.tenant_id, wanted.domain)
        Address.objects.filter(mailbox_id=mailbox_id, address=before).update(kind=AddressKind.ALIAS)
        own = Address.objects.filter(mailbox_id=mailbox_id, address=wanted.address, kind=AddressKind.ALIAS)
        if not own.update(kind=AddressKind.MAILBOX):
            claim_address(
                Address(
                    tenant_id=mailbox.tenant_id,
                    address=wanted.address,
                    local_part=wanted.local_part,
                    domain=wanted.domain,
                    kind=AddressKind.MAILBOX,
                    mailbox=mailbox,
                ),
                actor=actor,
            )
    mailbox.address, mailbox.display_name = wanted.address, display_name.strip()
    mailbox.save(update_fields=["address", "display_name"])
    write_sieve(mailbox_id)
    record(
        actor, CHANGE_ADDRESSES, subject_kind="mailbox", subject_id=mailbox_id,
        address=wanted.address, address_before=before, display_name=mailbox.display_name,
    )  # fmt: skip
