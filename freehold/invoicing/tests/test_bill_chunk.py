"""A run survives any death: killed anywhere and begun again, by one worker or several, it bills each buyer once."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from conftest import make_person
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.promise_level import promise_level
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.host import database
from freehold.invoicing.actions import start_run as starting
from freehold.invoicing.actions.bill_chunk import bill_chunk
from freehold.invoicing.actions.finish_run import finish_run
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.models import Chunk, Invoice, InvoiceLine, Run, ServiceCredit
from freehold.invoicing.tests.conftest import ACME, ALDER, Billing
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.kernel.period import add_months
from freehold.kernel.service_levels import Step
from freehold.provisioning.tests.notebook import NotebookService
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope
from tests.schema import public_tables

BUYERS = 16
ORDERS_A_CHUNK = 2
STEPS = BUYERS // ORDERS_A_CHUNK * 2  # that a worker tells of
LAST_MONTH = datetime.combine(add_months(clock.today().replace(day=1), -1), time(9), UTC)
KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "audit_signingkey",
    "procrastinate_workers",
}
Running = tuple[database.Cluster, dict[str, str]]


@dataclass(frozen=True, slots=True)
class World:
    """A partner with buyers that each ordered a plan, written for good, so that other processes see it."""

    partner: Actor
    plan: UUID
    dsn: str
    data: Path

    def worker(self, run: UUID) -> "subprocess.Popen[str]":
        """A worker's process that bills a run."""
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "freehold.invoicing.tests.billing_process",
                str(self.partner.tenant_id),
                str(run),
            ],
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "freehold.config.settings",
                "FREEHOLD_DATABASE_DSN": self.dsn,
                "FREEHOLD_DATA": str(self.data),
                "FREEHOLD_SECRET_KEY": settings.SECRET_KEY,
            },
        )

    def prove_each_once(self) -> None:
        """Every buyer has one invoice of one order, the numbers have no gap, and nothing is left over."""
        with scope(self.partner.tenant_id):
            found = list(Invoice.objects.order_by("number"))
            lines = list(InvoiceLine.objects.all())
        assert [one.number for one in found] == [f"RE-{place:06d}" for place in range(1, BUYERS + 1)]
        assert len({one.buyer_id for one in found}) == BUYERS
        assert len({one.subscription_id for one in lines}) == len(lines) == BUYERS
        assert {one.invoice_id for one in lines} == {one.id for one in found}


