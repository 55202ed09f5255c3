"""Signing in, being suspended and resumed, limits and freezes, and what happens when an engine dies."""

import imaplib
import smtplib
import subprocess
from collections.abc import Callable

import pytest
from django.db import connection

from freehold.accounts.actions.revoke_app_password import revoke_app_password
from freehold.accounts.models import AppPassword
from freehold.accounts.rules import digest
from freehold.kernel import clock
from freehold.provisioning.actions.want import want_released, want_suspended
from freehold.provisioning.reconcile import reconcile
from freehold.services.mail import jobs
from freehold.services.mail.actions.freeze_sender import freeze_sender
from freehold.services.mail.actions.set_limits import set_limits
from freehold.services.mail.actions.unfreeze_sender import unfreeze_sender
from freehold.services.mail.engine import sizes
from freehold.services.mail.models import DkimKey
from freehold.services.mail.queries.access import access_to_apply
from freehold.services.mail.queries.mailboxes import get_mailbox
from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import HOLD, World, until_taken, wait_for
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
OUTSIDE = "friend@elsewhere.example"


def has_ended(session: imaplib.IMAP4) -> bool:
    """Whether the server closed a session."""
    try:
        session.noop()
    except (imaplib.IMAP4.abort, OSError):
        return True
    return False


def test_suspension_ends_sessions_keeps_mail_and_resuming_brings_all_back(
    world: World, worker: Callable[..., object]
) -> None:
    tenant, instance = world.cedar.tenant_id, world.cedar_mail
    arrives(
        world.engines.settings.ports,
        OUTSIDE,
        world.carol.address,
        written(OUTSIDE, world.carol.address, "earlier"),
    )
    world.carol.find("earlier")
    with world.carol.imap() as session:
        with scope(tenant):
            want_suspended(instance, hold=HOLD)
        assert worker(reconcile, tenant, instance)
        wait_for(lambda: has_ended(session))

    with pytest.raises(imaplib.IMAP4.error), world.carol.imap():
        pass
    with pytest.raises(smtplib.SMTPAuthenticationError):
        world.carol.send(world.alice.address, "while suspended")
    arrives(
        world.engines.settings.ports,
        OUTSIDE,
        world.carol.address,
        written(OUTSIDE, world.carol.address, "kept"),
    )

    with scope(tenant):
        want_released(instance, hold=HOLD)
    assert worker(reconcile, tenant, instance)
    assert world.carol.find("kept")
    assert world.carol.find("earlier")


def test_a_revoked_app_password_is_refused_after_the_job(world: World, worker: Callable[..., object]) -> None:
    with scope(world.acme.tenant_id):
        password = AppPassword.objects.create(
            tenant_id=world.acme.tenant_id,
            person_id=world.bob.actor.person_id,
            name="phone",
            digest=digest("phone"),
        )
    with world.bob.imap(secret="phone"):
        pass
    with scope(world.acme.tenant_id):
        used = AppPassword.objects.get(id=password.id).last_used_at
        AppPassword.objects.filter(id=password.id).update(revoked_at=clock.now())
    worker(jobs.apply_access, str(world.acme.tenant_id), "", str(world.bob.actor.person_id))

    assert used is not None
    with pytest.raises(imaplib.IMAP4.error), world.bob.imap(secret="phone"):
        pass
    with world.bob.imap():
        pass


def test_a_revoked_password_whose_job_was_lost_ends_with_the_next_sweep(
    world: World, worker: Callable[..., object]
) -> None:
    with scope(world.acme.tenant_id):
        password = AppPassword.objects.create(
            tenant_id=world.acme.tenant_id,
            person_id=world.bob.actor.person_id,
            name="lost phone",
            digest=digest("lost phone"),
        )
    with world.bob.imap(secret="lost phone") as session:
        with scope(world.acme.tenant_id):
            revoke_app_password(password.id, actor=world.bob.actor)
        asked = worker(access_to_apply)
        worker(jobs.sweep_mail, 0)
        wait_for(lambda: has_ended(session))

    assert isinstance(asked, list)
    assert (world.acme.tenant_id, None, world.bob.actor.person_id) in asked
    assert worker(access_to_apply) == []
    with pytest.raises(imaplib.IMAP4.error), world.bob.imap(secret="lost phone"):
        pass


