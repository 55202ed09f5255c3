"""The API's operations on mail."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Path, Query, Router

from freehold.kernel.errors import NotFound
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor
from freehold.services.mail.actions.add_alias import add_alias as add_alias_now
from freehold.services.mail.actions.allow_sender import allow_sender
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.change_quota import change_quota as change_quota_now
from freehold.services.mail.actions.clear_auto_reply import clear_auto_reply as clear_auto_reply_now
from freehold.services.mail.actions.clear_catch_all import clear_catch_all as clear_catch_all_now
from freehold.services.mail.actions.close_mailbox import close_mailbox as close_mailbox_now
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.create_mailbox import create_mailbox as create_mailbox_now
from freehold.services.mail.actions.create_shared_mailbox import (
    create_shared_mailbox as create_shared_mailbox_now,
)
from freehold.services.mail.actions.delete_queued import delete_queued
from freehold.services.mail.actions.forget_sender import forget_sender as forget_sender_now
from freehold.services.mail.actions.freeze_sender import freeze_sender as freeze_sender_now
from freehold.services.mail.actions.give_access import give_access as give_access_now
from freehold.services.mail.actions.remove_alias import remove_alias as remove_alias_now
from freehold.services.mail.actions.remove_group import remove_group
from freehold.services.mail.actions.rename_mailbox import rename_mailbox as rename_mailbox_now
from freehold.services.mail.actions.retry_queued import retry_queued
from freehold.services.mail.actions.rotate_dkim_key import rotate_dkim_key as rotate_dkim_key_now
from freehold.services.mail.actions.set_auto_reply import set_auto_reply as set_auto_reply_now
from freehold.services.mail.actions.set_catch_all import set_catch_all as set_catch_all_now
from freehold.services.mail.actions.set_forwarding import set_forwarding as set_forwarding_now
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.actions.set_limits import set_limits
from freehold.services.mail.actions.set_rules import set_rules as set_rules_now
from freehold.services.mail.actions.take_access import take_access as take_access_now
from freehold.services.mail.actions.unfreeze_sender import unfreeze_sender as unfreeze_sender_now
from freehold.services.mail.actions.welcome_people import Newcomer, welcome_people
from freehold.services.mail.actions.welcome_person import Welcomed, welcome_person
from freehold.services.mail.queries import (
    AccessFacts,
    CatchAllFacts,
    EventFacts,
    GroupFacts,
    LimitFacts,
    MailboxFacts,
    MailboxSettings,
    RuleFacts,
    SenderFacts,
    access_to,
    catch_alls,
    groups,
    limits,
    mailbox_settings,
    mailboxes,
    own_mailbox,
    queue,
    see_group,
    see_mailbox,
    tenant_senders,
    trace,
)
from freehold.services.mail.rules.sieve import SimpleRule
from freehold.services.mail.schemas import (
    Accesses,
    AccessIn,
    AliasIn,
    AutoReplyIn,
    CatchAllIn,
    CatchAlls,
    EventOut,
    ForwardingIn,
    FreezeIn,
    LimitsIn,
    LimitsOut,
    MailboxIds,
    MailboxIn,
    MailboxOut,
    MailGroupIn,
    MailGroupOut,
    MailGroups,
    MemberOut,
    MembersIn,
    NamesIn,
    NewcomersIn,
    NewPersonIn,
    Queue,
    QuotaIn,
    RuleIn,
    RulesIn,
    SelectorOut,
    SenderIn,
    Senders,
    SettingsOut,
    SharedMailboxIn,
    WelcomedOut,
)
from freehold.services.mail.states import Delivery, MailboxKind, SenderVerdict

router = Router(tags=["mail"])
JUDGE = {SenderVerdict.ALLOW: allow_sender, SenderVerdict.BLOCK: block_sender}
BOX = "/mailboxes/{uuid:mailbox_id}"
Search = Annotated[str, Query(description="part of an address or a name", max_length=200)]
Sender = Annotated[str, Query(description="an address, or `@` and a domain", min_length=1, max_length=320)]
Domain = Annotated[str, Path(max_length=255)]
QueueId = Annotated[str, Path(max_length=40)]


# Mailboxes


@router.get(
    "/mailboxes", response=Page[MailboxOut], operation_id="list_mailboxes", summary="Mailboxes by address"
)
def list_mailboxes(
    request: ApiRequest,
    search: Search = "",
    kind: MailboxKind | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[MailboxFacts]:
    """The open ones."""
    after = read_cursor(cursor, tuple[str, UUID])
    found = mailboxes(request.actor, search=search, kind=kind, after=after, limit=limit + 1)
    return part_of(found, limit=limit, place=lambda mailbox: (mailbox.address, mailbox.id))


@router.post(
    "/mailboxes", response={201: Made}, operation_id="create_mailbox", summary="Make a person's mailbox"
)
def create_mailbox(request: ApiRequest, mailbox: MailboxIn) -> dict[str, UUID]:
    """On one seat, at an address of a proven domain; it takes mail at once."""
    return {"id": create_mailbox_now(**mailbox.model_dump(), actor=request.actor)}


@router.post(
    "/mail/people",
    response={201: WelcomedOut},
    operation_id="welcome_person",
    summary="Make a person with a mailbox, and invite them",
)
def welcome_one(request: ApiRequest, person: NewPersonIn) -> Welcomed:
    """Both or neither; they sign in with the mailbox's address."""
    given = person.model_dump() | {"roles": frozenset(person.roles)}
    return welcome_person(**given, actor=request.actor)


