"""Choose whether the newest checkpoint of the log comes by mail each month."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.audit.models import CheckpointMail
from freehold.audit.permissions import CHOOSE_CHECKPOINT_MAIL
from freehold.audit.rules.months import first_of_next_month
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def choose_checkpoint_mail(*, is_wanted: bool, actor: Actor) -> None:
    """Have it mailed to the administrators on the first of each month, or no more. Choosing again changes nothing.

    Raises: NotPermitted.
    """
    require(actor, CHOOSE_CHECKPOINT_MAIL)
    chosen = CheckpointMail.objects.filter(tenant_id=actor.tenant_id)
    if is_wanted == chosen.exists():
        return
    if is_wanted:
        CheckpointMail.objects.create(tenant_id=actor.tenant_id, next_on=first_of_next_month(clock.today()))
    else:
        chosen.delete()
    record(
        actor,
        CHOOSE_CHECKPOINT_MAIL,
        subject_kind="tenant",
        subject_id=actor.tenant_id,
        is_wanted=is_wanted,
    )
