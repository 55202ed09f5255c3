"""Say where the mail of a domain goes that no address takes."""

from uuid import UUID

from django.db import transaction

from freehold.accounts.queries.locks import require_no_guest
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.actions.create_mailbox import claim_address
from freehold.services.mail.models import Address
from freehold.services.mail.permissions import CHANGE_ADDRESSES
from freehold.services.mail.queries.instance import require_proven
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.rules.addresses import a_label
from freehold.services.mail.states import AddressKind


@transaction.atomic
def set_catch_all(domain: str, *, mailbox_id: UUID, actor: Actor) -> None:
    """Lead what no address takes to a mailbox; existing addresses are never touched by it.

    No guest sets it: a link into an account may be on its way to an address that has no mailbox.
    Raises: NotFound, NotPermitted, Refused("mailbox_closed", "domain_not_proven", "malformed_address").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, CHANGE_ADDRESSES)
    require_no_guest(actor)
    name = a_label(domain.strip().lower())
    require_proven(mailbox.tenant_id, name)
    Address.objects.filter(tenant_id=mailbox.tenant_id, domain=name, kind=AddressKind.CATCH_ALL).delete()
    claim_address(
        Address(
            tenant_id=mailbox.tenant_id,
            address=f"@{name}",
            local_part="",
            domain=name,
            kind=AddressKind.CATCH_ALL,
            mailbox=mailbox,
        ),
        actor=actor,
    )
    record(actor, CHANGE_ADDRESSES, subject_kind="domain", subject_id=name, catch_all=mailbox.address)
