"""Note which address of a brand's own the engines sign for."""

from django.db import transaction

from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.tenants.models import Brand
from freehold.tenants.permissions import NOTE_SENDER


@transaction.atomic
def note_sender(listed: str, *, actor: Actor) -> None:
    """From now on the brand's mail is written as `listed`, if that is still its sender; "" means the neutral address.

    Safe to repeat. Raises: NotPermitted (nobody but the platform knows).
    """
    require(actor, NOTE_SENDER)
    Brand.objects.filter(tenant_id=actor.tenant_id).update(sender_listed=listed)
