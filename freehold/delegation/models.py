"""Grants: who may act in whose tenant, as what, until when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freehold.delegation.states import GrantKind
from freehold.kernel import clock, ids


class Grant(models.Model):
    """`holder_id` (a tenant) may act in `tenant_id` with these roles. Both ends see it and either may end it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    tenant_id = models.UUIDField()
    holder_id = models.UUIDField()
    tenant_name = models.TextField()
    holder_name = models.TextField()
    kind = models.TextField(choices=[(kind, kind) for kind in GrantKind])
    roles = ArrayField(models.TextField())
    reason = models.TextField()
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True)  # None: standing, until ended
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegation_grant_only_standing_has_no_end",
                condition=models.Q(ends_at__isnull=False) | models.Q(kind=GrantKind.STANDING),
            ),
        ]
        indexes = [
            models.Index(name="delegation_grant_of_tenant", fields=["tenant_id", "-starts_at"]),
            models.Index(name="delegation_grant_of_holder", fields=["holder_id", "-starts_at"]),
        ]