@router.post(
    "/mail/people/many",
    response={201: MailboxIds},
    operation_id="welcome_people",
    summary="Make up to 2,000 people with mailboxes at once",
)
def welcome_many(request: ApiRequest, newcomers: NewcomersIn) -> dict[str, list[UUID]]:
    """All or none; an invitation is sent to each when you say so."""
    wanted = [Newcomer(name=one.name, address=one.address) for one in newcomers.people]
    return {"mailbox_ids": welcome_people(wanted, actor=request.actor)}


@router.post(
    "/mailboxes/shared",
    response={201: Made},
    operation_id="create_shared_mailbox",
    summary="Make a shared mailbox",
)
def create_shared_mailbox(request: ApiRequest, mailbox: SharedMailboxIn) -> dict[str, UUID]:
    """Without a seat; people get to it by access."""
    return {"id": create_shared_mailbox_now(**mailbox.model_dump(), actor=request.actor)}


@router.get("/mailboxes/own", response=MailboxOut, operation_id="get_own_mailbox", summary="Your own mailbox")
def get_own_mailbox(request: ApiRequest) -> MailboxFacts:
    """In the tenant that you act in."""
    found = own_mailbox(request.actor)
    if found is None:
        raise NotFound
    return found


@router.get(BOX, response=MailboxOut, operation_id="get_mailbox", summary="One mailbox")
def get_mailbox(request: ApiRequest, mailbox_id: UUID) -> MailboxFacts:
    """Your own, one that you share, or any with the right."""
    return see_mailbox(request.actor, mailbox_id)


@router.put(
    f"{BOX}/names",
    response={204: None},
    operation_id="rename_mailbox",
    summary="Give another address and name",
)
def rename_mailbox(request: ApiRequest, mailbox_id: UUID, names: NamesIn) -> None:
    """The old address stays as an alias, and no mail moves."""
    rename_mailbox_now(mailbox_id, **names.model_dump(), actor=request.actor)


@router.put(f"{BOX}/quota", response={204: None}, operation_id="change_quota", summary="Set the quota")
def change_quota(request: ApiRequest, mailbox_id: UUID, quota: QuotaIn) -> None:
    """Below what it holds, new mail is refused and nothing is deleted."""
    change_quota_now(mailbox_id, quota_bytes=quota.quota_bytes, actor=request.actor)


@router.delete(BOX, response={204: None}, operation_id="close_mailbox", summary="Close a mailbox")
def close_mailbox(request: ApiRequest, mailbox_id: UUID) -> None:
    """What it holds stays in the store until the tenant's mail is erased."""
    close_mailbox_now(mailbox_id, actor=request.actor)


