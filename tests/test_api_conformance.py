"""Every operation against its own description: schemathesis sends what fits and what does not."""

import json
from collections.abc import Iterator

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

from freehold.config.api import api
from tests.conftest import World, ids_at, make_token

EXAMPLES = 6


@pytest.fixture
def token(world: World) -> str:
    """A token of Acme's administrator."""
    return make_token(world.cast.customer)


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
schema.config.phases.coverage.enabled = False  # thirty cases an operation, and half a minute to make them


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(case: schemathesis.Case, world: World, token: str) -> None:
    """As Acme's administrator: once with the ids that were made up, once with those of what is there."""
    headers = {"Authorization": f"Bearer {token}"}
    case.headers.pop("Freehold-Grant", None)
    for parameters in (dict(case.path_parameters), real_ids(case, world)):
        case.path_parameters.update(parameters)

        response = case.call(headers=headers)

        assert response.status_code < 500, response.text
        assert response.status_code != 401
        case.validate_response(
            response,
            checks=[
                content_type_conformance,
                response_headers_conformance,
                response_schema_conformance,
                status_code_conformance,
            ],
        )


def real_ids(case: schemathesis.Case, world: World) -> dict[str, object]:
    """The same parameters with ids of what is there."""
    known = ids_at(world, case.path)
    return {name: str(known.get(name, value)) for name, value in case.path_parameters.items()}
