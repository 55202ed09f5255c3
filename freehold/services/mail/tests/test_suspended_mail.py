"""Mail for a suspended mailbox: taken and kept, or with FREEHOLD_SUSPENDED_MAIL=defer sent back later, for three days."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from freehold.kernel import clock
from freehold.kernel.ids import new_id
from freehold.provisioning.actions.want import want_look, want_released, want_suspended
from freehold.provisioning.models import Instance
from freehold.services.mail.tests.conftest import Mail
from freehold.tenants.row_security import scope

Play = Callable[[str], AbstractContextManager[None]]
ADDRESS = "ada@acme-dental.example"
HOLD = new_id()


@pytest.fixture
def answer(as_role: Play) -> Callable[..., list[str]]:
    """What the public port answers, as Postfix asks for it."""

    def ask(*, defer: bool) -> list[str]:
        with as_role("freehold_engine"), connection.cursor() as cursor:
            question = f"refuses-outside:{ADDRESS}"
            cursor.execute("select * from engine.ask(%s, %s, %s)", [question, settings.NEUTRAL_DOMAIN, defer])
            return [row[0] for row in cursor.fetchall()]

    return ask


def suspend(mail: Mail, *, days_ago: int) -> Instance:
    """Acme's mail, suspended so many days ago."""
    instance = Instance.objects.get(kind="mail")
    want_suspended(instance.id, hold=HOLD)
    instance.refresh_from_db()
    assert instance.suspended_at is not None
    instance.suspended_at -= timedelta(days=days_ago)
    instance.save(update_fields=["suspended_at"])
    return instance


def test_without_the_setting_mail_is_taken_and_kept(mail: Mail, answer: Callable[..., list[str]]) -> None:
    with scope(mail.ada.tenant_id):
        suspend(mail, days_ago=0)

    assert answer(defer=False) == []


def test_with_the_setting_the_sender_is_asked_to_come_later(
    mail: Mail, answer: Callable[..., list[str]]
) -> None:
    assert answer(defer=True) == []
    with scope(mail.ada.tenant_id):
        suspend(mail, days_ago=2)

    assert answer(defer=True) == ["450 4.2.1 This mailbox is suspended for now"]


def test_after_three_days_it_is_taken_whatever_else_was_wanted_meanwhile(
    mail: Mail, answer: Callable[..., list[str]]
) -> None:
    with scope(mail.ada.tenant_id):
        instance = suspend(mail, days_ago=4)
        want_look(instance.id)
        want_suspended(instance.id, hold=new_id())

    assert answer(defer=True) == []


def test_a_suspension_that_ended_counts_for_nothing_in_the_next(
    mail: Mail, answer: Callable[..., list[str]]
) -> None:
    with scope(mail.ada.tenant_id):
        instance = suspend(mail, days_ago=4)
        want_released(instance.id, hold=HOLD)
        taken = answer(defer=True)
        want_suspended(instance.id, hold=HOLD)
        instance.refresh_from_db()

    assert taken == []
    assert instance.suspended_at is not None
    assert clock.now() - instance.suspended_at < timedelta(minutes=5)
    assert answer(defer=True) == ["450 4.2.1 This mailbox is suspended for now"]
