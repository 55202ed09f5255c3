"""Take the next step about an overdue invoice: a letter, and with the last one a suspension."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format

from freehold.audit.actions.record import record
from freehold.dunning.models import Reminder, Suspension
from freehold.dunning.overdue import Overdue, overdue_items, steps_of
from freehold.dunning.permissions import REMIND
from freehold.dunning.rules.steps import Step, suspension_announced
from freehold.dunning.states import Wording
from freehold.dunning.writing import REMINDERS, write_letter
from freehold.invoicing.addressees import orders_on
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.settling import lock_receivables
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.money import Money
from freehold.kernel.permission import require
from freehold.notices.rules import language_of
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.queries import get_subscription, runs_on
from freehold.subscriptions.rules import may_suspend
from freehold.subscriptions.states import SuspendReason
from freehold.ui.formats import written_money


@transaction.atomic
def remind(invoice_id: UUID, *, buyer_id: UUID, actor: Actor) -> Wording | None:
    """Take the next step about an invoice, if its day has come; the letter that was written, or None.

    Nobody pays or credits it meanwhile. What is paid, credited, blocked or being collected is left alone. Raises: NotPermitted.
    """
    lock_receivables(actor.tenant_id)
    require(actor, REMIND)
    today = day_of(actor.tenant_id, clock.now())
    found = [
        one
        for one in overdue_items(actor.tenant_id, today=today, buyer_id=buyer_id)
        if one.item.invoice_id == invoice_id and one.next.is_due(today)
    ]
    step = found[0].next.step if found else None
    if step is None:
        return None
    (overdue,) = found
    announced_on = suspension_announced(
        steps_of(actor.tenant_id), step, due_on=overdue.item.due_on, today=today
    )
    notice_id = write_letter(REMINDERS[step.wording], overdue.document, _told(overdue, announced_on))
    if notice_id is None:
        return None
    Reminder.objects.create(
        tenant_id=actor.tenant_id,
        invoice_id=invoice_id,
        debtor_id=overdue.item.buyer_id,
        days_after_due=step.days_after_due,
        wording=step.wording,
        open_amount=overdue.item.open,
        written_on=today,
        announced_on=announced_on,
        to=overdue.document.to,
        notice_id=notice_id,
    )
    suspended = _suspend(overdue, step, actor)
    record(
        actor, REMIND, subject_kind="invoice", subject_id=overdue.item.number, letter=step.wording,
        open=overdue.item.open, currency=overdue.item.currency, suspended=suspended,
    )  # fmt: skip
    return step.wording


def _told(overdue: Overdue, announced_on: date | None) -> dict[str, str]:
    with translation.override(language_of(overdue.document.language)):
        return {
            "open": written_money(Money(overdue.item.open, overdue.item.currency)),
            "is_partly_paid": "yes" if overdue.item.open < overdue.item.gross else "",
            "suspended_on": date_format(announced_on, "DATE_FORMAT") if announced_on else "",
        }


def _suspend(overdue: Overdue, step: Step, actor: Actor) -> list[str]:
    """The orders on the invoice that stand still for it: those that ran, and those that stand still for debt already."""
    if not step.suspends:
        return []
    rows = []
    for number in orders_on(overdue.item.invoice_id):
        suspended_at = _stand_still(number, actor)
        if suspended_at is not None:
            rows.append(
                Suspension(
                    tenant_id=actor.tenant_id,
                    invoice_id=overdue.item.invoice_id,
                    debtor_id=overdue.item.buyer_id,
                    order_number=number,
                    suspended_at=suspended_at,
                )
            )
    Suspension.objects.bulk_create(rows)
    return [row.order_number for row in rows]


def _stand_still(number: str, actor: Actor) -> datetime | None:
    """Since when an order stands still for debt; None for one that runs on, has ended, or stands still for another reason."""
    order = get_subscription(actor, number)
    if may_suspend(order.state) and runs_on(order):
        return None
    if may_suspend(order.state):
        return suspend_subscription(number, reason=SuspendReason.OVERDUE, actor=actor).suspended_at
    held = Suspension.objects.filter(tenant_id=actor.tenant_id, order_number=number, lifted_at__isnull=True)
    since = set(held.values_list("suspended_at", flat=True))
    return order.suspended_at if order.suspended_at in since else None
