"""What a mail instance was measured at on days that are over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from freehold.kernel import clock
from freehold.provisioning.queries import instances_of_kind
from freehold.services.mail.models import Address, DayFigures, Mailbox, MailEvent
from freehold.services.mail.queries.instance import KIND
from freehold.services.mail.states import Delivery, Direction


@dataclass(frozen=True, slots=True)
class Figures:
    """One instance on one day; None is what nobody can tell any more."""

    mailboxes: int
    stored_bytes: int | None
    messages_sent: int | None


def find_figures(instance_id: UUID, day: date) -> Figures | None:
    """What was kept of a day, in the scope of the instance's tenant."""
    row = DayFigures.objects.filter(instance_id=instance_id, day=day).first()
    return Figures(row.mailboxes, row.stored_bytes, row.messages_sent) if row else None


def usernames_of(instance_id: UUID) -> list[str]:
    """The names by which the engines know all mailboxes of an instance; closed ones hold their mail until it is erased."""
    boxes = Mailbox.objects.filter(instance_id=instance_id).values_list("handle", "tenant_id")
    return [f"{handle}@{tenant_id}" for handle, tenant_id in boxes]


def open_mailboxes(instance_id: UUID, day: date) -> int:
    """How many mailboxes were open when the UTC day ended."""
    end = _midnight(day + timedelta(days=1))
    made = Mailbox.objects.filter(instance_id=instance_id, created_at__lt=end)
    return made.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=end)).count()


def messages_sent(instance_id: UUID, day: date) -> int | None:
    """How many messages people sent on the UTC day, one to many counting once; None where the trace has forgotten it.

    Where a tenant has several instances a message is counted where its sender's address is, else with the oldest.
    """
    start = _midnight(day)
    if start < clock.now() - timedelta(days=settings.TRACE_DAYS):
        return None
    sent = MailEvent.objects.filter(
        at__gte=start,
        at__lt=_midnight(day + timedelta(days=1)),
        direction__in=(Direction.OUT, Direction.INTERNAL),
    ).exclude(Q(delivery=Delivery.REJECTED) | Q(queue_id=""))
    all_instances = [instance.id for instance in instances_of_kind(KIND)]
    if len(all_instances) > 1:
        elsewhere = Address.objects.filter(mailbox__isnull=False).exclude(mailbox__instance_id=instance_id)
        own = Address.objects.filter(mailbox__instance_id=instance_id)
        if instance_id == all_instances[0]:
            sent = sent.exclude(sender__in=elsewhere.values("address"))
        else:
            sent = sent.filter(sender__in=own.values("address"))
    return sent.values("queue_id").distinct().count()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
