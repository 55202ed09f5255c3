"""Note that a month's checkpoint was mailed: the next one is due on the first of the next month."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.audit.models import CheckpointMail
from freehold.audit.permissions import MAIL_CHECKPOINT
from freehold.audit.rules.months import first_of_next_month
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require


@transaction.atomic
def note_checkpoint_mailed(*, tree_size: int, administrators: int, actor: Actor) -> None:
    """In the transaction that writes the mails, so that a month's checkpoint is mailed once.

    Raises: NotPermitted, Refused("not_due").
    """
    require(actor, MAIL_CHECKPOINT)
    today = clock.today()
    wanted = CheckpointMail.objects.select_for_update().filter(tenant_id=actor.tenant_id).first()
    if wanted is None or wanted.next_on > today:
        raise Refused("not_due", _("No checkpoint is to be mailed yet."))
    wanted.next_on = first_of_next_month(today)
    wanted.save(update_fields=["next_on"])
    record(
        actor,
        MAIL_CHECKPOINT,
        subject_kind="tenant",
        subject_id=actor.tenant_id,
        tree_size=tree_size,
        administrators=administrators,
    )
