"""A registered prospect is kept for who registered it, nobody learns whose it is, and the prospect alone decides."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from conftest import Cast, make_person
from freehold.audit.queries import log_lines
from freehold.channel.actions.close_registration import close_registration
from freehold.channel.actions.extend_registration import extend_registration
from freehold.channel.actions.register_prospect import register_prospect
from freehold.channel.actions.withdraw_registration import withdraw_registration
from freehold.channel.jobs import settle_registration, sweep_registrations
from freehold.channel.models import Registration
from freehold.channel.queries.registrations import RegistrationFacts, count_held, list_registrations
from freehold.channel.states import RegistrationState
from freehold.channel.tests.partners import written
from freehold.console.customers.actions.onboard_customer import onboard_customer
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.claim_own_domain import claim_own_domain
from freehold.domains.actions.prove_domain import prove_domain
from freehold.domains.queries import domains_of, get_domain
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.kernel.errors import Conflict, FreeholdError, NotFound, NotPermitted, Refused
from freehold.tenants.queries import count_buyers
from freehold.tenants.row_security import scope

ZINC = "zinc-works.example"
AsRole = Callable[[str], AbstractContextManager[None]]


def registered(seller: Actor, name: str = ZINC) -> RegistrationFacts:
    """A prospect that this seller has registered."""
    with scope(seller.tenant_id):
        register_prospect(name, company="Zinc Works", actor=seller)
        return list_registrations(seller)[0]


def state_of(seller: Actor) -> RegistrationState:
    with scope(seller.tenant_id):
        return list_registrations(seller)[0].state


def claimed(actor: Actor, name: str = ZINC) -> None:
    with scope(actor.tenant_id):
        claim_domain(name, actor=actor)


def proven(actor: Actor, as_role: AsRole, name: str = ZINC) -> None:
    """The domain's owner publishes the proof that this tenant was given; then the worker settles."""
    with scope(actor.tenant_id):
        (domain,) = domains_of(actor, search=name)
        prove_domain(
            domain.id,
            seen=[get_domain(actor, domain.id).proof_value],
            actor=platform_actor(actor.tenant_id, via=Via.JOB),
        )
    with as_role("freehold_worker"):
        settle_registration(str(actor.tenant_id), str(domain.id))


def refusal_of(act: Callable[[], object]) -> tuple[str, str, str]:
    """What is told: code, sentence and field."""
    with pytest.raises(FreeholdError) as refused:
        act()
    return refused.value.code, refused.value.sentence, refused.value.field


def onboarded(seller: Actor, name: str = ZINC) -> None:
    with scope(seller.tenant_id):
        onboard_customer("Zinc Works", domain=name, actor=seller)


# Keeping


@pytest.mark.parametrize("other", ["operator", "rival"])
def test_neither_the_operator_nor_another_partner_begins_with_the_domain(cast: Cast, other: str) -> None:
    seller: Actor = getattr(cast, other)
    registered(cast.partner)
    with scope(seller.tenant_id):
        before = count_buyers(seller)

    told = refusal_of(lambda: onboarded(seller))

    assert told[0] == "domain_taken"
    assert told[2] == "domain"
    with scope(seller.tenant_id):
        assert count_buyers(seller) == before


@pytest.mark.parametrize("name", [ZINC, f"mail.{ZINC}", "ZINC-Works.example."])
def test_names_below_are_kept_too_however_they_are_written(cast: Cast, name: str) -> None:
    registered(cast.partner)

    assert refusal_of(lambda: claimed(cast.rival_customer, name))[0] == "domain_taken"
    claimed(cast.rival_customer, "other-zinc-works.example")


def test_the_operators_registration_binds_partners_and_itself_is_bound_alike(cast: Cast) -> None:
    registered(cast.operator)
    told_to_partner = refusal_of(lambda: onboarded(cast.partner))
    registered(cast.partner, "gorse-garage.example")
    told_to_operator = refusal_of(lambda: onboarded(cast.operator, "gorse-garage.example"))

    assert told_to_partner == told_to_operator
    onboarded(cast.operator)
    onboarded(cast.partner, "gorse-garage.example")


def test_a_set_up_under_a_grant_is_bound_too(cast: Cast) -> None:
    registered(cast.rival)
    actor = cast.under_grant()

    assert refusal_of(lambda: claimed(actor))[0] == "domain_taken"


