"""Overdue invoices and what comes next about each, set-wise, in the scope of their seller."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from freehold.dunning.models import Block, Reminder, Step
from freehold.dunning.rules import steps as rules
from freehold.dunning.rules.steps import Next, Written, covered, what_is_next
from freehold.dunning.states import Outlook, Wording
from freehold.invoicing.addressees import Addressed, addressed
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.receivables import OpenItem, credit_left, open_items
from freehold.notices.queries import Sending, sendings
from freehold.payments.debiting import pending_invoices


@dataclass(frozen=True, slots=True)
class Overdue:
    """An invoice that should have been paid, how far its reminders are, and what comes next."""

    item: OpenItem
    document: Addressed
    written: Written | None
    next: Next
    credit: Decimal  # of its buyer in its currency, of which nothing is put to an invoice yet


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
    in_credit = credit_left(seller_id, {item.buyer_id for item in items})
    barred = dict.fromkeys(_covered(items, in_credit), Outlook.CREDIT)
    barred |= dict.fromkeys(pending_invoices(seller_id, invoice_ids=ids), Outlook.COLLECTED)
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
            credit=in_credit.get((item.buyer_id, item.currency), Decimal(0)),
        )
        for item in items
    ]


def blocked_of(seller_id: UUID, invoice_ids: list[UUID]) -> set[UUID]:
    """Those of these invoices about which the seller wants no reminders."""
    found = Block.objects.filter(tenant_id=seller_id, invoice_id__in=invoice_ids, ended_at__isnull=True)
    return set(found.values_list("invoice_id", flat=True))


def _covered(items: Sequence[OpenItem], in_credit: dict[tuple[UUID, str], Decimal]) -> set[UUID]:
    of_buyer: defaultdict[tuple[UUID, str], list[tuple[UUID, Decimal]]] = defaultdict(list)
    for item in items:
        of_buyer[item.buyer_id, item.currency].append((item.invoice_id, item.open))
    return {
        one for key, owed in of_buyer.items() if key in in_credit for one in covered(owed, in_credit[key])
    }


def _written(seller_id: UUID, invoice_ids: list[UUID]) -> dict[UUID, Written]:
    found = Reminder.objects.filter(tenant_id=seller_id, invoice_id__in=invoice_ids).order_by(
        "days_after_due"
    )
    last = {row.invoice_id: row for row in found}
    became = sendings([row.notice_id for row in last.values()])
    return {
        row.invoice_id: Written(
            row.days_after_due,
            row.written_on,
            row.announced_on,
            _day_sent(seller_id, became.get(row.notice_id)),
        )
        for row in last.values()
    }


def _day_sent(seller_id: UUID, sending: Sending | None) -> date | None:
    return day_of(seller_id, sending.sent_at) if sending and sending.sent_at else None
