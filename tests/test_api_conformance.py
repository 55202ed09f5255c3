"""Every operation against its own description: schemathesis sends what fits and what does not."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from conftest import Cast
from freehold.accounts.models import ApiToken
from freehold.config.api import api
from freehold.kernel import clock
from freehold.tenants.row_security import scope

EXAMPLES = 8


@pytest.fixture
def token(cast: Cast) -> str:
    """A token of Alder's administrator, who sees customers, plans, people and domains of their own."""
    secret = f"fht_{uuid4().hex}"
    with scope(cast.partner.tenant_id):
        ApiToken.objects.create(
            tenant_id=cast.partner.tenant_id,
            person_id=cast.partner.person_id,
            name="conformance",
            digest=sha256(secret.encode()).hexdigest(),
            expires_at=clock.now() + timedelta(days=1),
        )
    return secret


@pytest.fixture(autouse=True)
def requests_stay_in_the_tests_transaction() -> Iterator[None]:
    """As Django's own test client has it: a request's end does not close the connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
)
schema.app = get_wsgi_application()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(case: schemathesis.Case, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    case.headers.pop("Freehold-Grant", None)

    response = case.call(headers=headers)

    assert response.status_code < 500, response.text
    case.validate_response(
        response,
        checks=[
            content_type_conformance,
            response_headers_conformance,
            response_schema_conformance,
            status_code_conformance,
        ],
    )
