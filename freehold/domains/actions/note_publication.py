"""Write down how a publication ended."""

from uuid import UUID

from django.db import transaction

from freehold.domains.permissions import NOTE_PUBLICATION
from freehold.domains.queries import lock_domain
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def note_publication(domain_id: UUID, *, error: str, actor: Actor) -> None:
    """Keep the time of a publication, or the sentence that says why it failed. Raises: NotFound, NotPermitted."""
    domain = lock_domain(domain_id)
    require(actor, NOTE_PUBLICATION)
    domain.publish_error = error
    if not error:
        domain.published_at = clock.now()
    domain.save(update_fields=["publish_error", "published_at"])
