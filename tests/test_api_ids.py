"""Somebody else's ids, at every operation that takes one: there is nothing, and nothing is left behind."""

import json
import re

import pytest
from django.db import connection

from freehold.audit.queries import log_lines
from freehold.config.api import api
from freehold.tenants.row_security import scope
from tests.conftest import DOMAIN, Caller, World

# What fits each operation that takes a body: a test cannot be forgotten for a new one.
BODIES: dict[str, dict[str, object]] = {
    "describe_plan": {"name": "Theirs"},
    "rename_mailbox": {"address": f"new@{DOMAIN}", "display_name": "New"},
    "change_quota": {"quota_bytes": 1000},
    "add_alias": {"address": f"alias@{DOMAIN}"},
    "give_access": {},
    "set_forwarding": {"targets": ["x@elsewhere.example"]},
    "set_auto_reply": {"subject": "Away", "text": "Back soon"},
    "set_rules": {"rules": [{"field": "from", "match": "is", "value": "a@b.example", "action": "flag"}]},
    "judge_sender": {"sender": "x@elsewhere.example", "verdict": "block"},
    "freeze_sender": {"because": "spam"},
    "set_mail_group_members": {"outside": ["x@elsewhere.example"]},
    "set_catch_all": {"mailbox_id": "00000000-0000-7000-8000-000000000000"},
}
QUERIES = {"forget_sender": "?sender=x@elsewhere.example"}

# Operations whose path says a name and no id: whoever has not proven the domain is told so, whosever it is.
BY_NAME = {"set_catch_all", "clear_catch_all", "rotate_dkim_key"}


def operations() -> list[tuple[str, str, str]]:
    """(operation id, method, path) of every operation with something in its path."""
    described = api.get_openapi_schema(path_prefix="/api/v1/")
    return [
        (operation["operationId"], method, path)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if "{" in path
    ]


@pytest.mark.parametrize(("name", "method", "path"), operations(), ids=[o[0] for o in operations()])
def test_somebody_elses_id_is_not_found(
    name: str, method: str, path: str, world: World, client_of: Caller
) -> None:
    ids = world.ids | {"plan_id": "00000000-0000-7000-8000-000000000000"}
    address = re.sub(r"{(\w+)}", lambda match: str(ids[match[1]]), path) + QUERIES.get(name, "")
    with scope(world.cast.customer.tenant_id):
        before, rows = log_lines(world.cast.customer.tenant_id), rows_of_the_tenant()

    response = client_of(world.cast.rival_customer).generic(
        method.upper(), address, _json(BODIES.get(name)), content_type="application/json"
    )

    expected = {404, 422} if name in BY_NAME else {404}
    if path.startswith(("/api/v1/customers", "/api/v1/partners")):
        expected = {404}
    assert response.status_code in expected, f"{name}: {response.status_code} {response.content!r}"
    with scope(world.cast.customer.tenant_id):
        assert log_lines(world.cast.customer.tenant_id) == before
        assert rows_of_the_tenant() == rows


def rows_of_the_tenant() -> list[object]:
    """What of mail and domains stands in the open scope."""
    found: list[object] = []
    with connection.cursor() as cursor:
        for table in ("mail_mailbox", "mail_address", "mail_mailgroup", "domains_domain", "delegation_grant"):
            cursor.execute(f"select * from {table} order by id")
            found += cursor.fetchall()
    return found


def _json(body: dict[str, object] | None) -> bytes:
    return b"" if body is None else json.dumps(body).encode()
