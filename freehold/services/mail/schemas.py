"""What the API says and takes of mail."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.kernel.actor import Role
from freehold.kernel.schemas import Input, Line
from freehold.services.mail.queries.settings import MailboxSettings, RuleFacts
from freehold.services.mail.rules.sieve import SimpleRule
from freehold.services.mail.states import (
    Delivery,
    Direction,
    MailboxKind,
    MailboxState,
    RuleAction,
    RuleField,
    RuleMatch,
    SenderVerdict,
)

Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Version = Annotated[
    int | None, Field(ge=0, le=2**31 - 1, description="the one that you saw: 409 when it has changed since")
]
Bytes = Annotated[int, Field(ge=1, le=2**50)]


class MailboxIn(Input):
    """A person's mailbox, on one seat."""

    address: Address
    person_id: UUID
    display_name: Name = ""
    quota_bytes: Bytes | None = Field(None, description="the plan's unless given, and at most the plan's")
    instance_id: UUID | None = Field(None, description="where a tenant has several")


class NewPersonIn(Input):
    """Somebody new with a mailbox at the address that they sign in with."""

    name: Line
    address: Address
    contact_email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=320)] = Field(
        "", description="where the invitation goes; the new mailbox unless given"
    )
    roles: list[Role] = Field(default_factory=list, max_length=4)


class NewcomerIn(Input):
    """One of many: invited later, when the administrator says so."""

    name: Line
    address: Address


class NewcomersIn(Input):
    """Many new people with their mailboxes: all or none."""

    people: list[NewcomerIn] = Field(min_length=1, max_length=2_000)


class WelcomedOut(Schema):
    """A new person and their mailbox."""

    person_id: UUID
    mailbox_id: UUID


class MailboxIds(Schema):
    """The new mailboxes, in the order given."""

    mailbox_ids: list[UUID]


class SharedMailboxIn(Input):
    """A mailbox that is nobody's own, without a seat."""

    address: Address
    display_name: Name = ""
    instance_id: UUID | None = None


class MailboxOut(Schema):
    """A mailbox; `aliases` leave out its first address."""

    id: UUID
    instance_id: UUID
    person_id: UUID | None
    kind: MailboxKind
    state: MailboxState
    address: str
    aliases: list[str]
    display_name: str
    quota_bytes: int
    sending_frozen_at: datetime | None
    sending_frozen_because: str
    created_at: datetime


class NamesIn(Input):
    """The first address and name of a mailbox; its old address stays as an alias."""

    address: Address
    display_name: Name


class QuotaIn(Input):
    """A mailbox's quota: at most what its plan gives."""

    quota_bytes: Bytes


class AliasIn(Input):
    """One more address of a mailbox."""

    address: Address


class AccessIn(Input):
    """What a person's mailbox may do in a shared one."""

    full_access: bool = True
    send_as: bool = True


class AccessOut(Schema):
    """What one person's mailbox may do in a shared one."""

    mailbox_id: UUID
    mailbox_address: str
    grantee_id: UUID
    grantee_address: str
    full_access: bool
    send_as: bool


class Accesses(Schema):
    """All who have access to a shared mailbox."""

    items: list[AccessOut]


class ForwardingIn(Input):
    """Where everything but junk goes on to; no targets end it."""

    targets: list[Address] = Field(max_length=5)
    keep_copy: bool = True


class AutoReplyIn(Input):
    """An out-of-office answer."""

    subject: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
    from_at: datetime | None = None
    until_at: datetime | None = None


class RuleIn(Input):
    """A simple rule."""

    name: Name = ""
    field: RuleField
    match: RuleMatch
    value: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    action: RuleAction
    argument: Annotated[str, StringConstraints(max_length=320)] = Field(
        "", description="a folder to file into, or an address to forward to"
    )


class RulesIn(Input):
    """All rules of a mailbox, in order."""

    rules: list[RuleIn] = Field(max_length=50)


class SenderIn(Input):
    """A sender to judge, by an address or, with `@domain`, a whole domain."""

    sender: Address
    verdict: SenderVerdict


class SenderOut(Schema):
    """An allowed or blocked sender; without `mailbox_id` it is the whole tenant's."""

    id: UUID
    mailbox_id: UUID | None
    sender: str
    verdict: SenderVerdict


class Senders(Schema):
    """All allowed and blocked senders."""

    items: list[SenderOut]


class SettingsOut(Schema):
    """What is set for a mailbox."""

    forward_to: list[str]
    keep_copy: bool
    auto_reply: AutoReplyIn | None
    rules: list[RuleIn]
    senders: list[SenderOut]


class MailGroupIn(Input):
    """A distribution list without members."""

    address: Address
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    internal_only: bool = False


class MembersIn(Input):
    """All members of a group: mailboxes of the tenant, and addresses elsewhere."""

    mailbox_ids: list[UUID] = Field(default_factory=list, max_length=1000)
    outside: list[Address] = Field(default_factory=list, max_length=1000)
    version: Version = None


class MemberOut(Schema):
    """A member; one elsewhere has no mailbox here."""

    mailbox_id: UUID | None
    address: str


class MailGroupOut(Schema):
    """A distribution list."""

    id: UUID
    name: str
    address: str
    internal_only: bool
    version: int
    members: list[MemberOut]


class MailGroups(Schema):
    """All distribution lists of a tenant."""

    items: list[MailGroupOut]


class CatchAllIn(Input):
    """Where the mail goes that no address of a domain takes."""

    mailbox_id: UUID


class CatchAllOut(Schema):
    """The same, as it stands."""

    domain: str
    mailbox_id: UUID
    mailbox_address: str


class CatchAlls(Schema):
    """The catch-alls of all domains."""

    items: list[CatchAllOut]


class LimitsIn(Input):
    """Recipients within an hour, and the mailbox that reads postmaster@ and abuse@."""

    hourly_per_person: int = Field(ge=1, le=2_000)
    hourly_per_tenant: int = Field(ge=1, le=20_000)
    postmaster_id: UUID | None = None
    version: Version = None


class AllowedLimitsOut(Schema):
    """The most that the tenant's plan allows."""

    hourly_per_person: int
    hourly_per_tenant: int


class LimitsOut(Schema):
    """The same, as they stand, and what the plan allows."""

    hourly_per_person: int
    hourly_per_tenant: int
    postmaster_id: UUID | None
    version: int
    allowed: AllowedLimitsOut


class FreezeIn(Input):
    """Why a mailbox may send no more."""

    because: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class EventOut(Schema):
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


class Queue(Schema):
    """What waits to be delivered."""

    items: list[EventOut]


class SelectorOut(Schema):
    """Where to publish a new signing key."""

    selector: str


def settings_out(found: MailboxSettings) -> dict[str, object]:
    """What is set, as the API gives it."""
    return {
        "forward_to": found.forward_to,
        "keep_copy": found.keep_copy,
        "auto_reply": found.auto_reply,
        "senders": found.senders,
        "rules": [
            {
                "name": facts.name,
                "field": facts.rule.field,
                "match": facts.rule.match,
                "value": facts.rule.value,
                "action": facts.rule.action,
                "argument": facts.rule.argument,
            }
            for facts in found.rules
        ],
    }


def rules_in(wanted: RulesIn) -> list[RuleFacts]:
    """All rules of a mailbox as an action takes them."""
    return [
        RuleFacts(
            position=position,
            name=rule.name,
            rule=SimpleRule(
                field=rule.field,
                match=rule.match,
                value=rule.value,
                action=rule.action,
                argument=rule.argument,
            ),
        )
        for position, rule in enumerate(wanted.rules)
    ]
