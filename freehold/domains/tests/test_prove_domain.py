"""Proving a domain: by what the platform has seen, the first wins, and the database has the last word."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.prove_domain import prove_domain
from freehold.domains.models import Domain
from freehold.domains.queries import get_domain, is_proven
from freehold.domains.states import DomainState
from freehold.host import database
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

NAME = "acme-dental.example"


def claimed(actor: Actor) -> tuple[UUID, str]:
    """A claim of the actor's tenant: its id and the proof."""
    with scope(actor.tenant_id):
        domain_id = claim_domain(NAME, actor=actor)
        return domain_id, get_domain(actor, domain_id).proof_value


def platform(actor: Actor) -> Actor:
    """The worker in this actor's tenant."""
    return platform_actor(actor.tenant_id, via=Via.JOB)


def test_the_token_seen_in_dns_proves_the_domain(cast: Cast) -> None:
    domain_id, token = claimed(cast.customer)

    with scope(cast.customer.tenant_id):
        prove_domain(domain_id, seen=["v=spf1 -all", token], actor=platform(cast.customer))
        domain = get_domain(cast.customer, domain_id)
        assert is_proven(cast.customer.tenant_id, NAME)
        assert log_lines(cast.customer.tenant_id)[0].action == "domains.prove_domain"

    assert domain.state is DomainState.PROVEN
    assert domain.proven_at is not None


def test_proving_twice_is_proving_once(cast: Cast) -> None:
    domain_id, token = claimed(cast.customer)

    with scope(cast.customer.tenant_id):
        for _ in range(2):
            prove_domain(domain_id, seen=[token], actor=platform(cast.customer))
        assert len(log_lines(cast.customer.tenant_id, action="domains.prove_domain")) == 1


def test_another_tenants_token_proves_nothing(cast: Cast) -> None:
    domain_id, _ = claimed(cast.customer)
    _, others_token = claimed(cast.rival_customer)

    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            prove_domain(domain_id, seen=[others_token], actor=platform(cast.customer))
        assert get_domain(cast.customer, domain_id).state is DomainState.CLAIMED
    assert refusal.value.code == "proof_not_found"


def test_no_person_can_say_what_was_seen(cast: Cast) -> None:
    domain_id, token = claimed(cast.customer)

    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            prove_domain(domain_id, seen=[token], actor=cast.customer)
        assert not is_proven(cast.customer.tenant_id, NAME)


def test_a_rivals_scope_does_not_have_the_claim(cast: Cast) -> None:
    domain_id, token = claimed(cast.customer)

    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        prove_domain(domain_id, seen=[token], actor=platform(cast.rival))


def test_the_first_who_proves_has_it(cast: Cast) -> None:
    first_id, first_token = claimed(cast.customer)
    second_id, second_token = claimed(cast.rival_customer)
    with scope(cast.customer.tenant_id):
        prove_domain(first_id, seen=[first_token], actor=platform(cast.customer))

    with scope(cast.rival_customer.tenant_id):
        with pytest.raises(Conflict) as conflict:
            prove_domain(second_id, seen=[first_token, second_token], actor=platform(cast.rival_customer))
        assert get_domain(cast.rival_customer, second_id).state is DomainState.CLAIMED
    assert conflict.value.code == "domain_taken"


def test_the_database_lets_one_tenant_alone_have_a_proven_name(cast: Cast) -> None:
    first_id, first_token = claimed(cast.customer)
    second_id, _ = claimed(cast.rival_customer)
    with scope(cast.customer.tenant_id):
        prove_domain(first_id, seen=[first_token], actor=platform(cast.customer))

    with scope(cast.rival_customer.tenant_id), pytest.raises(IntegrityError), transaction.atomic():
        Domain.objects.filter(id=second_id).update(state=DomainState.PROVEN, proven_at=clock.now())


def test_the_proof_has_the_keys_of_its_mail_written(
    cast: Cast, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    def waiting() -> int:
        with as_role(database.SUPERUSER), connection.cursor() as cursor:
            cursor.execute("select count(*) from procrastinate_jobs where task_name = 'mail.write_keys'")
            return int(cursor.fetchone()[0])

    with scope(cast.customer.tenant_id):
        domain_id = claim_domain(NAME, actor=cast.customer)
        proof = get_domain(cast.customer, domain_id).proof_value
        before = waiting()
        prove_domain(domain_id, seen=[proof], actor=platform_actor(cast.customer.tenant_id, via=Via.JOB))

        assert (before, waiting()) == (0, 1)
