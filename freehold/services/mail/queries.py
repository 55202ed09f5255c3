"""Mailboxes, addresses, groups, settings and the trace, as pages, the API and other actions read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from freehold.domains.contract import Record
from freehold.domains.queries import is_proven, proven_names
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import may, require
from freehold.kernel.sealed import unseal
from freehold.provisioning.queries import InstanceFacts, instances_of_kind
from freehold.services.mail.models import (
    Address,
    AutoReply,
    DkimKey,
    Forwarding,
    Mailbox,
    MailboxAccess,
    MailEvent,
    MailGroup,
    MailSettings,
    Rule,
    SenderRule,
)
from freehold.services.mail.permissions import CHANGE_MAILBOX, CHANGE_OWN_MAILBOX, SEE_MAIL, SEE_TRACE
from freehold.services.mail.rules.addresses import MailAddress
from freehold.services.mail.rules.records import mail_records
from freehold.services.mail.rules.sieve import Answer, SieveFacts, SimpleRule, script
from freehold.services.mail.states import (
    AddressKind,
    Delivery,
    Direction,
    MailboxKind,
    MailboxState,
    RuleAction,
    RuleField,
    RuleMatch,
    SenderVerdict,
)

KIND = "mail"
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


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A distribution list; `members` are (mailbox id or None, address), by address."""

    id: UUID
    name: str
    address: str
    internal_only: bool
    members: tuple[tuple[UUID | None, str], ...]


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What one person's mailbox may do in a shared one."""

    mailbox_id: UUID
    mailbox_address: str
    grantee_id: UUID
    grantee_address: str
    full_access: bool
    send_as: bool


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """An allowed or blocked sender; `mailbox_id` is None for the whole tenant's."""

    id: UUID
    mailbox_id: UUID | None
    sender: str
    verdict: SenderVerdict


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A simple rule with its name and place."""

    position: int
    name: str
    rule: SimpleRule


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """What a person has set for their mailbox."""

    forward_to: tuple[str, ...]
    keep_copy: bool
    auto_reply: Answer | None
    rules: tuple[RuleFacts, ...]
    senders: tuple[SenderFacts, ...]


@dataclass(frozen=True, slots=True)
class CatchAllFacts:
    """Where the mail goes that no address of the domain takes."""

    domain: str
    mailbox_id: UUID
    mailbox_address: str


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """Recipients that a person and the whole tenant may send to within an hour, and who reads postmaster@."""

    hourly_per_person: int
    hourly_per_tenant: int
    postmaster_id: UUID | None


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One recipient of one message in the trace."""

    id: UUID
    at: datetime
    updated_at: datetime
    direction: Direction
    delivery: Delivery
    queue_id: str
    message_id: str
    sender: str
    recipient: str
    client: str
    size_bytes: int
    verdict: str
    reply: str


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A domain of ours, whose it is, and its key in PEM, empty when it has none yet."""

    tenant_id: UUID
    domain: str
    selector: str
    private_pem: str


@dataclass(frozen=True, slots=True)
class DkimKeyFacts:
    """The public half of a signing key, and where it is published."""

    id: UUID
    domain: str
    selector: str
    public_txt: str
    active: bool
    created_at: datetime


def the_instance(instance_id: UUID | None = None) -> InstanceFacts:
    """The tenant's mail instance, or the one named among several. Raises: NotFound, Refused("no_mail")."""
    found = instances_of_kind(KIND)
    if instance_id is not None:
        found = [instance for instance in found if instance.id == instance_id]
        if not found:
            raise NotFound
    if not found:
        raise Refused("no_mail", _("Order mail first: there is no plan with mailboxes yet."))
    return found[0]


def require_proven(tenant_id: UUID, domain: str) -> None:
    """Go on only for a domain that the tenant has proven. Raises: Refused("domain_not_proven")."""
    if not is_proven(tenant_id, domain):
        raise Refused(
            "domain_not_proven",
            _("%(domain)s is not proven yet. Prove it first, then make addresses in it.")
            % {"domain": domain},
            field="address",
        )


def find_address(address: str) -> Address | None:
    """The row of an address of the tenant in scope, for actions."""
    return Address.objects.filter(address=address).first()


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


def lock_group(group_id: UUID) -> MailGroup:
    """The row, locked, for actions. Raises: NotFound."""
    found = MailGroup.objects.select_for_update().filter(id=group_id).first()
    if found is None:
        raise NotFound
    return found


def require_settings_of(actor: Actor, mailbox: Mailbox) -> None:
    """Go on if it is the actor's own mailbox, or they may change everybody's. Raises: NotPermitted, NotFound."""
    if actor.person_id is not None and mailbox.person_id == actor.person_id:
        require(actor, CHANGE_OWN_MAILBOX)
        return
    if not may(actor, CHANGE_MAILBOX) and not may(actor, SEE_MAIL):
        raise NotFound  # a member sees no mailbox but their own
    require(actor, CHANGE_MAILBOX)


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
    return _mailbox_facts(found.order_by("address", "id")[:limit])


