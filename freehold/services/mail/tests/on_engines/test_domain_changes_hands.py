"""A domain that one tenant lets go and another proves: its mail is the new owner's."""

import smtplib
from collections.abc import Callable
from uuid import UUID

import pytest

from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.prove_domain import prove_domain
from freehold.domains.actions.release_domain import release_domain
from freehold.domains.models import Domain
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.services.mail import jobs
from freehold.services.mail.actions.add_alias import add_alias
from freehold.services.mail.actions.remove_alias import remove_alias
from freehold.services.mail.models import DkimKey
from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import World, until_taken
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
DOMAIN, OUTSIDE = "passed-on.example", "friend@elsewhere.example"


def prove(actor: Actor) -> UUID:
    """Claim the domain, and let the platform see its proof."""
    with scope(actor.tenant_id):
        domain_id = claim_domain(DOMAIN, actor=actor)
        token = Domain.objects.get(id=domain_id).token
        prove_domain(domain_id, seen=[token], actor=platform_actor(actor.tenant_id, via=Via.JOB))
    return domain_id


def selector(actor: Actor) -> str:
    """The key with which this tenant signs for the domain."""
    with scope(actor.tenant_id):
        return DkimKey.objects.get(domain=DOMAIN, active=True).selector


def test_the_next_owner_receives_and_sends_with_keys_of_its_own(
    world: World, worker: Callable[..., object]
) -> None:
    address = f"hello@{DOMAIN}"
    domain_id = prove(world.acme)
    with scope(world.acme.tenant_id):
        add_alias(world.bob.mailbox_id, address=address, actor=world.acme)
    worker(jobs.sweep_mail, 0)
    world.bob.send(world.carol.address, "of the first owner", sender=address)  # signed at once
    first = selector(world.acme)
    assert f"s={first};" in world.carol.find("of the first owner")["DKIM-Signature"]

    with scope(world.acme.tenant_id):
        remove_alias(world.bob.mailbox_id, address=address, actor=world.acme)
        release_domain(domain_id, actor=world.acme)
    prove(world.cedar)
    with scope(world.cedar.tenant_id):
        add_alias(world.carol.mailbox_id, address=address, actor=world.cedar)
    worker(jobs.sweep_mail, 0)

    until_taken(lambda: world.carol.send(world.bob.address, "of the next owner", sender=address))
    received = world.bob.find("of the next owner")
    assert f"d={DOMAIN}; s={selector(world.cedar)};" in " ".join(received["DKIM-Signature"].split())
    assert selector(world.cedar) != first
    arrives(world.engines.settings.ports, OUTSIDE, address, written(OUTSIDE, address, "for the next owner"))
    assert world.carol.find("for the next owner")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        world.bob.send(world.carol.address, "no longer mine", sender=address)
    with scope(world.acme.tenant_id):
        assert not DkimKey.objects.filter(domain=DOMAIN, retired_at=None).exists()
