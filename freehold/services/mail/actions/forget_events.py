"""Forget the trace of messages whose time has passed."""

from datetime import datetime

from django.db import transaction

from freehold.kernel.actor import Actor
from freehold.services.mail.models import MailEvent


@transaction.atomic
def forget_events(*, before: datetime, actor: Actor) -> int:
    """Delete what the trace of the actor's tenant says of older messages; how many lines. For the sweep."""
    lines, _ = MailEvent.objects.filter(tenant_id=actor.tenant_id, at__lt=before).delete()
    return lines
