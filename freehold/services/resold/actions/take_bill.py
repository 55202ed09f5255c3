"""Take a vendor's bill in: from now on its lines are what the seats cost."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require
from freehold.services.resold.actions.check_bill import lock_bill, refuse_closed, refuse_columns
from freehold.services.resold.models import VendorBill
from freehold.services.resold.permissions import TAKE_BILL
from freehold.services.resold.queries.bills import columns_from, known_charges
from freehold.services.resold.rules.bill import Charge, read_bill, read_otherwise
from freehold.services.resold.rules.table import read_table
from freehold.services.resold.states import BillState


@transaction.atomic
def take_bill(
    bill_id: UUID,
    *,
    today: date,
    actor: Actor,
    leave_out: bool = False,
    seen_version: int | None = None,
) -> int:
    """Write down each line that was on no bill of the vendor before, and return how many.

    Lines that cannot be read hold it up, unless the person says to leave them out; how many is kept.
    Raises: NotFound, NotPermitted, Refused("columns", "bill_closed", "lines_amiss", "nothing_new"),
    Conflict("changed_meanwhile", "line_changed", "read_otherwise").
    """
    bill = lock_bill(actor.tenant_id, bill_id)
    _lock_vendor(bill)
    require(actor, TAKE_BILL)
    refuse_closed(bill, seen_version)
    table, columns = read_table(bill.content), columns_from(bill.columns)
    refuse_columns(columns, table)
    found = read_bill(table, columns, today=today)
    if found.faults and not leave_out:
        raise Refused(
            "lines_amiss",
            _("%(count)s lines cannot be read. Mend the file or its columns, or say that they are left out.")
            % {"count": len(found.faults)},
        )
    before = known_charges(actor.tenant_id, bill.vendor_id, found.charges)
    known = {one.charge.identity: one.charge for one in before}
    changed = [one for one in found.charges if one.identity in known and known[one.identity].says != one.says]
    if changed:
        raise Conflict(
            "line_changed",
            _(
                "Line %(row)s is on a bill that was taken in before, and says something else now. Ask the vendor."
            )
            % {"row": changed[0].row},
        )
    _refuse_read_otherwise(read_otherwise(found.charges, columns, before))
    new = [one for one in found.charges if one.identity not in known]
    if not new:
        raise Refused("nothing_new", _("All of its lines are on bills that were taken in before."))
    _write(bill, new)
    bill.state, bill.closed_at, bill.closed_by_id = BillState.TAKEN, clock.now(), actor.person_id
    bill.currency, bill.amount = columns.currency, sum((one.amount for one in new), Decimal(0))
    bill.left_out = len(found.faults)
    bill.version += 1
    bill.save(
        update_fields=["state", "closed_at", "closed_by_id", "currency", "amount", "left_out", "version"]
    )
    record(
        actor,
        TAKE_BILL,
        subject_kind="bill",
        subject_id=bill.id,
        lines=len(new),
        left_out=bill.left_out,
        amount=str(bill.amount),
        currency=bill.currency,
    )
    return len(new)


def _refuse_read_otherwise(charges: Sequence[Charge]) -> None:
    if charges:
        raise Conflict(
            "read_otherwise",
            _(
                "Line %(row)s seems to be on a bill that was taken in before and read by other columns. Choose the same "
                "columns as then for the line’s id, the description and the seats, so that it does not count again."
            )
            % {"row": charges[0].row},
        )


def _lock_vendor(bill: VendorBill) -> None:
    """Two bills of one vendor are taken in one after the other, so that each line counts once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"vendor bills:{bill.vendor_id}"]
        )


def _write(bill: VendorBill, new: list[Charge]) -> None:
    """All lines in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into resold_vendorcharge (id, tenant_id, created_at, bill_id, vendor_id, "row", identity, '
            "reference, description, starts_on, ends_on, seats, amount, currency) "
            "select id, %s, %s, %s, %s, number, identity, reference, description, starts_on, ends_on, seats, amount, %s "
            "from unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::text[], %s::date[], %s::date[], %s::int[], "
            "%s::numeric[]) as given (id, number, identity, reference, description, starts_on, ends_on, seats, amount)",
            [
                bill.tenant_id,
                clock.now(),
                bill.id,
                bill.vendor_id,
                new[0].currency,
                [ids.new_id() for _one in new],
                [one.row for one in new],
                [one.identity for one in new],
                [one.reference for one in new],
                [one.description for one in new],
                [one.starts_on for one in new],
                [one.ends_on for one in new],
                [one.seats for one in new],
                [one.amount for one in new],
            ],
        )
