"""Publishing by RFC 2136: with which key, what is changed, and what is left alone."""

import pytest
from pytest_django import Settings

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.domains.actions.add_dns_key import add_dns_key
from freehold.domains.actions.publish_records import publish_records
from freehold.domains.actions.remove_dns_key import remove_dns_key
from freehold.domains.jobs import publish_domain
from freehold.domains.models import DnsKey
from freehold.domains.queries import dns_keys, find_key_source, get_domain, records_of
from freehold.domains.states import CheckState, DomainState
from freehold.domains.tests.conftest import DOMAIN, SECRET, World, claim, prove
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope


def give_key(actor: Actor, world: World, *, zone: str = DOMAIN, secret: str = SECRET) -> None:
    """A key of the actor's tenant for the tests' server."""
    with scope(actor.tenant_id):
        add_dns_key(
            zone,
            server="127.0.0.1",
            port=world.port,
            key_name="tests",
            algorithm="hmac-sha256",
            secret=secret,
            actor=actor,
        )


def publish(actor: Actor, domain_id: object) -> None:
    """Ask, then run the job as the worker does."""
    with scope(actor.tenant_id):
        publish_records(domain_id, actor=actor)
        source = find_key_source(actor, DOMAIN, is_proven=True)
    publish_domain(
        str(actor.tenant_id), str(domain_id), str(source.tenant_id or ""), str(source.key_id or "")
    )


def test_with_an_own_key_everything_is_published_and_the_domain_proven(cast: Cast, world: World) -> None:
    give_key(cast.customer, world)
    domain_id = claim(cast.customer)
    publish(cast.customer, domain_id)

    with scope(cast.customer.tenant_id):
        domain = get_domain(cast.customer, domain_id)
        states = {record.kind: record.state for record in records_of(cast.customer, domain_id)}
        assert "domains.publish_records" in {line.action for line in log_lines(cast.customer.tenant_id)}
    assert domain.publish_error == ""
    assert domain.state is DomainState.PROVEN
    assert set(states.values()) == {CheckState.RIGHT}


def test_publishing_twice_changes_nothing_more(cast: Cast, world: World) -> None:
    give_key(cast.customer, world)
    domain_id = claim(cast.customer)
    publish(cast.customer, domain_id)
    before = (world.folder / f"{DOMAIN}.zone").read_text()
    publish(cast.customer, domain_id)

    assert (world.folder / f"{DOMAIN}.zone").read_text() == before


def test_what_others_need_stays_and_mail_elsewhere_is_not_redirected(cast: Cast, world: World) -> None:
    world.zone(
        DOMAIN,
        "@ MX 10 old.example.",
        '@ TXT "v=spf1 include:old.example -all"',
        '@ TXT "verification=1"',
        "autoconfig CNAME old.example.",
        '_dmarc TXT "v=DMARC1; p=reject"',
    )
    give_key(cast.customer, world)
    publish(cast.customer, claim(cast.customer))

    assert world.values(DOMAIN, "MX") == ["10 old.example."]
    assert sorted(world.values(DOMAIN, "TXT")) == [
        '"v=spf1 include:mail.test include:old.example -all"',
        '"verification=1"',
    ]
    assert world.values(f"autoconfig.{DOMAIN}", "CNAME") == ["mail.test."]
    assert world.values(f"_dmarc.{DOMAIN}", "TXT") == ['"v=DMARC1; p=reject"']


def test_the_partner_publishes_under_its_grant_with_its_own_key(cast: Cast, world: World) -> None:
    give_key(cast.partner, world)
    actor = cast.under_grant()
    domain_id = claim(actor)
    with scope(actor.tenant_id):
        source = find_key_source(actor, DOMAIN, is_proven=False)
    publish(actor, domain_id)

    assert (source.kind, source.tenant_id) == ("partner", cast.partner.tenant_id)
    with scope(cast.customer.tenant_id):
        assert get_domain(cast.customer, domain_id).state is DomainState.PROVEN
        assert dns_keys(cast.customer) == []


