"""Vendors, what they hold for each order, and what is to be done with them: the supplier's own rows."""

from django.db import models

from freehold.kernel.tenant_row import TenantRow
from freehold.services.resold.states import Held, TaskKind, TaskState


class Vendor(TenantRow):
    """Who makes what the supplier resells."""

    name = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="resold_vendor_by_name", fields=["tenant_id", "name"]),
        ]


class Supply(TenantRow):
    """What a vendor holds for one order, as people have recorded it, and what is wanted of it.

    `instance_id` and `home_id` are opaque: rows of the customer's scope.
    """

    instance_id = models.UUIDField()
    home_id = models.UUIDField()
    vendor = models.ForeignKey(Vendor, db_constraint=False, db_index=False, on_delete=models.PROTECT)
    product = models.TextField()
    seats = models.PositiveIntegerField(default=0)
    held = models.TextField(choices=[(held, held) for held in Held], default=Held.NOTHING)
    reference = models.TextField(default="", blank=True)  # the vendor's, by which its bills name it
    held_at = models.DateTimeField(null=True)  # since when it is held so
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="resold_supply_of_instance", fields=["tenant_id", "instance_id"]),
            models.UniqueConstraint(
                name="resold_supply_by_reference",
                fields=["tenant_id", "vendor", "reference"],
                condition=~models.Q(reference=""),
            ),
            models.CheckConstraint(
                name="resold_supply_holds_seats_or_nothing",
                condition=models.Q(held=Held.NOTHING, seats=0)
                | (~models.Q(held=Held.NOTHING) & models.Q(seats__gte=1)),
            ),
        ]


class Task(TenantRow):
    """What somebody of the supplier is to do with the vendor, for one order: at most one is open at a time."""

    supply = models.ForeignKey(Supply, db_constraint=False, db_index=False, on_delete=models.PROTECT)
    kind = models.TextField(choices=[(kind, kind) for kind in TaskKind])
    product = models.TextField()
    seats = models.PositiveIntegerField()  # how many there are to be afterwards
    seats_before = models.PositiveIntegerField()
    state = models.TextField(choices=[(state, state) for state in TaskState], default=TaskState.OPEN)
    due_on = models.DateField()
    assignee_id = models.UUIDField(null=True)  # somebody of the supplier
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    held_after = models.TextField(blank=True, default="")  # what the vendor holds once it was done
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="resold_task_one_open",
                fields=["tenant_id", "supply"],
                condition=models.Q(state=TaskState.OPEN),
            ),
            models.CheckConstraint(
                name="resold_task_closed_or_open",
                condition=models.Q(state=TaskState.OPEN, closed_at__isnull=True)
                | (~models.Q(state=TaskState.OPEN) & models.Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="resold_task_by_due", fields=["tenant_id", "state", "due_on", "id"])]
