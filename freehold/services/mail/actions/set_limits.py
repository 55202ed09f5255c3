"""Set how much a tenant's people may send, and who reads postmaster@."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.services.mail.models import MailSettings
from freehold.services.mail.permissions import CHANGE_LIMITS
from freehold.services.mail.queries.mailboxes import lock_open_mailbox

MOST_PER_PERSON = 2000
MOST_PER_TENANT = 20_000


@transaction.atomic
def set_limits(
    *, hourly_per_person: int, hourly_per_tenant: int, postmaster_id: UUID | None = None, actor: Actor
) -> None:
    """Set the recipients within an hour, and the mailbox of postmaster@ and abuse@ (None: the administrators').

    Raises: NotPermitted, NotFound, Refused("bad_limit", "mailbox_closed").
    """
    require(actor, CHANGE_LIMITS)
    if not 1 <= hourly_per_person <= MOST_PER_PERSON:
        raise Refused("bad_limit", _("From 1 to 2,000 recipients an hour."), field="hourly_per_person")
    if not hourly_per_person <= hourly_per_tenant <= MOST_PER_TENANT:
        raise Refused(
            "bad_limit", _("At least one person's limit, and 20,000 at most."), field="hourly_per_tenant"
        )
    postmaster = lock_open_mailbox(postmaster_id) if postmaster_id else None
    MailSettings.objects.update_or_create(
        tenant_id=actor.tenant_id,
        defaults={
            "hourly_per_person": hourly_per_person,
            "hourly_per_tenant": hourly_per_tenant,
            "postmaster": postmaster,
        },
    )
    record(
        actor, CHANGE_LIMITS, subject_kind="tenant", subject_id=actor.tenant_id, hourly_per_person=hourly_per_person,
        hourly_per_tenant=hourly_per_tenant, postmaster=postmaster.address if postmaster else "",
    )  # fmt: skip
