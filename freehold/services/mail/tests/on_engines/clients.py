"""Mail clients as people use them, and another mail server that speaks to the public port."""

import imaplib
import smtplib
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from uuid import UUID

from freehold.host.engines.settings import Ports
from freehold.kernel.actor import Actor

UNCHECKED = ssl._create_unverified_context()


def written(
    sender: str, recipient: str, subject: str, text: str = "Hello.\n", **headers: str
) -> EmailMessage:
    """An ordinary message."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="client.example")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


class Scripts:
    """A program that keeps a person's own filter scripts. Source: RFC 5804 (ManageSieve)."""

    def __init__(self, port: int, *, source: str = "127.0.0.1") -> None:
        self.socket: socket.socket = socket.create_connection(
            ("127.0.0.1", port), timeout=20, source_address=(source, 0)
        )
        self.stream = self.socket.makefile("rb")
        self.offers = self._answer()[1]

    def start_tls(self) -> None:
        """Encrypt what follows. Raises: Refusal."""
        self.ask("STARTTLS")
        self.socket = UNCHECKED.wrap_socket(self.socket)
        self.stream = self.socket.makefile("rb")
        self.offers = self._answer()[1]

    def sign_in(self, login: str, secret: str) -> None:
        """Sign in with a password. Raises: Refusal."""
        self.ask(f'AUTHENTICATE "PLAIN" "{b64encode(f"{chr(0)}{login}{chr(0)}{secret}".encode()).decode()}"')

    def put(self, name: str, script: str) -> None:
        """Keep a script. Raises: Refusal."""
        self.ask(f'PUTSCRIPT "{name}" {{{len(script.encode())}+}}\r\n{script}')

    def ask(self, command: str) -> list[str]:
        """The lines of a command's answer. Raises: Refusal."""
        self.socket.sendall(f"{command}\r\n".encode())
        verdict, lines = self._answer()
        if not verdict.startswith("OK"):
            raise Refusal(verdict)
        return lines

    def close(self) -> None:
        """Go away without a word."""
        self.stream.close()
        self.socket.close()

    def _answer(self) -> tuple[str, list[str]]:
        lines = []
        while True:
            line = self.stream.readline().decode().rstrip("\r\n")
            if line.startswith(("OK", "NO", "BYE")) or not line:
                return line, lines
            lines.append(line)


class Refusal(Exception):
    """The words in which a server said no."""


@dataclass(frozen=True)
class Person:
    """Somebody with a mailbox and a device."""

    address: str
    secret: str
    mailbox_id: UUID
    actor: Actor
    username: str
    ports: Ports

    @contextmanager
    def imap(self, login: str = "", secret: str = "") -> Iterator[imaplib.IMAP4]:
        """A signed-in IMAP session."""
        client = imaplib.IMAP4("127.0.0.1", self.ports.imap, timeout=20)
        try:
            client.starttls(UNCHECKED)
            client.login(login or self.address, secret or self.secret)
            yield client
        finally:
            client.shutdown()

    @contextmanager
    def scripts(self) -> Iterator[Scripts]:
        """A signed-in ManageSieve session."""
        client = Scripts(self.ports.sieve)
        try:
            client.start_tls()
            client.sign_in(self.address, self.secret)
            yield client
        finally:
            client.close()

    def send(
        self,
        recipient: str | list[str],
        subject: str,
        *,
        sender: str = "",
        header_from: str = "",
        text: str = "Hello.\n",
    ) -> EmailMessage:
        """Submit a message with STARTTLS and sign-in."""
        recipients = [recipient] if isinstance(recipient, str) else recipient
        sender = sender or self.address
        message = written(header_from or sender, ", ".join(recipients), subject, text)
        with smtplib.SMTP(
            "127.0.0.1", self.ports.submission, local_hostname="client.example", timeout=60
        ) as smtp:
            smtp.starttls(context=UNCHECKED)
            smtp.login(self.address, self.secret)
            smtp.sendmail(sender, recipients, message.as_bytes())
        return message

    def find(self, subject: str, folder: str = "INBOX", *, seconds: float = 15) -> EmailMessage:
        """The newest message with this subject, once it has come."""
        return message_from_bytes(self.find_raw(subject, folder, seconds=seconds), policy=policy.default)

    def find_raw(self, subject: str, folder: str = "INBOX", *, seconds: float = 15) -> bytes:
        """The same, byte by byte."""
        deadline = time.monotonic() + seconds
        with self.imap() as client:
            while True:
                found = self._look(client, subject, folder)
                if found is not None:
                    return found
                assert time.monotonic() < deadline, f"{subject!r} did not come into {folder}"
                time.sleep(0.2)

    def has(self, subject: str, folder: str = "INBOX") -> bool:
        """Whether a message with this subject is there now."""
        with self.imap() as client:
            return self._look(client, subject, folder) is not None

    def folders(self) -> list[str]:
        """The names of all folders."""
        with self.imap() as client:
            return [line.decode().rsplit(' "/" ', 1)[1].strip('"') for line in client.list()[1]]

    @staticmethod
    def _look(client: imaplib.IMAP4, subject: str, folder: str) -> bytes | None:
        if client.select(f'"{folder}"', readonly=True)[0] != "OK":
            return None
        numbers = client.search(None, "HEADER", "SUBJECT", f'"{subject}"')[1][0].split()
        if not numbers:
            return None
        return client.fetch(numbers[-1], "(BODY.PEEK[])")[1][0][1]


def arrives(ports: Ports, sender: str, recipient: str, message: EmailMessage | bytes) -> None:
    """What another mail server does on the public port."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    with smtplib.SMTP("127.0.0.1", ports.smtp, local_hostname="mx.elsewhere.example", timeout=60) as smtp:
        smtp.sendmail(sender, [recipient], raw)