def test_failures_close_a_login_for_one_address_alone(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set session authorization freehold_engine")
        try:
            for _ in range(10):
                cursor.execute(
                    "select count(*) from engine.sign_in(%s, 'no', '203.0.113.9')", [world.bob.address]
                )
            right = "select count(*) from engine.sign_in(%s, %s, %s)"
            cursor.execute(right, [world.bob.address, digest(world.bob.secret), "203.0.113.9"])
            closed = cursor.fetchone()
            cursor.execute(right, [world.bob.address, digest(world.bob.secret), "203.0.113.10"])
            elsewhere = cursor.fetchone()
            cursor.execute(right, [world.alice.address, digest(world.alice.secret), "203.0.113.9"])
            somebody_else = cursor.fetchone()
        finally:
            cursor.execute("set session authorization freehold_app")

    assert closed == (0,)
    assert elsewhere == somebody_else == (1,)


def test_who_sends_too_much_is_frozen_and_told_and_let_go(
    world: World, worker: Callable[..., object]
) -> None:
    with scope(world.acme.tenant_id):
        unfreeze_sender(world.bob.mailbox_id, actor=world.acme)
        set_limits(hourly_per_person=3, hourly_per_tenant=3000, actor=world.acme)
    world.bob.send(world.alice.address, "one of three")
    world.bob.send([world.alice.address, world.carol.address], "three of three")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        world.bob.send(world.alice.address, "one too many")
    worker(jobs.sweep_mail, 0)
    with scope(world.acme.tenant_id):
        frozen = get_mailbox(world.bob.mailbox_id)
        set_limits(hourly_per_person=300, hourly_per_tenant=3000, actor=world.acme)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        world.bob.send(world.alice.address, "still frozen")
    with scope(world.acme.tenant_id):
        unfreeze_sender(world.bob.mailbox_id, actor=world.acme)
    world.bob.send(world.alice.address, "free again")

    assert refused.value.recipients[world.alice.address][0] == 550
    assert frozen.sending_frozen_at is not None
    assert "3 recipients" in frozen.sending_frozen_because
    assert world.alice.find("free again")


def test_a_tenant_that_sends_too_much_is_put_off_and_nobody_is_frozen(world: World) -> None:
    with scope(world.acme.tenant_id):
        for person in (world.alice, world.bob):
            unfreeze_sender(person.mailbox_id, actor=world.acme)  # and its count begins anew
        set_limits(hourly_per_person=3, hourly_per_tenant=4, actor=world.acme)
    try:
        for person in (world.alice, world.alice, world.alice, world.bob):
            person.send(world.carol.address, "within the limit")
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            world.bob.send(world.carol.address, "over the limit")
        world.carol.send(world.bob.address, "of somebody else")
        with scope(world.acme.tenant_id):
            frozen = [get_mailbox(one.mailbox_id).sending_frozen_at for one in (world.alice, world.bob)]
    finally:
        with scope(world.acme.tenant_id):
            set_limits(hourly_per_person=300, hourly_per_tenant=3000, actor=world.acme)
    world.bob.send(world.carol.address, "within the limit again")

    code, words = refused.value.recipients[world.carol.address]
    assert (code, words[:5]) == (450, b"4.7.1")
    assert frozen == [None, None]
    assert world.carol.find("within the limit again")


def test_a_frozen_mailbox_still_receives(world: World) -> None:
    with scope(world.acme.tenant_id):
        freeze_sender(world.bob.mailbox_id, because="looks stolen", actor=world.acme)
    try:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            world.bob.send(world.alice.address, "frozen")
        world.alice.send(world.bob.address, "to a frozen one")
        assert world.bob.find("to a frozen one")
    finally:
        with scope(world.acme.tenant_id):
            unfreeze_sender(world.bob.mailbox_id, actor=world.acme)


def test_mail_that_cannot_be_signed_is_put_off(world: World, worker: Callable[..., object]) -> None:
    with scope(world.cedar.tenant_id):
        DkimKey.objects.filter(domain="cedar-legal.example").update(active=False)
    worker(jobs.write_keys)

    def code_of_refusal() -> int:
        try:
            world.carol.send(world.alice.address, "unsigned")
        except smtplib.SMTPDataError as error:
            return error.smtp_code
        return 0

    try:
        assert wait_for(code_of_refusal) in {450, 451}
    finally:
        with scope(world.cedar.tenant_id):
            DkimKey.objects.filter(domain="cedar-legal.example").update(active=True)
        worker(jobs.write_keys)
    until_taken(lambda: world.carol.send(world.alice.address, "signed again"))
    assert world.alice.find("signed again")


def test_mail_waits_while_dovecot_is_away(world: World) -> None:
    world.engines.stop("dovecot")
    try:
        arrives(
            world.engines.settings.ports,
            OUTSIDE,
            world.bob.address,
            written(OUTSIDE, world.bob.address, "patience"),
        )
    finally:
        world.engines.start("dovecot")

    def came() -> bool:
        subprocess.run(["postqueue", "-c", str(world.engines.settings.etc / "postfix"), "-f"], check=True)
        return world.bob.has("patience")

    wait_for(came, seconds=30)


def test_sizes_are_read_from_dovecot(world: World) -> None:
    found = sizes([world.alice.username, "nobody@nowhere"])

    assert found[world.alice.username].messages > 0
    assert found[world.alice.username].bytes > 0
    assert found["nobody@nowhere"].messages == 0
