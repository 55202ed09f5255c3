# ruff: noqa: E501 - rows of a table read best as rows
"""What `bench/world` fills a database with: a channel of any size, row by row the same for every customer.

Not a bench itself.
"""

import hashlib
import json
from collections.abc import Iterator

import cluster
import psycopg

# Each customer: one administrator, one proven domain, one order with its chain, one instance, three mailboxes.
MAILBOXES = 3
STAMP = "2026-01-15 10:00:00+00"
TIER = {"up_to": None, "unit": "2.5", "flat": "0"}
SEATS = {"meter": "seats", "mode": "unit", "included": "0", "included_per_seat": "0", "tiers": [TIER]}
TERMS = json.dumps(
    {
        "currency": "EUR",
        "interval": "month",
        "anchor": "calendar",
        "timing": "advance",
        "minimum": "0",
        "discount_percent": "0",
        "components": [SEATS],
    }
)
KINDS = {
    name: place
    for place, name in enumerate(
        (
            "operator", "partner", "customer", "edge", "brand", "person", "domain", "instance", "subscription",
            "upper", "offering", "plan", "list", "price", "mailbox", "address",
            "phase", "upper phase",
        ),
        start=1,
    )
}  # fmt: skip
FIRST = (
    "Acorn",
    "Alder",
    "Amber",
    "Basil",
    "Birch",
    "Cedar",
    "Clover",
    "Coral",
    "Dune",
    "Elm",
    "Fern",
    "Flint",
)
SECOND = (
    "Dental",
    "Bakery",
    "Legal",
    "Design",
    "Motors",
    "Farm",
    "Clinic",
    "School",
    "Books",
    "Roofing",
    "Optics",
)


def name_of(partners: int, customers_per_partner: int) -> str:
    """The cluster's name, so that worlds of different sizes lie side by side."""
    return f"world-{partners}x{customers_per_partner}"


def identity(kind: str, number: int) -> str:
    """A row's id, always the same."""
    return f"{KINDS[kind]:08x}-0000-7000-8000-{number:012x}"


def partner_id(number: int) -> str:
    """The id of a partner, from 0."""
    return identity("partner", number)


def customer_id(number: int) -> str:
    """The id of a customer, from 0; partner `number // customers_per_partner` sells to it."""
    return identity("customer", number)


def administrator_id(partner: int) -> str:
    """The id of a partner's administrator."""
    return identity("person", 10_000_000 + partner)


def customer_name(number: int) -> str:
    """Its name: not unique, as in life."""
    return f"{FIRST[number % len(FIRST)]} {SECOND[number // len(FIRST) % len(SECOND)]} {number % 997}"


def fill(running: cluster.Running, partners: int, customers_per_partner: int) -> bool:
    """Bring the schema up and fill it, unless size and schema match what is there; whether it was filled."""
    cluster.migrate(running.dsn("freehold_owner"))
    with psycopg.connect(running.dsn("postgres"), autocommit=True) as connection:
        connection.execute("create table if not exists bench_world (mark text)")
        connection.execute("alter table bench_world enable row level security")
        mark = f"{partners}x{customers_per_partner} {_schema(connection)}"
        if connection.execute("select mark from bench_world").fetchall() == [(mark,)]:
            return False
        connection.execute("truncate tenants_tenant, bench_world cascade")
        # The rows are whole by construction: keys are not checked one by one while they are copied.
        connection.execute("set session_replication_role = replica")
        for table, columns, rows in _tables(partners, customers_per_partner):
            with connection.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
                chunk: list[str] = []
                for row in rows:
                    chunk.append(row)
                    if len(chunk) == 5_000:
                        copy.write("".join(chunk))
                        chunk.clear()
                copy.write("".join(chunk))
        connection.execute("reset session_replication_role")
        connection.execute("vacuum analyze")
        connection.execute("insert into bench_world values (%s)", [mark])
    return True


def _schema(connection: "psycopg.Connection[tuple[object, ...]]") -> str:
    found = connection.execute(
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'public' and table_name <> 'bench_world' order by 1, ordinal_position"
    ).fetchall()
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]


def _line(*values: object) -> str:
    return "\t".join("\\N" if value is None else str(value) for value in values) + "\n"


