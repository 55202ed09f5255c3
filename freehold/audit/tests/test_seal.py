"""Sealing a log, and finding out what was done to it."""

from django.db import connection

from conftest import Cast
from freehold.audit.actions.record import record
from freehold.audit.actions.seal import seal_entries
from freehold.audit.models import Checkpoint, Entry
from freehold.audit.queries import verify_log
from freehold.kernel.actor import Actor
from freehold.tenants.row_security import scope


def record_acts(actor: Actor, count: int) -> None:
    for number in range(count):
        record(actor, "mail.create_mailbox", number=number)


def test_sealing_twice_covers_each_entry_once(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        first = seal_entries(cast.customer.tenant_id)
        record_acts(cast.customer, 3)
        second = seal_entries(cast.customer.tenant_id)
        third = seal_entries(cast.customer.tenant_id)
        verdict = verify_log(cast.customer.tenant_id)

    assert (first, second, third) == (1, 3, 0)
    assert verdict.holds
    assert verdict.sealed == 4


def test_a_changed_entry_is_found_out(cast: Cast, tamper) -> None:
    with scope(cast.customer.tenant_id):
        record_acts(cast.customer, 3)
        seal_entries(cast.customer.tenant_id)
        entry = Entry.objects.filter(action="mail.create_mailbox").first()
        tamper("update audit_entry set facts = '{\"number\": 99}' where id = %s", [entry.id])
        verdict = verify_log(cast.customer.tenant_id)

    assert verdict.faults == (f"Entry {entry.id} is not as it was recorded.",)


def test_removed_entries_at_the_end_are_found_out(cast: Cast, tamper) -> None:
    with scope(cast.customer.tenant_id):
        record_acts(cast.customer, 3)
        seal_entries(cast.customer.tenant_id)
        tamper("delete from audit_leaf where leaf_index >= 2")
        verdict = verify_log(cast.customer.tenant_id)

    assert verdict.faults == ("2 sealed entries are missing at the end.",)


def test_a_forged_signature_is_found_out(cast: Cast, tamper) -> None:
    with scope(cast.customer.tenant_id):
        seal_entries(cast.customer.tenant_id)
        size = Checkpoint.objects.get().tree_size
        tamper("update audit_checkpoint set signature = decode(repeat('00', 64), 'hex')")
        verdict = verify_log(cast.customer.tenant_id)

    assert verdict.faults == (f"The signature of checkpoint {size} does not hold.",)


def test_the_sweep_finds_whose_entries_wait(cast: Cast, as_role) -> None:
    with as_role("freehold_worker"), connection.cursor() as cursor:
        cursor.execute("select definer.tenants_with_unsealed_entries()")
        waiting = {row[0] for row in cursor.fetchall()}

    assert cast.customer.tenant_id in waiting
