"""A signing key that DNS lacks is published without a button, where a key for publishing is there."""

from datetime import timedelta
from uuid import UUID

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.domains.actions.publish_signing_key import publish_signing_key
from freehold.domains.contract import RecordKind
from freehold.domains.jobs import publish_domain
from freehold.domains.models import Domain
from freehold.domains.queries import find_key_source, get_domain, records_amiss, records_of
from freehold.domains.states import CheckState
from freehold.domains.tests.conftest import DOMAIN, World, claim, look_at, prove
from freehold.domains.tests.test_publish_records import give_key
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.tenants.row_security import scope


def platform_in(actor: Actor) -> Actor:
    return platform_actor(actor.tenant_id, via=Via.JOB)


def asks(actor: Actor, domain_id: UUID) -> bool:
    """Whether a look, by itself, asks for a publication now."""
    with scope(actor.tenant_id):
        return publish_signing_key(domain_id, actor=platform_in(actor))


def publish_what_was_asked_for(actor: Actor, domain_id: UUID) -> None:
    """The job, as the worker runs it."""
    with scope(actor.tenant_id):
        source = find_key_source(platform_in(actor), DOMAIN, is_proven=True)
    assert source is not None
    publish_domain(
        str(actor.tenant_id), str(domain_id), str(source.tenant_id or ""), str(source.key_id or ""), "dkim"
    )


def states(actor: Actor, domain_id: UUID) -> dict[RecordKind, CheckState | None]:
    with scope(actor.tenant_id):
        return {record.kind: record.state for record in records_of(actor, domain_id)}


def test_the_key_is_published_and_nothing_else(cast: Cast, world: World) -> None:
    domain_id = prove(cast.customer, world)
    give_key(cast.customer, world)

    look_at(cast.customer, domain_id)
    with scope(cast.customer.tenant_id):
        assert get_domain(cast.customer, domain_id).is_being_published
    publish_what_was_asked_for(cast.customer, domain_id)

    seen = states(cast.customer, domain_id)
    assert seen.pop(RecordKind.DKIM) is CheckState.RIGHT
    assert seen.pop(RecordKind.PROOF) is CheckState.RIGHT
    assert set(seen.values()) == {CheckState.MISSING}
    with scope(cast.customer.tenant_id):
        newest = log_lines(cast.customer.tenant_id)[0]
        (amiss,) = records_amiss(cast.customer)
    assert (newest.action, newest.facts["key"]) == ("domains.publish_signing_key", "own")
    assert RecordKind.DKIM not in amiss.kinds
    assert RecordKind.MX in amiss.kinds


def test_without_a_key_for_publishing_nothing_is_asked_for(cast: Cast, world: World) -> None:
    domain_id = prove(cast.customer, world)
    give_key(cast.partner, world)  # serves while the partner itself acts, under a grant

    assert not asks(cast.customer, domain_id)
    with scope(cast.customer.tenant_id):
        assert not get_domain(cast.customer, domain_id).is_being_published
        assert [amiss.domain.name for amiss in records_amiss(cast.customer)] == [DOMAIN]


def test_an_unproven_domain_is_left_alone(cast: Cast, world: World) -> None:
    give_key(cast.customer, world)
    domain_id = claim(cast.customer)
    look_at(cast.customer, domain_id)

    assert not asks(cast.customer, domain_id)


def test_while_dns_takes_its_time_it_is_asked_for_once_an_hour(cast: Cast, world: World) -> None:
    domain_id = prove(cast.customer, world)
    give_key(cast.customer, world)

    assert asks(cast.customer, domain_id)
    assert not asks(cast.customer, domain_id)
    with scope(cast.customer.tenant_id):
        domain = Domain.objects.get(id=domain_id)
        assert domain.publish_wanted_at is not None
        domain.publish_wanted_at -= timedelta(minutes=61)
        domain.save()
    assert asks(cast.customer, domain_id)


def test_people_and_other_tenants_do_not_do_it(cast: Cast, world: World) -> None:
    domain_id = prove(cast.customer, world)
    give_key(cast.customer, world)

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        publish_signing_key(domain_id, actor=cast.customer)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        publish_signing_key(domain_id, actor=platform_in(cast.rival))


def test_what_is_amiss_with_a_domain_is_nobody_elses_to_read(cast: Cast, world: World) -> None:
    prove(cast.customer, world)

    for other in (cast.rival_customer, cast.partner, cast.operator):
        with scope(other.tenant_id):
            assert records_amiss(other) == []
