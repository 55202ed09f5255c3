"""Closing days: what the meters of all instances read, and what sellers reported, onto each edge. And asking doors."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import structlog

from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import FreeholdError
from freehold.metering.actions.close_day import close_day
from freehold.metering.actions.count_events import count_events
from freehold.metering.actions.note_minutes import note_minutes
from freehold.metering.queries import instances_to_read, sellers_with_events
from freehold.provisioning.registry import service_for, services
from freehold.tenants.sweeps import one_step

log = structlog.get_logger()
LOOKS_BACK = 2  # days, each time
LOOKS_FAR_BACK = 31  # days, once a day: for what was missed while nothing ran
FAR_AT_HOUR = 3


def close_days(timestamp: int) -> None:
    """Read what was not read yet of days that are over, and count what was reported. One tenant's fault is its own.

    A day is closed within minutes of its end; killed at any point, the next run goes on with what is missing.
    """
    now = datetime.fromtimestamp(timestamp, UTC)
    days = LOOKS_FAR_BACK if now.hour == FAR_AT_HOUR and now.minute < 10 else LOOKS_BACK
    for back in range(days, 0, -1):
        _read_day(now.date() - timedelta(days=back))
    for seller_id in sellers_with_events(now.date()):
        with one_step(seller_id, "count_events"):
            count_events(before=now.date(), actor=platform_actor(seller_id, via=Via.JOB))


def ask_doors(timestamp: int) -> None:  # noqa: ARG001 - it counts for the minute in which it asks, late or not
    """Ask the doors of each service whether they answer. What goes wrong with asking is no answer, and is not counted."""
    for service in services():
        if not service.doors:
            continue
        at = clock.now().astimezone(UTC)
        try:
            answers = {door.name: service.answers(door.name) for door in service.doors}
        except Exception:
            log.exception("doors_not_asked", kind=service.kind)
            continue
        note_minutes(service.kind, at.date(), {at.hour * 60 + at.minute: answers})
        for door in (name for name, is_open in answers.items() if not is_open):
            log.warning("door_does_not_answer", kind=service.kind, door=door)


def _read_day(day: date) -> None:
    kinds = [service.kind for service in services() if service.meters]
    after = None
    while due := instances_to_read(day, kinds, after=after):
        after = due[-1][1]
        by_tenant: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
        for tenant_id, instance_id, kind in due:
            by_tenant[tenant_id].append((instance_id, kind))
        for tenant_id, instances in by_tenant.items():
            readings = _measured(tenant_id, instances, day)
            with one_step(tenant_id, "close_day"):
                close_day(day, readings, actor=platform_actor(tenant_id, via=Via.JOB))


def _measured(
    tenant_id: UUID, instances: Iterable[tuple[UUID, str]], day: date
) -> dict[UUID, Mapping[str, Decimal]]:
    """What the engines say, outside any transaction; an instance whose engine does not answer is asked again later."""
    found: dict[UUID, Mapping[str, Decimal]] = {}
    for instance_id, kind in instances:
        try:
            found[instance_id] = service_for(kind).measure(tenant_id, instance_id, day)
        except FreeholdError as error:
            log.warning("instance_not_measured", instance=str(instance_id), day=str(day), code=error.code)
        except Exception:
            log.exception("measuring_failed", instance=str(instance_id), day=str(day))
    return found