def test_registered_and_already_a_customer_are_told_in_the_same_words(cast: Cast, as_role: AsRole) -> None:
    registered(cast.partner)
    claimed(cast.customer, "acme-dental.example")
    proven(cast.customer, as_role, "acme-dental.example")

    def told_by_each(name: str) -> list[tuple[str, str, str]]:
        def register() -> None:
            with scope(cast.rival.tenant_id):
                register_prospect(name, actor=cast.rival)

        return [
            refusal_of(register),
            refusal_of(lambda: claimed(cast.rival_customer, name)),
            refusal_of(lambda: onboarded(cast.rival, name)),
        ]

    assert told_by_each(ZINC) == told_by_each("acme-dental.example")
    assert all("Alder" not in part for told in told_by_each(ZINC) for part in told)


def test_nobody_else_sees_the_registration_or_acts_on_it(cast: Cast) -> None:
    held = registered(cast.partner)

    for other in (cast.rival, cast.operator, cast.customer):
        with scope(other.tenant_id):
            assert Registration.objects.count() == 0
            for act in (extend_registration, withdraw_registration):
                with pytest.raises(NotFound):
                    act(held.id, actor=other)
            with pytest.raises(NotFound):
                close_registration(
                    held.id, proven_by=None, actor=platform_actor(other.tenant_id, via=Via.JOB)
                )
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        register_prospect(ZINC, actor=cast.member)
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        register_prospect(ZINC, actor=cast.customer)
    assert state_of(cast.partner) is RegistrationState.HELD


# Registering


def test_registering_twice_is_registering_once(cast: Cast) -> None:
    first = registered(cast.partner)

    with scope(cast.partner.tenant_id):
        assert register_prospect("Zinc-Works.EXAMPLE", actor=cast.partner) == first.id
        assert count_held(cast.partner) == 1
        lines = log_lines(cast.partner.tenant_id, action="channel.register_prospect")
    assert len(lines) == 1
    assert round((first.ends_at - first.created_at) / timedelta(days=1)) == 90


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("example", "single_label"),
        ("co.uk", "public_suffix"),
        ("github.io", "public_suffix"),
        ("mail.zinc-works.example", "below_a_domain"),
        ("192.0.2.1", "domain_is_address"),
        ("zinc works", "malformed_domain"),
    ],
)
def test_what_is_nobodys_own_domain_is_not_registered(cast: Cast, name: str, code: str) -> None:
    with scope(cast.partner.tenant_id):
        with pytest.raises(Refused) as refusal:
            register_prospect(name, actor=cast.partner)
        assert list_registrations(cast.partner) == []

    assert (refusal.value.code, refusal.value.field) == (code, "name")


def test_a_name_in_another_script_is_one_name(cast: Cast) -> None:
    held = registered(cast.partner, "Zinkhütte.example")

    assert held.name == "xn--zinkhtte-b6a.example"
    assert refusal_of(lambda: onboarded(cast.rival, "xn--zinkhtte-b6a.example"))[0] == "domain_taken"


def test_a_domain_below_which_a_customer_has_one_is_not_free(cast: Cast, as_role: AsRole) -> None:
    claimed(cast.customer, f"mail.{ZINC}")
    proven(cast.customer, as_role, f"mail.{ZINC}")

    with scope(cast.rival.tenant_id), pytest.raises(Conflict) as conflict:
        register_prospect(ZINC, actor=cast.rival)

    assert conflict.value.code == "not_free"