@router.post(f"{BOX}/aliases", response={204: None}, operation_id="add_alias", summary="Add an address")
def add_alias(request: ApiRequest, mailbox_id: UUID, alias: AliasIn) -> None:
    """Its person may also sign in with it and send from it."""
    add_alias_now(mailbox_id, address=alias.address, actor=request.actor)


@router.delete(
    f"{BOX}/aliases/{{address}}",
    response={204: None},
    operation_id="remove_alias",
    summary="Remove an address",
)
def remove_alias(
    request: ApiRequest, mailbox_id: UUID, address: Annotated[str, Path(max_length=320)]
) -> None:
    """Mail to it is then refused, or goes to the catch-all."""
    remove_alias_now(mailbox_id, address=address, actor=request.actor)


# Shared access


@router.get(
    f"{BOX}/access", response=Accesses, operation_id="list_access", summary="Who may use a shared mailbox"
)
def list_access(request: ApiRequest, mailbox_id: UUID) -> dict[str, list[AccessFacts]]:
    """By address."""
    return {"items": access_to(request.actor, mailbox_id)}


@router.put(
    f"{BOX}/access/{{uuid:grantee_id}}",
    response={204: None},
    operation_id="give_access",
    summary="Let a person's mailbox use a shared one",
)
def give_access(request: ApiRequest, mailbox_id: UUID, grantee_id: UUID, access: AccessIn) -> None:
    """`grantee_id` is the person's mailbox. Given again, the rights are replaced."""
    give_access_now(mailbox_id, grantee_id=grantee_id, **access.model_dump(), actor=request.actor)


@router.delete(
    f"{BOX}/access/{{uuid:grantee_id}}",
    response={204: None},
    operation_id="take_access",
    summary="End a person's access to a shared mailbox",
)
def take_access(request: ApiRequest, mailbox_id: UUID, grantee_id: UUID) -> None:
    """Open sessions end."""
    take_access_now(mailbox_id, grantee_id=grantee_id, actor=request.actor)


# What a person sets


@router.get(
    f"{BOX}/settings",
    response=SettingsOut,
    operation_id="get_mailbox_settings",
    summary="Forwarding, auto-reply, rules and senders",
)
def get_mailbox_settings(request: ApiRequest, mailbox_id: UUID) -> dict[str, object]:
    """Of your own mailbox, or of any with the right."""
    return _settings(mailbox_settings(request.actor, mailbox_id))


@router.put(
    f"{BOX}/forwarding",
    response={204: None},
    operation_id="set_forwarding",
    summary="Forward mail, or end it",
)
def set_forwarding(request: ApiRequest, mailbox_id: UUID, forwarding: ForwardingIn) -> None:
    """The sender is rewritten (SRS), so that SPF holds."""
    set_forwarding_now(mailbox_id, **forwarding.model_dump(), actor=request.actor)


@router.put(
    f"{BOX}/auto-reply", response={204: None}, operation_id="set_auto_reply", summary="Answer while away"
)
def set_auto_reply(request: ApiRequest, mailbox_id: UUID, reply: AutoReplyIn) -> None:
    """Each sender once a week at most; lists are not answered."""
    set_auto_reply_now(mailbox_id, **reply.model_dump(), actor=request.actor)


@router.delete(
    f"{BOX}/auto-reply", response={204: None}, operation_id="clear_auto_reply", summary="End the answer"
)
def clear_auto_reply(request: ApiRequest, mailbox_id: UUID) -> None:
    """Without one nothing changes."""
    clear_auto_reply_now(mailbox_id, actor=request.actor)


@router.put(f"{BOX}/rules", response={204: None}, operation_id="set_rules", summary="Replace the rules")
def set_rules(request: ApiRequest, mailbox_id: UUID, wanted: RulesIn) -> None:
    """In this order."""
    rules = [_rule(position, rule) for position, rule in enumerate(wanted.rules)]
    set_rules_now(mailbox_id, rules=rules, actor=request.actor)


