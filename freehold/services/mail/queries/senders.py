"""Allowed and blocked senders."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.models import SenderRule
from freehold.services.mail.permissions import SEE_MAIL
from freehold.services.mail.states import SenderVerdict


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """An allowed or blocked sender; `mailbox_id` is None for the whole tenant's."""

    id: UUID
    mailbox_id: UUID | None
    sender: str
    verdict: SenderVerdict


def tenant_senders(actor: Actor) -> list[SenderFacts]:
    """The senders that the whole tenant allows or blocks. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    return sender_facts(SenderRule.objects.filter(tenant_id=actor.tenant_id, mailbox__isnull=True))


def sender_facts(found: QuerySet[SenderRule]) -> list[SenderFacts]:
    """The facts of these rows, by sender."""
    return [
        SenderFacts(
            id=row.id, mailbox_id=row.mailbox_id, sender=row.sender, verdict=SenderVerdict(row.verdict)
        )
        for row in found.order_by("sender")
    ]
