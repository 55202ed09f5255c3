"""Acme with hosted mail: a proven domain, three seats, and Ada's own mailbox."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from conftest import Cast
from freehold.domains.models import Domain
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.provisioning.actions.want import want_instance
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.tenants.row_security import scope


@dataclass(frozen=True)
class Mail:
    """What the tests of mail's actions act on."""

    cast: Cast
    instance_id: UUID
    adas: UUID  # the administrator's mailbox
    maxs: UUID  # the member's

    @property
    def ada(self) -> Actor:
        """Acme's administrator."""
        return self.cast.customer

    @property
    def max(self) -> Actor:
        """Somebody at Acme with a mailbox and no other right."""
        return self.cast.member

    @property
    def under_grant(self) -> Actor:
        """Acme's partner, who acts in Acme under the set-up grant."""
        return self.cast.under_grant()

    @property
    def cleo(self) -> Actor:
        """The administrator of another partner's customer."""
        return self.cast.rival_customer


def prove(tenant_id: UUID, domain: str) -> None:
    """A domain as it stands after its proof."""
    with scope(tenant_id):
        Domain.objects.create(
            tenant_id=tenant_id,
            name=domain,
            unicode_name=domain,
            state="proven",
            token="t",
            proven_at=clock.now(),
        )


@pytest.fixture
def mail(cast: Cast) -> Mail:
    """The mail of Acme; Cedar has a domain and mail too."""
    acme, cedar = cast.customer.tenant_id, cast.rival_customer.tenant_id
    prove(acme, "acme-dental.example")
    prove(cedar, "cedar-legal.example")
    with scope(cedar):
        want_instance(cedar, kind="mail", title="Mail", seats=3, options={})
    with scope(acme):
        instance_id = want_instance(acme, kind="mail", title="Mail", seats=3, options={"quota_gb": 2})
        return Mail(
            cast=cast,
            instance_id=instance_id,
            adas=create_mailbox(
                "ada@acme-dental.example",
                person_id=cast.customer.person_id,
                display_name="Ada",
                actor=cast.customer,
            ),
            maxs=create_mailbox(
                "max@acme-dental.example",
                person_id=cast.member.person_id,
                display_name="Max",
                actor=cast.customer,
            ),
        )
