"""Bring a tenant's limits on sending below what its plans allow."""

from uuid import UUID

from django.db import transaction

from freehold.services.mail.models import MailSettings
from freehold.services.mail.queries.limits import allowed_limits


@transaction.atomic
def keep_limits_to_plan(tenant_id: UUID) -> None:
    """Lower what is set, or what holds unless set, to the plans of the tenant in scope; never raise it."""
    allowed = allowed_limits()
    chosen = MailSettings.objects.select_for_update().filter(tenant_id=tenant_id).first()
    row = chosen or MailSettings(tenant_id=tenant_id)
    if (
        row.hourly_per_person <= allowed.hourly_per_person
        and row.hourly_per_tenant <= allowed.hourly_per_tenant
    ):
        return
    row.hourly_per_person = min(row.hourly_per_person, allowed.hourly_per_person)
    row.hourly_per_tenant = min(row.hourly_per_tenant, allowed.hourly_per_tenant)
    row.save()