def _tables(partners: int, per_partner: int) -> Iterator[tuple[str, str, Iterator[str]]]:
    customers = partners * per_partner
    operator = identity("operator", 0)
    zone = "Europe/Berlin"

    def sold_by(customer: int) -> str:
        return partner_id(customer // per_partner)

    def tenants() -> Iterator[str]:
        common = ("active", "DE", "en", zone, "f", 1, STAMP)
        yield _line(operator, None, "operator", "Meridian Hosting", *common)
        for n in range(partners):
            yield _line(partner_id(n), operator, "partner", f"Partner {n}", *common)
        for n in range(customers):
            yield _line(customer_id(n), sold_by(n), "customer", customer_name(n), *common)

    def edges() -> Iterator[str]:
        for n in range(partners):
            yield _line(
                identity("edge", n),
                operator,
                partner_id(n),
                f"Partner {n}",
                "partner",
                f"P-{n}",
                "EUR",
                zone,
                STAMP,
                None,
            )
        for n in range(customers):
            yield _line(
                identity("edge", partners + n),
                sold_by(n),
                customer_id(n),
                customer_name(n),
                "customer",
                f"K-{n}",
                "EUR",
                zone,
                STAMP,
                None,
            )

    def brands() -> Iterator[str]:
        yield _line(
            identity("brand", 10_000_000),
            operator,
            STAMP,
            "Meridian",
            "#2f5d50",
            "",
            "Meridian",
            "",
            "",
            1,
        )
        for n in range(partners):
            yield _line(
                identity("brand", n),
                partner_id(n),
                STAMP,
                f"Partner {n}",
                "#2f5d50",
                "",
                f"Partner {n}",
                "",
                "",
                1,
            )

    def people() -> Iterator[str]:
        common = ("{administrator}", "active", "t", "", "", STAMP, 1)
        for n in range(partners):
            yield _line(
                administrator_id(n),
                "!",
                None,
                partner_id(n),
                f"admin@partner{n}.example",
                "",
                f"Anna {n}",
                *common,
            )
        for n in range(customers):
            yield _line(
                identity("person", n),
                "!",
                None,
                customer_id(n),
                f"admin@customer{n}.example",
                "",
                f"Ada {n}",
                *common,
            )

    def domains() -> Iterator[str]:
        for n in range(customers):
            name = f"customer{n}.example"
            yield _line(
                identity("domain", n),
                customer_id(n),
                STAMP,
                name,
                name,
                "proven",
                f"freehold-proof={n}",
                STAMP,
                STAMP,
                "right",
                "f",
                "",
                None,
            )

    def instances() -> Iterator[str]:
        for n in range(customers):
            yield _line(
                identity("instance", n), customer_id(n), STAMP, "mail", "Mail Standard", '{"quota_gb": 10}', MAILBOXES, MAILBOXES, "{}",
                "active", 1, STAMP, "active", 1, STAMP, "{}", "", 0, STAMP,
            )  # fmt: skip

    def catalog(kind: str, row: "Iterator[tuple[str, int]]") -> Iterator[str]:
        for seller, n in row:
            if kind == "offering":
                yield _line(identity(kind, n), seller, STAMP, "Mail", "", "mail")
            elif kind == "plan":
                source = None if n == partners else identity("plan", partners)
                yield _line(
                    identity(kind, n),
                    seller,
                    STAMP,
                    identity("offering", n),
                    "Mail Standard",
                    "",
                    '{"quota_gb": 10}',
                    source,
                    0,
                    None,
                    1,
                )
            elif kind == "list":
                yield _line(identity(kind, n), seller, STAMP, 1, "EUR", "2026-01-01")
            else:
                yield _line(
                    identity(kind, n), seller, STAMP, identity("list", n), identity("plan", n), "month", TERMS
                )

    def sellers() -> Iterator[tuple[str, int]]:
        yield operator, partners
        for n in range(partners):
            yield partner_id(n), n

    def subscriptions() -> Iterator[str]:
        for n in range(customers):
            partner = n // per_partner
            common = ("mail", TERMS, "EUR", MAILBOXES)
            rest = ("active", STAMP, "", "{}", identity("instance", n))
            yield _line(
                identity("subscription", n), f"SUB-{n:08d}", sold_by(n), customer_id(n), identity("plan", partner), "Mail Standard",
                *common, f"K-{n}", "", *rest, identity("upper", n), 1, STAMP, STAMP[:10], "f",
            )  # fmt: skip
            yield _line(
                identity("upper", n), f"SUB-U{n:08d}", operator, sold_by(n), identity("plan", partners), "Mail Standard",
                *common, "", f"C-{n}", *rest, None, 1, STAMP, STAMP[:10], "f",
            )  # fmt: skip

    def phases() -> Iterator[str]:
        for n in range(customers):
            partner = n // per_partner
            common = (STAMP[:10], MAILBOXES)
            rest = ("Mail Standard", TERMS, "t", STAMP)
            yield _line(
                identity("phase", n), sold_by(n), customer_id(n), identity("subscription", n), *common,
                identity("plan", partner), *rest,
            )  # fmt: skip
            yield _line(
                identity("upper phase", n), operator, sold_by(n), identity("upper", n), *common,
                identity("plan", partners), *rest,
            )  # fmt: skip

    def mailboxes() -> Iterator[str]:
        for n in range(customers):
            for box in range(MAILBOXES):
                number = n * MAILBOXES + box
                person = identity("person", n) if box == 0 else None
                kind = "personal" if box == 0 else "shared"
                yield _line(
                    identity("mailbox", number), customer_id(n), STAMP, identity("instance", n), person, kind, "active", f"{number:032x}",
                    f"box{box}@customer{n}.example", "", 10737418240, "", "",
                )  # fmt: skip

    def addresses() -> Iterator[str]:
        for n in range(customers):
            for box in range(MAILBOXES):
                number = n * MAILBOXES + box
                domain = f"customer{n}.example"
                yield _line(
                    identity("address", number),
                    customer_id(n),
                    STAMP,
                    f"box{box}@{domain}",
                    f"box{box}",
                    domain,
                    "mailbox",
                    identity("mailbox", number),
                )

    tenant_columns = "id, parent_id, kind, name, state, country, language, time_zone, requires_second_factor, version, created_at"
    yield "tenants_tenant", tenant_columns, tenants()
    yield (
        "tenants_edge",
        "id, seller_id, buyer_id, buyer_name, buyer_kind, reference, currency, time_zone, created_at, ended_at",
        edges(),
    )
    brand_columns = "id, tenant_id, created_at, name, accent, logo_type, support_name, support_phone, support_email, version"
    yield "tenants_brand", brand_columns, brands()
    person_columns = "id, password, last_login, tenant_id, email, contact_email, name, roles, state, is_active, language, time_zone, created_at, version"
    yield "accounts_person", person_columns, people()
    domain_columns = (
        "id, tenant_id, created_at, name, unicode_name, state, token, claimed_at, proven_at, proof_state, taken_elsewhere, "
        "publish_error, next_check_at"
    )
    yield "domains_domain", domain_columns, domains()
    instance_columns = (
        "id, tenant_id, created_at, kind, title, options, seats, seats_used, holds, wanted_state, wanted_version, wanted_at, "
        "observed_state, observed_version, observed_at, observed, last_error, attempts, next_try_at"
    )
    yield "provisioning_instance", instance_columns, instances()
    yield (
        "catalog_offering",
        "id, tenant_id, created_at, name, description, kind",
        catalog("offering", sellers()),
    )
    plan_columns = "id, tenant_id, created_at, offering_id, name, description, options, source_plan_id, trial_days, retired_at, version"
    yield "catalog_plan", plan_columns, catalog("plan", sellers())
    yield (
        "catalog_pricelist",
        "id, tenant_id, created_at, version, currency, valid_from",
        catalog("list", sellers()),
    )
    yield (
        "catalog_price",
        "id, tenant_id, created_at, price_list_id, plan_id, interval, terms",
        catalog("price", sellers()),
    )
    subscription_columns = (
        "id, number, seller_id, buyer_id, plan_id, plan_name, kind, terms, currency, seats, reference, pseudonym, "
        "state, started_at, suspend_reason, notices_on, instance_id, upstream_id, version, created_at, charged_from, is_paused"
    )
    yield "subscriptions_subscription", subscription_columns, subscriptions()
    phase_columns = "id, seller_id, buyer_id, subscription_id, starts_on, seats, plan_id, plan_name, terms, is_charged, recorded_at"
    yield "subscriptions_phase", phase_columns, phases()
    mailbox_columns = (
        "id, tenant_id, created_at, instance_id, person_id, kind, state, handle, address, display_name, quota_bytes, sieve, "
        "sending_frozen_because"
    )
    yield "mail_mailbox", mailbox_columns, mailboxes()
    yield (
        "mail_address",
        "id, tenant_id, created_at, address, local_part, domain, kind, mailbox_id",
        addresses(),
    )
