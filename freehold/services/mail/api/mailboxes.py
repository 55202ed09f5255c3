"""Mailboxes: people's and shared ones, and who may use them."""

from typing import Annotated
from uuid import UUID

from ninja import Path, Query, Router

from freehold.kernel.errors import NotFound
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor
from freehold.services.mail.actions.add_alias import add_alias as add_alias_now
from freehold.services.mail.actions.change_quota import change_quota as change_quota_now
from freehold.services.mail.actions.close_mailbox import close_mailbox as close_mailbox_now
from freehold.services.mail.actions.create_mailbox import create_mailbox as create_mailbox_now
from freehold.services.mail.actions.create_shared_mailbox import (
    create_shared_mailbox as create_shared_mailbox_now,
)
from freehold.services.mail.actions.freeze_sender import freeze_sender as freeze_sender_now
from freehold.services.mail.actions.give_access import give_access as give_access_now
from freehold.services.mail.actions.remove_alias import remove_alias as remove_alias_now
from freehold.services.mail.actions.rename_mailbox import rename_mailbox as rename_mailbox_now
from freehold.services.mail.actions.take_access import take_access as take_access_now
from freehold.services.mail.actions.unfreeze_sender import unfreeze_sender as unfreeze_sender_now
from freehold.services.mail.actions.welcome_people import Newcomer, welcome_people
from freehold.services.mail.actions.welcome_person import Welcomed, welcome_person
from freehold.services.mail.queries.access import AccessFacts, access_to
from freehold.services.mail.queries.mailboxes import MailboxFacts, mailboxes, own_mailbox, see_mailbox
from freehold.services.mail.schemas import (
    Accesses,
    AccessIn,
    AliasIn,
    FreezeIn,
    MailboxIds,
    MailboxIn,
    MailboxOut,
    NamesIn,
    NewcomersIn,
    NewPersonIn,
    QuotaIn,
    SharedMailboxIn,
    WelcomedOut,
)
from freehold.services.mail.states import MailboxKind

router = Router(tags=["mail"])

BOX = "/mailboxes/{uuid:mailbox_id}"
Search = Annotated[str, Query(description="part of an address or a name", max_length=200)]


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
