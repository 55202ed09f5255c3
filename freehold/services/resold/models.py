"""Vendors, what they hold for each order, and what is to be done with them: the supplier's own rows."""

from django.db import models

from freehold.kernel.tenant_row import TenantRow
from freehold.services.resold.states import BillState, Held, TaskKind, TaskState


class Vendor(TenantRow):
    """Who makes what the supplier resells."""

    name = models.TextField()
    columns = models.JSONField(default=dict)  # how its bills were read last

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


class VendorBill(TenantRow):
    """What a vendor charges, as its file says. It counts once somebody has taken it in, and never changes then."""

    vendor = models.ForeignKey(Vendor, db_constraint=False, db_index=False, on_delete=models.PROTECT)
    file_name = models.TextField()
    digest = models.TextField()  # SHA-256 of the file as it came
    content = models.TextField()
    columns = models.JSONField()  # of rules.bill.Columns
    state = models.TextField(choices=[(state, state) for state in BillState], default=BillState.CHECKED)
    currency = models.TextField(default="", blank=True)
    amount = models.DecimalField(max_digits=24, decimal_places=9, null=True)  # of its lines, once taken in
    left_out = models.PositiveIntegerField(default=0)  # lines that could not be read
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="resold_vendorbill_once",
                fields=["tenant_id", "vendor", "digest"],
                condition=~models.Q(state=BillState.DISCARDED),
            ),
        ]


class VendorCharge(TenantRow):
    """One line of a bill that was taken in. `identity` is the vendor's own id of it, or else all that it says."""

    bill = models.ForeignKey(VendorBill, db_constraint=False, db_index=False, on_delete=models.PROTECT)
    vendor = models.ForeignKey(Vendor, db_constraint=False, db_index=False, on_delete=models.PROTECT)
    row = models.PositiveIntegerField()
    identity = models.TextField()
    reference = models.TextField()
    description = models.TextField(default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()  # the first day after
    seats = models.PositiveIntegerField(null=True)
    amount = models.DecimalField(max_digits=24, decimal_places=9)  # net; of a credit, less than nothing
    currency = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="resold_vendorcharge_once", fields=["tenant_id", "vendor", "identity"]
            ),
            models.CheckConstraint(
                name="resold_vendorcharge_has_days", condition=models.Q(ends_on__gt=models.F("starts_on"))
            ),
        ]
        indexes = [
            models.Index(name="resold_vendorcharge_of_bill", fields=["tenant_id", "bill", "row"]),
            models.Index(name="resold_vendorcharge_by_day", fields=["tenant_id", "starts_on"]),
        ]
