"""Keep what an instance is measured at on a day that is over, so that asking again gives the same."""

from datetime import date
from uuid import UUID

from django.db import transaction

from freehold.services.mail.models import DayFigures
from freehold.services.mail.queries.figures import (
    Figures,
    find_figures,
    messages_delivered,
    messages_sent,
    open_mailboxes,
    spam_stopped,
)


@transaction.atomic
def keep_day(tenant_id: UUID, instance_id: UUID, day: date, *, stored_bytes: int | None) -> Figures:
    """Write a day's figures down, unless somebody has; what stands there counts."""
    figures = Figures(
        mailboxes=open_mailboxes(instance_id, day),
        stored_bytes=stored_bytes,
        messages_sent=messages_sent(instance_id, day),
        messages_delivered=messages_delivered(instance_id, day),
        spam_stopped=spam_stopped(instance_id, day),
    )
    row = DayFigures(
        tenant_id=tenant_id,
        instance_id=instance_id,
        day=day,
        mailboxes=figures.mailboxes,
        stored_bytes=figures.stored_bytes,
        messages_sent=figures.messages_sent,
        messages_delivered=figures.messages_delivered,
        spam_stopped=figures.spam_stopped,
    )
    DayFigures.objects.bulk_create([row], ignore_conflicts=True)
    return find_figures(instance_id, day) or figures
