"""Whether a tenant asks its people for a second factor."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from freehold.tenants.models import Tenant


@transaction.atomic
def set_second_factor(tenant_id: UUID, *, required: bool) -> None:
    """Set the tenant's requirement; `accounts` asks for the permission and records it."""
    Tenant.objects.filter(id=tenant_id).update(requires_second_factor=required, version=F("version") + 1)
