"""Who may read a shared mailbox, and whose name a person may send in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.models import Address, Mailbox, MailboxAccess
from freehold.services.mail.permissions import SEE_MAIL
from freehold.services.mail.queries.mailboxes import get_mailbox, own_mailbox
from freehold.services.mail.states import AddressKind, MailboxKind, MailboxState


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What one person's mailbox may do in a shared one."""

    mailbox_id: UUID
    mailbox_address: str
    grantee_id: UUID
    grantee_address: str
    full_access: bool
    send_as: bool


def senders_of(actor: Actor) -> list[str]:
    """The addresses that the actor may send from, their own first one foremost."""
    own = own_mailbox(actor)
    if own is None:
        return []
    send_as = MailboxAccess.objects.filter(grantee_id=own.id, send_as=True).values("mailbox_id")
    theirs = Address.objects.filter(
        Q(mailbox_id=own.id) | Q(mailbox_id__in=send_as), kind__in=[AddressKind.MAILBOX, AddressKind.ALIAS]
    ).values_list("address", flat=True)
    return [own.address, *sorted(address for address in theirs if address != own.address)]


def access_to(actor: Actor, mailbox_id: UUID) -> list[AccessFacts]:
    """Who may do what in a shared mailbox. Raises: NotPermitted, NotFound."""
    require(actor, SEE_MAIL)
    get_mailbox(mailbox_id)
    return access_of(mailbox_id)


def access_of(mailbox_id: UUID) -> list[AccessFacts]:
    """The same for code that has checked."""
    found = MailboxAccess.objects.filter(mailbox_id=mailbox_id).select_related("mailbox", "grantee")
    return [
        AccessFacts(
            mailbox_id=row.mailbox_id,
            mailbox_address=row.mailbox.address,
            grantee_id=row.grantee_id,
            grantee_address=row.grantee.address,
            full_access=row.full_access,
            send_as=row.send_as,
        )
        for row in found.order_by("grantee__address")
    ]


@dataclass(frozen=True, slots=True)
class EngineMailbox:
    """A mailbox as the engines are told of it; `readers` are None for a personal one."""

    id: UUID
    wanted_at: datetime | None  # since when they are to be told; None when nothing new is wanted
    username: str
    addresses: tuple[str, ...]
    readers: tuple[str, ...] | None


def who_shares(*, mailbox_id: UUID | None = None, person_id: UUID | None = None) -> list[EngineMailbox]:
    """A mailbox, or all that a person may sign in to, for the worker; closed ones too."""
    if mailbox_id:
        found = Mailbox.objects.filter(id=mailbox_id)
    else:
        shared = MailboxAccess.objects.filter(grantee__person_id=person_id).values("mailbox_id")
        found = Mailbox.objects.filter(Q(person_id=person_id) | Q(id__in=shared))
    return [
        EngineMailbox(
            id=box.id,
            wanted_at=box.access_wanted_at,
            username=f"{box.handle}@{box.tenant_id}",
            addresses=tuple(address.address for address in box.addresses.all()),
            readers=_readers(box),
        )
        for box in found.prefetch_related("addresses")
    ]


def access_to_apply() -> list[tuple[UUID, UUID | None, UUID | None]]:
    """For the worker: (tenant, mailbox or None, person or None) of which the engines have not been told yet."""
    with connection.cursor() as cursor:
        cursor.execute("select tenant_id, mailbox_id, person_id from engine.access_to_apply()")
        return [(tenant_id, mailbox_id, person_id) for tenant_id, mailbox_id, person_id in cursor.fetchall()]


def _readers(box: Mailbox) -> tuple[str, ...] | None:
    if box.kind != MailboxKind.SHARED or box.state != MailboxState.ACTIVE:
        return None
    access = MailboxAccess.objects.filter(mailbox=box, full_access=True).select_related("grantee")
    return tuple(f"{row.grantee.handle}@{row.tenant_id}" for row in access.order_by("id"))
