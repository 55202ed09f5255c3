"""Programs, people and their devices, as they meet a running platform: by HTTP, submission and IMAP alone."""

import imaplib
import json
import re
import smtplib
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

T = TypeVar("T")
PERMANENT = 500  # below, an answer of SMTP means: later. Source: RFC 5321, 4.2.1
PATIENCE_SECONDS = 120.0
FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def wait_for(ask: Callable[[], T | None], *, seconds: float = PATIENCE_SECONDS, what: str = "it") -> T:
    """Ask until the answer is neither None nor empty."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"{what} did not come within {seconds:.0f} s"
        time.sleep(0.1)


def patiently(send: Callable[[], object], *, seconds: float = 130.0) -> None:
    """Send until the answer is no "later" any more: Postfix asks a database that was away again after a minute."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            send()
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _said in refused.recipients.values()]
            if max(codes) >= PERMANENT or time.monotonic() > deadline:
                raise
        except smtplib.SMTPResponseException as refused:
            if refused.smtp_code >= PERMANENT or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(0.5)


@dataclass(frozen=True)
class Answer:
    """What the API said."""

    status: int
    body: dict[str, object]
    headers: dict[str, str]


@dataclass(frozen=True)
class Program:
    """A program with somebody's API token, under a grant if one is named."""

    api: str
    token: str
    grant: str = ""

    def under(self, grant: object) -> "Program":
        """The same program in a customer's tenant."""
        return Program(self.api, self.token, str(grant))

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """One request, whatever its answer. Raises: OSError when nobody answers."""
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if self.grant:
            sent["Freehold-Grant"] = self.grant
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.api}{path}", data=data, method=method, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return _answer(response.status, response.read(), dict(response.headers))
        except urllib.error.HTTPError as error:
            return _answer(error.code, error.read(), dict(error.headers))

    def get(self, path: str) -> dict[str, object]:
        """What is there."""
        return self._worked("GET", path, self.ask("GET", path))

    def post(self, path: str, body: object = None) -> dict[str, object]:
        """Do something that works."""
        return self._worked("POST", path, self.ask("POST", path, body))

    def put(self, path: str, body: object) -> dict[str, object]:
        """Set something that may be set."""
        return self._worked("PUT", path, self.ask("PUT", path, body))

    def items(self, path: str) -> list[dict[str, object]]:
        """The first page of a list."""
        return list(self.get(path)["items"])  # type: ignore[call-overload]

    @staticmethod
    def _worked(method: str, path: str, answer: Answer) -> dict[str, object]:
        assert answer.status < 300, f"{method} {path}: {answer.status} {answer.body}"
        return answer.body


def _answer(status: int, raw: bytes, headers: dict[str, str]) -> Answer:
    return Answer(status, json.loads(raw) if raw else {}, headers)


class Browser:
    """A browser with cookies, which fills in forms; scripts do not run in it."""

    def __init__(self, web: str) -> None:
        self.web = web
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def visit(self, address: str) -> str:
        """The page at an address or a path."""
        with self.opener.open(address if "://" in address else f"{self.web}{address}", timeout=60) as page:
            return str(page.read().decode())

    def fill_in(self, path: str, page: str, **fields: str) -> str:
        """Send the form of a page; the page that follows."""
        found = FIELD.search(page)
        assert found, f"no form in {page}"
        data = urlencode({"csrfmiddlewaretoken": found[1], **fields}).encode()
        with self.opener.open(f"{self.web}{path}", data=data, timeout=60) as answer:
            return str(answer.read().decode())

    def send(self, path: str, page: str, **fields: str) -> str:
        """Send the last form of a page with all that stands hidden in it; the address that the answer leads to."""
        data = urlencode(dict(HIDDEN.findall(FORM.findall(page)[-1])) | fields).encode()
        with self.opener.open(f"{self.web}{path}", data=data, timeout=60) as answer:
            return str(answer.geturl())

    def post(self, path: str, body: object) -> dict[str, object]:
        """A write by the API in the browser's own session."""
        token = next(str(cookie.value) for cookie in self.jar if cookie.name.startswith("freehold-csrf"))
        request = urllib.request.Request(
            f"{self.web}/api/v1{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "X-CSRFToken": token},
        )
        with self.opener.open(request, timeout=60) as answer:
            made: dict[str, object] = json.loads(answer.read())
            return made


@dataclass(frozen=True)
class Mail:
    """Where a platform's mail servers are, and the authority that their certificate is checked by."""

    submission: int
    imap: int
    smtp: int
    ca: Path

    @property
    def tls(self) -> ssl.SSLContext:
        """Trusts the instance's own authority alone."""
        return ssl.create_default_context(cafile=str(self.ca))


@dataclass(frozen=True)
class Device:
    """A mail client of somebody's, which knows their address and an app password."""

    address: str
    secret: str
    mail: Mail

    @contextmanager
    def imap(self) -> Iterator[imaplib.IMAP4]:
        """A signed-in IMAP session."""
        client = imaplib.IMAP4("localhost", self.mail.imap, timeout=60)
        try:
            client.starttls(self.mail.tls)
            client.login(self.address, self.secret)
            yield client
        finally:
            client.shutdown()

    @contextmanager
    def submission(self) -> Iterator[smtplib.SMTP]:
        """A signed-in session of submission."""
        client = smtplib.SMTP("localhost", self.mail.submission, local_hostname="client.example", timeout=60)
        try:
            client.starttls(context=self.mail.tls)
            client.login(self.address, self.secret)
            yield client
        finally:
            client.close()

    def send(self, recipient: str, subject: str, text: str = "Hello.\n") -> EmailMessage:
        """Submit a message; when asked to come later, come later, as mail programs do."""
        message = written(self.address, recipient, subject, text)
        patiently(lambda: self._submit(message))
        return message

    def _submit(self, message: EmailMessage) -> None:
        with self.submission() as client:
            client.send_message(message)

    def subjects(self) -> list[str]:
        """The subjects of all that is in the inbox."""
        with self.imap() as client:
            client.select("INBOX", readonly=True)
            _, found = client.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        return [part[1].decode().partition(":")[2].strip() for part in found if isinstance(part, tuple)]

    def find(self, *criteria: str) -> EmailMessage | None:
        """The newest message in the inbox that fits, if it is there yet."""
        with self.imap() as client:
            client.select("INBOX", readonly=True)
            numbers = client.search(None, *criteria)[1][0].split()
            if not numbers:
                return None
            raw = client.fetch(numbers[-1], "(BODY.PEEK[])")[1][0][1]
        return message_from_bytes(raw, policy=policy.default)

    def read(self, *criteria: str) -> EmailMessage:
        """The message, once it has come."""
        return wait_for(lambda: self.find(*criteria), what=f"a message with {criteria}")

    def may_sign_in(self) -> bool:
        """Whether the password opens the mailbox now."""
        try:
            with self.imap():
                return True
        except imaplib.IMAP4.error:
            return False


def written(sender: str, recipient: str, subject: str, text: str = "Hello.\n") -> EmailMessage:
    """An ordinary message."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="client.example")
    message.set_content(text)
    return message
