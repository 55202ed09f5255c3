"""All that a partner's customer sees of a running platform, and nothing in it that names the operator.

Exempt are, by law, the pages that say who provides, where data lies and who else handles it (`EXEMPT`), and the
source of the program, which the licence gives to everybody.
"""

import http.client
import imaplib
import io
import json
import re
import smtplib
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from cryptography import x509
from pypdf import PdfReader

from freehold.config.demo.world import OPERATOR, PARTNERS
from tests.platform.clients import FIELD, Browser, Device, wait_for
from tests.platform.conftest import Instance

pytestmark = pytest.mark.engines

OLGA = "olga@meridian-hosting.example"
NAMES = ("meridian", "olga", OPERATOR.tax_id, OPERATOR.iban, OPERATOR.street)
EXEMPT = {
    "/legal/": "Data Act, art. 28, and GDPR, art. 28: who provides, who else handles the data, and where",
    "/api/v1/legal": "the same for programs",
    "/source/": "AGPL, section 13: the source of the program, whose demo has an operator of that name",
}
LINK = re.compile(r'(?:href|src|action|hx-get|content)="(/[^"#]*)')
ONE_OF_MANY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]+-[0-9]+|\d+")
HOST = "desk.alder-it.example"
EACH_KIND = 4  # pages of one kind that are looked at
MANY = 100  # pages of a customer's administrator, at least
PERSONS = {"customer's administrator", "person"}
OURS = {one.domain for one in PARTNERS}


# Attached files as mail carries them, read elsewhere as what they are: any short word stands in them by chance.
BASE64 = re.compile(r"[A-Za-z0-9+/=]{40,}")


@dataclass
class Seen:
    """What somebody has seen, looked through as it comes."""

    forbidden: tuple[str, ...]
    count: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    def look(self, where: str, what: str | bytes) -> None:
        """Look for the operator in a text, as it is and as a reader decodes it."""
        self.count += 1
        text = what.decode("utf-8", "replace") if isinstance(what, bytes) else what
        for reading in (text, unescape(text)):
            shown = BASE64.sub("", reading)
            low = shown.lower()
            for word in self.forbidden:
                if (place := low.find(word.lower())) >= 0:
                    self.faults[where] = shown[max(place - 60, 0) : place + 60]


class Person:
    """Somebody's browser at a host name, which looks at every answer."""

    def __init__(self, instance: Instance, seen: Seen) -> None:
        self.instance, self.seen = instance, seen
        self.browser = Browser(instance.paper["web"])

    def open(self, path: str, *, data: bytes | None = None, **headers: str) -> tuple[int, bytes, str]:
        """One request, whatever its answer; the body with its type."""
        request = urllib.request.Request(f"{self.instance.paper['web']}{path}", data=data, headers=headers)
        try:
            answer = self.browser.opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            body, kind = answer.read(), str(answer.headers.get("Content-Type", ""))
        if not exempt(path):
            self.seen.look(f"{path} (headers)", str(answer.headers))
            for name, part in readings(body, kind):
                self.seen.look(f"{path}{name}", part)
        return int(answer.status or 0), body, kind

    def sign_in(self, email: str) -> None:
        """With the password of the demo's paper."""
        page = self.open("/account/login/")[1].decode()
        token = FIELD.search(page)
        assert token
        fields = {
            "csrfmiddlewaretoken": token[1],
            "login": email,
            "password": self.instance.people[email]["password"],
        }
        self.open("/account/login/", data=urlencode(fields).encode())

    def walk(self) -> set[str]:
        """Follow every link of every page, a few of each kind; the kinds that were seen."""
        left, asked = ["/"], {"/"}
        kinds: dict[str, int] = {}
        while left:
            path = left.pop()
            kind = ONE_OF_MANY.sub("*", path.partition("?")[0])
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] > EACH_KIND:
                continue
            status, body, media = self.open(path)
            assert status < 500, (path, status)
            if "html" not in media:
                continue
            for found in LINK.findall(unescape(body.decode())):
                if found not in asked and "logout" not in found:
                    asked.add(found)
                    left.append(found)
        return set(kinds)


def exempt(path: str) -> bool:
    """Whether the law, or the licence, has the operator named here."""
    return path.partition("?")[0] in EXEMPT


def readings(body: bytes, kind: str) -> Iterator[tuple[str, str | bytes]]:
    """A file as a reader has it: of a PDF its text, what it says of itself, and what is attached; of a picture nothing."""
    if "pdf" not in kind:
        if not kind.startswith(("image/", "font/", "application/gzip")):
            yield "", body
        return
    file = PdfReader(io.BytesIO(body))
    yield (
        " (said of itself)",
        f"{file.metadata} {file.xmp_metadata and file.xmp_metadata.stream.get_data()!r}",
    )
    yield " (text)", "\n".join(page.extract_text() for page in file.pages)
    for name, contents in file.attachments.items():
        for content in contents:
            yield f" ({name})", content


