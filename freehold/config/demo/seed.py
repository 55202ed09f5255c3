"""The demo's small world, made through the real actions: an operator, two partners, their customers and people.

Acme Dental is left out on purpose: creating it is the first thing to try.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction

from freehold.accounts.actions.accept_invitation import accept_invitation
from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.create_token import create_token
from freehold.accounts.actions.invite_person import invite_person
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.promise_level import promise_level
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.config.demo.channel import join_channel
from freehold.config.demo.history import (
    Bought,
    Sold,
    at_work,
    begin_letters,
    beginning,
    catch_up,
    live,
)
from freehold.config.demo.letters import write_letters
from freehold.config.demo.resold import order_more, resold_demo
from freehold.config.demo.world import COUNTRY, OPERATOR, PARTNERS, PROMISED, Address, Company, Seller
from freehold.console.branding.actions.change_disclosure import change_disclosure
from freehold.console.settings.actions.change_brand import change_brand
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.delegation.queries import grants_held, under
from freehold.domains.actions.add_dns_key import add_dns_key
from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.publish_records import publish_records
from freehold.domains.queries import is_proven
from freehold.domains.rules.keys import parse_shared_key
from freehold.host.demo import DemoPerson
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.rules.parties import BuyerFacts, SellerFacts
from freehold.invoicing.states import Regime
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.kernel.errors import Unreachable
from freehold.kernel.pricing import SEATS, Component, Mode, Tier, per_seat
from freehold.kernel.service_levels import Step
from freehold.provisioning.queries import get_instance
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.give_access import give_access
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.actions.welcome_person import welcome_person
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.actions.change_disclosure import DisclosureWanted
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope

PATIENCE_SECONDS = 120
OFFICE_AFTER = 24  # days of the history
TOKEN_LASTS = timedelta(days=365)
MUCH = {
    "hourly_per_person": 2_000,
    "hourly_per_tenant": 20_000,
}  # who plays with the demo is not to be stopped
GB_10, GB_50 = {"quota_gb": 10, **MUCH}, {"quota_gb": 50, **MUCH}


def seed() -> list[DemoPerson]:
    """Make the world with months of history behind it; the worker must run.

    Returns everybody with the secrets of their accounts.
    """
    first = beginning(clock.today())
    with transaction.atomic():  # a worker that saw half of the past would go on with it in the present
        found, sellers = _past(first)
    for sold in sellers:
        for order in sold.orders:
            found += _people(order, sold.partner)
        catch_up(first, sold)
    write_letters(found)
    return found


def _past(first: date) -> tuple[list[DemoPerson], list[Sold]]:
    """Everything up to now but people and their mail: the sellers, what they sell, and the months that they did."""
    with clock.as_of(at_work(first)):
        operator_id = create_operator("Meridian Hosting", support_email="help@meridian-hosting.example")
    with scope(operator_id):
        operator = _invited("Olga Meridian", "olga@meridian-hosting.example", operator_id)
        with clock.as_of(at_work(first)):
            plans = _catalog(operator.actor)
            set_seller_profile(_as_seller(OPERATOR, "billing@meridian-hosting.example"), actor=operator.actor)
            change_disclosure(
                replace(
                    _disclosed(OPERATOR, "meridian-hosting.example"),
                    data_places="Hamburg, Germany\nLeipzig, Germany",
                    third_country_access="Disks are encrypted, and their keys stay in Germany. Nobody outside the EU has access.",
                    subprocessors="Nordrack GmbH; space and power in the data centre; DE\nElbe Backup eG; copies, encrypted; DE",
                ),
                actor=operator.actor,
            )
    found = [operator.described("Meridian Hosting", "operator's administrator")]
    sellers = []
    for seller in PARTNERS:
        with (
            clock.as_of(at_work(first + timedelta(days=1))),
            scope(operator_id, person_id=operator.actor.person_id),
        ):
            partner_id = set_up_partner(seller.name, actor=operator.actor)
            set_buyer_profile(
                _as_buyer(seller.address, f"billing@{seller.domain}"),
                actor=operator.actor,
                buyer_id=partner_id,
            )
        with scope(partner_id):
            partner = _invited(
                seller.administrator,
                f"{seller.administrator.split()[0].lower()}@{seller.domain}",
                partner_id,
            )
        found.append(partner.described(seller.name, "partner's administrator"))
        sellers.append(_partner(seller, partner.actor, plans, first))
    with clock.as_of(at_work(first + timedelta(days=OFFICE_AFTER))):
        office = resold_demo(
            sellers[-1].partner,
            {order.customer_id: 3 if order.company.pays else 1 for order in sellers[-1].orders},
        )
    join_channel(operator.actor, [sold.partner for sold in sellers], first=first)
    live(first, sellers, operator.actor, office)
    order_more(office, seats=6)
    return found, sellers


@dataclass(frozen=True, slots=True)
class Made:
    """A person with everything that signs them in."""

    name: str
    email: str
    password: str
    token: str
    actor: Actor
    app_password: str | None = None

    def described(self, tenant: str, role: str) -> DemoPerson:
        """As `demo.json` has it."""
        return DemoPerson(
            name=self.name,
            email=self.email,
            password=self.password,
            tenant=tenant,
            role=role,
            api_token=self.token,
            app_password=self.app_password,
        )


def _catalog(operator: Actor) -> tuple[UUID, UUID]:
    offering = create_offering(
        "Mail", kind="mail", actor=operator, description="Hosted mail on open protocols"
    )
    small = create_plan(
        offering, name="Mail Standard", actor=operator, options=GB_10, description="10 GB for each person"
    )
    large = create_plan(
        offering, name="Mail Plus", actor=operator, options=GB_50, description="50 GB for each person"
    )
    _publish_prices({small: "2.00"}, {large: ("4.00", "0.08")}, operator)
    for plan in (small, large):
        promise_level(
            plan, [Step(Decimal(below), Decimal(credit)) for below, credit in PROMISED], actor=operator
        )
    return small, large


def _publish_prices(
    by_seat: dict[UUID, str], by_seat_and_gigabyte: dict[UUID, tuple[str, str]], actor: Actor
) -> None:
    """Publish prices of a seat and month, some with a price of each gigabyte beyond ten a seat."""
    publish_price_list(
        {plan: Decimal(price) for plan, price in by_seat.items()},
        currency="EUR",
        valid_from=clock.today(),
        actor=actor,
        terms={
            plan: [replace(per_seat(Decimal(seat), "EUR"), components=(_seats(seat), _stored(gigabyte)))]
            for plan, (seat, gigabyte) in by_seat_and_gigabyte.items()
        },
    )


def _seats(price: str) -> Component:
    return Component(SEATS, Mode.UNIT, (Tier(None, Decimal(price)),))


def _stored(price: str) -> Component:
    return Component("stored_gb", Mode.UNIT, (Tier(None, Decimal(price)),), included_per_seat=Decimal(10))


def _partner(seller: Seller, partner: Actor, plans: tuple[UUID, UUID], first: date) -> Sold:
    """What a partner sells, and to whom."""
    with clock.as_of(at_work(first + timedelta(days=1))), scope(partner.tenant_id):
        change_brand(
            BrandWanted(
                name=seller.name,
                accent=seller.accent,
                support_name=seller.name,
                support_phone=seller.phone,
                support_email=f"help@{seller.domain}",
            ),
            actor=partner,
        )
        small, large = (
            adopt_plan(plan, name=name, actor=partner, description=about)
            for plan, name, about in zip(
                plans,
                ("Mail Standard", "Mail Plus"),
                ("10 GB for each person", "50 GB for each person"),
                strict=True,
            )
        )
        _publish_through_the_demos_dns(partner)
        _publish_prices({small: seller.prices[0]}, {large: (seller.prices[1], "0.20")}, partner)
        set_seller_profile(_as_seller(seller.address, f"billing@{seller.domain}"), actor=partner)
        change_disclosure(_disclosed(seller.address, seller.domain), actor=partner)
        begin_letters(partner)
    orders = []
    for company in seller.customers:
        with clock.as_of(at_work(first + timedelta(days=company.joins_after))):
            orders.append(_customer(company, partner, small))
    return Sold(partner, large, tuple(orders))


def _as_seller(address: Address, email: str) -> SellerFacts:
    return SellerFacts(
        legal_name=address.legal_name, street=address.street, postcode=address.postcode, city=address.city,
        country=COUNTRY, regime=Regime.EU_VAT, tax_id=address.tax_id, iban=address.iban, email=email,
    )  # fmt: skip


def _disclosed(address: Address, domain: str) -> DisclosureWanted:
    return DisclosureWanted(
        legal_name=address.legal_name,
        country=COUNTRY,
        address=f"{address.street}\n{address.postcode} {address.city}",
        contact=f"privacy@{domain}",
        contract_url=f"https://www.{domain}/contract",
    )


def _as_buyer(address: Address, email: str) -> BuyerFacts:
    return BuyerFacts(
        legal_name=address.legal_name, street=address.street, postcode=address.postcode, city=address.city,
        country=COUNTRY, tax_id=address.tax_id, email=email,
    )  # fmt: skip


def _publish_through_the_demos_dns(partner: Actor) -> None:
    """The partner's key for the demo's own DNS server, so that "Publish records" proves its customers' domains."""
    key = parse_shared_key(settings.RFC2136)
    if key is None:
        raise Unreachable("demo_dns", "The demo's own DNS server has no key: FREEHOLD_RFC2136 is empty.")
    add_dns_key(
        "example",
        server=key.server,
        port=key.port,
        key_name=key.name,
        algorithm=key.algorithm,
        secret=key.secret,
        actor=partner,
    )


