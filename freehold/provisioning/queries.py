"""Instances as pages, services and other actions read them, in the scope of their tenant."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.provisioning.contract import Options
from freehold.provisioning.models import Instance
from freehold.provisioning.permissions import SEE_INSTANCES
from freehold.provisioning.registry import checked_options
from freehold.provisioning.rules import is_adrift
from freehold.provisioning.states import InstanceState


@dataclass(frozen=True, slots=True)
class InstanceFacts:
    """An instance: what is wanted of it, what was observed, and why the two differ."""

    id: UUID
    tenant_id: UUID
    kind: str
    title: str
    options: Mapping[str, object]
    seats: int
    seats_used: int | None  # None where nobody here can tell
    holds: tuple[UUID, ...]
    supplier_id: UUID | None
    wanted_state: InstanceState
    wanted_version: int
    wanted_at: datetime
    observed_state: InstanceState
    observed_version: int
    observed_at: datetime | None
    observed: Mapping[str, object]
    waits_until: date | None  # people have something to do still, and promised it by then
    last_error: str
    attempts: int
    next_try_at: datetime

    @property
    def is_adrift(self) -> bool:
        """Whether the worker still has something to do."""
        return is_adrift(wanted_version=self.wanted_version, observed_version=self.observed_version)

    @property
    def checked_options(self) -> Options:
        """The options in the service's own class. Raises: NotFound("no_such_service"), Refused("bad_options")."""
        return checked_options(self.kind, self.options)


def find_instance(instance_id: UUID) -> InstanceFacts | None:
    """One instance of the tenant in scope, for actions that have checked their permission."""
    found = Instance.objects.filter(id=instance_id).first()
    return instance_facts(found) if found else None


def get_instance(instance_id: UUID) -> InstanceFacts:
    """The same. Raises: NotFound."""
    found = find_instance(instance_id)
    if found is None:
        raise NotFound
    return found


def instances_of_kind(kind: str) -> list[InstanceFacts]:
    """The instances of one service that the tenant in scope has or is to have, the oldest first; for the service."""
    found = Instance.objects.filter(kind=kind).exclude(wanted_state=InstanceState.GONE)
    return [instance_facts(instance) for instance in found.order_by("id")]


def kinds_in_use() -> frozenset[str]:
    """The kinds of service that the tenant in scope has or is to have, for the frame of its pages."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.kinds_in_use()")
        return frozenset(kind for (kind,) in cursor.fetchall())


def instances(actor: Actor) -> list[InstanceFacts]:
    """All that the actor's tenant has, the newest first. Raises: NotPermitted."""
    require(actor, SEE_INSTANCES)
    return [instance_facts(i) for i in Instance.objects.filter(tenant_id=actor.tenant_id).order_by("-id")]


def observed_of(instance_ids: Collection[UUID]) -> dict[UUID, Mapping[str, object]]:
    """What was observed last of instances of the tenant in scope, in one query."""
    return dict(Instance.objects.filter(id__in=instance_ids).values_list("id", "observed"))


def see_instance(actor: Actor, instance_id: UUID) -> InstanceFacts:
    """One of them, for a page. Raises: NotPermitted, NotFound."""
    require(actor, SEE_INSTANCES)
    return get_instance(instance_id)


def home_of(instance_id: UUID) -> UUID:
    """The tenant in whose scope an instance lives, for an action that has checked its permission. Raises: NotFound."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.home_of(%s)", [instance_id])
        (tenant_id,) = cursor.fetchone()
    if tenant_id is None:
        raise NotFound
    return UUID(str(tenant_id))


def instances_adrift(*, limit: int = 500) -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: (tenant, instance) where the next try is due, ids alone."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.instances_adrift(%s)", [limit])
        return [(tenant_id, instance_id) for tenant_id, instance_id in cursor.fetchall()]


def is_gone(instance_id: UUID) -> bool:
    """Whether an instance of the tenant in scope was to go, and the look at its engine found nothing. Raises: NotFound."""
    found = get_instance(instance_id)
    return (
        found.wanted_state is InstanceState.GONE
        and found.observed_state is InstanceState.GONE
        and not found.is_adrift
    )


def instance_facts(instance: Instance) -> InstanceFacts:
    """The facts of one row."""
    return InstanceFacts(
        id=instance.id,
        tenant_id=instance.tenant_id,
        kind=instance.kind,
        title=instance.title,
        options=instance.options,
        seats=instance.seats,
        seats_used=instance.seats_used,
        supplier_id=instance.supplier_id,
        holds=tuple(instance.holds),
        wanted_state=InstanceState(instance.wanted_state),
        wanted_version=instance.wanted_version,
        wanted_at=instance.wanted_at,
        observed_state=InstanceState(instance.observed_state),
        observed_version=instance.observed_version,
        observed_at=instance.observed_at,
        observed=instance.observed,
        waits_until=instance.waits_until,
        last_error=instance.last_error,
        attempts=instance.attempts,
        next_try_at=instance.next_try_at,
    )
