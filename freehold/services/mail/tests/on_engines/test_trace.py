"""The message trace, from the running engines' own log."""

import smtplib
from collections.abc import Callable

import pytest

from freehold.services.mail import jobs
from freehold.services.mail.actions.delete_queued import delete_queued
from freehold.services.mail.actions.retry_queued import retry_queued
from freehold.services.mail.queries.trace import EventFacts, queue, trace
from freehold.services.mail.states import Delivery, Direction
from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import World, wait_for
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
OUTSIDE = "friend@elsewhere.example"


def test_both_ends_see_a_message_in_their_own_trace_alone(world: World, follow: Callable[[], None]) -> None:
    world.alice.send(world.carol.address, "traced")
    world.carol.find("traced")

    def events() -> tuple[list[EventFacts], list[EventFacts]]:
        follow()
        with scope(world.acme.tenant_id):
            mine = [e for e in trace(world.acme, address=world.carol.address) if e.direction is Direction.OUT]
        with scope(world.cedar.tenant_id):
            theirs = [
                e for e in trace(world.cedar, address=world.alice.address) if e.direction is Direction.IN
            ]
        return mine, theirs

    mine, theirs = wait_for(lambda: (found := events())[0] and found[1] and found)
    again = events()

    assert mine[0].delivery is theirs[0].delivery is Delivery.DELIVERED
    assert mine[0].message_id.startswith("<")
    assert mine[0].size_bytes > 0
    assert mine[0].reply == "250 2.0.0 Delivered."
    assert "Saved" in theirs[0].reply
    assert [len(part) for part in again] == [len(mine), len(theirs)]
    with scope(world.acme.tenant_id):
        assert not [
            e
            for e in trace(world.acme, limit=500)
            if e.sender == world.carol.address and e.recipient.endswith("cedar-legal.example")
        ]


def test_a_refusal_stands_in_the_trace_of_whom_it_was_meant_for(
    world: World, follow: Callable[[], None]
) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        arrives(
            world.engines.settings.ports, OUTSIDE, "ghost@acme-dental.example", written(OUTSIDE, "g", "x")
        )
    with pytest.raises(smtplib.SMTPDataError):
        arrives(
            world.engines.settings.ports,
            "boss@strict.example",
            world.bob.address,
            written("boss@strict.example", "b", "x"),
        )

    def events() -> list[EventFacts]:
        follow()
        with scope(world.acme.tenant_id):
            return trace(world.acme, delivery=Delivery.REJECTED, limit=100)

    found = wait_for(lambda: (e := events()) and any("strict" in x.sender for x in e) and e)
    assert any(event.recipient == "ghost@acme-dental.example" and "5.1.1" in event.reply for event in found)


def test_what_cannot_be_delivered_waits_in_the_queue_that_the_sender_sees(
    world: World, follow: Callable[[], None], worker: Callable[..., object]
) -> None:

    world.bob.send("nobody@unreachable.invalid", "will bounce or wait")
    world.engines.stop("dovecot")
    try:
        with smtplib.SMTP("127.0.0.1", world.engines.settings.ports.inject) as smtp:
            smtp.sendmail(
                world.bob.address,
                [world.alice.address],
                written(world.bob.address, world.alice.address, "waits").as_bytes(),
            )

        def waiting() -> list[EventFacts]:
            follow()
            with scope(world.acme.tenant_id):
                return [e for e in queue(world.acme) if e.recipient == world.alice.address]

        (event, *_) = wait_for(waiting)
        with scope(world.acme.tenant_id):
            retry_queued(event.queue_id, actor=world.acme)
            delete_queued(event.queue_id, actor=world.acme)
        with scope(world.cedar.tenant_id), pytest.raises(Exception, match="not_found"):
            delete_queued(event.queue_id, actor=world.cedar)
        worker(jobs.retry_queued, str(world.acme.tenant_id), event.queue_id)
        worker(jobs.delete_queued, str(world.acme.tenant_id), event.queue_id)
        with scope(world.acme.tenant_id):
            assert event.queue_id not in [e.queue_id for e in queue(world.acme)]
    finally:
        world.engines.start("dovecot")
