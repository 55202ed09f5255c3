"""Instances: one row for each hosted service of a tenant."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freehold.kernel.tenant_row import TenantRow
from freehold.provisioning.states import InstanceState


class Instance(TenantRow):
    """The one hosted service behind a chain of subscriptions, in the scope of the customer that uses it.

    It is adrift while `observed_version < wanted_version`: the worker then tries, and goes on trying.
    """

    kind = models.TextField()
    title = models.TextField()
    options = models.JSONField(default=dict)
    seats = models.PositiveIntegerField(default=0)
    seats_used = models.PositiveIntegerField(default=0, null=True)  # None where nobody here can tell
    supplier_id = models.UUIDField(
        null=True
    )  # the tenant at the top of the chain of its sellers; an opaque id
    holds = ArrayField(models.UUIDField(), default=list, blank=True)  # subscriptions that keep it suspended
    wanted_state = models.TextField(choices=[(state, state) for state in InstanceState])
    wanted_version = models.PositiveBigIntegerField(default=1)
    wanted_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True)  # since when it is wanted so
    observed_state = models.TextField(
        choices=[(state, state) for state in InstanceState], default=InstanceState.GONE
    )
    observed_version = models.PositiveBigIntegerField(default=0)
    observed_at = models.DateTimeField(null=True)
    observed = models.JSONField(default=dict)
    waits_until = models.DateField(null=True)  # people have something to do still, and promised it by then
    last_error = models.TextField(default="", blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="provisioning_instance_nothing_observed_before_it_was_wanted",
                condition=models.Q(observed_version__lte=models.F("wanted_version")),
            ),
            models.CheckConstraint(
                name="provisioning_instance_suspended_while_held",
                condition=models.Q(holds=[]) | ~models.Q(wanted_state=InstanceState.ACTIVE),
            ),
        ]
        indexes = [
            models.Index(name="provisioning_instance_of_kind", fields=["tenant_id", "kind"]),
            models.Index(
                name="provisioning_instance_adrift",
                fields=["next_try_at"],
                condition=models.Q(observed_version__lt=models.F("wanted_version")),
            ),
        ]
