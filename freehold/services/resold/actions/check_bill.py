"""Read a vendor's bill for a trial: nothing of it counts before it is taken in."""

import hashlib
from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.services.resold.models import Vendor, VendorBill
from freehold.services.resold.permissions import CHECK_BILL
from freehold.services.resold.queries.bills import columns_from
from freehold.services.resold.rules.bill import Columns, fault_of_columns, guessed_columns
from freehold.services.resold.rules.table import NoTableError, Table, read_table, read_text
from freehold.services.resold.rules.tasks import is_vendor
from freehold.services.resold.states import BillState
from freehold.services.resold.words import told_no_table

FILE_NAME_LENGTH = 120


@transaction.atomic
def check_bill(
    vendor: str, content: bytes, *, file_name: str, actor: Actor, columns: Columns | None = None
) -> UUID:
    """Keep a vendor's file as a bill that can be looked at, and return its id.

    Unless given, its columns are those of the vendor's last bill where they fit, or what their names suggest.
    Raises: NotPermitted, Refused("vendor", "no_table", "columns"), Conflict("bill_known").
    """
    require(actor, CHECK_BILL)
    if not is_vendor(vendor):
        raise Refused("vendor", _("Name the vendor, in one line."), field="vendor")
    text, table = read(content)
    known, _is_new = Vendor.objects.get_or_create(tenant_id=actor.tenant_id, name=vendor.strip())
    chosen = columns or _remembered(known, table) or guessed_columns(table)
    if columns is not None:
        refuse_columns(columns, table)
    digest = hashlib.sha256(content).hexdigest()
    same = VendorBill.objects.filter(tenant_id=actor.tenant_id, vendor=known, digest=digest)
    if same.exclude(state=BillState.DISCARDED).exists():
        raise Conflict("bill_known", _("This file of the vendor is here already. It counts once."))
    bill = VendorBill.objects.create(
        tenant_id=actor.tenant_id,
        vendor=known,
        file_name="".join(sign for sign in file_name if sign.isprintable())[-FILE_NAME_LENGTH:],
        digest=digest,
        content=text,
        columns=asdict(chosen),
    )
    record(
        actor,
        CHECK_BILL,
        subject_kind="bill",
        subject_id=bill.id,
        vendor=known.name,
        file=bill.file_name,
        digest=digest,
    )
    return bill.id


@transaction.atomic
def choose_columns(bill_id: UUID, columns: Columns, *, actor: Actor, seen_version: int | None = None) -> None:
    """Say which column of a bill says what; it is read anew for a trial, and the vendor's next one begins with it.

    Raises: NotFound, NotPermitted, Refused("columns", "bill_closed"), Conflict("changed_meanwhile").
    """
    bill = lock_bill(actor.tenant_id, bill_id)
    require(actor, CHECK_BILL)
    refuse_closed(bill, seen_version)
    refuse_columns(columns, read_table(bill.content))
    vendor = Vendor.objects.select_for_update().get(tenant_id=actor.tenant_id, id=bill.vendor_id)
    vendor.columns = bill.columns = asdict(columns)
    bill.version += 1
    bill.save(update_fields=["columns", "version"])
    vendor.save(update_fields=["columns"])


def read(content: bytes) -> tuple[str, Table]:
    """The text of a file and its table. Raises: Refused("no_table")."""
    try:
        text = read_text(content)
        return text, read_table(text)
    except NoTableError as error:
        raise Refused("no_table", told_no_table(error.fault, error.row), field="file") from error


def refuse_columns(columns: Columns, table: Table) -> None:
    """Raises: Refused("columns")."""
    fault = fault_of_columns(columns, table.columns)
    if fault is not None:
        raise Refused("columns", _("Choose one of the file's columns."), field=fault)


def lock_bill(tenant_id: UUID, bill_id: UUID) -> VendorBill:
    """A bill, locked until the transaction ends. Raises: NotFound."""
    found = VendorBill.objects.select_for_update().filter(tenant_id=tenant_id, id=bill_id).first()
    if found is None:
        raise NotFound
    return found


def refuse_closed(bill: VendorBill, seen_version: int | None) -> None:
    """Raises: Refused("bill_closed"), Conflict("changed_meanwhile")."""
    if bill.state == BillState.TAKEN:
        raise Refused("bill_closed", _("This bill was taken in already. It never changes."))
    if bill.state == BillState.DISCARDED:
        raise Refused("bill_closed", _("This bill was discarded. Read the file in again."))
    if seen_version not in (None, bill.version):
        raise Conflict(CHANGED_MEANWHILE, _("Somebody else has changed this meanwhile. Look at it again."))


def _remembered(vendor: Vendor, table: Table) -> Columns | None:
    if not vendor.columns:
        return None
    columns = columns_from(vendor.columns)
    return columns if fault_of_columns(columns, table.columns) is None else None
