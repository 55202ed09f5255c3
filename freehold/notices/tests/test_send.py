"""Sending notices through an SMTP server: what arrives, what is tried again, what is forgotten."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from conftest import Cast
from freehold.host import database
from freehold.host.database import free_port
from freehold.kernel.errors import Refused, Unreachable
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.letters import Letterhead
from freehold.notices.models import Notice
from freehold.notices.queries import waiting_notices
from freehold.notices.service import compose, send
from freehold.notices.states import NoticeState, NoticeTemplate
from freehold.tenants.row_security import scope


class Receiver(threading.Thread):
    """Just enough of RFC 5321 to take messages, or to answer RCPT with something else."""

    def __init__(self, answer: bytes = b"250 ok") -> None:
        super().__init__(daemon=True)
        self.answer, self.messages = answer, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self) -> None:
        """Take one connection after the other."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self.talk(stream)

    def talk(self, stream) -> None:
        """One conversation."""

        def say(line: bytes) -> None:
            stream.write(line + b"\r\n")
            stream.flush()

        say(b"220 here")
        while line := stream.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                say(b"354 go on")
                data = b""
                while (line := stream.readline()) != b".\r\n":
                    data += line
                self.messages.append(data)
                say(b"250 taken")
            elif verb == b"QUIT":
                say(b"221 bye")
                return
            else:
                say(self.answer if verb == b"RCPT" else b"250 ok")


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """Somewhere that mail goes."""
    server = Receiver()
    server.start()
    settings.INJECTION = ("127.0.0.1", server.port)
    yield server
    server.listener.close()


def invite(cast: Cast, **changed: str) -> UUID:
    """A waiting invitation of Acme's."""
    with scope(cast.customer.tenant_id):
        return enqueue_notice(
            NoticeTemplate.INVITATION,
            to="nia@home.example",
            language=changed.pop("language", "en"),
            context={
                "name": "Nia <b>New</b>", "inviter": "Ada", "organisation": "Acme Dental",
                "address": "nia@acme-dental.example", **changed,
            },
            secrets={"link": "http://localhost:8000/account/invitation/a-secret/"},
        )  # fmt: skip


def state_of(cast: Cast, notice_id: UUID) -> Notice:
    """The row."""
    with scope(cast.customer.tenant_id):
        return Notice.objects.get(id=notice_id)


def test_it_arrives_under_the_partners_brand_and_its_secret_is_forgotten(
    cast: Cast, receiver: Receiver
) -> None:
    notice_id = invite(cast)
    send(cast.customer.tenant_id, notice_id)
    send(cast.customer.tenant_id, notice_id)

    (raw,) = receiver.messages
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message["From"] == "Alder IT <no-reply@mail.test>"
    assert message["Subject"] == "Ada invites you to Acme Dental"
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Meridian" not in plain + html
    assert "/account/invitation/a-secret/" in plain
    assert 'href="http://localhost:8000/account/invitation/a-secret/"' in html
    assert "<b>" not in html
    row = state_of(cast, notice_id)
    assert (row.state, row.sealed) == (NoticeState.SENT, "")


def test_a_silent_engine_is_tried_again(cast: Cast, settings) -> None:
    settings.INJECTION = ("127.0.0.1", free_port())
    notice_id = invite(cast)

    with pytest.raises(Unreachable):
        send(cast.customer.tenant_id, notice_id)

    row = state_of(cast, notice_id)
    assert (row.state, row.tries) == (NoticeState.WAITING, 1)
    assert "does not answer" in row.last_error


def test_what_is_turned_down_for_good_says_why(cast: Cast, receiver: Receiver) -> None:
    receiver.answer = b"550 5.1.1 no such person"
    notice_id = invite(cast)

    send(cast.customer.tenant_id, notice_id)

    row = state_of(cast, notice_id)
    assert (row.state, row.last_error) == (NoticeState.REFUSED, "550 5.1.1 no such person")


def test_what_is_turned_down_for_now_is_tried_again(cast: Cast, receiver: Receiver) -> None:
    receiver.answer = b"451 4.3.0 later"
    with pytest.raises(Unreachable):
        send(cast.customer.tenant_id, invite(cast))


@pytest.mark.parametrize("to", ["", "nobody", "a@b.example\r\nBcc: c@d.example", "a b@c.example"])
def test_hostile_addresses_are_refused(cast: Cast, to: str) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(Refused):
        enqueue_notice(NoticeTemplate.ERASED, to=to, language="en")


def test_a_name_with_a_line_break_makes_no_header(cast: Cast) -> None:
    notice_id = invite(cast, inviter="Ada\r\nBcc: x@evil.example")

    with scope(cast.customer.tenant_id):
        message = compose(notice_id)

    assert message is not None
    assert message["Bcc"] is None


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("template", list(NoticeTemplate))
def test_every_notice_is_written_in_every_language(
    cast: Cast, template: NoticeTemplate, language: str
) -> None:
    with scope(cast.customer.tenant_id):
        notice_id = enqueue_notice(
            template, to="a@b.example", language=language, context={"change": "totp_added"}
        )
        message = compose(notice_id)

    assert message is not None
    assert str(message["Subject"]).strip()
    assert "{" not in message.as_string().split("<style")[0].partition("Content-Type: text/html")[0]


def test_no_text_lies_around_unused() -> None:
    folder = Path(str(get_template("notices/layout.html").origin)).parent

    known = {f"{template}.txt" for template in NoticeTemplate}
    assert {path.name for path in folder.glob("??/*.txt")} == known
    with pytest.raises(TemplateDoesNotExist):
        get_template("notices/fr/erased.txt")


def test_another_tenant_does_not_see_it(cast: Cast) -> None:
    invite(cast)

    with scope(cast.partner.tenant_id):
        assert Notice.objects.count() == 0


def test_two_workers_send_a_notice_once(
    cast: Cast, receiver: Receiver, cluster: tuple[database.Cluster, dict[str, str]]
) -> None:
    running, passwords = cluster
    notice_id = invite(cast)
    dsn = running.dsn("freehold_worker", passwords["freehold_worker"])

    with psycopg.connect(dsn, autocommit=True) as other:
        other.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [f"notice:{notice_id}"])
        send(cast.customer.tenant_id, notice_id)
        during = len(receiver.messages)
        other.execute("select pg_advisory_unlock_all()")
    send(cast.customer.tenant_id, notice_id)

    assert (during, len(receiver.messages)) == (0, 1)


def test_a_sweep_takes_letters_after_notices_and_only_when_they_wait_for_long(
    cast: Cast, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    def waiting(minutes: int, letterhead: Letterhead | None) -> UUID:
        with scope(cast.customer.tenant_id):
            made = enqueue_notice(
                NoticeTemplate.INVOICE, to="a@b.example", language="en", letterhead=letterhead
            )
            began = datetime.now(UTC) - timedelta(minutes=minutes)
            Notice.objects.filter(id=made).update(created_at=began)
        return made

    waiting(10, Letterhead("Alder IT GmbH"))
    letter = waiting(120, Letterhead("Alder IT GmbH"))
    notice = waiting(10, None)

    with as_role("freehold_worker"):
        found = [one for _, one in waiting_notices(10)]

    assert found == [notice, letter]
