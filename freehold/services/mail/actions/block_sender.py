"""Put a sender's mail into Junk."""

from uuid import UUID

from django.db import transaction

from freehold.kernel.actor import Actor
from freehold.services.mail.actions.judge_sender import judge_sender
from freehold.services.mail.states import SenderVerdict


@transaction.atomic
def block_sender(sender: str, *, mailbox_id: UUID | None, actor: Actor) -> None:
    """File an address's, or with `@domain` a domain's, mail into Junk, for one mailbox or (None) for all.

    Raises: NotFound, NotPermitted, Refused("malformed_address", "mailbox_closed").
    """
    judge_sender(sender, verdict=SenderVerdict.BLOCK, mailbox_id=mailbox_id, actor=actor)
