"""Recording an act."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from conftest import Cast
from freehold.audit.actions.record import plain, record
from freehold.audit.models import Entry
from freehold.audit.queries import log_lines
from freehold.kernel.errors import Refused
from freehold.tenants.row_security import scope


def test_an_act_stands_in_the_log_of_the_tenant_in_scope(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        record(cast.customer, "mail.create_mailbox", subject_kind="mailbox", subject_id="x", quota_bytes=5)
        (line,) = log_lines(cast.customer.tenant_id, action="mail.")

    assert (line.actor_name, line.subject_id, line.facts) == ("Ada Acme", "x", {"quota_bytes": 5})
    assert not line.from_outside


def test_without_a_scope_nothing_is_recorded(cast: Cast) -> None:
    with pytest.raises(Refused, match="scope"):
        record(cast.customer, "mail.create_mailbox")


def test_the_log_of_another_tenant_is_invisible(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        record(cast.customer, "mail.create_mailbox")

    with scope(cast.partner.tenant_id):
        assert log_lines(cast.customer.tenant_id) == []


@pytest.mark.parametrize("statement", ["update audit_entry set action = 'x'", "delete from audit_entry"])
def test_the_web_cannot_change_or_remove_an_entry(cast: Cast, statement: str) -> None:
    with scope(cast.customer.tenant_id):
        before = Entry.objects.count()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)

        assert Entry.objects.count() == before


def test_facts_become_plain_json() -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    facts = {"at": moment, "price": Decimal("1.50"), "id": UUID(int=1), "roles": {"a"}, "none": None}

    assert plain(facts) == {
        "at": "2026-01-02T00:00:00+00:00",
        "price": "1.50",
        "id": "00000000-0000-0000-0000-000000000001",
        "roles": ["a"],
        "none": None,
    }
