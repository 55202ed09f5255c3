"""How much may be sent within an hour, and whom the limits have stopped."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.provisioning.queries import instances_of_kind
from freehold.services.mail.models import MailSettings
from freehold.services.mail.options import MailOptions
from freehold.services.mail.permissions import SEE_MAIL
from freehold.services.mail.queries.instance import KIND


@dataclass(frozen=True, slots=True)
class AllowedLimits:
    """The most that the tenant's plans allow it to set: with several plans, the largest."""

    hourly_per_person: int
    hourly_per_tenant: int


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """Recipients that a person and the whole tenant may send to within an hour, and who reads postmaster@."""

    hourly_per_person: int
    hourly_per_tenant: int
    postmaster_id: UUID | None
    version: int
    allowed: AllowedLimits

    @property
    def allowed_by_plan(self) -> tuple[int, int]:
        """What may be set at most, for a person and for the tenant."""
        return self.allowed.hourly_per_person, self.allowed.hourly_per_tenant


def limits(actor: Actor) -> LimitFacts:
    """The tenant's limits on sending. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    row = MailSettings.objects.filter(tenant_id=actor.tenant_id).first() or MailSettings()
    return LimitFacts(
        hourly_per_person=row.hourly_per_person,
        hourly_per_tenant=row.hourly_per_tenant,
        postmaster_id=row.postmaster_id,
        version=row.version,
        allowed=allowed_limits(),
    )


def allowed_limits() -> AllowedLimits:
    """What the plans of the tenant in scope allow, for actions; before the first one, what a plan has by default."""
    plans = [MailOptions.model_validate(instance.options) for instance in instances_of_kind(KIND)]
    return AllowedLimits(
        hourly_per_person=max(plan.hourly_per_person for plan in plans or [MailOptions()]),
        hourly_per_tenant=max(plan.hourly_per_tenant for plan in plans or [MailOptions()]),
    )


def frozen_untold() -> list[tuple[UUID, UUID]]:
    """For the worker: (tenant, mailbox) frozen by the limits, whose people have not been told."""
    with connection.cursor() as cursor:
        cursor.execute("select tenant_id, mailbox_id from engine.frozen_untold()")
        return [(tenant_id, mailbox_id) for tenant_id, mailbox_id in cursor.fetchall()]