def test_nobody_holds_more_than_the_most(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("freehold.channel.actions.register_prospect.MOST_HELD", 1)
    registered(cast.partner)

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        register_prospect("gorse.example", actor=cast.partner)

    assert refusal.value.code == "too_many"


# Its end


def test_it_is_extended_once_and_ends_by_itself(
    cast: Cast, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = registered(cast.partner)
    with scope(cast.partner.tenant_id):
        extend_registration(held.id, actor=cast.partner)
        with pytest.raises(Refused) as refusal:
            extend_registration(held.id, actor=cast.partner)
        (longer,) = list_registrations(cast.partner)
    assert refusal.value.code == "extended"
    assert longer.ends_at - held.ends_at == timedelta(days=90)

    def sweep_on(day: int) -> RegistrationState:
        monkeypatch.setattr(clock, "now", lambda: held.created_at + timedelta(days=day))
        with as_role("freehold_worker"):
            sweep_registrations(0)
        return state_of(cast.partner)

    assert sweep_on(179) is RegistrationState.HELD
    assert sweep_on(181) is RegistrationState.EXPIRED
    assert sweep_on(182) is RegistrationState.EXPIRED
    assert written(cast.partner.tenant_id) == [("registration_closed", "anna@alder.example")]
    with scope(cast.partner.tenant_id), pytest.raises(Refused):
        extend_registration(held.id, actor=cast.partner)
    onboarded(cast.rival)


def test_a_withdrawn_one_is_free_at_once(cast: Cast) -> None:
    held = registered(cast.partner)
    with scope(cast.partner.tenant_id):
        withdraw_registration(held.id, actor=cast.partner)
        withdraw_registration(held.id, actor=cast.partner)

    registered(cast.rival)
    onboarded(cast.rival)


# The prospect decides


def test_the_prospect_that_comes_to_its_holder_closes_the_registration(cast: Cast, as_role: AsRole) -> None:
    registered(cast.partner)
    claimed(cast.customer)

    proven(cast.customer, as_role)

    assert state_of(cast.partner) is RegistrationState.WON
    assert written(cast.partner.tenant_id)[-1] == ("registration_closed", "anna@alder.example")


def test_the_prospect_alone_chooses_otherwise_by_proving_its_domain_and_the_holder_is_told_no_name(
    cast: Cast, as_role: AsRole
) -> None:
    registered(cast.partner)
    with scope(cast.rival_customer.tenant_id, person_id=cast.rival_customer.person_id):
        claim_own_domain(ZINC, actor=cast.rival_customer)
        claim_own_domain(ZINC, actor=cast.rival_customer)
        (domain,) = domains_of(cast.rival_customer)
    assert state_of(cast.partner) is RegistrationState.HELD
    assert domain.state is DomainState.CLAIMED

    proven(cast.rival_customer, as_role)

    assert state_of(cast.partner) is RegistrationState.CHOSEN_OTHERWISE
    with scope(cast.partner.tenant_id):
        (line,) = log_lines(cast.partner.tenant_id, action="channel.close_registration")
    assert line.facts == {"name": ZINC, "outcome": "chosen_otherwise"}
    assert written(cast.partner.tenant_id)[-1][0] == "registration_closed"
    with scope(cast.rival_customer.tenant_id):
        assert len(log_lines(cast.rival_customer.tenant_id, action="domains.claim_own_domain")) == 1


def test_no_seller_claims_a_domain_as_the_companys_own_under_its_grant(cast: Cast) -> None:
    registered(cast.rival)
    actor = cast.under_grant()

    with scope(actor.tenant_id):
        with pytest.raises(NotPermitted):
            claim_own_domain(ZINC, actor=actor)
        assert domains_of(cast.customer) == []


def test_claiming_as_ones_own_tells_nothing_of_others(cast: Cast, as_role: AsRole) -> None:
    registered(cast.partner)
    claimed(cast.customer, "acme-dental.example")
    proven(cast.customer, as_role, "acme-dental.example")

    with scope(cast.rival_customer.tenant_id):
        for name in (ZINC, "acme-dental.example", "nobodys.example"):
            claim_own_domain(name, actor=cast.rival_customer)
        found = domains_of(cast.rival_customer)

    assert {domain.state for domain in found} == {DomainState.CLAIMED}


def test_a_lost_job_is_made_good_by_the_sweep(cast: Cast, as_role: AsRole) -> None:
    registered(cast.partner)
    with scope(cast.customer.tenant_id):
        domain_id = claim_domain(f"mail.{ZINC}", actor=cast.customer)
        prove_domain(
            domain_id,
            seen=[get_domain(cast.customer, domain_id).proof_value],
            actor=platform_actor(cast.customer.tenant_id, via=Via.JOB),
        )

    with as_role("freehold_worker"):
        sweep_registrations(0)
        sweep_registrations(0)

    assert state_of(cast.partner) is RegistrationState.WON
    assert len(written(cast.partner.tenant_id)) == 1


def test_a_new_customer_of_the_holder_begins_with_the_domain(cast: Cast) -> None:
    registered(cast.partner)
    with scope(cast.partner.tenant_id):
        zinc = set_up_customer("Zinc Works", actor=cast.partner)
    admin = make_person(zinc, "zoe@home.example", "Zoe Zinc", Role.ADMINISTRATOR)

    claimed(admin)
