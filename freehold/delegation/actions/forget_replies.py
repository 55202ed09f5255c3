"""Forget what the API kept of requests, a day later."""

from datetime import datetime

from django.db import transaction

from freehold.delegation.models import KeptReply, TokenUse
from freehold.kernel.actor import Actor


@transaction.atomic
def forget_replies(*, before: datetime, actor: Actor) -> int:
    """Delete replies and counts of the actor's tenant that are older; how many they were. For the sweep."""
    replies, _ = KeptReply.objects.filter(tenant_id=actor.tenant_id, created_at__lt=before).delete()
    counts, _ = TokenUse.objects.filter(tenant_id=actor.tenant_id, minute__lt=before).delete()
    return replies + counts
