"""Readings (the customer's), usage (both ends of an edge), what sellers report, and minutes in which doors answered."""

from django.db import models

from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow
from freehold.metering.rules import FRACTIONS
from freehold.metering.states import Origin

DIGITS = 24


class Reading(TenantRow):
    """What a meter of an instance says of a UTC day that is over, in the scope of the customer that uses it."""

    instance_id = models.UUIDField()
    meter = models.TextField()
    day = models.DateField()
    quantity = models.DecimalField(max_digits=DIGITS, decimal_places=FRACTIONS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="metering_reading_once", fields=["tenant_id", "instance_id", "day", "meter"]
            ),
            models.CheckConstraint(name="metering_reading_not_negative", condition=models.Q(quantity__gte=0)),
        ]


class Usage(models.Model):
    """A quantity on one edge on one UTC day. Both ends see it; nobody changes it. A day's usage is the sum of its rows."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    subscription_id = models.UUIDField()
    meter = models.TextField()
    day = models.DateField()
    quantity = models.DecimalField(
        max_digits=DIGITS, decimal_places=FRACTIONS
    )  # of a correction, also negative
    origin = models.TextField(choices=[(origin, origin) for origin in Origin])
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="metering_usage_one_reading_once",
                fields=["subscription_id", "day", "meter"],
                condition=models.Q(origin=Origin.READING),
            ),
            models.CheckConstraint(
                name="metering_usage_only_corrections_take_away",
                condition=models.Q(quantity__gte=0) | models.Q(origin=Origin.CORRECTION),
            ),
        ]
        indexes = [models.Index(name="metering_usage_of_order", fields=["subscription_id", "day"])]


class UsageEvent(models.Model):
    """An event that a seller has reported, kept so that the same one is counted once. `event_id` is the seller's own."""

    pk = models.CompositePrimaryKey("tenant_id", "subscription_id", "event_id")
    tenant_id = models.UUIDField(editable=False)
    subscription_id = models.UUIDField()
    event_id = models.TextField()
    meter = models.TextField()
    quantity = models.DecimalField(max_digits=DIGITS, decimal_places=FRACTIONS)
    at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)


class PendingUsage(TenantRow):
    """What one batch of events makes of an order's meter on a day, until it stands on each edge."""

    subscription_id = models.UUIDField()
    meter = models.TextField()
    day = models.DateField()
    quantity = models.DecimalField(max_digits=DIGITS, decimal_places=FRACTIONS)
    is_late = models.BooleanField()  # the day was closed when it came

    class Meta:
        indexes = [models.Index(name="metering_pendingusage_of_day", fields=["tenant_id", "day"])]


class DoorDay(models.Model):
    """A door of a kind of service on a UTC day: the minutes in which it was asked, and in which it answered.

    No tenant's data: all that use a service go through the same doors. The row without a door is the whole service, which
    answers when all of its doors do. A minute in which nobody asked is in neither number.
    """

    pk = models.CompositePrimaryKey("kind", "day", "door")
    kind = models.TextField()  # of the service
    day = models.DateField()
    door = models.TextField(blank=True)
    minutes_asked = models.PositiveSmallIntegerField()
    minutes_up = models.PositiveSmallIntegerField()
    last_minute = models.PositiveSmallIntegerField()  # of the day, from 0

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="metering_doorday_up_when_asked",
                condition=models.Q(minutes_up__lte=models.F("minutes_asked"), minutes_asked__lte=1440),
            )
        ]
