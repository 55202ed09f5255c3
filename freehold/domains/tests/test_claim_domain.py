"""Claiming a domain: who may, what is refused, and that a claim takes nothing from others."""

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.prove_domain import prove_domain
from freehold.domains.queries import domains_of, get_domain
from freehold.domains.states import DomainState
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope


def prove(actor: Actor, name: str) -> None:
    """Claim and prove a name for the actor's tenant, as the job does it."""
    with scope(actor.tenant_id):
        domain_id = claim_domain(name, actor=actor)
        prove_domain(
            domain_id,
            seen=[get_domain(actor, domain_id).proof_value],
            actor=platform_actor(actor.tenant_id, via=Via.JOB),
        )


def test_a_claim_stands_in_the_list_and_in_the_log(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        domain_id = claim_domain("Acme-Dental.example.", actor=cast.customer)
        (domain,) = domains_of(cast.customer)
        newest = log_lines(cast.customer.tenant_id)[0]

    assert domain.id == domain_id
    assert domain.name == "acme-dental.example"
    assert domain.state is DomainState.CLAIMED
    assert domain.proof_name == "_freehold-challenge.acme-dental.example"
    assert domain.is_being_checked
    assert (newest.action, newest.subject_id) == ("domains.claim_domain", str(domain_id))


def test_a_name_in_another_script_is_kept_in_both_forms(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        claim_domain("ZAHNÄRZTE-Müller.example", actor=cast.customer)
        (domain,) = domains_of(cast.customer, search="müller")

    assert domain.name == "xn--zahnrzte-mller-8hb40b.example"
    assert domain.unicode_name == "zahnärzte-müller.example"


def test_claiming_twice_is_claiming_once(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        first = claim_domain("acme-dental.example", actor=cast.customer)
        second = claim_domain("ACME-dental.example", actor=cast.customer)
        lines = log_lines(cast.customer.tenant_id, action="domains.claim_domain")

    assert first == second
    assert len(lines) == 1


def test_a_malformed_name_is_refused_and_nothing_changes(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            claim_domain("acme dental.example", actor=cast.customer)
        assert domains_of(cast.customer) == []

    assert (refusal.value.code, refusal.value.field) == ("malformed_domain", "name")


def test_the_platforms_own_name_is_refused(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        claim_domain("sub.mail.test", actor=cast.customer)

    assert refusal.value.code == "reserved_domain"


def test_a_member_cannot_claim(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        with pytest.raises(NotPermitted):
            claim_domain("acme-dental.example", actor=cast.member)
        assert domains_of(cast.customer) == []


def test_the_partner_claims_under_its_grant(cast: Cast) -> None:
    actor = cast.under_grant()
    with scope(actor.tenant_id):
        claim_domain("acme-dental.example", actor=actor)
        assert [domain.name for domain in domains_of(cast.customer)] == ["acme-dental.example"]
        assert log_lines(actor.tenant_id)[0].from_outside


def test_a_rival_does_not_see_the_domain(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        domain_id = claim_domain("acme-dental.example", actor=cast.customer)

    with scope(cast.rival.tenant_id):
        assert domains_of(cast.rival) == []
        with pytest.raises(NotFound):
            get_domain(cast.rival, domain_id)


def test_two_tenants_may_claim_an_unproven_name(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        claim_domain("acme-dental.example", actor=cast.customer)
    with scope(cast.rival_customer.tenant_id):
        claim_domain("acme-dental.example", actor=cast.rival_customer)
        assert len(domains_of(cast.rival_customer)) == 1


def test_a_name_proven_by_another_is_taken(cast: Cast) -> None:
    prove(cast.customer, "acme-dental.example")

    with scope(cast.rival_customer.tenant_id):
        with pytest.raises(Conflict) as conflict:
            claim_domain("acme-dental.example", actor=cast.rival_customer)
        assert domains_of(cast.rival_customer) == []
    assert conflict.value.code == "domain_taken"
