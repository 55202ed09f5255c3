"""A home for instances, and the notebook service on a folder of its own."""

from pathlib import Path
from uuid import UUID

import pytest

from conftest import Cast
from freehold.provisioning.registry import register
from freehold.provisioning.tests.notebook import NotebookService


@pytest.fixture
def home(cast: Cast) -> UUID:
    """The tenant that instances are made in."""
    return cast.customer.tenant_id


@pytest.fixture
def notebooks(tmp_path: Path) -> NotebookService:
    """A running notebook service, registered."""
    engine = tmp_path / "engine"
    engine.mkdir()
    service = NotebookService(engine)
    register(service)
    return service
