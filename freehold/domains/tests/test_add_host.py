"""Naming a host at which a brand shall answer."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.domains.actions.add_host import MOST_HOSTS, add_host
from freehold.domains.actions.remove_host import remove_host
from freehold.domains.hosts import get_host, hosts_of
from freehold.domains.states import HostState
from freehold.domains.tests.conftest import World
from freehold.domains.tests.hosts import HOST, add, proven
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.queries import brand_at, brand_of, origin_for
from freehold.tenants.row_security import scope


def test_a_partner_names_a_host_and_gets_the_proof_to_publish(cast: Cast) -> None:
    host_id = add(cast.partner, "Portal.Alder-IT.example")

    with scope(cast.partner.tenant_id):
        host = get_host(cast.partner, host_id)
        assert host.name == HOST
        assert host.state is HostState.CLAIMED
        assert host.proof_name == f"_freehold-challenge.{HOST}"
        assert host.leads_to == "mail.test"
        assert not host.is_in_use
        assert log_lines(cast.partner.tenant_id)[0].facts["name"] == HOST
    assert brand_at(HOST) is None


def test_naming_it_again_gives_the_same(cast: Cast) -> None:
    assert add(cast.partner) == add(cast.partner)


@pytest.mark.parametrize(
    "name", ["mail.test", "web.mail.test", "localhost", "127.0.0.1", "example", "a/b", "testserver"]
)
def test_what_is_no_name_of_theirs_is_refused(cast: Cast, name: str) -> None:
    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        add_host(name, actor=cast.partner)

    assert refusal.value.field == "name"


def test_the_instances_own_name_is_nobodys(cast: Cast, settings: Settings) -> None:
    settings.ORIGIN = "https://app.neutral.example"

    with scope(cast.partner.tenant_id), pytest.raises(Refused, match="platform itself"):
        add_host("app.neutral.example", actor=cast.partner)


def test_the_operator_names_hosts_by_the_same_rules(cast: Cast) -> None:
    assert add(cast.operator, "console.meridian.example")


def test_a_customer_has_none_and_a_technician_may_not(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        add_host(HOST, actor=cast.customer)
    technician = replace(cast.partner, roles=cast.member.roles)
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        add_host(HOST, actor=technician)


def test_nobody_sees_or_removes_anothers(cast: Cast) -> None:
    host_id = add(cast.partner)

    with scope(cast.rival.tenant_id):
        assert hosts_of(cast.rival) == []
        with pytest.raises(NotFound):
            remove_host(host_id, actor=cast.rival)
    with scope(cast.partner.tenant_id):
        assert [host.id for host in hosts_of(cast.partner)] == [host_id]


def test_there_is_an_end_to_how_many(cast: Cast) -> None:
    for number in range(MOST_HOSTS):
        add(cast.partner, f"h{number}.alder-it.example")

    with scope(cast.partner.tenant_id), pytest.raises(Refused, match="at most 20"):
        add_host(HOST, actor=cast.partner)


def test_a_host_that_another_has_proven_is_taken(cast: Cast, world: World) -> None:
    proven(cast.partner, world)

    with scope(cast.rival.tenant_id), pytest.raises(Conflict) as conflict:
        add_host(HOST, actor=cast.rival)
    assert conflict.value.code == "host_taken"


def test_after_its_removal_nobody_is_served_there(cast: Cast, world: World) -> None:
    host_id = proven(cast.partner, world)
    assert brand_at(HOST) == brand_of(cast.partner.tenant_id)

    with scope(cast.partner.tenant_id):
        remove_host(host_id, actor=cast.partner)
        assert hosts_of(cast.partner) == []
    assert brand_at(HOST) is None
    assert "localhost" in origin_for(cast.customer.tenant_id)