@pytest.fixture(scope="module")
def forbidden(instance: Instance) -> tuple[str, ...]:
    """What names the operator, its ids among it."""
    olga = instance.program(OLGA)
    found = (*NAMES, str(olga.get("/tenant")["id"]), str(olga.get("/me")["id"]))
    assert all(len(one) >= 4 for one in found)
    return found


def customers(instance: Instance) -> list[str]:
    """Everybody of the demo who is a customer's person."""
    return [email for email, one in instance.people.items() if one["role"] in PERSONS]


def test_no_page_that_a_partners_customer_reaches_names_the_operator(
    instance: Instance, forbidden: tuple[str, ...]
) -> None:
    faults: dict[str, dict[str, str]] = {}
    most = 0
    for email in customers(instance):
        seen = Seen(forbidden)
        person = Person(instance, seen)
        person.sign_in(email)

        kinds = person.walk()
        refusals: set[int] = set()
        for path in ("/nothing/", "/settings/brand/", f"/invoices/{uuid4()}/", "/customers/", "/brand/x.css"):
            refusals.add(person.open(path)[0])
        assert person.open("/profile/", data=b"")[0] == 403  # a form without its proof of origin
        person.open("/account/logout/")
        assert 404 in refusals
        most = max(most, seen.count)
        assert "/" in kinds
        if seen.faults:
            faults[email] = seen.faults

    assert faults == {}
    assert most >= MANY


def test_no_answer_of_the_api_to_a_partners_customer_names_the_operator(
    instance: Instance, forbidden: tuple[str, ...]
) -> None:
    described = json.loads(urllib.request.urlopen(f"{instance.paper['api']}/openapi.json", timeout=60).read())
    faults: dict[str, dict[str, str]] = {}
    for email in customers(instance):
        program, seen = instance.program(email), Seen(forbidden)
        seen.look("/openapi.json", json.dumps(described))
        for path, operations in described["paths"].items():
            own = path.removeprefix("/api/v1")
            if "get" not in operations or exempt(path):
                continue
            for full in filled(own, program):
                try:
                    answer = program.ask("GET", full)
                except (ValueError, UnicodeDecodeError):  # a file
                    request = urllib.request.Request(
                        f"{program.api}{full}", headers={"Authorization": f"Bearer {program.token}"}
                    )
                    with urllib.request.urlopen(request, timeout=60) as file:
                        for name, part in readings(file.read(), file.headers["Content-Type"]):
                            seen.look(f"{full}{name}", part)
                    continue
                seen.look(full, json.dumps(answer.body, ensure_ascii=False))
                seen.look(f"{full} (headers)", str(answer.headers))
        for method, path, body in (
            ("POST", "/customers", {"name": "x"}),
            ("PUT", "/tenant/brand", {}),
            ("POST", "/domains", {"name": "no domain"}),
            ("GET", f"/invoices/{uuid4()}", None),
            ("GET", "/nothing", None),
        ):
            answer = program.ask(method, path, body)
            assert answer.status >= 400, (method, path)
            seen.look(f"{method} {path}", json.dumps(answer.body))
        if seen.faults:
            faults[email] = seen.faults

    assert faults == {}


def filled(path: str, program: object) -> list[str]:
    """The addresses of one operation, with ids of what its list holds."""
    if "{" not in path:
        return [path]
    listed, _, rest = path.partition("/{")
    _name, _, rest = rest.partition("}")
    answer = program.ask("GET", listed)  # type: ignore[attr-defined]
    items = answer.body.get("items", []) if isinstance(answer.body, dict) else answer.body
    ids = [str(one.get("id") or one.get("number")) for one in items[:3] if isinstance(one, dict)]
    return [f"{listed}/{one}{rest}" for one in ids if "{" not in rest]


def raw_letters(device: Device) -> Iterator[bytes]:
    """Everything in every mailbox that somebody reads."""
    with device.imap() as client:
        for line in client.list()[1]:
            assert isinstance(line, bytes)
            name = (
                line.decode().rpartition('"/" ')[2] if '"/" ' in line.decode() else line.decode().split()[-1]
            )
            if client.select(name, readonly=True)[0] != "OK":
                continue
            for number in client.search(None, "ALL")[1][0].split():
                yield client.fetch(number, "(BODY.PEEK[])")[1][0][1]  # type: ignore[index, misc]


def test_no_mail_that_a_partners_customer_gets_names_the_operator(
    instance: Instance, forbidden: tuple[str, ...]
) -> None:
    web, everybody = instance.paper["web"], customers(instance)
    for email in everybody:  # a link for a new password, and the notice of a new browser
        browser = Browser(web)
        browser.fill_in("/account/password/reset/", browser.visit("/account/password/reset/"), email=email)
        Person(instance, Seen(())).sign_in(email)
    seen = Seen(forbidden)
    own = 0

    for email in everybody:
        device = instance.device(email)
        wait_for(lambda device=device: device.find("SUBJECT", '"new password"'), what=f"the mail to {email}")
        for raw in raw_letters(device):
            letter = message_from_bytes(raw, EmailMessage, policy=policy.default)
            seen.look(f"{email}: {letter['Subject']}", raw.partition(b"\r\n\r\n")[0])
            own += "mail.test" in str(letter["From"])
            for part in letter.walk():
                if part.is_multipart():
                    continue
                content = part.get_payload(decode=True)
                assert isinstance(content, bytes)
                for name, reading in readings(content, part.get_content_type()):
                    seen.look(f"{email}: {letter['Subject']} {part.get_content_type()}{name}", reading)

    assert seen.faults == {}
    assert own >= len(everybody)


