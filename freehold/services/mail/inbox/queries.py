"""Whose mailbox the inbox opens, and which addresses its person may write from."""

from dataclasses import dataclass
from uuid import UUID

from freehold.kernel.actor import Actor, Via
from freehold.provisioning.queries import get_instance
from freehold.provisioning.states import InstanceState
from freehold.services.mail.inbox.rules.words import Address
from freehold.services.mail.models import Address as MailAddress
from freehold.services.mail.models import Mailbox, MailboxAccess
from freehold.services.mail.states import AddressKind, MailboxKind, MailboxState


@dataclass(frozen=True, slots=True)
class OwnMailbox:
    """The mailbox of the person who reads, and how they sign in to it; `paused` while its service is suspended."""

    id: UUID
    login: str
    name: str
    paused: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """An address that the person may write from; `shared` when it is not their own mailbox's."""

    name: str
    address: str
    shared: bool


def find_own_mailbox(actor: Actor) -> OwnMailbox | None:
    """The actor's own open mailbox. Nobody has one under a grant, nor with a program's token."""
    if actor.person_id is None or actor.grant_id or actor.token_id or actor.via is not Via.PAGE:
        return None
    found = Mailbox.objects.filter(
        tenant_id=actor.tenant_id,
        person_id=actor.person_id,
        kind=MailboxKind.PERSONAL,
        state=MailboxState.ACTIVE,
    ).first()
    if found is None:
        return None
    paused = get_instance(found.instance_id).wanted_state is not InstanceState.ACTIVE
    return OwnMailbox(found.id, found.address, found.display_name or actor.name, paused)


def addresses_to_write_from(mailbox: OwnMailbox, *, actor: Actor) -> tuple[Sender, ...]:
    """The addresses that submission will take as this person's, the mailbox's own first."""
    shared = {
        access.mailbox_id: access.mailbox
        for access in MailboxAccess.objects.filter(
            tenant_id=actor.tenant_id, grantee_id=mailbox.id, send_as=True
        ).select_related("mailbox")
        if access.mailbox.state == MailboxState.ACTIVE
    }
    addresses = MailAddress.objects.filter(
        tenant_id=actor.tenant_id,
        mailbox_id__in=[mailbox.id, *shared],
        kind__in=(AddressKind.MAILBOX, AddressKind.ALIAS),
    )
    senders = [
        Sender(
            name=mailbox.name if row.mailbox_id == mailbox.id else shared[row.mailbox_id].display_name,
            address=row.address,
            shared=row.mailbox_id != mailbox.id,
        )
        for row in addresses
        if row.mailbox_id is not None
    ]
    return tuple(
        sorted(senders, key=lambda sender: (sender.shared, sender.address != mailbox.login, sender.address))
    )


def known_people(*, actor: Actor) -> tuple[Address, ...]:
    """Everyone of the same organisation with a mailbox, to choose recipients from."""
    rows = Mailbox.objects.filter(tenant_id=actor.tenant_id, state=MailboxState.ACTIVE).order_by("address")
    return tuple(Address(row.display_name, row.address) for row in rows[:500])
