"""Distribution lists, and what no address takes."""

from typing import Annotated
from uuid import UUID

from ninja import Path, Router

from freehold.kernel.schemas import ApiRequest, Made
from freehold.services.mail.actions.clear_catch_all import clear_catch_all as clear_catch_all_now
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.remove_group import remove_group
from freehold.services.mail.actions.set_catch_all import set_catch_all as set_catch_all_now
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.api.mailboxes import Search
from freehold.services.mail.queries.addresses import CatchAllFacts, GroupFacts, catch_alls, groups, see_group
from freehold.services.mail.schemas import (
    CatchAllIn,
    CatchAlls,
    MailGroupIn,
    MailGroupOut,
    MailGroups,
    MemberOut,
    MembersIn,
)

router = Router(tags=["mail"])

Domain = Annotated[str, Path(max_length=255)]


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


def _group(group: GroupFacts) -> dict[str, object]:
    members = [MemberOut(mailbox_id=mailbox_id, address=address) for mailbox_id, address in group.members]
    return {
        "id": group.id,
        "name": group.name,
        "address": group.address,
        "internal_only": group.internal_only,
        "version": group.version,
        "members": members,
    }
