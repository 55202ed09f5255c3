"""A domain's signing key: there from the first look on, one for each who claims the name, used by the one who proved it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from conftest import Cast
from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.prepare_domain import prepare_domain
from freehold.domains.actions.release_domain import release_domain
from freehold.domains.contract import RecordKind
from freehold.domains.queries import find_domain, records_of
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.services.mail.actions.ensure_dkim_key import ensure_dkim_key
from freehold.services.mail.actions.retire_dkim_key import retire_dkim_key
from freehold.services.mail.actions.rotate_dkim_key import rotate_dkim_key
from freehold.services.mail.models import DkimKey
from freehold.services.mail.queries.records import dkim_keys, keys_past_use, signing_keys
from freehold.services.mail.tests.conftest import Mail
from freehold.tenants.row_security import scope

DOMAIN = "new-name.example"
AsRole = Callable[[str], AbstractContextManager[None]]


def claim(actor: Actor) -> UUID:
    """A domain as it stands after the first look: claimed, and nothing of it in DNS."""
    with scope(actor.tenant_id):
        domain_id = claim_domain(DOMAIN, actor=actor)
        prepare_domain(domain_id, actor=platform_actor(actor.tenant_id, via=Via.JOB))
    return domain_id


def test_its_record_is_published_with_the_others_before_mail_is_ordered(cast: Cast) -> None:
    domain_id = claim(cast.customer)

    with scope(cast.customer.tenant_id):
        (key,) = dkim_keys(DOMAIN)
        (record,) = [found for found in records_of(cast.customer, domain_id) if found.kind is RecordKind.DKIM]
    assert record.name == f"{key.selector}._domainkey.{DOMAIN}"
    assert record.expected == key.public_txt


def test_made_twice_it_is_one(cast: Cast) -> None:
    claim(cast.customer)
    with scope(cast.customer.tenant_id):
        before = dkim_keys(DOMAIN)

        ensure_dkim_key(cast.customer.tenant_id, DOMAIN)

        assert dkim_keys(DOMAIN) == before


def test_each_who_claims_a_name_has_a_key_and_none_reads_the_others(cast: Cast) -> None:
    claim(cast.customer)
    claim(cast.rival_customer)

    keys = []
    for actor in (cast.customer, cast.rival_customer):
        with scope(actor.tenant_id):
            keys.append([key.selector for key in dkim_keys(DOMAIN)])
    assert [len(own) for own in keys] == [1, 1]
    assert keys[0] != keys[1]


def test_the_engines_sign_with_the_key_of_the_one_who_proved_it(mail: Mail, as_role: AsRole) -> None:
    stranger = mail.cast.rival_customer
    with scope(stranger.tenant_id):
        ensure_dkim_key(stranger.tenant_id, "acme-dental.example")
    with scope(mail.cast.customer.tenant_id):
        (own,) = DkimKey.objects.filter(domain="acme-dental.example")

    with as_role("freehold_worker"):
        found = [(key.tenant_id, key.selector) for key in signing_keys() if key.domain == own.domain]

    assert found == [(mail.cast.customer.tenant_id, own.selector)]


def test_a_new_key_has_dns_looked_at(cast: Cast, mail: Mail) -> None:
    with scope(cast.customer.tenant_id):
        rotate_dkim_key("acme-dental.example", actor=cast.customer)
        domain = find_domain(cast.customer.tenant_id, "acme-dental.example")
    assert domain is not None
    assert domain.is_being_checked


def test_the_key_of_a_claim_waits_for_its_proof_and_goes_when_the_claim_does(
    cast: Cast, as_role: AsRole
) -> None:
    domain_id = claim(cast.customer)
    with scope(cast.customer.tenant_id):
        (key,) = dkim_keys(DOMAIN)

    with as_role("freehold_worker"):
        assert keys_past_use() == []
    with scope(cast.customer.tenant_id):
        retire_dkim_key(key.id, actor=cast.customer)
        assert dkim_keys(DOMAIN) == [key]

        release_domain(domain_id, actor=cast.customer)

    with as_role("freehold_worker"):
        assert keys_past_use() == [(cast.customer.tenant_id, key.id)]
