"""Standing support is asked for once, at set-up: yes is a grant, no is remembered, and the operator gets none."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from conftest import Cast, make_person
from freehold.audit.queries import log_lines
from freehold.delegation.actions.answer_support import choose_support, decline_support
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.delegation.models import SupportAnswer
from freehold.delegation.queries import grants_given, support_asked_of
from freehold.delegation.states import GrantKind
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotPermitted, Refused
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind

SignedIn = Callable[[Actor], Client]
TECHNICIAN = frozenset({Role.TECHNICIAN})


def is_asked(actor: Actor, kind: TenantKind = TenantKind.CUSTOMER) -> bool:
    with scope(actor.tenant_id, person_id=actor.person_id):
        return support_asked_of(actor, kind) is not None


def test_yes_is_standing_support_in_the_chosen_roles_on_both_records(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        grant_id = choose_support(TECHNICIAN, actor=cast.customer)
        grant = next(grant for grant in grants_given(cast.customer) if grant.id == grant_id)
        own = {line.action for line in log_lines(cast.customer.tenant_id)}
    with scope(cast.partner.tenant_id):
        partners = {line.action for line in log_lines(cast.partner.tenant_id)}

    assert (grant.kind, grant.roles, grant.ends_at) == (GrantKind.STANDING, (Role.TECHNICIAN,), None)
    assert grant.in_force
    assert {"delegation.answer_support", "delegation.give_grant"} <= own
    assert "delegation.give_grant" in partners
    assert not is_asked(cast.customer)


def test_no_changes_nothing_and_is_remembered(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        before = grants_given(cast.customer)

        decline_support(actor=cast.customer)

        assert grants_given(cast.customer) == before
    assert not is_asked(cast.customer)


@pytest.mark.parametrize("first", ["yes", "no"])
def test_it_is_answered_once(cast: Cast, first: str) -> None:
    with scope(cast.customer.tenant_id):
        if first == "yes":
            choose_support(TECHNICIAN, actor=cast.customer)
        else:
            decline_support(actor=cast.customer)
        before = grants_given(cast.customer)

        for again in (
            lambda: choose_support(TECHNICIAN, actor=cast.customer),
            lambda: decline_support(actor=cast.customer),
        ):
            with pytest.raises(Refused) as refusal:
                again()
            assert refusal.value.code == "answered_already"

        assert grants_given(cast.customer) == before


def test_yes_without_a_role_is_no_answer(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        choose_support(frozenset(), actor=cast.customer)

    assert refusal.value.field == "roles"
    assert is_asked(cast.customer)


def test_only_the_customers_own_administrators_answer(cast: Cast) -> None:
    under_grant = cast.under_grant()

    for actor in (cast.member, under_grant):
        with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
            choose_support(TECHNICIAN, actor=actor)
        with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
            decline_support(actor=actor)
        assert not is_asked(actor)
    with scope(cast.customer.tenant_id):
        assert not SupportAnswer.objects.exists()


def test_a_customers_answer_is_nobody_elses_to_read(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        decline_support(actor=cast.customer)

    for other in (cast.partner, cast.rival, cast.operator):
        with scope(other.tenant_id):
            assert not SupportAnswer.objects.exists()
    assert is_asked(cast.rival_customer)


def test_partners_are_not_asked_and_nobody_is_asked_for_the_operator(cast: Cast) -> None:
    with scope(cast.operator.tenant_id):
        direct_id = set_up_customer("Elm Direct", actor=cast.operator)
    direct = make_person(direct_id, "eva@elm-direct.example", "Eva Elm", Role.ADMINISTRATOR)

    assert not is_asked(direct)
    assert not is_asked(cast.partner, TenantKind.PARTNER)


def test_the_start_page_asks_until_it_is_answered(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.customer)

    asked = browser.get("/").content.decode()
    nothing_chosen = browser.post("/access/support/", {"choose": "1"})
    answered = browser.post("/access/support/", {"choose": "1", "roles": ["technician", "billing"]})

    assert "Let Alder IT look after this for you?" in asked
    assert nothing_chosen.status_code == 422
    assert 'id="id_roles_error"' in nothing_chosen.content.decode()
    assert answered["Location"] == "/access/"
    assert "Let Alder IT look after this for you?" not in browser.get("/").content.decode()
    assert "standing support, chosen at set-up" in browser.get("/access/").content.decode()
    assert browser.get("/access/support/").status_code == 302
    with scope(cast.customer.tenant_id):
        (grant,) = [grant for grant in grants_given(cast.customer) if grant.kind is GrantKind.STANDING]
    assert grant.roles == (Role.BILLING, Role.TECHNICIAN)


def test_the_start_page_takes_a_no(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.customer)

    browser.post("/access/support/", {"decline": "1", "roles": ["technician"]})

    assert "look after this for you?" not in browser.get("/").content.decode()
    with scope(cast.customer.tenant_id):
        assert [grant.kind for grant in grants_given(cast.customer)] == [GrantKind.SET_UP]
    told = browser.post("/access/support/", {"choose": "1", "roles": ["technician"]}, follow=True)
    assert "Somebody has answered this already" in told.content.decode()


def test_set_up_access_stands_on_the_start_page_and_ends_there_at_once(
    cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.customer)
    under_grant = cast.under_grant()

    page = browser.get("/").content.decode()
    ended = browser.post(f"/access/{under_grant.grant_id}/end/", {"back": "home"})

    assert "Alder IT has access to set things up" in page
    assert ended["Location"] == "/"
    assert "has access to set things up" not in browser.get("/").content.decode()
    with scope(cast.customer.tenant_id):
        assert not any(grant.in_force for grant in grants_given(cast.customer))


def test_who_acts_under_a_grant_and_who_looks_after_nothing_is_asked_nothing(
    cast: Cast, signed_in: SignedIn
) -> None:
    billing = replace(cast.member, roles=frozenset({Role.BILLING}))

    for actor in (cast.under_grant(), cast.member, cast.partner):
        page = signed_in(actor).get("/").content.decode()
        assert "look after this for you?" not in page
        assert "has access to set things up" not in page
    assert not is_asked(billing)
