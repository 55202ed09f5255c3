"""Mailboxes, as pages and the API read them and as actions lock them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import may, require
from freehold.services.mail.models import Address, Mailbox, MailboxAccess
from freehold.services.mail.permissions import SEE_MAIL
from freehold.services.mail.states import AddressKind, MailboxKind, MailboxState

PAGE = 50


@dataclass(frozen=True, slots=True)
class MailboxFacts:
    """A mailbox as pages and the API print it. `aliases` leave out its first address."""

    id: UUID
    tenant_id: UUID
    instance_id: UUID
    person_id: UUID | None
    kind: MailboxKind
    state: MailboxState
    address: str
    aliases: tuple[str, ...]
    display_name: str
    quota_bytes: int
    username: str  # the engines' name of it
    sending_frozen_at: datetime | None
    sending_frozen_because: str
    created_at: datetime


def lock_mailbox(mailbox_id: UUID) -> Mailbox:
    """The row, locked, for actions. Raises: NotFound."""
    found = Mailbox.objects.select_for_update().filter(id=mailbox_id).first()
    if found is None:
        raise NotFound
    return found


def lock_open_mailbox(mailbox_id: UUID) -> Mailbox:
    """The same, unless it is closed. Raises: NotFound, Refused("mailbox_closed")."""
    found = lock_mailbox(mailbox_id)
    if found.state != MailboxState.ACTIVE:
        raise Refused("mailbox_closed", _("This mailbox is closed."))
    return found


def mailboxes(
    actor: Actor,
    *,
    search: str = "",
    kind: MailboxKind | None = None,
    after: tuple[str, UUID] | None = None,
    limit: int = PAGE,
) -> list[MailboxFacts]:
    """The tenant's open mailboxes by address; `after` is the (address, id) of the last one seen. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    found = Mailbox.objects.filter(tenant_id=actor.tenant_id, state=MailboxState.ACTIVE)
    if search:
        found = found.filter(
            Q(address__icontains=search)
            | Q(display_name__icontains=search)
            | Q(addresses__address__icontains=search)
        ).distinct()
    if kind:
        found = found.filter(kind=kind)
    if after:
        address, mailbox_id = after
        found = found.filter(address__gte=address).exclude(address=address, id__lte=mailbox_id)
    return mailbox_facts(found.order_by("address", "id")[:limit])


def see_mailbox(actor: Actor, mailbox_id: UUID) -> MailboxFacts:
    """One mailbox: one's own, a shared one that one has access to, or any with the right. Raises: NotFound."""
    found = get_mailbox(mailbox_id)
    if may(actor, SEE_MAIL) or (actor.person_id is not None and found.person_id == actor.person_id):
        return found
    if any(shared.id == mailbox_id for shared in shared_with(actor)):
        return found
    raise NotFound


def mailbox_at(actor: Actor, address: str) -> MailboxFacts:
    """The tenant's mailbox that one of its own addresses leads to. Raises: NotPermitted, NotFound("no_mailbox")."""
    require(actor, SEE_MAIL)
    wanted = address.strip().lower()
    own = Address.objects.filter(
        tenant_id=actor.tenant_id, address=wanted, kind__in=[AddressKind.MAILBOX, AddressKind.ALIAS]
    )
    found = mailbox_facts(Mailbox.objects.filter(id__in=own.values("mailbox_id")))
    if not found:
        raise NotFound("no_mailbox", _("No mailbox has the address %(address)s.") % {"address": wanted})
    return found[0]


def get_mailbox(mailbox_id: UUID) -> MailboxFacts:
    """One mailbox of the tenant in scope, whatever its state, for code that has checked. Raises: NotFound."""
    found = mailbox_facts(Mailbox.objects.filter(id=mailbox_id))
    if not found:
        raise NotFound
    return found[0]


def mailbox_of_person(person_id: UUID) -> MailboxFacts | None:
    """The open mailbox of a person of the tenant in scope."""
    found = mailbox_facts(Mailbox.objects.filter(person_id=person_id, state=MailboxState.ACTIVE)[:1])
    return found[0] if found else None


def own_mailbox(actor: Actor) -> MailboxFacts | None:
    """The actor's own mailbox, if they have one in the tenant acted in."""
    return mailbox_of_person(actor.person_id) if actor.person_id else None


def shared_with(actor: Actor) -> list[MailboxFacts]:
    """The shared mailboxes that the actor may read."""
    if actor.person_id is None:
        return []
    access = MailboxAccess.objects.filter(
        grantee__person_id=actor.person_id, grantee__state=MailboxState.ACTIVE, full_access=True
    )
    return mailbox_facts(
        Mailbox.objects.filter(id__in=access.values("mailbox_id"), state=MailboxState.ACTIVE).order_by(
            "address"
        )
    )


def mailbox_facts(found: QuerySet[Mailbox]) -> list[MailboxFacts]:
    """The facts of these rows, their addresses read in one query."""
    return [
        MailboxFacts(
            id=row.id,
            tenant_id=row.tenant_id,
            instance_id=row.instance_id,
            person_id=row.person_id,
            kind=MailboxKind(row.kind),
            state=MailboxState(row.state),
            address=row.address,
            aliases=tuple(sorted(a.address for a in row.addresses.all() if a.kind == AddressKind.ALIAS)),
            display_name=row.display_name,
            quota_bytes=row.quota_bytes,
            username=f"{row.handle}@{row.tenant_id}",
            sending_frozen_at=row.sending_frozen_at,
            sending_frozen_because=row.sending_frozen_because,
            created_at=row.created_at,
        )
        for row in found.prefetch_related("addresses")
    ]
