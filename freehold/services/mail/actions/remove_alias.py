"""Take an address away from a mailbox."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.services.mail.actions.ask_engine import ask_to_forget
from freehold.services.mail.actions.write_sieve import write_sieve
from freehold.services.mail.models import Address
from freehold.services.mail.permissions import CHANGE_ADDRESSES
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.states import AddressKind


@transaction.atomic
def remove_alias(mailbox_id: UUID, *, address: str, actor: Actor) -> None:
    """Remove an alias; mail to it is then refused, or goes to the catch-all. Raises: NotFound, NotPermitted."""
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, CHANGE_ADDRESSES)
    found = Address.objects.filter(mailbox_id=mailbox_id, address=address.lower(), kind=AddressKind.ALIAS)
    removed, _rows = found.delete()
    if not removed:
        raise NotFound
    write_sieve(mailbox_id)
    ask_to_forget(mailbox)
    record(
        actor, CHANGE_ADDRESSES, subject_kind="mailbox", subject_id=mailbox_id, alias_removed=address.lower()
    )
