"""Note that all customers of a partner that is gone, or back, were told."""

from uuid import UUID

from django.db import transaction

from freehold.channel.models import Declaration
from freehold.channel.permissions import TELL_STRANDED
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def note_told(declaration_id: UUID, *, actor: Actor) -> None:
    """In the partner's scope. Raises: NotPermitted."""
    require(actor, TELL_STRANDED)
    Declaration.objects.filter(id=declaration_id, buyer_id=actor.tenant_id).update(told_at=clock.now())
