"""Set how much a tenant's people may send, and who reads postmaster@."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, Refused
from freehold.kernel.permission import require
from freehold.services.mail.models import MailSettings
from freehold.services.mail.permissions import CHANGE_LIMITS
from freehold.services.mail.queries.limits import allowed_limits
from freehold.services.mail.queries.mailboxes import lock_open_mailbox


@transaction.atomic
def set_limits(
    *,
    hourly_per_person: int,
    hourly_per_tenant: int,
    postmaster_id: UUID | None = None,
    version: int | None = None,
    actor: Actor,
) -> None:
    """Set the recipients within an hour, and the mailbox of postmaster@ and abuse@ (None: the administrators').

    Up to what the tenant's plan allows, whoever acts: more is a matter of the plan, and so of the seller.
    `version` is the one that the person saw, so that two do not overwrite each other; None does not ask.
    Raises: NotPermitted, NotFound, Conflict("changed_meanwhile"),
    Refused("bad_limit", "more_than_plan", "mailbox_closed").
    """
    MailSettings.objects.get_or_create(tenant_id=actor.tenant_id)
    settings = MailSettings.objects.select_for_update().get(tenant_id=actor.tenant_id)
    require(actor, CHANGE_LIMITS)
    if version not in (None, settings.version):
        raise Conflict(
            CHANGED_MEANWHILE, _("Somebody else has changed the settings meanwhile. Look at them again.")
        )
    allowed = allowed_limits()
    if hourly_per_person < 1:
        raise Refused("bad_limit", _("One recipient an hour at least."), field="hourly_per_person")
    if hourly_per_tenant < hourly_per_person:
        raise Refused("bad_limit", _("At least one person's limit."), field="hourly_per_tenant")
    if hourly_per_person > allowed.hourly_per_person:
        raise _more_than_plan("hourly_per_person", allowed.hourly_per_person)
    if hourly_per_tenant > allowed.hourly_per_tenant:
        raise _more_than_plan("hourly_per_tenant", allowed.hourly_per_tenant)
    postmaster = lock_open_mailbox(postmaster_id) if postmaster_id else None
    settings.hourly_per_person = hourly_per_person
    settings.hourly_per_tenant = hourly_per_tenant
    settings.postmaster = postmaster
    settings.version += 1
    settings.save(update_fields=["hourly_per_person", "hourly_per_tenant", "postmaster", "version"])
    record(
        actor, CHANGE_LIMITS, subject_kind="tenant", subject_id=actor.tenant_id, hourly_per_person=hourly_per_person,
        hourly_per_tenant=hourly_per_tenant, postmaster=postmaster.address if postmaster else "",
    )  # fmt: skip


def _more_than_plan(field: str, limit: int) -> Refused:
    sentence = _("Your plan allows %(limit)s recipients an hour here. For more, ask for a larger plan.")
    return Refused("more_than_plan", sentence % {"limit": limit}, field=field)
