"""One whole platform for all tests here, with the demo's world in it, and companies that its partners set up."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dns.name
import dns.query
import dns.rcode
import dns.tsig
import dns.update
import pytest

from freehold.host.instance import Platform, start_platform
from freehold.host.layout import DNS_KEY, remove
from tests.platform.clients import Browser, Device, Mail, Program, wait_for

LINK = re.compile(r"http://\S+/account/invitation/\S+?/(?=\s)")
PASSWORD = "seven quiet lanterns"


@dataclass
class Company:
    """A customer that a partner set up by the API: who looks after it, its order, its people's devices."""

    tenant_id: str
    seller: Program  # the partner's administrator in the partner's own tenant
    inside: Program  # the same under the set-up grant
    number: str = ""
    instance_id: str = ""
    domain_id: str = ""
    people: dict[str, str] = field(default_factory=dict)  # ids by address
    mailboxes: dict[str, str] = field(default_factory=dict)


class Instance:
    """The running platform, and everybody whom its paper names."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.layout = platform.layout
        self.paper = json.loads((self.layout.folder / "demo.json").read_text())
        self.people = {one["email"]: one for one in self.paper["people"]}
        ports = {name: self.paper[name]["port"] for name in ("submission", "imap", "smtp")}
        self.mail = Mail(**ports, ca=Path(self.paper["ca_file"]))

    def program(self, email: str) -> Program:
        """A program with the token of somebody of the demo."""
        return Program(self.paper["api"], self.people[email]["api_token"])

    def device(self, email: str) -> Device:
        """The mail client of somebody of the demo."""
        return Device(email, self.people[email]["app_password"], self.mail)

    def publish(self, name: str, type_: str, value: str) -> None:
        """Put a record into the demo's DNS, as whoever holds the zone does."""
        key = dns.tsig.Key(DNS_KEY, self.layout.secrets["dns_key"], "hmac-sha256")
        update = dns.update.UpdateMessage("example", keyring=key)
        update.add(dns.name.from_text(name), 60, type_, value)
        reply = dns.query.tcp(update, "127.0.0.1", port=self.layout.ports["dns"], timeout=10)
        assert reply.rcode() == dns.rcode.NOERROR

    def set_up(self, seller: str, name: str, domain: str, *, seats: int) -> Company:
        """What a partner does for a new customer, until its mail is ready: domain, records, order."""
        alder = self.program(seller)
        tenant_id = str(alder.post("/customers", {"name": name})["id"])
        (grant,) = alder.items(f"/grants/held?tenant_id={tenant_id}")
        company = Company(tenant_id, alder, alder.under(grant["id"]))
        inside = company.inside
        company.domain_id = str(inside.post("/domains", {"name": domain})["id"])
        inside.post(f"/domains/{company.domain_id}/publications")
        plan = next(plan for plan in alder.items("/plans") if plan["name"] == "Mail Standard")
        order = alder.post("/subscriptions", {"plan_id": plan["id"], "seats": seats, "buyer_id": tenant_id})
        company.number, company.instance_id = str(order["number"]), str(order["instance_id"])
        wait_for(lambda: inside.get(f"/domains/{company.domain_id}")["state"] == "proven", what="the proof")
        wait_for(lambda: not inside.get(f"/instances/{company.instance_id}")["is_adrift"], what="the service")
        return company

    def welcome(self, company: Company, name: str, address: str, contact: str) -> None:
        """Make a person with a mailbox; the invitation goes to `contact`."""
        made = company.inside.post(
            "/mail/people", {"name": name, "address": address, "contact_email": contact}
        )
        company.people[address] = str(made["person_id"])
        company.mailboxes[address] = str(made["mailbox_id"])

    def accept(self, address: str, contact: str) -> Device:
        """Follow the invitation that came to `contact`, choose a password, sign in, and set up a device."""
        invitation = self.device(contact).read("TEXT", f'"{address}"', "TEXT", '"/account/invitation/"')
        body = invitation.get_body(("plain",))
        assert body is not None
        found = LINK.search(body.get_content() + "\n")
        assert found, body.get_content()
        browser = Browser(self.paper["web"])
        sign_in = browser.fill_in("/account/invitation/", browser.visit(found[0]), password=PASSWORD)
        browser.fill_in("/account/login/", sign_in, login=address, password=PASSWORD)
        made = browser.post("/me/app-passwords", {"name": "Phone"})
        return Device(address, str(made["secret"]), self.mail)


@pytest.fixture(scope="session")
def instance() -> Iterator[Instance]:
    """The platform, on free ports in a temporary folder, gone without a trace at the end."""
    if os.geteuid() != 0:
        pytest.skip("Postfix and Dovecot start as root")
    folder = Path(tempfile.mkdtemp(prefix="freehold-platform-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("FREEHOLD_")]:
            patch.delenv(name)
        patch.setenv("FREEHOLD_LOG_MEGABYTES", "1")  # so that logs are turned over while mail passes
        try:
            platform = start_platform(folder / "data", demo=True)
            try:
                yield Instance(platform)
            finally:
                platform.stop()
                remove(folder / "data")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
