"""Addresses that lead elsewhere than to one mailbox: groups and catch-alls."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.services.mail.models import Address, MailGroup
from freehold.services.mail.permissions import SEE_MAIL
from freehold.services.mail.states import AddressKind


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A distribution list; `members` are (mailbox id or None, address), by address."""

    id: UUID
    name: str
    address: str
    internal_only: bool
    version: int
    members: tuple[tuple[UUID | None, str], ...]

    @property
    def member_addresses(self) -> tuple[str, ...]:
        """The members by address alone."""
        return tuple(address for _mailbox_id, address in self.members)


@dataclass(frozen=True, slots=True)
class CatchAllFacts:
    """Where the mail goes that no address of the domain takes."""

    domain: str
    mailbox_id: UUID
    mailbox_address: str


def lock_group(group_id: UUID) -> MailGroup:
    """The row, locked, for actions. Raises: NotFound."""
    found = MailGroup.objects.select_for_update().filter(id=group_id).first()
    if found is None:
        raise NotFound
    return found


def groups(actor: Actor, *, search: str = "") -> list[GroupFacts]:
    """The tenant's distribution lists by name. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    found = MailGroup.objects.filter(tenant_id=actor.tenant_id)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(addresses__address__icontains=search)).distinct()
    return [
        _group_facts(group)
        for group in found.order_by("name", "id").prefetch_related("addresses", "members__mailbox")
    ]


def group_at(actor: Actor, address: str) -> GroupFacts:
    """The distribution list at an address. Raises: NotPermitted, NotFound("no_group")."""
    require(actor, SEE_MAIL)
    wanted = address.strip().lower()
    found = MailGroup.objects.filter(tenant_id=actor.tenant_id, addresses__address=wanted)
    row = found.prefetch_related("addresses", "members__mailbox").first()
    if row is None:
        raise NotFound(
            "no_group", _("No distribution list has the address %(address)s.") % {"address": wanted}
        )
    return _group_facts(row)


def see_group(actor: Actor, group_id: UUID) -> GroupFacts:
    """One distribution list. Raises: NotPermitted, NotFound."""
    require(actor, SEE_MAIL)
    found = MailGroup.objects.filter(id=group_id).prefetch_related("addresses", "members__mailbox").first()
    if found is None:
        raise NotFound
    return _group_facts(found)


def catch_alls(actor: Actor) -> list[CatchAllFacts]:
    """The catch-alls of the tenant's domains. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    found = Address.objects.filter(tenant_id=actor.tenant_id, kind=AddressKind.CATCH_ALL).select_related(
        "mailbox"
    )
    return [
        CatchAllFacts(domain=row.domain, mailbox_id=row.mailbox.id, mailbox_address=row.mailbox.address)
        for row in found.order_by("domain")
        if row.mailbox is not None
    ]


def own_and_outside(actor: Actor, addresses: Sequence[str]) -> tuple[list[UUID], list[str]]:
    """Part addresses into mailboxes of the tenant, by id, and those elsewhere. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    wanted = [address.strip().lower() for address in addresses]
    own = dict(
        Address.objects.filter(
            tenant_id=actor.tenant_id, address__in=wanted, kind__in=[AddressKind.MAILBOX, AddressKind.ALIAS]
        ).values_list("address", "mailbox_id")
    )
    return [own[address] for address in wanted if address in own], [
        address for address in wanted if address not in own
    ]


def _group_facts(group: MailGroup) -> GroupFacts:
    members = [
        (member.mailbox.id, member.mailbox.address) if member.mailbox is not None else (None, member.external)
        for member in group.members.all()
    ]
    return GroupFacts(
        id=group.id,
        name=group.name,
        address=next((address.address for address in group.addresses.all()), ""),
        internal_only=group.internal_only,
        version=group.version,
        members=tuple(sorted(members, key=lambda member: member[1])),
    )