@pytest.fixture
def world(
    cluster: Running,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    notebooks: NotebookService,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[World]:
    """Made through the actions that make it in life, now or when a test says; all tables are emptied at the end."""
    running, passwords = cluster
    monkeypatch.setattr(starting, "ORDERS_A_CHUNK", ORDERS_A_CHUNK)
    with django_db_blocker.unblock():
        try:
            with clock.as_of(getattr(request, "param", clock.now())):
                partner, plan = _fill()
            yield World(partner, plan, running.dsn("freehold_worker", passwords["freehold_worker"]), tmp_path)
        finally:
            connection.close()
            with psycopg.connect(running.dsn(database.SUPERUSER, passwords[database.SUPERUSER])) as raw:
                tables = [sql.Identifier(table) for table in public_tables(raw) if table not in KEPT]
                raw.execute(sql.SQL("truncate {} cascade").format(sql.SQL(", ").join(tables)))


def _fill() -> tuple[Actor, UUID]:
    meridian = create_operator("Meridian Hosting")
    operator = make_person(meridian, "olga@meridian.example", "Olga Meridian", Role.ADMINISTRATOR)
    with scope(meridian):
        alder = set_up_partner("Alder IT", actor=operator)
        offering = create_offering("Notebooks", kind="notebook", actor=operator)
        plan = create_plan(offering, name="Notebook", options={"pages": 20}, actor=operator)
        publish_price_list({plan: Decimal(2)}, currency="EUR", valid_from=clock.today(), actor=operator)
    partner = make_person(alder, "anna@alder.example", "Anna Alder", Role.ADMINISTRATOR)
    with scope(alder):
        own = adopt_plan(plan, name="Alder Notes", actor=partner)
        publish_price_list({own: Decimal(5)}, currency="EUR", valid_from=clock.today(), actor=partner)
        set_seller_profile(ALDER, actor=partner)
        promise_level(own, [Step(Decimal("99.9"), Decimal(10))], actor=partner)
        for number in range(BUYERS):
            buyer = set_up_customer(f"Customer {number}", actor=partner)
            set_buyer_profile(ACME, buyer_id=buyer, actor=partner)
            order_subscription(own, seats=number + 1, buyer_id=buyer, actor=partner)
    return partner, own


def test_killed_at_random_points_and_begun_again_each_invoice_is_there_once(world: World) -> None:
    with scope(world.partner.tenant_id):
        run = start_run(actor=world.partner)
    kills = 0

    while True:
        worker = world.worker(run)
        assert worker.stdout is not None
        for _step in range(random.randint(1, STEPS // 3)):
            last = worker.stdout.readline().strip()
        if last == "finished":
            break
        worker.kill()
        worker.wait()
        kills += 1

    assert worker.wait() == 0
    assert kills >= 3
    world.prove_each_once()
    with scope(world.partner.tenant_id):
        assert Run.objects.get().finished_at is not None


@pytest.mark.parametrize("world", [LAST_MONTH], indirect=True)
def test_a_missed_promise_is_credited_once_wherever_a_run_is_killed(world: World) -> None:
    with clock.as_of(LAST_MONTH), scope(world.partner.tenant_id):
        run = start_run(actor=world.partner)
        while bill_chunk(run, actor=world.partner):
            pass
        finish_run(run, actor=platform_actor(world.partner.tenant_id, via=Via.JOB))
    with psycopg.connect(world.dsn) as worker_connection:
        worker_connection.execute(
            "insert into metering_doorday (kind, day, door, minutes_asked, minutes_up, last_minute) "
            "values ('notebook', %s, '', 10, 6, 9)",
            [LAST_MONTH.date()],
        )
    with scope(world.partner.tenant_id):
        run = start_run(actor=world.partner)

    for steps in (1, 2, 3, STEPS + 1):
        worker = world.worker(run)
        assert worker.stdout is not None
        for _step in range(steps):
            worker.stdout.readline()
        worker.kill()
        worker.wait()

    with scope(world.partner.tenant_id):
        lines = InvoiceLine.objects.filter(meter="service_level")
        assert len({line.subscription_id for line in lines}) == len(lines) == BUYERS
        assert ServiceCredit.objects.count() == BUYERS
        assert sum(line.amount for line in lines) == -Decimal("0.5") * sum(range(1, BUYERS + 1))
        assert Invoice.objects.filter(run_id=run).count() == BUYERS


def test_two_workers_share_a_run_and_neither_bills_what_the_other_does(world: World) -> None:
    with scope(world.partner.tenant_id):
        run = start_run(actor=world.partner)

    workers = [world.worker(run) for _ in range(2)]
    told = [worker.communicate()[0].split() for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0]
    assert sum(lines.count("written") for lines in told) == BUYERS // ORDERS_A_CHUNK
    world.prove_each_once()


def test_people_order_while_a_run_is_in_the_middle(world: World) -> None:
    with scope(world.partner.tenant_id):
        run = start_run(actor=world.partner)
    worker = world.worker(run)
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "claimed"

    with scope(world.partner.tenant_id):
        late = set_up_customer("Late Comer", actor=world.partner)
        set_buyer_profile(ACME, buyer_id=late, actor=world.partner)
        order_subscription(world.plan, seats=1, buyer_id=late, actor=world.partner)
    worker.communicate()
    world.prove_each_once()

    with scope(world.partner.tenant_id):
        next_run = start_run(actor=world.partner)
    world.worker(next_run).communicate()
    with scope(world.partner.tenant_id):
        assert [one.buyer_id for one in Invoice.objects.filter(run_id=next_run)] == [late]


def test_a_chunk_is_billed_once_and_a_run_closes_when_none_is_left(billing: Billing) -> None:
    cast = billing.cast
    billing.order(date(2030, 4, 1))
    with scope(cast.partner.tenant_id):
        run = start_run(actor=cast.partner)
        platform = billing.platform(cast.partner)

        assert not finish_run(run, actor=platform)
        assert bill_chunk(run, actor=platform)
        assert not bill_chunk(run, actor=platform)
        assert finish_run(run, actor=platform)
        assert finish_run(run, actor=platform)

        assert Invoice.objects.count() == 1
        assert Chunk.objects.filter(done_at__isnull=True).count() == 0


def test_a_member_bills_no_chunk_and_a_rival_finds_none(billing: Billing) -> None:
    cast = billing.cast
    billing.order(date(2030, 4, 1))
    with scope(cast.partner.tenant_id):
        run = start_run(actor=cast.partner)

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        bill_chunk(run, actor=cast.member)
    with scope(cast.rival.tenant_id):
        assert not bill_chunk(run, actor=cast.rival)
        with pytest.raises(NotFound):
            finish_run(run, actor=cast.rival)

    with scope(cast.partner.tenant_id):
        assert Invoice.objects.count() == 0
