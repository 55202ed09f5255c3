"""A resold service is a service as provisioning defines one, with people in the engine's place."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from conftest import Cast
from freehold.kernel import clock
from freehold.provisioning.conformance import Conformance
from freehold.services.resold.actions.change_reference import change_reference
from freehold.services.resold.actions.do_task import do_task
from freehold.services.resold.models import Supply
from freehold.services.resold.queries.tasks import list_tasks
from freehold.services.resold.service import ResoldService
from freehold.services.resold.states import Held
from freehold.services.resold.tests.conftest import OPTIONS
from freehold.tenants.row_security import scope


class TestResold(Conformance):
    """The suite, with Alder's administrator doing what there is to do with the vendor."""

    service = ResoldService()
    options = OPTIONS

    @pytest.fixture
    def home(self, cast: Cast) -> UUID:
        """Acme, which Alder supplies."""
        type(self).partner = cast.partner
        type(self).supplier_id = cast.partner.tenant_id
        return cast.customer.tenant_id

    def carry_out(self, tenant_id: UUID, instance_id: UUID) -> None:
        with scope(self.partner.tenant_id):
            for task in list_tasks(self.partner, today=clock.today()):
                if task.instance_id == instance_id:
                    do_task(task.id, reference=task.reference or f"NW-{instance_id}", actor=self.partner)

    def fill(self, tenant_id: UUID, instance_id: UUID) -> None:
        with scope(self.partner.tenant_id):
            supply = Supply.objects.get(instance_id=instance_id)
            change_reference(supply.id, f"NW-{instance_id}-new", actor=self.partner)

    def left_of(self, tenant_id: UUID, instance_id: UUID) -> Sequence[str]:
        with scope(self.partner.tenant_id):
            return [
                *(
                    f"{one.seats} seats under {one.reference}"
                    for one in Supply.objects.filter(instance_id=instance_id).exclude(held=Held.NOTHING)
                ),
                *(
                    f"task {task.kind}"
                    for task in list_tasks(self.partner, today=clock.today())
                    if task.instance_id == instance_id
                ),
            ]
