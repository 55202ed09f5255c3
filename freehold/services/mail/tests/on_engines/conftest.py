"""Dovecot, Postfix and rspamd of the test's own, beside a small DNS server, on a committed world in a database of its own."""

import os
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from conftest import Cast, connect_as, make_person
from freehold.accounts.models import AppPassword
from freehold.accounts.rules import digest
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.domains.models import Domain
from freehold.host import database, privileged
from freehold.host.certificates import certificates_in
from freehold.host.child import has_socket, listens
from freehold.host.engines import dovecot, postfix, rspamd
from freehold.host.engines.settings import EngineSettings, Ports, engine_database
from freehold.host.trace import Follower, write
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.provisioning.actions.want import want_instance
from freehold.provisioning.reconcile import reconcile
from freehold.services.mail import jobs
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.engine import forget_look_ups
from freehold.services.mail.models import DkimKey
from freehold.services.mail.queries.mailboxes import get_mailbox
from freehold.services.mail.queries.records import signing_keys
from freehold.services.mail.rules.dkim import new_key
from freehold.services.mail.tests.on_engines.clients import Person
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope

NAME = "freehold_mail"
NOTICES_KEY = new_key()
PERMANENT = 500  # below, an answer of SMTP means: later. Source: RFC 5321, 4.2.1
HOLD = UUID("0190a000-0000-7000-8000-000000000002")


