"""What needs attention about money: what is owed, and what waits for somebody to look at it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from freehold.console.todo import Todo
from freehold.dunning.permissions import SEE_LETTERS
from freehold.dunning.queries import Unsent, count_unsent
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.lists import InvoiceSide, StandingSum, overdue_sums
from freehold.invoicing.queries.runs import count_parked
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import may
from freehold.payments.collecting import count_late
from freehold.payments.permissions import SEE_PAYMENTS
from freehold.payments.queries import count_waiting
from freehold.services.resold.permissions import SEE_TASKS
from freehold.services.resold.queries.tasks import task_totals
from freehold.ui.formats import written_price


def seller_todos(actor: Actor) -> list[Todo]:
    """For a seller, and what it owes to its own."""
    return [
        *_overdue(actor, InvoiceSide.ISSUED, InvoiceSide.RECEIVED),
        *_bookings(actor),
        *_late_debits(actor),
        *_parked(actor),
        *_unsent(actor),
        *_tasks(actor),
    ]


def buyer_todos(actor: Actor) -> list[Todo]:
    """For a buyer: what it should have paid by now."""
    return _overdue(actor, InvoiceSide.RECEIVED)


def _overdue(actor: Actor, *sides: InvoiceSide) -> list[Todo]:
    if not may(actor, SEE_INVOICES):
        return []
    return [_told_overdue(side, one) for side, one in overdue_sums(actor) if side in sides]


def _told_overdue(side: InvoiceSide, one: StandingSum) -> Todo:
    if side is InvoiceSide.ISSUED:
        what = ngettext(
            "%(count)s invoice that you issued is overdue: %(amount)s",
            "%(count)s invoices that you issued are overdue: %(amount)s",
            one.invoices,
        )
        why = _("Reminders go out in your own steps; who pays by other ways is recorded by hand.")
        address = reverse("dunning:overdue")
    else:
        what = ngettext(
            "%(count)s invoice to you is overdue: %(amount)s",
            "%(count)s invoices to you are overdue: %(amount)s",
            one.invoices,
        )
        why = _("Pay with the reference that stands on the invoice, so that it is found at once.")
        address = reverse("invoicing:received")
    told = what % {"count": one.invoices, "amount": written_price(one.amount)}
    return Todo(told, why, address, _("See what is overdue"))


def _bookings(actor: Actor) -> list[Todo]:
    count = count_waiting(actor) if may(actor, SEE_PAYMENTS) else 0
    if not count:
        return []
    what = ngettext(
        "%(count)s booking of your bank waits for you", "%(count)s bookings of your bank wait for you", count
    )
    why = _("It names no open invoice, or not clearly: say what it is for.")
    return [Todo(what % {"count": count}, why, reverse("payments:statements"), _("Assign bookings"))]


def _late_debits(actor: Actor) -> list[Todo]:
    count = count_late(actor) if may(actor, SEE_PAYMENTS) else 0
    if not count:
        return []
    what = ngettext(
        "%(count)s debit is neither paid nor given back, ten days after its day",
        "%(count)s debits are neither paid nor given back, ten days after their day",
        count,
    )
    why = _(
        "Its invoice is neither reminded nor collected meanwhile: say what became of it, or cancel the collection."
    )
    return [Todo(what % {"count": count}, why, reverse("payments:debits"), _("See collections"))]


def _parked(actor: Actor) -> list[Todo]:
    count = count_parked(actor) if may(actor, SEE_INVOICES) else 0
    if not count:
        return []
    what = ngettext(
        "%(count)s buyer was passed over by the last run of invoices",
        "%(count)s buyers were passed over by the last run of invoices",
        count,
    )
    why = _("Something is missing or does not fit. Once it is mended, the next run bills it too.")
    return [Todo(what % {"count": count}, why, reverse("invoicing:runs"), _("See why"))]


def _unsent(actor: Actor) -> list[Todo]:
    unsent = count_unsent(actor) if may(actor, SEE_LETTERS) else Unsent(0, 0)
    return [*_documents_unsent(unsent.documents), *_reminders_unsent(unsent.reminders)]


def _documents_unsent(count: int) -> list[Todo]:
    if not count:
        return []
    what = ngettext(
        "%(count)s invoice could not go out by mail", "%(count)s invoices could not go out by mail", count
    )
    why = _("Its buyer has no address for invoices, or the mail system turned it down.")
    address = f"{reverse('dunning:letters')}?state=unsent"
    return [Todo(what % {"count": count}, why, address, _("See what was not sent"))]


def _reminders_unsent(count: int) -> list[Todo]:
    if not count:
        return []
    what = ngettext(
        "%(count)s reminder was turned down by the mail system",
        "%(count)s reminders were turned down by the mail system",
        count,
    )
    why = _("It did not arrive, and nothing is suspended for what it announced. Correct the address.")
    address = f"{reverse('dunning:reminders_sent')}?state=unsent"
    return [Todo(what % {"count": count}, why, address, _("See what was not sent"))]


def _tasks(actor: Actor) -> list[Todo]:
    totals = task_totals(actor, today=clock.today()) if may(actor, SEE_TASKS) else None
    if totals is None or not totals.open:
        return []
    what = ngettext(
        "%(count)s order with a vendor is to be done",
        "%(count)s orders with vendors are to be done",
        totals.open,
    )
    why = (
        ngettext("%(late)s is late.", "%(late)s are late.", totals.late) % {"late": totals.late}
        if totals.late
        else _("Your customers wait for it.")
    )
    return [Todo(what % {"count": totals.open}, why, reverse("resold:tasks"), _("See tasks"))]
