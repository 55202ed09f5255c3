"""Mail is a service as provisioning defines one, on the running engines."""

import uuid
from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker

from conftest import make_person
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.domains.models import Domain
from freehold.host import database
from freehold.kernel import clock
from freehold.kernel.actor import Role
from freehold.provisioning.conformance import Conformance
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.models import Address, DkimKey, Mailbox
from freehold.services.mail.service import MailService
from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import World, on_mail_database, wait_for
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
OUTSIDE = "friend@elsewhere.example"


class TestMail(Conformance):
    """The suite, with a mailbox that has got a message."""

    service = MailService()

    @pytest.fixture
    def home(
        self,
        made_world: World,
        cluster: tuple[database.Cluster, dict[str, str]],
        django_db_blocker: DjangoDbBlocker,
    ) -> Iterator[UUID]:
        """A customer of its own, with a proven domain; the worker's role does all of it."""
        type(self).world = made_world
        with django_db_blocker.unblock(), on_mail_database(cluster, "freehold_worker"):
            partner = made_world.cast.partner
            with scope(partner.tenant_id):
                home = set_up_customer(f"Home {uuid.uuid4().hex[:6]}", actor=partner)
            with scope(home):
                name = f"home-{home.hex[-12:]}.example"
                Domain.objects.create(
                    tenant_id=home,
                    name=name,
                    unicode_name=name,
                    state="proven",
                    token="t",
                    proven_at=clock.now(),
                )
            yield home

    def fill(self, tenant_id: UUID, instance_id: UUID) -> None:
        domain = self._domain(tenant_id)
        address = f"box@{domain}"
        person = make_person(tenant_id, address, "Box", Role.ADMINISTRATOR)
        with scope(tenant_id):
            create_mailbox(address, person_id=person.person_id, instance_id=instance_id, actor=person)
        arrives(self.world.engines.settings.ports, OUTSIDE, address, written(OUTSIDE, address, "kept"))
        wait_for(lambda: self._store(tenant_id))

    def left_of(self, tenant_id: UUID, instance_id: UUID) -> Sequence[str]:
        with scope(tenant_id):
            rows = [
                *(f"mailbox {box.id}" for box in Mailbox.objects.filter(instance_id=instance_id)),
                *(
                    f"address {row.address}"
                    for row in Address.objects.filter(mailbox__instance_id=instance_id)
                ),
                *(f"key {row.selector}" for row in DkimKey.objects.all() if Mailbox.objects.exists()),
            ]
        return sorted([*rows, *self._store(tenant_id)])

    def _store(self, tenant_id: UUID) -> list[str]:
        folder = self.world.engines.settings.store / str(tenant_id)
        return [path.name for path in folder.rglob("m.*")] if folder.exists() else []

    @staticmethod
    def _domain(tenant_id: UUID) -> str:
        with scope(tenant_id):
            return Domain.objects.get().name
