"""Write down that the engines have been told of a change of who may sign in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from freehold.services.mail.models import Mailbox


@transaction.atomic
def note_access_applied(mailbox_id: UUID, *, wanted_at: datetime | None, began_at: datetime) -> None:
    """What was wanted when the worker began is done; what has been wanted since then stays wanted."""
    found = Mailbox.objects.filter(id=mailbox_id)
    found.update(access_applied_at=began_at)
    found.filter(access_wanted_at=wanted_at).update(access_wanted_at=None)
