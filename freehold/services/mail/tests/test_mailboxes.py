"""Mailboxes and addresses: made, changed, renamed, closed; refused, invisible, twice."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection

from conftest import make_person
from freehold.audit.queries import log_lines
from freehold.kernel.actor import Role
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.provisioning.queries import get_instance
from freehold.services.mail.actions.add_alias import add_alias
from freehold.services.mail.actions.ask_engine import ask_for_keys, ask_to_delete, ask_to_forget, ask_to_retry
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.change_quota import change_quota
from freehold.services.mail.actions.clear_catch_all import clear_catch_all
from freehold.services.mail.actions.close_mailbox import close_mailbox
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.forget_sender import forget_sender
from freehold.services.mail.actions.remove_alias import remove_alias
from freehold.services.mail.actions.rename_mailbox import rename_mailbox
from freehold.services.mail.actions.rotate_dkim_key import rotate_dkim_key
from freehold.services.mail.actions.set_catch_all import set_catch_all
from freehold.services.mail.actions.write_sieve import write_all_sieve, write_sieve
from freehold.services.mail.models import Mailbox
from freehold.services.mail.queries.access import senders_of
from freehold.services.mail.queries.addresses import catch_alls
from freehold.services.mail.queries.mailboxes import get_mailbox, mailboxes, own_mailbox, see_mailbox
from freehold.services.mail.queries.records import dkim_keys
from freehold.services.mail.states import MailboxState
from freehold.services.mail.tests.conftest import Mail
from freehold.tenants.row_security import scope


def test_a_mailbox_takes_a_seat_the_plans_quota_and_a_key(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        box = get_mailbox(mail.adas)
        newest = log_lines(mail.ada.tenant_id, action="mail.create_mailbox")

        assert box.address == "ada@acme-dental.example"
        assert box.quota_bytes == 2 * 10**9
        assert box.username == f"{mail.adas.hex}@{mail.ada.tenant_id}"
        assert get_instance(mail.instance_id).seats_used == 2
        assert len(dkim_keys("acme-dental.example")) == 1
        assert len(newest) == 2


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("two@@acme-dental.example", "malformed_address"),
        ("ünï@acme-dental.example", "malformed_address"),
        (".dot@acme-dental.example", "malformed_address"),
        ("a..b@acme-dental.example", "malformed_address"),
        ("plus+tag@acme-dental.example", "malformed_address"),
        ("' or 1=1--@acme-dental.example", "malformed_address"),
        ("x\n@acme-dental.example", "malformed_address"),
        ("x" * 65 + "@acme-dental.example", "malformed_address"),
        ("new@not-ours.example", "domain_not_proven"),
        ("new@cedar-legal.example", "domain_not_proven"),
    ],
)
def test_a_bad_address_changes_nothing(mail: Mail, address: str, code: str) -> None:
    person = make_person(mail.ada.tenant_id, "new@acme-dental.example", "New", Role.MEMBER)

    with scope(mail.ada.tenant_id), pytest.raises(Refused) as refused:
        create_mailbox(address, person_id=person.person_id, actor=mail.ada)

    assert refused.value.code == code
    with scope(mail.ada.tenant_id):
        assert get_instance(mail.instance_id).seats_used == 2
        assert len(mailboxes(mail.ada)) == 2


def test_a_taken_address_and_a_person_ordered_twice_are_conflicts(mail: Mail) -> None:
    person = make_person(mail.ada.tenant_id, "new@acme-dental.example", "New", Role.MEMBER)
    with scope(mail.ada.tenant_id):
        with pytest.raises(Conflict, match="taken"):
            create_mailbox("MAX@acme-dental.example", person_id=person.person_id, actor=mail.ada)
        with pytest.raises(Conflict, match="already"):
            create_mailbox("ada2@acme-dental.example", person_id=mail.ada.person_id, actor=mail.ada)
        assert get_instance(mail.instance_id).seats_used == 2


def test_the_last_seat_is_the_last(mail: Mail) -> None:
    third, fourth = (
        make_person(mail.ada.tenant_id, f"{name}@acme-dental.example", name, Role.MEMBER)
        for name in ("c", "d")
    )
    with scope(mail.ada.tenant_id):
        create_mailbox("c@acme-dental.example", person_id=third.person_id, actor=mail.ada)
        with pytest.raises(Refused) as refused:
            create_mailbox("d@acme-dental.example", person_id=fourth.person_id, actor=mail.ada)
        assert refused.value.code == "no_seat_left"
        shared = create_shared_mailbox("info@acme-dental.example", actor=mail.ada)
        assert get_mailbox(shared).username.startswith("info@")


def test_a_member_may_make_no_mailbox_and_sees_their_own_alone(mail: Mail) -> None:
    with scope(mail.max.tenant_id):
        with pytest.raises(NotPermitted):
            create_mailbox("x@acme-dental.example", person_id=mail.max.person_id, actor=mail.max)
        with pytest.raises(NotPermitted):
            mailboxes(mail.max)
        with pytest.raises(NotFound):
            see_mailbox(mail.max, mail.adas)
        assert see_mailbox(mail.max, mail.maxs) == own_mailbox(mail.max)


def test_another_tenant_sees_and_changes_nothing(mail: Mail) -> None:
    with scope(mail.cleo.tenant_id):
        assert mailboxes(mail.cleo) == []
        for act in (
            lambda: close_mailbox(mail.adas, actor=mail.cleo),
            lambda: change_quota(mail.adas, quota_bytes=10**9, actor=mail.cleo),
            lambda: add_alias(mail.adas, address="x@cedar-legal.example", actor=mail.cleo),
            lambda: see_mailbox(mail.cleo, mail.adas),
            lambda: set_catch_all("cedar-legal.example", mailbox_id=mail.adas, actor=mail.cleo),
        ):
            with pytest.raises(NotFound):
                act()
    with scope(mail.ada.tenant_id):
        assert get_mailbox(mail.adas).state is MailboxState.ACTIVE


def test_a_quota_is_changed_within_bounds(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        change_quota(mail.adas, quota_bytes=15 * 10**8, actor=mail.ada)
        with pytest.raises(Refused):
            change_quota(mail.adas, quota_bytes=1, actor=mail.ada)
        with pytest.raises(NotPermitted):
            change_quota(mail.maxs, quota_bytes=10**9, actor=mail.max)
        assert get_mailbox(mail.adas).quota_bytes == 15 * 10**8


def test_nobody_gives_a_mailbox_more_than_the_plan_does(mail: Mail) -> None:
    """Acme's plan gives 2 GB; its seller decides by the plan, and no administrator by hand."""
    tom = make_person(mail.ada.tenant_id, "tom@acme-dental.example", "Tom Tooth", Role.MEMBER)
    for actor in (mail.ada, mail.cast.under_grant()):
        with scope(actor.tenant_id, person_id=actor.person_id):
            with pytest.raises(Refused, match="up to 2 GB"):
                change_quota(mail.adas, quota_bytes=2 * 10**9 + 1, actor=actor)
            with pytest.raises(Refused, match="up to 2 GB"):
                create_mailbox(
                    "tom@acme-dental.example", person_id=tom.person_id, quota_bytes=3 * 10**9, actor=actor
                )
            with pytest.raises(Refused, match="10 MB"):
                create_mailbox("tom@acme-dental.example", person_id=tom.person_id, quota_bytes=0, actor=actor)

    with scope(mail.ada.tenant_id):
        assert get_mailbox(mail.adas).quota_bytes == 2 * 10**9
        assert len(mailboxes(mail.ada)) == 2
        change_quota(mail.adas, quota_bytes=2 * 10**9, actor=mail.ada)


