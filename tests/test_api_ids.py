"""Somebody else's ids, at every operation that takes one: there is nothing, and nothing is left behind."""

import json

from django.db import connection

from freehold.audit.queries import log_lines
from freehold.config.api import api
from freehold.tenants.row_security import scope
from tests.conftest import DOMAIN, Caller, World, ids_at

# What fits each operation that takes a body: a test cannot be forgotten for a new one.
BODIES: dict[str, dict[str, object]] = {
    "change_person": {"name": "Theirs", "email": "theirs@elsewhere.example", "version": 1},
    "change_roles": {"roles": ["administrator"], "version": 1},
    "change_group": {"name": "Theirs"},
    "describe_plan": {"name": "Theirs"},
    "promise_level": {"steps": []},
    "rename_mailbox": {"address": f"new@{DOMAIN}", "display_name": "New"},
    "change_quota": {"quota_bytes": 1000},
    "add_alias": {"address": f"alias@{DOMAIN}"},
    "give_access": {},
    "approve_grant_request": {},
    "break_glass": {"code": "123456"},
    "set_forwarding": {"targets": ["x@elsewhere.example"]},
    "set_auto_reply": {"subject": "Away", "text": "Back soon"},
    "set_rules": {"rules": [{"field": "from", "match": "is", "value": "a@b.example", "action": "flag"}]},
    "judge_sender": {"sender": "x@elsewhere.example", "verdict": "block"},
    "freeze_sender": {"because": "spam"},
    "change_seats": {"seats": 3},
    "change_plan": {"plan_id": "00000000-0000-7000-8000-000000000000"},
    "preview_change": {"seats": 3},
    "suspend_subscription": {"reason": "asked"},
    "resume_subscription": {},
    "cancel_subscription": {"ends_on": "2100-01-01"},
    "withdraw_cancellation": {},
    "convert_trial": {},
    "allocate_payment": {"invoice_id": "00000000-0000-7000-8000-000000000000"},
    "release_payment": {"invoice_id": "00000000-0000-7000-8000-000000000000"},
    "undo_payment": {"reason": "A mistake"},
    "assign_booking": {"buyer_id": "00000000-0000-7000-8000-000000000000"},
    "assign_returned_booking": {"payment_id": "00000000-0000-7000-8000-000000000000"},
    "confirm_collection": {"paid_on": "2030-05-06"},
    "return_debit": {"reason": "The account is closed"},
    "decline_partner_application": {"reason": "No"},
    "set_booking_aside": {"reason": "Interest"},
    "block_reminders": {"reason": "Disputed"},
    "credit_invoice": {"reason": "An outage"},
    "do_vendor_task": {"reference": "NW-1"},
    "assign_vendor_task": {"person_id": None},
    "change_vendor_reference": {"reference": "NW-2"},
    "choose_vendor_bill_columns": {
        "columns": {"reference": "Order", "amount": "Amount", "starts_on": "Start"}
    },
    "take_vendor_bill": {},
    "set_mail_group_members": {"outside": ["x@elsewhere.example"]},
    "declare_partner_gone": {"reason": "silent"},
    "supply_certificate": {"chain": "x", "key": "x"},
    "change_wording": {"subject": "x", "body": "{address} {link}"},
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


def test_somebody_elses_ids_are_not_found_at_any_operation(world: World, client_of: Caller) -> None:
    rival = client_of(world.cast.rival_customer)
    with scope(world.cast.customer.tenant_id):
        before, rows = log_lines(world.cast.customer.tenant_id), rows_of_the_tenant()
    asked = operations()

    faults = []
    for name, method, path in asked:
        address = path.format_map(ids_at(world, path)) + QUERIES.get(name, "")
        response = rival.generic(
            method.upper(), address, _json(BODIES.get(name)), content_type="application/json"
        )
        if response.status_code not in ({404, 422} if name in BY_NAME else {404}):
            faults.append(f"{name}: {response.status_code} {response.content!r}")
        with scope(world.cast.customer.tenant_id):
            if log_lines(world.cast.customer.tenant_id) != before or rows_of_the_tenant() != rows:
                faults.append(f"{name} left something behind")

    assert len(asked) > 40
    assert faults == []


def rows_of_the_tenant() -> list[object]:
    """What of orders, mail and domains stands in the open scope."""
    tables = (
        "mail_mailbox", "mail_address", "mail_mailgroup", "domains_domain", "delegation_grant", "delegation_grantrequest",
        "subscriptions_subscription", "provisioning_instance", "accounts_person", "accounts_group",
        "accounts_apitoken", "accounts_apppassword",
    )  # fmt: skip
    found: list[object] = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select * from {table} order by id")
            found += cursor.fetchall()
    return found


def _json(body: dict[str, object] | None) -> bytes:
    return b"" if body is None else json.dumps(body).encode()
