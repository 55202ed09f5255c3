"""Vendors' bills: what a trial finds, what was taken in, and what all of it costs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.money import Money
from freehold.kernel.permission import require
from freehold.services.resold.models import Supply, Vendor, VendorBill, VendorCharge
from freehold.services.resold.permissions import SEE_COSTS
from freehold.services.resold.queries.tasks import who_may_do_tasks
from freehold.services.resold.rules.bill import (
    Charge,
    Columns,
    Dates,
    Decimals,
    KnownCharge,
    LineFault,
    by_month,
    fault_of_columns,
    read_bill,
    read_otherwise,
)
from freehold.services.resold.rules.table import read_table
from freehold.services.resold.states import BillState
from freehold.subscriptions.queries import sold_behind

PAGE = 50
SHOWN = 200  # lines and faults on a page


@dataclass(frozen=True, slots=True)
class BillFacts:
    """A vendor's bill in a list."""

    id: UUID
    vendor_id: UUID
    vendor: str
    file_name: str
    state: BillState
    created_at: datetime
    closed_at: datetime | None
    closed_by: str
    total: Money | None  # of its new lines, once taken in
    lines: int  # that were taken in
    left_out: int
    version: int


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """A line of a bill, and for whom it is as far as anybody here knows."""

    charge: Charge
    customer: str
    supply_id: UUID | None

    @property
    def amount(self) -> Money:
        """What it costs, net."""
        return Money(self.charge.amount, self.charge.currency)

    @property
    def last_day(self) -> date:
        """The last day of its period."""
        return self.charge.ends_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trial:
    """What would happen if a bill were taken in now. Nothing of it is written."""

    columns: Columns
    names: tuple[str, ...]  # of the file's columns
    sample: tuple[tuple[str, ...], ...]  # its first records
    fault: str | None  # the field of `columns` that must be chosen first
    new: tuple[Charge, ...]
    shown: tuple[ChargeFacts, ...]  # the first of them
    known: int  # lines of bills that were taken in before
    changed: tuple[int, ...]  # rows that say something else than they did on such a bill
    otherwise: tuple[int, ...]  # rows that seem to be on such a bill, which was read by other columns
    repeated: tuple[int, ...]
    faults: tuple[tuple[int, LineFault], ...]
    total: Money | None
    unmatched: int  # new lines whose reference nobody here has

    @property
    def may_take(self) -> bool:
        """Whether anything can be taken in, lines that cannot be read left out."""
        return self.fault is None and bool(self.new) and not self.changed and not self.otherwise


def columns_from(kept: Mapping[str, object]) -> Columns:
    """Columns as they were kept."""
    known = {field.name for field in fields(Columns)}
    given = {name: value for name, value in kept.items() if name in known}
    given["dates"] = Dates(str(given["dates"]))
    given["decimals"] = Decimals(str(given["decimals"]))
    return Columns(**given)  # type: ignore[arg-type]  # JSON that was written from this very class


def known_charges(tenant_id: UUID, vendor_id: UUID, charges: Sequence[Charge]) -> list[KnownCharge]:
    """Lines of bills that were taken in, by the identity or the reference of any of these, in the supplier's scope."""
    found = VendorCharge.objects.filter(tenant_id=tenant_id, vendor_id=vendor_id).filter(
        Q(identity__in=[one.identity for one in charges])
        | Q(
            reference__in={one.reference for one in charges}, starts_on__in={one.starts_on for one in charges}
        )
    )
    by = {
        bill_id: columns_from(columns)
        for bill_id, columns in VendorBill.objects.filter(
            tenant_id=tenant_id, id__in=found.values("bill_id")
        ).values_list("id", "columns")
    }
    return [KnownCharge(_charge(row), by[row.bill_id]) for row in found]


def vendors(actor: Actor) -> list[str]:
    """The names of the vendors that the supplier knows. Raises: NotPermitted."""
    require(actor, SEE_COSTS)
    found = Vendor.objects.filter(tenant_id=actor.tenant_id).order_by("name")
    return list(found.values_list("name", flat=True))


