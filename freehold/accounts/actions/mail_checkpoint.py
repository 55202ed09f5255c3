"""Mail the newest checkpoint of a log to the administrators of its tenant."""

from django.db import transaction

from freehold.accounts.queries.people import people_with_role
from freehold.audit.actions.note_checkpoint_mailed import note_checkpoint_mailed
from freehold.audit.permissions import MAIL_CHECKPOINT
from freehold.audit.proofs import newest_checkpoint
from freehold.kernel.actor import Actor, Role
from freehold.kernel.permission import require
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant


@transaction.atomic
def mail_checkpoint(*, actor: Actor) -> int:
    """For the sweep, in the scope of a tenant that wants it; how many administrators it goes to.

    Raises: NotPermitted, NotFound("nothing_sealed"), Refused("not_due").
    """
    require(actor, MAIL_CHECKPOINT)
    newest = newest_checkpoint(actor)
    administrators = people_with_role(Role.ADMINISTRATOR)
    note_checkpoint_mailed(tree_size=newest.tree_size, administrators=len(administrators), actor=actor)
    tenant = get_tenant(actor.tenant_id)
    for one in administrators:
        enqueue_notice(
            NoticeTemplate.CHECKPOINT,
            to=one.email,
            language=one.language or tenant.language,
            person_id=one.person_id,
            context={
                "name": one.name,
                "organisation": tenant.name,
                "entries": newest.tree_size,
                "note": newest.note,
                "key": newest.key,
            },
        )
    return len(administrators)
