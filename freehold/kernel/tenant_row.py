"""The shape that every row of a tenant has."""

from django.db import models

from freehold.kernel import clock, ids


class TenantRow(models.Model):
    """A row that belongs to one tenant and that row security shows to nobody else.

    References inside one tenant are composite foreign keys in the database (`TenantForeignKey` in
    migrations), since a plain foreign key bypasses row security.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    tenant_id = models.UUIDField(editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
