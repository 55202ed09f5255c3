"""What the prober calls an answer: a greeting as it should be. Small servers of our own stand in for broken engines."""

import socket
import threading
from collections.abc import Iterator

import pytest
from django.conf import settings

from freehold.services.mail import engine
from freehold.services.mail.service import MailService

DOORS = ("reading", "sending", "receiving")


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A door that takes connections, at the place of each door of mail."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        for name in ("IMAP", "SUBMISSION", "MX"):
            monkeypatch.setattr(settings, name, ("127.0.0.1", server.getsockname()[1]))
        monkeypatch.setattr(engine, "DOOR_SECONDS", 0.3)
        yield server


def answers_with(server: socket.socket, *lines: bytes) -> None:
    """Greet whoever comes, and answer each line with the next one."""

    def serve() -> None:
        try:
            while True:
                client, _address = server.accept()
                with client, client.makefile("rwb") as stream:
                    for place, line in enumerate(lines):
                        if place:
                            stream.readline()
                        stream.write(line)
                        stream.flush()
        except OSError:
            return

    threading.Thread(target=serve, daemon=True).start()


@pytest.mark.parametrize("door", DOORS)
def test_nobody_there_is_no_answer(listener: socket.socket, door: str) -> None:
    listener.close()

    assert not MailService().answers(door)


@pytest.mark.parametrize("door", DOORS)
def test_silence_is_no_answer(listener: socket.socket, door: str) -> None:
    assert not MailService().answers(door)


@pytest.mark.parametrize("door", ["sending", "receiving"])
def test_being_turned_away_is_no_answer(listener: socket.socket, door: str) -> None:
    answers_with(listener, b"421 4.3.2 not now\r\n")

    assert not MailService().answers(door)


def test_a_door_that_offers_no_encryption_is_closed_to_mail_programs(listener: socket.socket) -> None:
    answers_with(listener, b"220 mail.test\r\n", b"250 mail.test\r\n", b"502 no\r\n")

    assert not MailService().answers("sending")


def test_a_greeting_is_an_answer(listener: socket.socket) -> None:
    answers_with(listener, b"220 mail.test\r\n", b"250 mail.test\r\n", b"221 bye\r\n")

    assert MailService().answers("receiving")