class Zone:
    """A DNS server for `example.`, whose records tests may add to while it runs."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        folder.mkdir()
        self.records: dict[tuple[str, str], str] = {}
        self.publish({})
        self.process = subprocess.Popen(
            [sys.executable, "-m", "freehold.host.dns", str(folder), "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def publish(self, records: dict[tuple[str, str], str]) -> None:
        """Add records, by name and type, and write the zone anew."""
        self.records |= records
        lines = ["@ 1 IN SOA ns.example. root.example. 1 1 1 1 1", "@ 1 IN NS ns.example."]
        for (name, kind), value in self.records.items():
            text = " ".join(f'"{value[i : i + 200]}"' for i in range(0, len(value), 200))
            lines.append(f"{name}. 1 IN {kind} {text if kind == 'TXT' else value}")
        draft = self.folder / "draft"
        draft.write_text("\n".join(lines) + "\n")
        draft.replace(self.folder / "example.zone")


@dataclass
class Engines:
    """The running engines: their settings, processes and DNS; `stop` and `start` by name."""

    settings: EngineSettings
    zone: Zone
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start engines, and what does the acts that need root, and wait until they answer."""
        commands = {
            "dovecot": dovecot.command(self.settings),
            "postfix": postfix.command(self.settings),
            "rspamd": rspamd.command(self.settings),
            "privileged": [sys.executable, "-I", "-S", privileged.__file__, str(self.settings.root), "root"],
        }
        for name in names or commands:
            log = (self.settings.log / f"{name}.out").open("ab")
            self.running[name] = subprocess.Popen(
                commands[name], stdout=log, stderr=log, cwd="/", start_new_session=True
            )
        run, ports = self.settings.run, self.settings.ports
        answer = {
            "rspamd": (has_socket(run / "rspamd" / "in"), has_socket(run / "rspamd" / "out")),
            "dovecot": (listens(ports.imap), listens(ports.sieve), has_socket(run / "dovecot" / "lmtp")),
            "postfix": (listens(ports.smtp), listens(ports.submission), listens(ports.submissions)),
            "privileged": (has_socket(run / "privileged.sock"),),
        }
        for name in names or answer:
            wait_for(lambda parts=answer[name]: all(part() for part in parts), seconds=300)

    def stop(self, *names: str, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop engines and wait for their end."""
        for name in names or tuple(self.running):
            process = self.running.pop(name)
            process.send_signal(how)
            try:
                process.wait(3 if name == "rspamd" else 30)
            except subprocess.TimeoutExpired:
                if name != "rspamd":
                    raise
                # rspamd 3.12 counts its connections wrong, and waits for none.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(30)


@dataclass
class World:
    """A committed world: two customers of rival partners, with people who have mailboxes."""

    cast: Cast
    engines: Engines
    alice: Person  # administrator of Acme
    bob: Person
    carol: Person  # administrator of Cedar, another partner's customer
    acme_mail: UUID
    cedar_mail: UUID

    def look_again(self, person: Person) -> None:
        """What the job after a change of a mailbox's settings does: Dovecot remembers a mailbox for some seconds."""
        forget_look_ups([person.username, person.address])

    @property
    def acme(self) -> Actor:
        """Acme's administrator."""
        return self.cast.customer

    @property
    def cedar(self) -> Actor:
        """Cedar's administrator."""
        return self.cast.rival_customer


def wait_for(ask: Callable[[], object], *, seconds: float = 15) -> object:
    """Ask until the answer is neither None nor empty."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"nothing came within {seconds} s")
        time.sleep(0.1)


def until_taken(send: Callable[[], object]) -> None:
    """Send until it is taken, as a mail client does that is told to come later: rspamd sees new keys after a second."""

    def taken() -> bool:
        try:
            send()
        except smtplib.SMTPDataError as error:
            if error.smtp_code >= PERMANENT:
                raise
            return False
        return True

    wait_for(taken)


@pytest.fixture(scope="session")
def mail_database(
    cluster: tuple[database.Cluster, dict[str, str]],
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """A copy of the migrated database, for what engines must see committed."""
    running, passwords = cluster
    with django_db_blocker.unblock():
        connection.close()
    superuser = running.dsn(database.SUPERUSER, passwords[database.SUPERUSER], "postgres")
    with psycopg.connect(superuser, autocommit=True) as raw:
        raw.execute(f"create database {NAME} template {database.DATABASE} owner freehold_owner")


@contextmanager
def on_mail_database(cluster: tuple[database.Cluster, dict[str, str]], role: str) -> Iterator[None]:
    """Let Django speak with the copy, in a role."""
    running, passwords = cluster
    connect_as(running, passwords, role)
    connection.settings_dict["NAME"] = NAME
    try:
        yield
    finally:
        connect_as(running, passwords, "freehold_app")
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database.DATABASE


@pytest.fixture(scope="session")
def engines(cluster: tuple[database.Cluster, dict[str, str]], mail_database: None) -> Iterator[Engines]:
    """The three engines, running."""
    running, passwords = cluster
    root = Path(tempfile.mkdtemp(prefix="fh-mail-"))
    root.chmod(0o755)
    dns_port = database.free_port()
    zone = Zone(root / "dns", dns_port)
    names = ("smtp", "submission", "submissions", "inject", "imap", "imaps", "sieve", "doveadm", "stats")
    own = certificates_in(root / "tls", names=("localhost", "mail.mail.test"), certificate="", key="")
    wanted = EngineSettings(
        name="test",
        root=root,
        ports=Ports(**{name: database.free_port() for name in names}),
        database=engine_database(running.dsn("freehold_engine", passwords["freehold_engine"], NAME)),
        certificate=own.certificate,
        key=own.key,
        ca=own.ca,
        host_name="mail.mail.test",
        neutral_domain="mail.test",
        api_key="key-of-the-test",
        resolver=f"127.0.0.1:{dns_port}",
        notices_key=NOTICES_KEY.private_pem,
    )
    for module in (dovecot, postfix, rspamd):
        module.write(wanted)
    names = ("DOVEADM", "DOVEADM_KEY", "ENGINE_ROOT", "IMAP", "SUBMISSION", "MX", "ENGINE_CA")
    held = {name: getattr(settings, name) for name in names}
    settings.DOVEADM, settings.DOVEADM_KEY = ("127.0.0.1", wanted.ports.doveadm), wanted.api_key
    settings.ENGINE_ROOT = root
    settings.IMAP, settings.SUBMISSION = (
        ("localhost", wanted.ports.imaps),
        ("localhost", wanted.ports.submission),
    )
    settings.MX, settings.ENGINE_CA = ("localhost", wanted.ports.smtp), str(wanted.ca or "")
    found = Engines(wanted, zone)
    try:
        found.start()
        yield found
    finally:
        for name in tuple(found.running):
            found.stop(name)
        zone.process.terminate()
        zone.process.wait(10)
        for name, value in held.items():
            setattr(settings, name, value)
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def made_world(
    cluster: tuple[database.Cluster, dict[str, str]], engines: Engines, django_db_blocker: DjangoDbBlocker
) -> World:
    """The world, made once through the actions that make it in life."""
    with django_db_blocker.unblock(), on_mail_database(cluster, "freehold_app"):
        meridian = create_operator("Meridian Hosting")
        operator = make_person(meridian, "olga@meridian.example", "Olga", Role.ADMINISTRATOR)
        with scope(meridian):
            alder, birch = set_up_partner("Alder IT", actor=operator), set_up_partner("Birch", actor=operator)
        partner = make_person(alder, "anna@alder.example", "Anna", Role.ADMINISTRATOR)
        rival = make_person(birch, "bert@birch.example", "Bert", Role.ADMINISTRATOR)
        with scope(alder):
            acme = set_up_customer("Acme Dental", actor=partner)
        with scope(birch):
            cedar = set_up_customer("Cedar Legal", actor=rival)
        alice = make_person(acme, "alice@acme-dental.example", "Alice Acme", Role.ADMINISTRATOR)
        bob = make_person(acme, "bob@acme-dental.example", "Bob Acme", Role.MEMBER)
        carol = make_person(cedar, "carol@cedar-legal.example", "Carol Cedar", Role.ADMINISTRATOR)
        acme_mail = order_mail(acme, "acme-dental.example")
        cedar_mail = order_mail(cedar, "cedar-legal.example")
        world = World(
            cast=Cast(operator, partner, alice, bob, rival, carol),
            engines=engines,
            alice=give_mailbox(engines, alice, "alice@acme-dental.example", by=alice),
            bob=give_mailbox(engines, bob, "bob@acme-dental.example", by=alice),
            carol=give_mailbox(engines, carol, "carol@cedar-legal.example", by=carol),
            acme_mail=acme_mail,
            cedar_mail=cedar_mail,
        )
    with django_db_blocker.unblock(), on_mail_database(cluster, "freehold_worker"):
        for tenant_id, instance_id in ((acme, acme_mail), (cedar, cedar_mail)):
            assert reconcile(tenant_id, instance_id)
        jobs.write_keys()
        for key in signing_keys():
            public = public_txt(key.tenant_id, key.domain)
            engines.zone.publish(
                {
                    (f"{key.selector}._domainkey.{key.domain}", "TXT"): public,
                    (key.domain, "TXT"): "v=spf1 ip4:192.0.2.1 -all",
                }
            )
    engines.zone.publish(
        {
            ("elsewhere.example", "TXT"): "v=spf1 ip4:127.0.0.1 -all",
            ("strict.example", "TXT"): "v=spf1 -all",
            ("_dmarc.strict.example", "TXT"): "v=DMARC1; p=reject",
        }
    )
    for person in (world.alice, world.carol):  # rspamd looks at its maps every second
        until_taken(lambda writer=person: writer.send(writer.address, "the first one"))
    return world


@pytest.fixture
def world(
    cluster: tuple[database.Cluster, dict[str, str]], made_world: World, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """The world, with Django on its database as the web."""
    with django_db_blocker.unblock(), on_mail_database(cluster, "freehold_app"):
        yield made_world


@pytest.fixture(autouse=True)
def nobody_failed_before(cluster: tuple[database.Cluster, dict[str, str]], mail_database: None) -> None:
    """Failed sign-ins of an earlier test close no login in this one: on a slow machine caches run out in between."""
    running, passwords = cluster
    with psycopg.connect(
        running.dsn(database.SUPERUSER, passwords[database.SUPERUSER], NAME), autocommit=True
    ) as raw:
        raw.execute("delete from engine.sign_in_failure")


@pytest.fixture
def worker(cluster: tuple[database.Cluster, dict[str, str]], world: World) -> Callable[..., object]:
    """Run one thing as the worker does, and come back."""

    def run(function: Callable[..., object], *arguments: object) -> object:
        with on_mail_database(cluster, "freehold_worker"):
            result = function(*arguments)
        running, passwords = cluster
        connect_as(running, passwords, "freehold_app")
        connection.settings_dict["NAME"] = NAME
        return result

    return run


@pytest.fixture
def follow(
    cluster: tuple[database.Cluster, dict[str, str]], world: World, tmp_path: Path
) -> Callable[[], None]:
    """Read the log on, as a process that starts anew each time."""
    running, passwords = cluster
    dsn = running.dsn("freehold_worker", passwords["freehold_worker"], NAME)

    def run() -> None:
        follower = Follower(world.engines.settings.log / "postfix.log", tmp_path / "trace.json")
        with psycopg.connect(dsn, autocommit=True) as connection:
            while found := follower.read():
                write(connection, found)
            follower.remember()

    return run


def order_mail(tenant_id: UUID, domain: str, seats: int = 10) -> UUID:
    """A proven domain and ten seats."""
    with scope(tenant_id):
        now: datetime = clock.now()
        Domain.objects.create(
            tenant_id=tenant_id, name=domain, unicode_name=domain, state="proven", token="t", proven_at=now
        )
        return want_instance(tenant_id, kind="mail", title="Mail", seats=seats, options={})


def give_mailbox(engines: Engines, person: Actor, address: str, *, by: Actor) -> Person:
    """A mailbox and an app password for a person."""
    secret = f"secret-of-{address}"
    with scope(person.tenant_id):
        mailbox_id = create_mailbox(address, person_id=person.person_id, display_name=person.name, actor=by)
        AppPassword.objects.create(
            tenant_id=person.tenant_id, person_id=person.person_id, name="test", digest=digest(secret)
        )
        username = get_mailbox(mailbox_id).username
    return Person(address, secret, mailbox_id, person, username, engines.settings.ports)


def public_txt(tenant_id: UUID, domain: str) -> str:
    """The TXT record of a domain's active key."""
    with scope(tenant_id):
        return DkimKey.objects.get(domain=domain, active=True).public_txt