@router.put(
    f"{BOX}/senders", response={204: None}, operation_id="judge_sender", summary="Allow or block a sender"
)
def put_sender(request: ApiRequest, mailbox_id: UUID, wanted: SenderIn) -> None:
    """For this mailbox."""
    JUDGE[wanted.verdict](wanted.sender, mailbox_id=mailbox_id, actor=request.actor)


@router.delete(
    f"{BOX}/senders", response={204: None}, operation_id="forget_sender", summary="Take a sender off the list"
)
def forget_sender(request: ApiRequest, mailbox_id: UUID, sender: Sender) -> None:
    """Of this mailbox."""
    forget_sender_now(sender, mailbox_id=mailbox_id, actor=request.actor)


@router.put(
    f"{BOX}/freeze", response={204: None}, operation_id="freeze_sender", summary="Let a mailbox send no more"
)
def freeze_sender(request: ApiRequest, mailbox_id: UUID, freeze: FreezeIn) -> None:
    """It goes on receiving."""
    freeze_sender_now(mailbox_id, because=freeze.because, actor=request.actor)


@router.delete(
    f"{BOX}/freeze", response={204: None}, operation_id="unfreeze_sender", summary="Let a mailbox send again"
)
def unfreeze_sender(request: ApiRequest, mailbox_id: UUID) -> None:
    """What it has sent in this hour is forgotten."""
    unfreeze_sender_now(mailbox_id, actor=request.actor)


# MailGroups


@router.get(
    "/mail-groups", response=MailGroups, operation_id="list_mail_groups", summary="Distribution lists"
)
def list_mail_groups(request: ApiRequest, search: Search = "") -> dict[str, list[dict[str, object]]]:
    """By name."""
    return {"items": [_group(group) for group in groups(request.actor, search=search)]}


@router.post(
    "/mail-groups",
    response={201: Made},
    operation_id="create_mail_group",
    summary="Make a distribution list",
)
def create_mail_group(request: ApiRequest, group: MailGroupIn) -> dict[str, UUID]:
    """Without members yet."""
    return {"id": create_group(**group.model_dump(), actor=request.actor)}


@router.get(
    "/mail-groups/{uuid:group_id}",
    response=MailGroupOut,
    operation_id="get_mail_group",
    summary="One distribution list",
)
def get_mail_group(request: ApiRequest, group_id: UUID) -> dict[str, object]:
    """With its members."""
    return _group(see_group(request.actor, group_id))


@router.put(
    "/mail-groups/{uuid:group_id}/members",
    response={204: None},
    operation_id="set_mail_group_members",
    summary="Replace the members of a distribution list",
)
def put_members(request: ApiRequest, group_id: UUID, members: MembersIn) -> None:
    """Mailboxes of the tenant, and addresses elsewhere."""
    set_group_members(group_id, **members.model_dump(), actor=request.actor)


@router.delete(
    "/mail-groups/{uuid:group_id}",
    response={204: None},
    operation_id="remove_mail_group",
    summary="Remove a distribution list",
)
def delete_mail_group(request: ApiRequest, group_id: UUID) -> None:
    """Mail to its address is then refused, or goes to the catch-all."""
    remove_group(group_id, actor=request.actor)


# The tenant's mail


@router.get("/mail/catch-alls", response=CatchAlls, operation_id="list_catch_alls", summary="Catch-alls")
def list_catch_alls(request: ApiRequest) -> dict[str, list[CatchAllFacts]]:
    """By domain."""
    return {"items": catch_alls(request.actor)}


@router.put(
    "/mail/catch-alls/{domain}", response={204: None}, operation_id="set_catch_all", summary="Set a catch-all"
)
def set_catch_all(request: ApiRequest, domain: Domain, wanted: CatchAllIn) -> None:
    """For whatever no address of the domain takes."""
    set_catch_all_now(domain, mailbox_id=wanted.mailbox_id, actor=request.actor)


@router.delete(
    "/mail/catch-alls/{domain}",
    response={204: None},
    operation_id="clear_catch_all",
    summary="Remove a catch-all",
)
def clear_catch_all(request: ApiRequest, domain: Domain) -> None:
    """Unknown recipients are then refused."""
    clear_catch_all_now(domain, actor=request.actor)


