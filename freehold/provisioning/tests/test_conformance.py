"""The suite that defines a service passes on the smallest one."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from freehold.provisioning.conformance import Conformance
from freehold.provisioning.tests.notebook import NotebookService


class TestNotebook(Conformance):
    @pytest.fixture(autouse=True)
    def _service(self, notebooks: NotebookService) -> None:
        self.service = self.notebooks = notebooks

    def fill(self, tenant_id: UUID, instance_id: UUID) -> None:
        (self.notebooks.folder(tenant_id, instance_id) / "one.txt").write_text("a note")

    def left_of(self, tenant_id: UUID, instance_id: UUID) -> Sequence[str]:
        folder = self.notebooks.folder(tenant_id, instance_id)
        return sorted(str(path) for path in [folder, *folder.glob("*.txt")] if path.exists())