def see_mailbox(actor: Actor, mailbox_id: UUID) -> MailboxFacts:
    """One mailbox: one's own, a shared one that one has access to, or any with the right. Raises: NotFound."""
    found = get_mailbox(mailbox_id)
    if may(actor, SEE_MAIL) or (actor.person_id is not None and found.person_id == actor.person_id):
        return found
    if any(shared.id == mailbox_id for shared in shared_with(actor)):
        return found
    raise NotFound


def get_mailbox(mailbox_id: UUID) -> MailboxFacts:
    """One mailbox of the tenant in scope, whatever its state, for code that has checked. Raises: NotFound."""
    found = _mailbox_facts(Mailbox.objects.filter(id=mailbox_id))
    if not found:
        raise NotFound
    return found[0]


def mailbox_of_person(person_id: UUID) -> MailboxFacts | None:
    """The open mailbox of a person of the tenant in scope."""
    found = _mailbox_facts(Mailbox.objects.filter(person_id=person_id, state=MailboxState.ACTIVE)[:1])
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
    return _mailbox_facts(
        Mailbox.objects.filter(id__in=access.values("mailbox_id"), state=MailboxState.ACTIVE).order_by(
            "address"
        )
    )


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


def mailbox_settings(actor: Actor, mailbox_id: UUID) -> MailboxSettings:
    """What is set for a mailbox: one's own, or any with the right. Raises: NotFound, NotPermitted."""
    mailbox = Mailbox.objects.filter(id=mailbox_id).first()
    if mailbox is None:
        raise NotFound
    require_settings_of(actor, mailbox)
    return settings_of(mailbox_id)


def settings_of(mailbox_id: UUID) -> MailboxSettings:
    """The same for code that has checked."""
    forwarding = Forwarding.objects.filter(mailbox_id=mailbox_id).first()
    reply = AutoReply.objects.filter(mailbox_id=mailbox_id).first()
    rules = Rule.objects.filter(mailbox_id=mailbox_id).order_by("position")
    return MailboxSettings(
        forward_to=tuple(forwarding.targets) if forwarding else (),
        keep_copy=forwarding.keep_copy if forwarding else True,
        auto_reply=Answer(reply.subject, reply.text, reply.from_at, reply.until_at) if reply else None,
        rules=tuple(
            RuleFacts(
                position=rule.position,
                name=rule.name,
                rule=SimpleRule(
                    field=RuleField(rule.field),
                    match=RuleMatch(rule.match),
                    value=rule.value,
                    action=RuleAction(rule.action),
                    argument=rule.argument,
                ),
            )
            for rule in rules
        ),
        senders=tuple(_sender_facts(SenderRule.objects.filter(mailbox_id=mailbox_id))),
    )


def script_of_new_mailboxes(mailboxes: Sequence[tuple[str, str]]) -> list[str]:
    """The platform's script of mailboxes that have no settings yet, by (address, display name), in that order."""
    senders = list(SenderRule.objects.filter(mailbox__isnull=True).order_by("sender"))
    allowed = tuple(rule.sender for rule in senders if rule.verdict == SenderVerdict.ALLOW)
    blocked = tuple(rule.sender for rule in senders if rule.verdict == SenderVerdict.BLOCK)
    return [
        script(SieveFacts(addresses=(address,), display_name=name, allowed=allowed, blocked=blocked))
        for address, name in mailboxes
    ]


def tenant_senders(actor: Actor) -> list[SenderFacts]:
    """The senders that the whole tenant allows or blocks. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    return _sender_facts(SenderRule.objects.filter(tenant_id=actor.tenant_id, mailbox__isnull=True))


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


def see_group(actor: Actor, group_id: UUID) -> GroupFacts:
    """One distribution list. Raises: NotPermitted, NotFound."""
    require(actor, SEE_MAIL)
    found = MailGroup.objects.filter(id=group_id).prefetch_related("addresses", "members__mailbox").first()
    if found is None:
        raise NotFound
    return _group_facts(found)


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


def limits(actor: Actor) -> LimitFacts:
    """The tenant's limits on sending. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    row = MailSettings.objects.filter(tenant_id=actor.tenant_id).first() or MailSettings()
    return LimitFacts(
        hourly_per_person=row.hourly_per_person,
        hourly_per_tenant=row.hourly_per_tenant,
        postmaster_id=row.postmaster_id,
    )