def test_the_instances_key_publishes_for_proven_domains_and_proves_none(
    cast: Cast, world: World, settings: Settings
) -> None:
    settings.RFC2136 = f"127.0.0.1:{world.port}/tests/hmac-sha256/{SECRET}"
    domain_id = claim(cast.customer)
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        publish_records(domain_id, actor=cast.customer)
    assert refusal.value.code == "no_dns_key"

    prove(cast.customer, world)
    publish(cast.customer, domain_id)
    assert world.values(DOMAIN, "MX") == ["10 mail.test."]


def test_a_wrong_key_is_told_and_changes_nothing(cast: Cast, world: World) -> None:
    give_key(cast.customer, world, secret="d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=")
    domain_id = claim(cast.customer)
    publish(cast.customer, domain_id)

    with scope(cast.customer.tenant_id):
        domain = get_domain(cast.customer, domain_id)
    assert "tests" in domain.publish_error or "127.0.0.1" in domain.publish_error
    assert not domain.is_being_published
    assert world.values(DOMAIN, "MX") == []


def test_a_server_inside_the_network_is_not_written_to(cast: Cast, world: World) -> None:
    with scope(cast.customer.tenant_id):
        add_dns_key(
            DOMAIN,
            server="127.0.0.1",
            port=5432,
            key_name="tests",
            algorithm="hmac-sha256",
            secret=SECRET,
            actor=cast.customer,
        )
    domain_id = claim(cast.customer)
    publish(cast.customer, domain_id)

    with scope(cast.customer.tenant_id):
        assert "public address" in get_domain(cast.customer, domain_id).publish_error


def test_publishing_is_for_those_who_may_and_see(cast: Cast, world: World) -> None:
    give_key(cast.customer, world)
    domain_id = claim(cast.customer)

    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        publish_records(domain_id, actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        publish_records(domain_id, actor=cast.rival)


def test_a_keys_secret_is_sealed_and_stands_in_no_log(cast: Cast, world: World) -> None:
    give_key(cast.customer, world)

    with scope(cast.customer.tenant_id):
        row = DnsKey.objects.get()
        line = log_lines(cast.customer.tenant_id)[0]
    assert SECRET not in row.sealed_secret
    assert SECRET not in str(line.facts)
    assert line.action == "domains.change_dns_keys"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"algorithm": "hmac-md5"}, "algorithm"),
        ({"secret": "not base64!"}, "secret"),
        ({"secret": "c2hvcnQ="}, "secret"),
        ({"server": "a b"}, "server"),
        ({"server": ""}, "server"),
        ({"key_name": "a\nb"}, "key_name"),
        ({"port": 0}, "port"),
        ({"zone": "not a zone"}, "name"),
    ],
)
def test_a_malformed_key_is_refused_beside_its_field(
    cast: Cast, change: dict[str, object], field: str
) -> None:
    facts: dict[str, object] = {
        "zone": DOMAIN, "server": "ns.example", "port": 53, "key_name": "k", "algorithm": "hmac-sha256", "secret": SECRET,
    } | change  # fmt: skip
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            add_dns_key(facts.pop("zone"), actor=cast.customer, **facts)
        assert dns_keys(cast.customer) == []
    assert refusal.value.field == field


def test_a_key_is_removed_by_its_own_tenant_alone(cast: Cast, world: World) -> None:
    give_key(cast.customer, world)
    with scope(cast.customer.tenant_id):
        (key,) = dns_keys(cast.customer)

    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        remove_dns_key(key.id, actor=cast.rival)
    with scope(cast.customer.tenant_id):
        remove_dns_key(key.id, actor=cast.customer)
        assert dns_keys(cast.customer) == []
        with pytest.raises(NotFound):
            remove_dns_key(key.id, actor=cast.customer)
