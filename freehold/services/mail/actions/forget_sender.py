"""Neither allow nor block a sender any more."""

from uuid import UUID

from django.db import transaction

from freehold.kernel.actor import Actor
from freehold.services.mail.actions.judge_sender import judge_sender


@transaction.atomic
def forget_sender(sender: str, *, mailbox_id: UUID | None, actor: Actor) -> None:
    """Take a sender off the list, of one mailbox or (None) of the whole tenant.

    Raises: NotFound, NotPermitted, Refused("malformed_address", "mailbox_closed").
    """
    judge_sender(sender, verdict=None, mailbox_id=mailbox_id, actor=actor)
