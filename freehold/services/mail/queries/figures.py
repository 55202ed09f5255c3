"""What a mail instance was measured at on days that are over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from freehold.kernel import clock
from freehold.provisioning.queries import instances_of_kind
from freehold.services.mail.models import Address, DayFigures, Mailbox, MailEvent
from freehold.services.mail.queries.instance import KIND
from freehold.services.mail.states import Delivery, Direction

STOPPED = ("junk", "forged")  # verdicts of the filter


@dataclass(frozen=True, slots=True)
class Figures:
    """One instance on one day; None is what nobody can tell any more."""

    mailboxes: int
    stored_bytes: int | None
    messages_sent: int | None
    messages_delivered: int | None = None
    spam_stopped: int | None = None


def find_figures(instance_id: UUID, day: date) -> Figures | None:
    """What was kept of a day, in the scope of the instance's tenant."""
    row = DayFigures.objects.filter(instance_id=instance_id, day=day).first()
    if row is None:
        return None
    return Figures(
        row.mailboxes, row.stored_bytes, row.messages_sent, row.messages_delivered, row.spam_stopped
    )


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
    events = _events_of(day, Direction.OUT, Direction.INTERNAL)
    if events is None:
        return None
    sent = events.exclude(Q(delivery=Delivery.REJECTED) | Q(queue_id=""))
    return _of_instance(sent, instance_id, end="sender").values("queue_id").distinct().count()


def messages_delivered(instance_id: UUID, day: date) -> int | None:
    """How many messages reached people on the UTC day, each recipient counting, without what went to Junk.

    None where the trace has forgotten it. Where a tenant has several instances it is the recipient's address that decides.
    """
    events = _events_of(day, Direction.IN, Direction.INTERNAL)
    if events is None:
        return None
    delivered = events.filter(delivery=Delivery.DELIVERED).exclude(verdict__in=STOPPED)
    return _of_instance(delivered, instance_id, end="recipient").count()


def spam_stopped(instance_id: UUID, day: date) -> int | None:
    """The same of messages that the filter kept out of people's inboxes: junk, and what bore a forged sender."""
    events = _events_of(day, Direction.IN, Direction.INTERNAL)
    if events is None:
        return None
    return _of_instance(events.filter(verdict__in=STOPPED), instance_id, end="recipient").count()


def _events_of(day: date, *directions: Direction) -> "QuerySet[MailEvent] | None":
    start = _midnight(day)
    if start < clock.now() - timedelta(days=settings.TRACE_DAYS):
        return None
    return MailEvent.objects.filter(
        at__gte=start, at__lt=_midnight(day + timedelta(days=1)), direction__in=directions
    )


def _of_instance(events: "QuerySet[MailEvent]", instance_id: UUID, *, end: str) -> "QuerySet[MailEvent]":
    """Those whose sender or recipient has an address of the instance; the oldest has all that no other one has."""
    all_instances = [instance.id for instance in instances_of_kind(KIND)]
    if len(all_instances) < 2:
        return events
    elsewhere = Address.objects.filter(mailbox__isnull=False).exclude(mailbox__instance_id=instance_id)
    own = Address.objects.filter(mailbox__instance_id=instance_id)
    if instance_id == all_instances[0]:
        return events.exclude(**{f"{end}__in": elsewhere.values("address")})
    return events.filter(**{f"{end}__in": own.values("address")})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