def mail_domains(actor: Actor) -> list[str]:
    """The domains in which addresses may be made. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    return proven_names(actor.tenant_id)


def trace(
    actor: Actor,
    *,
    address: str = "",
    delivery: Delivery | None = None,
    since: datetime | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = PAGE,
) -> list[EventFacts]:
    """The tenant's messages, the newest first; `address` is part of a sender's or recipient's. Raises: NotPermitted."""
    require(actor, SEE_TRACE)
    found = MailEvent.objects.filter(tenant_id=actor.tenant_id)
    if address:
        found = found.filter(Q(sender__icontains=address) | Q(recipient__icontains=address))
    if delivery:
        found = found.filter(delivery=delivery)
    if since:
        found = found.filter(at__gte=since)
    if before:
        at, event_id = before
        found = found.filter(at__lte=at).exclude(at=at, id__gte=event_id)
    return [event_facts(row) for row in found.order_by("-at", "-id")[:limit]]


def queue(actor: Actor) -> list[EventFacts]:
    """What waits in the outbound queue: the messages that could not be delivered yet. Raises: NotPermitted."""
    return trace(actor, delivery=Delivery.DEFERRED, limit=500)


def dkim_keys(domain: str) -> list[DkimKeyFacts]:
    """The keys of a domain of the tenant in scope that are or were published, the newest first."""
    return [
        DkimKeyFacts(
            id=key.id,
            domain=key.domain,
            selector=key.selector,
            public_txt=key.public_txt,
            active=key.active,
            created_at=key.created_at,
        )
        for key in DkimKey.objects.filter(domain=domain, retired_at__isnull=True).order_by("-created_at")
    ]


def records_for(domain: str) -> list[Record]:
    """What mail needs in the DNS of a domain of the tenant in scope (domains/contract.py).

    Keys appear once the domain has some; an older one stays until it is retired, for mail still on its way.
    Source: RFC 7208, 6376, 7489, 6186 and 8314 (SRV), 5804 (ManageSieve), and Thunderbird's autoconfiguration.
    """
    keys = [(key.selector, key.public_txt) for key in dkim_keys(domain)]
    return mail_records(domain, host=settings.NEUTRAL_DOMAIN, ports=settings.MAIL_PORTS, keys=keys)


def uses_of(domain: str) -> list[str]:
    """What mail still has in a domain of the tenant in scope, as short sentences (domains/contract.py)."""
    count = Address.objects.filter(domain=domain).count()
    return [_("%(count)s mail addresses") % {"count": count}] if count else []


def taken_here(address: MailAddress) -> bool:
    """Whether the tenant in scope has this address already."""
    return Address.objects.filter(address=address.address).exists()


def frozen_untold() -> list[tuple[UUID, UUID]]:
    """For the worker: (tenant, mailbox) frozen by the limits, whose people have not been told."""
    with connection.cursor() as cursor:
        cursor.execute("select tenant_id, mailbox_id from engine.frozen_untold()")
        return [(tenant_id, mailbox_id) for tenant_id, mailbox_id in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class EngineMailbox:
    """A mailbox as the engines are told of it; `readers` are None for a personal one."""

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
            username=f"{box.handle}@{box.tenant_id}",
            addresses=tuple(address.address for address in box.addresses.all()),
            readers=_readers(box),
        )
        for box in found.prefetch_related("addresses")
    ]


def _readers(box: Mailbox) -> tuple[str, ...] | None:
    if box.kind != MailboxKind.SHARED or box.state != MailboxState.ACTIVE:
        return None
    access = MailboxAccess.objects.filter(mailbox=box, full_access=True).select_related("grantee")
    return tuple(f"{row.grantee.handle}@{row.tenant_id}" for row in access.order_by("id"))


def signing_keys() -> list[SigningKey]:
    """For the worker: every domain that takes mail here, with its unsealed key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tenant_id, domain, selector, sealed_key from engine.signing_keys() order by domain"
        )
        return [
            SigningKey(tenant_id, domain, selector or "", unseal(sealed) if sealed else "")
            for tenant_id, domain, selector, sealed in cursor.fetchall()
        ]


def event_facts(row: MailEvent) -> EventFacts:
    """The facts of one row."""
    return EventFacts(
        id=row.id,
        at=row.at,
        updated_at=row.updated_at,
        direction=Direction(row.direction),
        delivery=Delivery(row.delivery),
        queue_id=row.queue_id,
        message_id=row.message_id,
        sender=row.sender,
        recipient=row.recipient,
        client=row.client,
        size_bytes=row.size_bytes,
        verdict=row.verdict,
        reply=row.reply,
    )


def _mailbox_facts(found: QuerySet[Mailbox]) -> list[MailboxFacts]:
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
        members=tuple(sorted(members, key=lambda member: member[1])),
    )


def _sender_facts(found: QuerySet[SenderRule]) -> list[SenderFacts]:
    return [
        SenderFacts(
            id=row.id, mailbox_id=row.mailbox_id, sender=row.sender, verdict=SenderVerdict(row.verdict)
        )
        for row in found.order_by("sender")
    ]