def test_an_alias_comes_and_goes(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        add_alias(mail.maxs, address="sales@acme-dental.example", actor=mail.ada)
        assert get_mailbox(mail.maxs).aliases == ("sales@acme-dental.example",)
        assert senders_of(mail.max) == ["max@acme-dental.example", "sales@acme-dental.example"]
        with pytest.raises(Conflict):
            add_alias(mail.adas, address="sales@acme-dental.example", actor=mail.ada)
        remove_alias(mail.maxs, address="sales@acme-dental.example", actor=mail.ada)
        with pytest.raises(NotFound):
            remove_alias(mail.maxs, address="sales@acme-dental.example", actor=mail.ada)
        assert get_mailbox(mail.maxs).aliases == ()


def test_a_renamed_mailbox_keeps_its_old_address_and_its_name_in_the_engines(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        before = get_mailbox(mail.maxs).username
        rename_mailbox(
            mail.maxs, address="maximilian@acme-dental.example", display_name="Max M", actor=mail.ada
        )
        box = get_mailbox(mail.maxs)
        assert box.aliases == ("max@acme-dental.example",)
        assert box.username == before
        rename_mailbox(mail.maxs, address="max@acme-dental.example", display_name="Max", actor=mail.ada)
        assert get_mailbox(mail.maxs).aliases == ("maximilian@acme-dental.example",)


def test_closing_frees_the_seat_and_the_addresses(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        close_mailbox(mail.maxs, actor=mail.ada)
        with pytest.raises(Refused):
            close_mailbox(mail.maxs, actor=mail.ada)
        assert get_mailbox(mail.maxs).state is MailboxState.CLOSED
        assert get_instance(mail.instance_id).seats_used == 1
        again = create_mailbox("max@acme-dental.example", person_id=mail.max.person_id, actor=mail.ada)
        assert again != mail.maxs


def test_a_catch_all_is_set_and_cleared(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        set_catch_all("acme-dental.example", mailbox_id=mail.adas, actor=mail.ada)
        set_catch_all("ACME-dental.example", mailbox_id=mail.maxs, actor=mail.ada)
        assert [row.mailbox_id for row in catch_alls(mail.ada)] == [mail.maxs]
        clear_catch_all("acme-dental.example", actor=mail.ada)
        with pytest.raises(NotFound):
            clear_catch_all("acme-dental.example", actor=mail.ada)


def test_a_key_is_rotated_and_the_old_one_stays_published(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        selector = rotate_dkim_key("acme-dental.example", actor=mail.ada)
        keys = dkim_keys("acme-dental.example")
        with pytest.raises(Refused):
            rotate_dkim_key("cedar-legal.example", actor=mail.ada)

    assert [key.active for key in keys] == [True, False]
    assert keys[0].selector == selector
    assert keys[0].public_txt.startswith("v=DKIM1; k=rsa; p=MII")


def test_what_does_not_exist_is_not_found(mail: Mail) -> None:
    with scope(mail.ada.tenant_id), pytest.raises(NotFound):
        close_mailbox(uuid.uuid4(), actor=mail.ada)


def test_what_only_the_host_can_do_is_asked_of_it_in_the_same_transaction(mail: Mail) -> None:
    def asked() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select count(id) from procrastinate_jobs")
            return int(cursor.fetchone()[0])

    with scope(mail.ada.tenant_id):
        before = asked()
        ask_to_forget(Mailbox.objects.get(id=mail.maxs))
        ask_for_keys(mail.ada.tenant_id)
        ask_to_retry(mail.ada.tenant_id, "4jYRmw2XVFzJDnG")
        ask_to_delete(mail.ada.tenant_id, "4jYRmw2XVFzJDnG")
        assert asked() == before + 4


def test_the_engines_look_again_when_a_mailbox_leaves_the_standard_script_or_comes_back(
    mail: Mail, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    def asked() -> int:
        with as_role("freehold_worker"), connection.cursor() as cursor:
            cursor.execute("select count(*) from procrastinate_jobs where task_name = 'mail.look_up_again'")
            return int(cursor.fetchone()[0])

    with scope(mail.ada.tenant_id):
        assert asked() == 0
        block_sender("pest@elsewhere.example", mailbox_id=mail.maxs, actor=mail.max)
        assert asked() == 1
        block_sender("other@elsewhere.example", mailbox_id=mail.maxs, actor=mail.max)
        forget_sender("other@elsewhere.example", mailbox_id=mail.maxs, actor=mail.max)
        assert asked() == 1
        forget_sender("pest@elsewhere.example", mailbox_id=mail.maxs, actor=mail.max)
        assert asked() == 2


def test_scripts_written_anew_are_the_same(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        before = Mailbox.objects.get(id=mail.maxs).sieve
        write_sieve(mail.maxs)
        write_all_sieve(mail.ada.tenant_id)
        assert before == Mailbox.objects.get(id=mail.maxs).sieve != ""
