"""The world of the tests: a private PostgreSQL, migrated by the owner, used through the web's own role."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpResponse
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from freehold.accounts.models import Person
from freehold.accounts.states import PersonState
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.delegation.middleware import GRANT_SESSION_KEY
from freehold.delegation.queries import enter_person, grants_held
from freehold.host import database
from freehold.host.serve import refuse_a_role_without_walls
from freehold.kernel.actor import Actor, Role, Via
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope, set_scope
from freehold.tenants.schema_files import apply_schema_files

# Tests measure nothing by time: the machine may be busy.
hypothesis.settings.register_profile("freehold", deadline=None)
hypothesis.settings.load_profile("freehold")
pytest.register_assert_rewrite("freehold.provisioning.conformance")

# A browser that Playwright keeps open holds an event loop in this thread, which Django takes for its own.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

settings.OWN_HOSTS.append("testserver")  # where Django's test client asks

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


# What shares one expensive running thing stays in one process, and begins first, since it takes longest.
TOGETHER = ("tests/platform/", "/on_engines/")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Group tests for processes side by side (`script/test`)."""
    if (number := _group_of(item)) < len(TOGETHER):
        item.add_marker(pytest.mark.xdist_group(TOGETHER[number].strip("/")))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first."""
    items.sort(key=_group_of)


def _group_of(item: pytest.Item) -> int:
    found = [number for number, folder in enumerate(TOGETHER) if folder in item.path.as_posix()]
    return found[0] if found else len(TOGETHER)


@pytest.fixture(scope="session")
def cluster() -> Iterator[tuple[database.Cluster, dict[str, str]]]:
    """A cluster of its own on a free port in a temporary folder, with all roles; never a shared one."""
    folder = Path(tempfile.mkdtemp(prefix="freehold-tests-"))
    folder.chmod(0o755)
    passwords = {role: database.new_password() for role in (database.SUPERUSER, *database.LOGINS)}
    cluster = database.cluster_at(folder / "db", database.free_port())
    cluster.initialise(passwords[database.SUPERUSER])
    process = cluster.start(*QUICK)
    try:
        cluster.wait_until_ready(passwords[database.SUPERUSER])
        database.create_roles(
            cluster.dsn(database.SUPERUSER, passwords[database.SUPERUSER], "postgres"), passwords
        )
        yield cluster, passwords
    finally:
        database.stop(process)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    cluster: tuple[database.Cluster, dict[str, str]], django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Migrate as the owner, then let every test run as the web's role, which no wall spares."""
    running, passwords = cluster
    with django_db_blocker.unblock():
        connect_as(running, passwords, "freehold_owner")
        call_command("migrate", verbosity=0)
        apply_schema_files()
        connect_as(running, passwords, "freehold_app")
        refuse_a_role_without_walls()
        yield
        connections.close_all()


def connect_as(running: database.Cluster, passwords: dict[str, str], role: str) -> None:
    """Point Django's connection at the test database in another role.

    The connection signs in as the superuser and gives that up at once (`set session authorization`), so that
    a test can play the tampering root inside its own transaction (`as_role`). What runs has `role`'s rights.
    """
    connection.close()
    wanted = {
        "HOST": "127.0.0.1", "PORT": str(running.port), "NAME": database.DATABASE,
        "USER": database.SUPERUSER, "PASSWORD": passwords[database.SUPERUSER],
    }  # fmt: skip
    settings.DATABASES["default"].update(wanted)
    connection.settings_dict.update(wanted)

    def become(connection: BaseDatabaseWrapper, **_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"set session authorization {role}")

    connection_created.disconnect(dispatch_uid="become")
    connection_created.connect(become, weak=False, dispatch_uid="become")


@pytest.fixture
def as_role(db: None) -> Callable[[str], AbstractContextManager[None]]:
    """Play another role inside the test's transaction: `with as_role("freehold_worker"): …`."""

    @contextmanager
    def play(role: str) -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute(f"set local session authorization {role}")
            try:
                yield
            finally:
                cursor.execute("set local session authorization freehold_app")

    return play