@router.get("/mail/senders", response=Senders, operation_id="list_senders", summary="Senders judged for all")
def list_senders(request: ApiRequest) -> dict[str, list[SenderFacts]]:
    """Of the whole tenant."""
    return {"items": tenant_senders(request.actor)}


@router.put(
    "/mail/senders",
    response={204: None},
    operation_id="judge_sender_for_all",
    summary="Allow or block a sender",
)
def put_sender_for_all(request: ApiRequest, wanted: SenderIn) -> None:
    """For the whole tenant."""
    JUDGE[wanted.verdict](wanted.sender, mailbox_id=None, actor=request.actor)


@router.delete(
    "/mail/senders",
    response={204: None},
    operation_id="forget_sender_for_all",
    summary="Take a sender off the tenant's list",
)
def forget_sender_for_all(request: ApiRequest, sender: Sender) -> None:
    """Of the whole tenant."""
    forget_sender_now(sender, mailbox_id=None, actor=request.actor)


@router.get("/mail/limits", response=LimitsOut, operation_id="get_limits", summary="Limits on sending")
def get_limits(request: ApiRequest) -> LimitFacts:
    """Recipients within an hour."""
    return limits(request.actor)


@router.put("/mail/limits", response={204: None}, operation_id="set_limits", summary="Set limits on sending")
def put_limits(request: ApiRequest, wanted: LimitsIn) -> None:
    """And who reads postmaster@ and abuse@."""
    set_limits(**wanted.model_dump(), actor=request.actor)


@router.post(
    "/mail/domains/{domain}/dkim-keys",
    response={201: SelectorOut},
    operation_id="rotate_dkim_key",
    summary="Sign with a new key",
)
def rotate_dkim_key(request: ApiRequest, domain: Domain) -> dict[str, str]:
    """Publish its record at once: until then receivers cannot check the new signatures."""
    return {"selector": rotate_dkim_key_now(domain, actor=request.actor)}


@router.get(
    "/mail/trace", response=Page[EventOut], operation_id="list_trace", summary="What became of messages"
)
def list_trace(
    request: ApiRequest,
    address: Search = "",
    delivery: Delivery | None = None,
    since: datetime | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[EventFacts]:
    """One line for each recipient, the newest first."""
    before = read_cursor(cursor, tuple[datetime, UUID])
    found = trace(
        request.actor, address=address, delivery=delivery, since=since, before=before, limit=limit + 1
    )
    return part_of(found, limit=limit, place=lambda event: (event.at, event.id))


@router.get("/mail/queue", response=Queue, operation_id="list_queue", summary="What waits to be delivered")
def list_queue(request: ApiRequest) -> dict[str, list[EventFacts]]:
    """With the reply that made it wait."""
    return {"items": queue(request.actor)}


@router.post(
    "/mail/queue/{queue_id}/tries",
    response={202: None},
    operation_id="retry_message",
    summary="Try a waiting message at once",
)
def retry_message(request: ApiRequest, queue_id: QueueId) -> None:
    """Of the tenant's own sender."""
    retry_queued(queue_id, actor=request.actor)


@router.delete(
    "/mail/queue/{queue_id}",
    response={202: None},
    operation_id="delete_message",
    summary="Take a waiting message out of the queue",
)
def delete_message(request: ApiRequest, queue_id: QueueId) -> None:
    """For all its recipients, unsent."""
    delete_queued(queue_id, actor=request.actor)


def _settings(found: MailboxSettings) -> dict[str, object]:
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


def _rule(position: int, rule: RuleIn) -> RuleFacts:
    simple = SimpleRule(
        field=rule.field, match=rule.match, value=rule.value, action=rule.action, argument=rule.argument
    )
    return RuleFacts(position=position, name=rule.name, rule=simple)


def _group(group: GroupFacts) -> dict[str, object]:
    members = [MemberOut(mailbox_id=mailbox_id, address=address) for mailbox_id, address in group.members]
    return {
        "id": group.id,
        "name": group.name,
        "address": group.address,
        "internal_only": group.internal_only,
        "members": members,
    }
