"""Overdue invoices and what comes next about each, set-wise, in the scope of their seller."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from freehold.dunning.models import Block, Reminder, Step
from freehold.dunning.rules import steps as rules
from freehold.dunning.rules.steps import Next, Written, what_is_next
from freehold.dunning.states import Outlook, Wording
from freehold.invoicing.addressees import Addressed, addressed
from freehold.invoicing.receivables import OpenItem, open_items
from freehold.payments.debiting import pending_invoices


@dataclass(frozen=True, slots=True)
class Overdue:
    """An invoice that should have been paid, how far its reminders are, and what comes next."""

    item: OpenItem
    document: Addressed
    written: Written | None
    next: Next


def steps_of(seller_id: UUID) -> list[rules.Step]:
    """The seller's own steps, the first one first."""
    found = Step.objects.filter(tenant_id=seller_id).order_by("days_after_due")
    return [
        rules.Step(days, Wording(wording)) for days, wording in found.values_list("days_after_due", "wording")
    ]


def overdue_items(seller_id: UUID, *, today: date, buyer_id: UUID | None = None) -> list[Overdue]:
    """All invoices of a seller that are overdue, or those of one buyer; what is due first, first."""
    items = open_items(seller_id, buyer_id=buyer_id, overdue_on=today)
    ids = [item.invoice_id for item in items]
    steps = steps_of(seller_id)
    written = _written(seller_id, ids)
    barred = dict.fromkeys(pending_invoices(seller_id, invoice_ids=ids), Outlook.COLLECTED)
    barred |= dict.fromkeys(blocked_of(seller_id, ids), Outlook.BLOCKED)
    documents = {document.invoice_id: document for document in addressed(ids)}
    return [
        Overdue(
            item=item,
            document=documents[item.invoice_id],
            written=written.get(item.invoice_id),
            next=what_is_next(
                steps,
                written.get(item.invoice_id),
                due_on=item.due_on,
                has_address=bool(documents[item.invoice_id].to),
                barred=barred.get(item.invoice_id),
            ),
        )
        for item in items
    ]


def blocked_of(seller_id: UUID, invoice_ids: list[UUID]) -> set[UUID]:
    """Those of these invoices about which the seller wants no reminders."""
    found = Block.objects.filter(tenant_id=seller_id, invoice_id__in=invoice_ids, ended_at__isnull=True)
    return set(found.values_list("invoice_id", flat=True))


def _written(seller_id: UUID, invoice_ids: list[UUID]) -> dict[UUID, Written]:
    found = Reminder.objects.filter(tenant_id=seller_id, invoice_id__in=invoice_ids).order_by(
        "days_after_due"
    )
    rows = found.values_list("invoice_id", "days_after_due", "written_on", "announced_on")
    return {invoice_id: Written(days, on, announced_on) for invoice_id, days, on, announced_on in rows}