@pytest.fixture
def tamper(
    as_role: Callable[[str], AbstractContextManager[None]],
) -> Callable[[str, Sequence[object]], None]:
    """Run one statement as somebody whom no wall stops: root on the database."""

    def run(statement: str, parameters: Sequence[object] = ()) -> None:
        with as_role(database.SUPERUSER), connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    return run


class Browser(Client):
    """Django's test client. Each request of a test is a savepoint, whose role and scope outlive it: forget them."""

    def request(self, **request: Any) -> HttpResponse:
        """Answer the request, then be nobody again."""
        try:
            return super().request(**request)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select set_config('role', 'none', true)")
            set_scope(None, None)


@pytest.fixture
def client(db: None) -> Browser:
    """A browser that nobody is signed in with."""
    return Browser()


def signed_in_browser(actor: Actor, **headers: str) -> Browser:
    """A browser in which this actor has signed in, and under a grant has entered; `headers` go with each request."""
    with scope(actor.home_tenant_id, person_id=actor.person_id):
        person = Person.objects.get(id=actor.person_id)
    session = SessionStore()
    session[SESSION_KEY] = str(person.id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    if actor.grant_id:
        session[GRANT_SESSION_KEY] = str(actor.grant_id)
    session.create()
    browser = Browser(headers=headers)
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return browser


@pytest.fixture
def signed_in(db: None) -> Callable[..., Browser]:
    """Makes browsers in which somebody has signed in: `signed_in(cast.member)`."""
    return signed_in_browser


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of every test: each an Actor of its own tenant, plus the tenants' ids.

    Meridian operates. Alder is its partner and sells to Acme. Birch is Alder's rival and sells to Cedar.
    """

    operator: Actor
    partner: Actor
    customer: Actor
    member: Actor
    rival: Actor
    rival_customer: Actor

    def under_grant(self) -> Actor:
        """Alder's administrator acting in Acme under the set-up grant."""
        with scope(self.partner.tenant_id, person_id=self.partner.person_id):
            grant = next(
                g for g in grants_held(self.partner, tenant_id=self.customer.tenant_id) if g.in_force
            )
            entered = enter_person(self.partner.person_id, grant_id=grant.id, via=Via.PAGE)
        assert entered is not None
        return entered.actor


def make_person(tenant_id: UUID, email: str, name: str, *roles: Role) -> Actor:
    """A person who has signed in before, as an Actor of their own tenant."""
    with scope(tenant_id):
        person = Person(
            tenant_id=tenant_id, email=email, name=name, roles=sorted(roles), state=PersonState.ACTIVE
        )
        person.set_unusable_password()
        person.save(force_insert=True)
    return Actor(
        tenant_id=tenant_id,
        home_tenant_id=tenant_id,
        person_id=person.id,
        name=name,
        roles=frozenset(roles),
        via=Via.PAGE,
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, made through the actions that make them in life."""
    meridian = create_operator("Meridian Hosting")
    operator = make_person(meridian, "olga@meridian.example", "Olga Meridian", Role.ADMINISTRATOR)
    with scope(meridian):
        alder = set_up_partner("Alder IT", actor=operator)
        birch = set_up_partner("Birch Systems", actor=operator)
    partner = make_person(alder, "anna@alder.example", "Anna Alder", Role.ADMINISTRATOR)
    rival = make_person(birch, "bert@birch.example", "Bert Birch", Role.ADMINISTRATOR)
    with scope(alder):
        acme = set_up_customer("Acme Dental", actor=partner)
    with scope(birch):
        cedar = set_up_customer("Cedar Legal", actor=rival)
    return Cast(
        operator=operator,
        partner=partner,
        customer=make_person(acme, "ada@acme-dental.example", "Ada Acme", Role.ADMINISTRATOR),
        member=make_person(acme, "max@acme-dental.example", "Max Acme", Role.MEMBER),
        rival=rival,
        rival_customer=make_person(cedar, "cleo@cedar-legal.example", "Cleo Cedar", Role.ADMINISTRATOR),
    )
