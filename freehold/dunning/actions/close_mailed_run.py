"""Note that all documents of a run have been seen to."""

from uuid import UUID

from django.db import transaction

from freehold.dunning.models import MailedRun
from freehold.dunning.permissions import MAIL_DOCUMENTS
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def close_mailed_run(run_id: UUID, *, actor: Actor) -> None:
    """Let no sweep look at this run again. Raises: NotPermitted."""
    require(actor, MAIL_DOCUMENTS)
    MailedRun.objects.bulk_create(
        [MailedRun(tenant_id=actor.tenant_id, run_id=run_id)], ignore_conflicts=True
    )
