"""Never call a sender's mail junk."""

from uuid import UUID

from django.db import transaction

from freehold.kernel.actor import Actor
from freehold.services.mail.actions.judge_sender import judge_sender
from freehold.services.mail.states import SenderVerdict


@transaction.atomic
def allow_sender(sender: str, *, mailbox_id: UUID | None, actor: Actor) -> None:
    """Keep an address's, or with `@domain` a domain's, proven mail out of Junk, for one mailbox or (None) for all.

    What is not proven to come from there, by SPF or DKIM, is judged as before.

    Raises: NotFound, NotPermitted, Refused("malformed_address", "mailbox_closed").
    """
    judge_sender(sender, verdict=SenderVerdict.ALLOW, mailbox_id=mailbox_id, actor=actor)
