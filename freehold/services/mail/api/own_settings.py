"""What a person sets for a mailbox: forwarding, answers, rules, and senders."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from freehold.kernel.schemas import ApiRequest
from freehold.services.mail.actions.allow_sender import allow_sender
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.clear_auto_reply import clear_auto_reply as clear_auto_reply_now
from freehold.services.mail.actions.forget_sender import forget_sender as forget_sender_now
from freehold.services.mail.actions.set_auto_reply import set_auto_reply as set_auto_reply_now
from freehold.services.mail.actions.set_forwarding import set_forwarding as set_forwarding_now
from freehold.services.mail.actions.set_rules import set_rules as set_rules_now
from freehold.services.mail.api.mailboxes import BOX
from freehold.services.mail.queries.settings import mailbox_settings
from freehold.services.mail.schemas import (
    AutoReplyIn,
    ForwardingIn,
    RulesIn,
    SenderIn,
    SettingsOut,
    rules_in,
    settings_out,
)
from freehold.services.mail.states import SenderVerdict

router = Router(tags=["mail"])

JUDGE = {SenderVerdict.ALLOW: allow_sender, SenderVerdict.BLOCK: block_sender}
Sender = Annotated[str, Query(description="an address, or `@` and a domain", min_length=1, max_length=320)]


@router.get(
    f"{BOX}/settings",
    response=SettingsOut,
    operation_id="get_mailbox_settings",
    summary="Forwarding, auto-reply, rules and senders",
)
def get_mailbox_settings(request: ApiRequest, mailbox_id: UUID) -> dict[str, object]:
    """Of your own mailbox, or of any with the right."""
    return settings_out(mailbox_settings(request.actor, mailbox_id))


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
    set_rules_now(mailbox_id, rules=rules_in(wanted), actor=request.actor)


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
