"""Grants: who may act in whose tenant, as what, until when. And what is kept of each actor's requests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freehold.delegation.states import GrantKind
from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow


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
    ended_by = models.TextField(default="", blank=True)  # a name; nothing where it ended by itself
    told_at = models.DateTimeField(
        null=True
    )  # when the tenant's administrators were told; None while it has none
    remind_on = models.DateField(null=True)  # of standing support
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
            *(
                models.Index(name=name, fields=[field], condition=models.Q(ended_at=None) & condition)
                for name, field, condition in (
                    ("delegation_grant_that_ends", "ends_at", models.Q(ends_at__isnull=False)),
                    ("delegation_grant_untold", "id", models.Q(told_at=None)),
                    ("delegation_grant_to_remind", "remind_on", models.Q(remind_on__isnull=False)),
                )
            ),
        ]


class SupportAnswer(TenantRow):
    """What a customer answered when it was asked, at set-up, whether its partner shall look after things."""

    wanted = models.BooleanField()
    answered_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="delegation_supportanswer_once", fields=["tenant_id"])]


class KeptReply(TenantRow):
    """The reply to a POST that bore an idempotency key, for 24 hours. `body` is None where it bore a secret."""

    person_id = models.UUIDField()
    operation = models.TextField()  # method and path
    key = models.TextField()
    digest = models.TextField()  # keyed, of the request: a body may hold a secret that could be guessed
    status = models.PositiveSmallIntegerField()
    body = models.TextField(null=True)  # noqa: DJ001 - None is not the empty reply

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="delegation_keptreply_once", fields=["tenant_id", "person_id", "operation", "key"]
            )
        ]
        indexes = [models.Index(name="delegation_keptreply_by_age", fields=["tenant_id", "created_at"])]


class TokenUse(TenantRow):
    """How many requests an API token made in its present minute, in this tenant."""

    token_id = models.UUIDField()
    minute = models.DateTimeField()
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delegation_tokenuse_once", fields=["tenant_id", "token_id"])
        ]
