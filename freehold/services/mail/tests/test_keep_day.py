"""What mail is measured at on a day that is over, from its tables; its engines are asked elsewhere."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import override_settings

from freehold.kernel import clock
from freehold.services.mail.actions.forget_events import forget_events
from freehold.services.mail.actions.keep_day import keep_day
from freehold.services.mail.models import Mailbox, MailEvent
from freehold.services.mail.queries.figures import Figures
from freehold.services.mail.service import MailService
from freehold.services.mail.states import Delivery, Direction
from freehold.tenants.row_security import scope
from tests.conftest import World, world

__all__ = ["world"]

YESTERDAY = clock.today() - timedelta(days=1)
GB = 10**9


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def sent(
    world: World,
    queue_id: str,
    day: date,
    *,
    direction: str = Direction.OUT,
    delivery: str = Delivery.DELIVERED,
    verdict: str = "",
) -> None:
    """One recipient of a message in the trace."""
    MailEvent.objects.create(
        tenant_id=world.cast.customer.tenant_id,
        at=at(day, 23),
        updated_at=at(day, 23),
        direction=direction,
        delivery=delivery,
        queue_id=queue_id,
        verdict=verdict,
        sender="ada@acme-dental.example",
        recipient=f"{MailEvent.objects.count()}@elsewhere.example",
    )


def instance(world: World) -> UUID:
    found = world.ids["instance_id"]
    assert isinstance(found, UUID)
    return found


def test_mailboxes_stored_mail_and_sent_messages_are_kept_as_they_were(world: World) -> None:
    home = world.cast.customer.tenant_id
    with scope(home):
        Mailbox.objects.update(created_at=at(YESTERDAY, 5))
        Mailbox.objects.filter(id=world.ids["shared_id"]).update(closed_at=at(YESTERDAY, 6))
        Mailbox.objects.filter(id=world.ids["mailbox_id"]).update(closed_at=at(clock.today(), 0))
        for queue_id in ("A1", "A1", "B2"):
            sent(world, queue_id, YESTERDAY)
        sent(world, "C3", YESTERDAY, direction=Direction.INTERNAL)
        sent(world, "D4", YESTERDAY, direction=Direction.IN, verdict="clean")
        sent(world, "D4", YESTERDAY, direction=Direction.IN, verdict="clean")
        sent(world, "D5", YESTERDAY, direction=Direction.IN, verdict="junk")
        sent(world, "D6", YESTERDAY, direction=Direction.IN, verdict="forged")
        sent(world, "D7", YESTERDAY, direction=Direction.IN, delivery=Delivery.DEFERRED)
        sent(world, "E5", YESTERDAY, delivery=Delivery.REJECTED)
        sent(world, "F6", YESTERDAY - timedelta(days=1))

        kept = keep_day(home, instance(world), YESTERDAY, stored_bytes=5 * GB)
        Mailbox.objects.all().update(closed_at=at(YESTERDAY, 1))
        MailEvent.objects.all().delete()
        again = keep_day(home, instance(world), YESTERDAY, stored_bytes=7 * GB)

    assert kept == again
    assert kept == Figures(
        mailboxes=2, stored_bytes=5 * GB, messages_sent=3, messages_delivered=3, spam_stopped=2
    )
    assert MailService().measure(home, instance(world), YESTERDAY) == {
        "mailboxes": Decimal(2),
        "stored_gb": Decimal(5),
        "messages_sent": Decimal(3),
        "messages_delivered": Decimal(3),
        "spam_stopped": Decimal(2),
    }


@override_settings(TRACE_DAYS=5)
def test_what_nobody_can_tell_any_more_is_left_out_and_never_guessed(world: World) -> None:
    home = world.cast.customer.tenant_id
    long_ago = clock.today() - timedelta(days=6)

    found = MailService().measure(home, instance(world), long_ago)

    assert found == {"mailboxes": Decimal(0)}


@pytest.mark.parametrize("forgotten", [False, True])
def test_messages_are_counted_before_the_trace_forgets_them(world: World, forgotten: bool) -> None:
    home = world.cast.customer.tenant_id
    day = clock.today() - timedelta(days=2)
    with scope(home):
        sent(world, "A1", day)
        if forgotten:
            keep_day(home, instance(world), day, stored_bytes=None)
            forget_events(before=clock.now(), actor=world.cast.customer)

    assert MailService().measure(home, instance(world), day)["messages_sent"] == 1
