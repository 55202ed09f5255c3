"""Mail that goes on to addresses elsewhere: it arrives with a sender of ours, and what bounces finds its first sender."""

import re
import smtplib
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from freehold.services.mail import jobs
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.set_forwarding import set_forwarding
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import World, wait_for
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
SENDER, FRIEND = "writer@far.example", "friend@far.example"
SRS = re.compile(r"SRS0=[0-9a-f]{12}=[a-z2-7]{2}=far\.example=writer@mail\.test")


@dataclass
class Elsewhere:
    """Another mail server: it takes everything, and remembers it."""

    port: int = 0
    taken: list[tuple[str, str, EmailMessage]] = field(default_factory=list)  # sender, recipient, message

    def find(self, recipient: str, subject: str) -> tuple[str, EmailMessage]:
        """The sender and the message, once one with this subject has come to this recipient."""

        def look() -> tuple[str, EmailMessage] | None:
            found = [one for one in self.taken if one[1] == recipient and subject in str(one[2]["Subject"])]
            return (found[-1][0], found[-1][2]) if found else None

        answer = wait_for(look, seconds=40)
        assert isinstance(answer, tuple)
        return answer


class Conversation(socketserver.StreamRequestHandler):
    """One SMTP conversation. Source: RFC 5321."""

    timeout = 60

    def handle(self) -> None:
        """Say yes to all of it."""
        elsewhere: Elsewhere = self.server.elsewhere  # type: ignore[attr-defined]
        sender, recipients = "", list[str]()
        self.wfile.write(b"220 far.example ESMTP\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"MAIL":
                sender, recipients = line.split(b"<")[1].split(b">")[0].decode(), []
            elif verb == b"RCPT":
                recipients.append(line.split(b"<")[1].split(b">")[0].decode())
            elif verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                message = message_from_bytes(b"".join(lines), policy=policy.default)
                elsewhere.taken += [(sender, recipient, message) for recipient in recipients]
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 yes\r\n")


class Server(socketserver.ThreadingTCPServer):
    """One thread a conversation."""

    daemon_threads = True
    allow_reuse_address = True


@pytest.fixture(scope="module")
def elsewhere(engines: object, made_world: World) -> Iterator[Elsewhere]:
    """A server for far.example, and Postfix told where it is, as the DNS would."""
    server, found = Server(("127.0.0.1", 0), Conversation), Elsewhere()
    found.port = server.server_address[1]
    server.elsewhere = found  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    folder = made_world.engines.settings.etc / "postfix"
    held = (folder / "main.cf").read_text()
    with postfix_knowing(folder, held, f"{{ far.example = smtp:[127.0.0.1]:{found.port} }}"):
        yield found
    server.shutdown()
    thread.join()


@contextmanager
def postfix_knowing(folder: Path, held: str, route: str) -> Iterator[None]:
    """One more route in Postfix's table, as long as it lasts."""
    changed = re.sub(r"^(transport_maps = inline:\{.*)\}$", rf"\1, {route} }}", held, flags=re.MULTILINE)
    assert changed != held
    for text in (changed, held):
        (folder / "main.cf").write_text(text)
        subprocess.run(["/usr/sbin/postfix", "-c", str(folder), "reload"], check=True, capture_output=True)
        if text is changed:
            yield


def bounce(world: World, to: str, subject: str) -> None:
    """What a server does that could not deliver."""
    message = written("mailer-daemon@far.example", to, subject, "It could not be delivered.\n")
    ports = world.engines.settings.ports
    with smtplib.SMTP("127.0.0.1", ports.smtp, local_hostname="mx.far.example", timeout=60) as smtp:
        smtp.sendmail("", [to], message.as_bytes())


def test_a_groups_outside_member_gets_it_with_our_sender_and_a_bounce_goes_back(
    world: World, elsewhere: Elsewhere
) -> None:
    with scope(world.acme.tenant_id):
        group_id = create_group("circle@acme-dental.example", name="Circle", actor=world.acme)
        set_group_members(group_id, mailbox_ids=[world.bob.mailbox_id], outside=[FRIEND], actor=world.acme)
    message = written(SENDER, "circle@acme-dental.example", "To the circle")
    arrives(world.engines.settings.ports, SENDER, "circle@acme-dental.example", message)

    sender, got = elsewhere.find(FRIEND, "To the circle")

    assert SRS.fullmatch(sender)
    assert got["From"] == SENDER
    assert world.bob.find("To the circle")
    bounce(world, sender, "Undelivered circle")
    back_from, _ = elsewhere.find(SENDER, "Undelivered circle")
    assert back_from == "", "a bounce is never bounced"


def test_a_forwarded_mailbox_sends_on_with_our_sender_and_a_bounce_goes_back(
    world: World, elsewhere: Elsewhere, worker: Callable[..., object]
) -> None:
    with scope(world.acme.tenant_id):
        set_forwarding(world.bob.mailbox_id, targets=[FRIEND], keep_copy=True, actor=world.bob.actor)
    worker(jobs.apply_access, str(world.acme.tenant_id), str(world.bob.mailbox_id))  # which that enqueued
    try:
        arrives(
            world.engines.settings.ports, SENDER, world.bob.address, written(SENDER, world.bob.address, "Sent on")
        )  # fmt: skip
        sender, got = elsewhere.find(FRIEND, "Sent on")
    finally:
        with scope(world.acme.tenant_id):
            set_forwarding(world.bob.mailbox_id, targets=[], keep_copy=True, actor=world.bob.actor)

    assert SRS.fullmatch(sender)
    assert got["From"] == SENDER
    assert world.bob.find("Sent on")
    bounce(world, sender, "Undelivered forwarding")
    assert elsewhere.find(SENDER, "Undelivered forwarding")[0] == ""


def test_own_mail_to_elsewhere_keeps_its_sender(world: World, elsewhere: Elsewhere) -> None:
    world.bob.send(FRIEND, "Straight there")

    sender, got = elsewhere.find(FRIEND, "Straight there")

    assert sender == world.bob.address
    assert "d=acme-dental.example" in str(got["DKIM-Signature"])