def _customer(company: Company, partner: Actor, plan: UUID) -> Bought:
    with scope(partner.tenant_id, person_id=partner.person_id):
        customer_id = set_up_customer(company.name, actor=partner, reference=company.reference)
        (grant,) = grants_held(partner, tenant_id=customer_id)
        set_buyer_profile(
            _as_buyer(company.address, f"hello@{company.domain}"), actor=partner, buyer_id=customer_id
        )
        ordered = order_subscription(plan, seats=company.seats, buyer_id=customer_id, actor=partner)
    return Bought(company, customer_id, ordered.instance_id, ordered.number, grant.id)


def _people(order: Bought, partner: Actor) -> list[DemoPerson]:
    """A customer's people and their mail, as of today: the engines keep their own time.

    The one who looks after things comes in first, and lets the partner stand by; the partner does the rest.
    """
    company, customer_id = order.company, order.customer_id
    with scope(customer_id):
        first = _invited(company.people[0], _address(company.people[0], company.domain), customer_id)
    with scope(customer_id, person_id=first.actor.person_id):
        give_grant(frozenset({Role.ADMINISTRATOR}), lasts=None, reason="", actor=first.actor)
    with scope(partner.tenant_id, person_id=partner.person_id):
        (grant,) = (one for one in grants_held(partner, tenant_id=customer_id) if one.ends_at is None)
    inside = under(grant, actor=partner)
    with scope(customer_id, person_id=partner.person_id):
        domain_id = claim_domain(company.domain, actor=inside)
    with scope(customer_id, person_id=partner.person_id):
        publish_records(domain_id, actor=inside)
    _wait(customer_id, f"the proof of {company.domain}", lambda: is_proven(customer_id, company.domain))
    _wait(customer_id, f"mail for {company.name}", lambda: not get_instance(order.instance_id).is_adrift)
    with scope(customer_id, person_id=partner.person_id):
        people = [_with_mailbox(first, inside)] + [
            _welcomed(name, company.domain, inside) for name in company.people[1:]
        ]
        group = create_group(f"everybody@{company.domain}", name="Everybody", actor=inside)
        set_group_members(group, mailbox_ids=[mailbox_id for _, mailbox_id in people], actor=inside)
        desk = create_shared_mailbox(f"hello@{company.domain}", display_name=company.name, actor=inside)
        give_access(desk, grantee_id=people[0][1], actor=inside)
    return [
        made.described(company.name, "customer's administrator" if place == 0 else "person")
        for place, (made, _) in enumerate(people)
    ]