def test_no_greeting_and_no_certificate_of_the_mail_servers_names_the_operator(
    instance: Instance, forbidden: tuple[str, ...]
) -> None:
    seen = Seen(forbidden)
    paper = instance.paper
    for name in ("smtp", "submission"):
        with smtplib.SMTP("localhost", paper[name]["port"], local_hostname="c.example", timeout=60) as client:
            seen.look(f"{name} ehlo", repr(client.ehlo()) + repr(client.docmd("HELP")))
        with socket.create_connection(("localhost", paper[name]["port"]), timeout=60) as line:
            seen.look(f"{name} banner", line.recv(1000))
    for name in ("imap", "sieve"):
        with socket.create_connection(("localhost", paper[name]["port"]), timeout=60) as line:
            seen.look(f"{name} banner", line.recv(4000))
    client = imaplib.IMAP4("localhost", paper["imap"]["port"], timeout=60)
    seen.look("imap id", repr(client.xatom("ID", "NIL")) + repr(client.response("ID")))
    client.shutdown()
    with (
        socket.create_connection(("localhost", paper["imaps"]["port"]), timeout=60) as line,
        ssl.create_default_context(cafile=str(instance.mail.ca)).wrap_socket(
            line, server_hostname="localhost"
        ) as tls,
    ):
        shown = tls.getpeercert(binary_form=True)
    assert shown
    certificate = x509.load_der_x509_certificate(shown)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    seen.look("certificate", shown)
    neutral = instance.layout.neutral_domain

    assert set(names.get_values_for_type(x509.DNSName)) == {"localhost", neutral, f"mail.{neutral}"}
    assert seen.faults == {}


def test_a_browser_that_nobody_used_and_a_name_that_is_not_ours_meet_nobodys_brand(
    instance: Instance, forbidden: tuple[str, ...]
) -> None:
    seen = Seen((*forbidden, *OURS))
    stranger = Person(instance, seen)
    for path in (
        "/account/login/",
        "/account/password/reset/",
        "/account/invitation/",
        "/api/v1/me",
        "/nothing/",
    ):
        stranger.open(path)
    netloc = urlsplit(instance.paper["web"]).netloc
    for host in ("nobody.example", "meridian hosting", "..", ""):
        connection = http.client.HTTPConnection(netloc, timeout=60)
        connection.request("GET", "/account/login/", headers={"Host": host})
        answer = connection.getresponse()
        assert answer.status in {400, 421}, host
        seen.look(f"host {host!r}", answer.read())
        connection.close()

    assert seen.faults == {}


def test_at_a_partners_own_host_every_page_and_link_is_the_partners(
    instance: Instance, forbidden: tuple[str, ...]
) -> None:
    anna, bea = instance.program("anna@alder-it.example"), instance.device("bea@bright-bakery.example")
    host_id = str(anna.post("/hosts", {"name": HOST})["id"])
    try:
        shown = anna.get(f"/hosts/{host_id}")
        instance.publish(str(shown["proof_name"]), "TXT", f'"{shown["proof_value"]}"')
        instance.publish(HOST, "CNAME", f"{shown['leads_to']}.")
        anna.ask("POST", f"/hosts/{host_id}/checks")
        wait_for(lambda: anna.get(f"/hosts/{host_id}")["is_in_use"], what="the host name")
        seen = Seen(forbidden)
        local = urlsplit(instance.paper["web"])
        at_host = Browser(f"http://{HOST}:{local.port}")
        at_host.opener.add_handler(Resolver(local.netloc))
        at_host.opener.handle_open["http"].sort(key=lambda one: not isinstance(one, Resolver))
        for path in ("/account/login/", "/account/password/reset/"):
            page = at_host.visit(path)
            seen.look(path, page)
            assert "Alder IT" in page
        page = at_host.visit("/account/password/reset/")
        at_host.fill_in("/account/password/reset/", page, email=bea.address)
        letter = wait_for(lambda: bea.find("TEXT", f'"{HOST}"'), what="the link at the host name")
        seen.look("mail", letter.as_bytes())
        assert seen.faults == {}
    finally:
        assert anna.ask("DELETE", f"/hosts/{host_id}").status == 204


class Resolver(urllib.request.HTTPHandler):
    """Leads a host name to the platform, as DNS and a reverse proxy would."""

    def __init__(self, netloc: str) -> None:
        super().__init__()
        self.netloc = netloc

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """The same request, with its own host name, to the platform's address."""
        request.add_unredirected_header("Host", request.host)
        request.host = self.netloc
        return super().http_open(request)
