"""Mailboxes to measure with, in a running instance. Not a bench itself.

Rows are written through actions where an action is what is measured, else directly: a channel of one customer.
"""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from mail_load import Account

from freehold.accounts.models import AppPassword, Person
from freehold.accounts.states import PersonState
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.domains.models import Domain
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.provisioning.actions.want import want_instance
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.actions.set_limits import set_limits
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope

DOMAIN = "bench.example"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer with a proven domain and hosted mail."""

    actor: Actor
    instance_id: UUID


def customer(*, seats: int) -> Customer:
    """Make the operator and one customer of its own with `seats` seats of mail."""
    operator = create_operator("Meridian Hosting")
    with scope(operator):
        tenant_id = set_up_customer("Bench", actor=platform_actor(operator, via=Via.COMMAND))
    now = clock.now()
    # What is measured is the path of a message, not the limit that stops a hijacked mailbox.
    limits = {"hourly_per_person": 2_000, "hourly_per_tenant": 20_000}
    with scope(tenant_id):
        Domain.objects.create(
            tenant_id=tenant_id,
            name=DOMAIN,
            unicode_name=DOMAIN,
            state=DomainState.PROVEN,
            token="bench",
            proven_at=now,
        )
        instance_id = want_instance(
            tenant_id, kind="mail", title="Mail Standard", seats=seats, options={"quota_gb": 10} | limits
        )
        actor = platform_actor(tenant_id, via=Via.COMMAND)
        set_limits(**limits, actor=actor)
    return Customer(actor, instance_id)


def person(owner: Customer, name: str) -> tuple[UUID, str]:
    """Somebody with a password for their devices: their id and that password."""
    password = secrets.token_hex(16)
    tenant_id = owner.actor.tenant_id
    made = Person.objects.create(
        tenant_id=tenant_id,
        email=f"{name}@{DOMAIN}",
        name=name,
        password="!",
        roles=[Role.MEMBER],
        state=PersonState.ACTIVE,
    )
    AppPassword.objects.create(
        tenant_id=tenant_id,
        person_id=made.id,
        name="bench",
        digest=hashlib.sha256(password.encode()).hexdigest(),
    )
    return made.id, password


def accounts(owner: Customer, count: int) -> tuple[Account, ...]:
    """So many mailboxes, each with the password that opens it."""
    found = []
    with scope(owner.actor.tenant_id):
        for number in range(count):
            name = f"user{number}"
            person_id, password = person(owner, name)
            create_mailbox(f"{name}@{DOMAIN}", person_id=person_id, actor=owner.actor)
            found.append(Account(f"{name}@{DOMAIN}", password))
    return tuple(found)