def _address(name: str, domain: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@{domain}"


def _welcomed(name: str, domain: str, inside: Actor) -> tuple[Made, UUID]:
    """A further person, with a mailbox."""
    address = _address(name, domain)
    roles = frozenset({Role.MEMBER})
    welcomed = welcome_person(name, address=address, roles=roles, actor=inside)
    made = _accept(name, address, welcomed.secret, welcomed.person_id, inside.tenant_id, roles)
    return _with_device(made), welcomed.mailbox_id


def _with_mailbox(made: Made, inside: Actor) -> tuple[Made, UUID]:
    person_id = made.actor.person_id
    if person_id is None:
        raise Unreachable("demo_nobody", f"{made.name} is nobody.")
    mailbox_id = create_mailbox(made.email, person_id=person_id, display_name=made.name, actor=inside)
    return _with_device(made), mailbox_id


def _with_device(made: Made) -> Made:
    with scope(made.actor.tenant_id, person_id=made.actor.person_id):
        device = create_app_password("Demo", actor=made.actor)
    return replace(made, app_password=device.secret)


def _invited(name: str, email: str, tenant_id: UUID) -> Made:
    """An administrator whom the platform invites, since there is nobody yet."""
    roles = frozenset({Role.ADMINISTRATOR, Role.MEMBER})
    invited = invite_person(name, email=email, roles=roles, actor=platform_actor(tenant_id, via=Via.COMMAND))
    return _accept(name, email, invited.secret, invited.person_id, tenant_id, roles)


def _accept(
    name: str, email: str, secret: str, person_id: UUID, tenant_id: UUID, roles: frozenset[Role]
) -> Made:
    password = f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"
    accept_invitation(secret, password=password)
    actor = Actor(
        tenant_id=tenant_id,
        home_tenant_id=tenant_id,
        person_id=person_id,
        name=name,
        roles=roles,
        via=Via.COMMAND,
    )
    with scope(tenant_id, person_id=person_id):
        token = create_token("Demo", scopes=frozenset(), lasts=TOKEN_LASTS, actor=actor)
    return Made(name=name, email=email, password=password, token=token.secret, actor=actor)


def _wait(tenant_id: UUID, what: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with scope(tenant_id):
            if ready():
                return
        if time.monotonic() > deadline:
            raise Unreachable("demo_slow", f"{what} did not come within {PATIENCE_SECONDS} seconds.")
        time.sleep(0.2)


WORDS = (
    "amber", "basil", "cedar", "clover", "coral", "dune", "ember", "fern", "flint", "harbor", "hazel", "indigo",
    "juniper", "kestrel", "lantern", "maple", "meadow", "nutmeg", "olive", "pebble", "quartz", "raven", "saffron",
    "thistle", "umber", "velvet", "willow", "yarrow",
)  # fmt: skip
