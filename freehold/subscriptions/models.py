"""Subscriptions, seen by both ends of their edge, and the keys of pseudonyms."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freehold.kernel import clock, ids
from freehold.kernel.pricing import Terms, terms_from
from freehold.kernel.tenant_row import TenantRow
from freehold.subscriptions.states import State, SuspendReason


class Subscription(models.Model):
    """One buyer's order of a plan on one edge. Seller and buyer see the row, nobody above or below does.

    `plan_id`, `instance_id` and `upstream_id` are opaque: they may be rows of other tenants.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    number = models.TextField(unique=True)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    plan_id = models.UUIDField()
    plan_name = models.TextField()  # as it was ordered
    kind = models.TextField()  # of the service
    terms = models.JSONField()  # of kernel.pricing, as agreed
    currency = models.TextField()
    seats = models.PositiveIntegerField()
    reference = models.TextField(default="", blank=True)
    pseudonym = models.TextField(default="", blank=True)  # of the customer, above the lowest subscription

    state = models.TextField(choices=[(state, state) for state in State])
    trial_ends_on = models.DateField(null=True)  # the first day to pay for; None once converted
    charged_from = models.DateField(
        null=True
    )  # the first day that is charged; None in a trial that may just end
    is_paused = models.BooleanField(default=False)  # the customer asked for it: nothing is charged
    started_at = models.DateTimeField(default=clock.now)
    suspended_at = models.DateTimeField(null=True)
    suspended_by_id = models.UUIDField(null=True)  # the end of the edge that suspended it
    suspend_reason = models.TextField(default="", blank=True, choices=[(r, r) for r in SuspendReason])
    cancel_requested_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)  # the first day without service
    ended_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(
        null=True
    )  # it ended since its customer went on with another seller: its data is with the new order
    erase_after = models.DateField(null=True)
    notices_on = ArrayField(models.DateField(), default=list, blank=True)  # of the erasure
    erase_wanted_at = models.DateTimeField(null=True)  # from here on its service is to go, for good
    erased_at = models.DateTimeField(null=True)  # its service was seen gone

    instance_id = models.UUIDField()
    upstream_id = models.UUIDField(null=True)  # the subscription above, of the seller as a buyer
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subscriptions_subscription_has_seats", condition=models.Q(seats__gte=1)
            ),
            models.CheckConstraint(
                name="subscriptions_subscription_ends_once_cancelled",
                condition=models.Q(state__in=[State.CANCELLING, State.ENDED], ends_on__isnull=False)
                | ~models.Q(state__in=[State.CANCELLING, State.ENDED]),
            ),
            models.CheckConstraint(
                name="subscriptions_subscription_erased_after_its_time",
                condition=models.Q(erased_at__isnull=True)
                | models.Q(state=State.ENDED, erase_after__isnull=False),
            ),
            models.CheckConstraint(
                name="subscriptions_subscription_moved_erases_nothing",
                condition=models.Q(moved_at__isnull=True)
                | models.Q(state=State.ENDED, erase_after__isnull=True),
            ),
            models.CheckConstraint(
                name="subscriptions_subscription_erased_once_wanted",
                condition=models.Q(erased_at__isnull=True) | models.Q(erase_wanted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="subscriptions_of_seller", fields=["seller_id", "-id"]),
            models.Index(name="subscriptions_of_buyer", fields=["buyer_id", "-id"]),
            models.Index(name="subscriptions_of_edge", fields=["seller_id", "buyer_id", "-id"]),
            models.Index(name="subscriptions_of_instance", fields=["instance_id"]),
            models.Index(
                name="subscriptions_with_a_day",
                fields=["state", "trial_ends_on", "ends_on", "erase_after"],
                condition=models.Q(erased_at__isnull=True)
                & ~models.Q(state=State.ACTIVE)
                & (~models.Q(state=State.SUSPENDED) | models.Q(ends_on__isnull=False)),
            ),
        ]

    @property
    def agreed(self) -> Terms:
        """What both ends agreed on."""
        return terms_from(self.terms)

    @property
    def leads(self) -> bool:
        """Whether this is the customer's own order, which those above follow."""
        return self.pseudonym == ""


class Phase(models.Model):
    """What holds on one edge from a day on, and whether it is charged. For one day the phase recorded last counts."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    subscription_id = models.UUIDField()
    starts_on = models.DateField()  # UTC day
    seats = models.PositiveIntegerField()
    plan_id = models.UUIDField()
    plan_name = models.TextField()
    terms = models.JSONField()
    is_charged = models.BooleanField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(
                name="subscriptions_phase_in_order",
                fields=["seller_id", "subscription_id", "starts_on", "recorded_at"],
            )
        ]


class PseudonymKey(TenantRow):
    """The key from which a seller makes its customers' pseudonyms; only that seller can tell who is who."""

    key_sealed = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="subscriptions_pseudonymkey_one", fields=["tenant_id"])]
