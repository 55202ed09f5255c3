"""The message trace is kept for so many days, and no longer."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

from pytest_django import Settings

from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.services.mail import jobs
from freehold.services.mail.actions.forget_events import forget_events
from freehold.services.mail.models import MailEvent
from freehold.services.mail.tests.conftest import Mail
from freehold.tenants.row_security import scope


def passed(tenant_id: UUID, *, days_ago: int) -> None:
    """A message in a tenant's trace."""
    at = clock.now() - timedelta(days=days_ago)
    with scope(tenant_id):
        MailEvent.objects.create(
            tenant_id=tenant_id, at=at, updated_at=at, direction="in", delivery="delivered",
            queue_id=f"4XyZ{days_ago:05}", recipient="ada@acme-dental.example",
        )  # fmt: skip


def traced(tenant_id: UUID) -> list[str]:
    """What is left of a tenant's trace."""
    with scope(tenant_id):
        return sorted(MailEvent.objects.values_list("queue_id", flat=True))


def test_the_sweep_forgets_everybodys_old_messages_and_keeps_the_others(
    mail: Mail, as_role: Callable[[str], AbstractContextManager[None]], settings: Settings
) -> None:
    settings.TRACE_DAYS = 30
    acme, cedar = mail.ada.tenant_id, mail.cleo.tenant_id
    for tenant_id in (acme, cedar):
        passed(tenant_id, days_ago=29)
        passed(tenant_id, days_ago=31)

    with as_role("freehold_worker"):
        jobs.sweep_trace(0)
        jobs.sweep_trace(0)

    assert traced(acme) == traced(cedar) == ["4XyZ00029"]


def test_forgetting_in_one_tenant_leaves_another_ones_trace_alone(mail: Mail) -> None:
    acme, cedar = mail.ada.tenant_id, mail.cleo.tenant_id
    passed(acme, days_ago=5)
    passed(cedar, days_ago=5)

    with scope(acme):
        assert forget_events(before=clock.now(), actor=platform_actor(acme, via=Via.JOB)) == 1

    assert traced(acme) == []
    assert traced(cedar) == ["4XyZ00005"]
