"""What the protocols answer that people's programs speak: ManageSieve, TLS from the first byte, nothing in clear."""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Callable

import pytest
from django.db import connection

from freehold.services.mail import jobs
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.forget_sender import forget_sender
from freehold.services.mail.tests.on_engines.clients import UNCHECKED, Refusal, Scripts, arrives, written
from freehold.services.mail.tests.on_engines.conftest import World
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
OUTSIDE, NOISY = "friend@elsewhere.example", "noise@elsewhere.example"
ELSEWHERE = "127.0.0.2"  # Dovecot takes a client at its own address for one with TLS
OWN_SCRIPT = """require ["fileinto", "mailbox"];
if header :contains "subject" "by hand" { fileinto :create "By hand"; }
"""


class FromElsewhere(imaplib.IMAP4):
    """An IMAP client at an address of its own."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout, source_address=(ELSEWHERE, 0))


def test_a_script_of_ones_own_runs_after_the_platforms(world: World) -> None:
    with world.bob.scripts() as client:
        client.put("mine", OWN_SCRIPT)
        client.ask('SETACTIVE "mine"')
        kept = client.ask("LISTSCRIPTS")
        with pytest.raises(Refusal, match="NO"):
            client.put("broken", "if this is no script")
    with scope(world.acme.tenant_id):
        block_sender(NOISY, mailbox_id=world.bob.mailbox_id, actor=world.bob.actor)
    world.look_again(world.bob)
    try:
        for sender in (OUTSIDE, NOISY):
            message = written(sender, world.bob.address, f"by hand, from {sender}")
            arrives(world.engines.settings.ports, sender, world.bob.address, message)

        assert kept == ['"mine" ACTIVE']
        assert world.bob.find(f"by hand, from {OUTSIDE}", "By hand")
        assert world.bob.find(f"by hand, from {NOISY}", "Junk")
    finally:
        with world.bob.scripts() as client:
            client.ask('SETACTIVE ""')
            client.ask('DELETESCRIPT "mine"')
        with scope(world.acme.tenant_id):
            forget_sender(NOISY, mailbox_id=world.bob.mailbox_id, actor=world.bob.actor)
        world.look_again(world.bob)


def test_scripts_are_kept_for_their_owner_alone(world: World) -> None:
    client = Scripts(world.engines.settings.ports.sieve)
    client.start_tls()
    try:
        with pytest.raises(Refusal, match="NO"):
            client.sign_in(world.alice.address, world.bob.secret)
        with pytest.raises(Refusal, match="NO"):
            client.ask("LISTSCRIPTS")
    finally:
        client.close()


def test_mail_is_submitted_with_tls_from_the_first_byte(world: World) -> None:
    ports = world.engines.settings.ports
    message = written(world.alice.address, world.bob.address, "wrapped")
    with smtplib.SMTP_SSL("127.0.0.1", ports.submissions, context=UNCHECKED, timeout=60) as client:
        client.login(world.alice.address, world.alice.secret)
        client.send_message(message)
    with (
        pytest.raises((smtplib.SMTPServerDisconnected, ssl.SSLError, OSError)),
        smtplib.SMTP("127.0.0.1", ports.submissions, timeout=3) as client,
    ):
        client.ehlo()

    assert world.bob.find("wrapped")["From"] == world.alice.address


def test_no_password_is_taken_without_tls(world: World) -> None:
    ports, alice = world.engines.settings.ports, world.alice
    imap = FromElsewhere("127.0.0.1", ports.imap, timeout=20)
    offered = imap.capabilities
    with pytest.raises(imaplib.IMAP4.error, match="PRIVACYREQUIRED"):
        imap.login(alice.address, alice.secret)
    imap.shutdown()
    sieve = Scripts(ports.sieve, source=ELSEWHERE)
    with pytest.raises(Refusal):
        sieve.sign_in(alice.address, alice.secret)
    sieve.close()
    with smtplib.SMTP("127.0.0.1", ports.submission, timeout=20) as smtp:
        smtp.ehlo()
        in_clear = smtp.has_extn("auth")
        answer = smtp.docmd("AUTH", "PLAIN AGEAYg==")
        smtp.starttls(context=UNCHECKED)
        smtp.ehlo()
        encrypted = smtp.has_extn("auth")

    assert "LOGINDISABLED" in offered
    assert "AUTH=PLAIN" not in offered
    assert '"SASL" ""' in sieve.offers or '"SASL"' not in " ".join(sieve.offers)
    assert (in_clear, answer[0], encrypted) == (False, 530, True)


def test_the_public_port_takes_no_passwords_at_all(world: World) -> None:
    with smtplib.SMTP("127.0.0.1", world.engines.settings.ports.smtp, timeout=20) as smtp:
        smtp.starttls(context=UNCHECKED)
        smtp.ehlo()

        assert not smtp.has_extn("auth")
        assert smtp.docmd("AUTH", "PLAIN AGEAYg==")[0] == 503


def test_a_full_mailbox_says_so_to_imap(world: World, worker: Callable[..., object]) -> None:
    def size(quota_bytes: int) -> None:
        with scope(world.acme.tenant_id), connection.cursor() as cursor:
            cursor.execute(
                "update mail_mailbox set quota_bytes = %s where id = %s", [quota_bytes, world.bob.mailbox_id]
            )
        worker(jobs.apply_access, str(world.acme.tenant_id), str(world.bob.mailbox_id))

    size(10_000)
    try:
        with world.bob.imap() as client:
            answer, words = client.append("INBOX", None, None, b"Subject: too much\r\n\r\n" + b"x" * 20_000)
            assert answer == "NO"
            assert words[0].startswith(b"[OVERQUOTA]")
            assert client.select("INBOX")[0] == "OK"
    finally:
        size(10 * 10**9)
    with world.bob.imap() as client:
        assert client.append("INBOX", None, None, b"Subject: fits\r\n\r\nx")[0] == "OK"