def list_bills(
    actor: Actor,
    *,
    states: Collection[BillState] = (BillState.CHECKED, BillState.TAKEN),
    search: str = "",
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[BillFacts]:
    """The supplier's bills of vendors, the newest first; `after` is the id of the last one seen. Raises: NotPermitted."""
    require(actor, SEE_COSTS)
    found = VendorBill.objects.filter(tenant_id=actor.tenant_id, state__in=list(states))
    if search:
        found = found.filter(Q(vendor__name__icontains=search) | Q(file_name__icontains=search))
    if after is not None:
        found = found.filter(id__lt=after)
    return _bills(found.order_by("-id")[:limit])


def bill_place(bill: BillFacts) -> UUID:
    """Where a bill stands in the list, for the next page."""
    return bill.id


def get_bill(actor: Actor, bill_id: UUID) -> BillFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    found = VendorBill.objects.filter(tenant_id=actor.tenant_id, id=bill_id)
    if not found.exists():
        raise NotFound
    require(actor, SEE_COSTS)
    (bill,) = _bills(found)
    return bill


def try_bill(actor: Actor, bill_id: UUID, *, today: date) -> Trial:
    """What taking a bill in would do. Raises: NotFound, NotPermitted."""
    bill = VendorBill.objects.filter(tenant_id=actor.tenant_id, id=bill_id, state=BillState.CHECKED).first()
    if bill is None:
        raise NotFound
    require(actor, SEE_COSTS)
    table, columns = read_table(bill.content), columns_from(bill.columns)
    fault = fault_of_columns(columns, table.columns)
    sample = tuple(row.cells for row in table.rows[:3])
    if fault is not None:
        return Trial(columns, table.columns, sample, fault, (), (), 0, (), (), (), (), None, 0)
    found = read_bill(table, columns, today=today)
    before = known_charges(actor.tenant_id, bill.vendor_id, found.charges)
    known = {one.charge.identity: one.charge for one in before}
    new = tuple(one for one in found.charges if one.identity not in known)
    references = _by_reference(actor, bill.vendor_id, [one.reference for one in new])
    return Trial(
        columns=columns,
        names=table.columns,
        sample=sample,
        fault=None,
        new=new,
        shown=tuple(_told(actor, new[:SHOWN], references)),
        known=sum(one.identity in known and known[one.identity].says == one.says for one in found.charges),
        changed=tuple(
            one.row for one in found.charges if one.identity in known and known[one.identity].says != one.says
        ),
        otherwise=tuple(one.row for one in read_otherwise(found.charges, columns, before)),
        repeated=found.repeated,
        faults=found.faults,
        total=Money(sum((one.amount for one in new), Decimal(0)), columns.currency),
        unmatched=sum(one.reference not in references for one in new),
    )


def charges_of(
    actor: Actor, bill_id: UUID, *, after: int | None = None, limit: int = PAGE
) -> list[ChargeFacts]:
    """The lines of a bill that was taken in, by row; `after` is the row of the last one seen. Raises: NotPermitted."""
    require(actor, SEE_COSTS)
    found = VendorCharge.objects.filter(tenant_id=actor.tenant_id, bill_id=bill_id)
    if after is not None:
        found = found.filter(row__gt=after)
    rows = list(found.order_by("row")[:limit])
    if not rows:
        return []
    references = _by_reference(actor, rows[0].vendor_id, [row.reference for row in rows])
    return _told(actor, [_charge(row) for row in rows], references)


@dataclass(frozen=True, slots=True)
class SupplierCost:
    """What vendors charge for one order in a calendar month, net; without an order where nobody here has the reference."""

    buyer_id: UUID | None
    subscription_id: UUID | None
    plan_id: UUID | None
    month: date  # the first
    currency: str
    amount: Decimal


def supplier_costs(actor: Actor, since: date, until: date) -> list[SupplierCost]:
    """What the supplier's vendors charge for the months from `since` until before `until`, by order and currency.

    A line is shared out over the months of its period by the day. Raises: NotPermitted.
    """
    require(actor, SEE_COSTS)
    first = since.replace(day=1)
    rows = VendorCharge.objects.filter(tenant_id=actor.tenant_id, starts_on__lt=until, ends_on__gt=first)
    supplies = {
        (vendor_id, reference): instance_id
        for vendor_id, reference, instance_id in Supply.objects.filter(tenant_id=actor.tenant_id)
        .exclude(reference="")
        .values_list("vendor_id", "reference", "instance_id")
    }
    sums: dict[tuple[UUID | None, date, str], Decimal] = {}
    for vendor_id, reference, starts_on, ends_on, amount, currency in rows.values_list(
        "vendor_id", "reference", "starts_on", "ends_on", "amount", "currency"
    ):
        instance_id = supplies.get((vendor_id, reference))
        for month, share in by_month(amount, starts_on, ends_on).items():
            if first <= month < until:
                key = (instance_id, month, currency)
                sums[key] = sums.get(key, Decimal(0)) + share
    orders = sold_behind(actor, {instance_id for instance_id, _, _ in sums if instance_id is not None})
    found = []
    for (instance_id, month, currency), amount in sums.items():
        order = orders.get(instance_id) if instance_id else None
        found.append(
            SupplierCost(
                order.buyer_id if order else None,
                order.id if order else None,
                order.plan_id if order else None,
                month,
                currency,
                amount,
            )
        )
    return found


def _bills(found: "QuerySet[VendorBill]") -> list[BillFacts]:
    rows = list(
        found.select_related("vendor")
        .defer("content")
        .annotate(lines=Count("vendorcharge", filter=Q(vendorcharge__tenant_id=F("tenant_id"))))
    )
    people = who_may_do_tasks() if rows else {}
    return [
        BillFacts(
            id=row.id,
            vendor_id=row.vendor_id,
            vendor=row.vendor.name,
            file_name=row.file_name,
            state=BillState(row.state),
            created_at=row.created_at,
            closed_at=row.closed_at,
            closed_by=people.get(row.closed_by_id, "") if row.closed_by_id else "",
            total=None if row.amount is None else Money(row.amount, row.currency),
            lines=row.lines,
            left_out=row.left_out,
            version=row.version,
        )
        for row in rows
    ]


def _by_reference(actor: Actor, vendor_id: UUID, references: Sequence[str]) -> dict[str, tuple[UUID, UUID]]:
    """Supply and instance of each reference that is known."""
    found = Supply.objects.filter(
        tenant_id=actor.tenant_id, vendor_id=vendor_id, reference__in=set(references)
    )
    return {
        reference: (supply_id, instance_id)
        for reference, supply_id, instance_id in found.values_list("reference", "id", "instance_id")
    }


def _told(
    actor: Actor, charges: Sequence[Charge], references: Mapping[str, tuple[UUID, UUID]]
) -> list[ChargeFacts]:
    orders = sold_behind(
        actor, {references[one.reference][1] for one in charges if one.reference in references}
    )
    told = []
    for one in charges:
        supply_id, instance_id = references.get(one.reference, (None, None))
        order = orders.get(instance_id) if instance_id else None
        told.append(ChargeFacts(one, order.customer if order else "", supply_id))
    return told


def _charge(row: VendorCharge) -> Charge:
    return Charge(
        row=row.row,
        identity=row.identity,
        reference=row.reference,
        description=row.description,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        seats=row.seats,
        amount=row.amount,
        currency=row.currency,
    )
