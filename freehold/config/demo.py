"""The demo's small world, made through the real actions: an operator, two partners, their customers and people.

Everybody here is made up. Acme Dental is left out on purpose: creating it is the first thing to try.
"""

import secrets
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from email.message import EmailMessage
from uuid import UUID

from django.conf import settings

from freehold.accounts.actions.accept_invitation import accept_invitation
from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.create_token import create_token
from freehold.accounts.actions.invite_person import invite_person
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.console.settings.actions.change_brand import change_brand
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
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.rules.parties import BuyerFacts, SellerFacts
from freehold.invoicing.states import Regime
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.kernel.errors import Unreachable
from freehold.provisioning.queries import get_instance
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.give_access import give_access
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.actions.welcome_person import welcome_person
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope

PERMANENT = 500  # below, an answer of SMTP means: later. Source: RFC 5321, 4.2.1
COUNTRY = "DE"
PATIENCE_SECONDS = 120
TOKEN_LASTS = timedelta(days=365)
MUCH = {
    "hourly_per_person": 2_000,
    "hourly_per_tenant": 20_000,
}  # who plays with the demo is not to be stopped
GB_10, GB_50 = {"quota_gb": 10, **MUCH}, {"quota_gb": 50, **MUCH}


@dataclass(frozen=True, slots=True)
class Address:
    """How a company stands on invoices: its legal name, where it is, its VAT identifier and account if it has them."""

    legal_name: str
    street: str
    postcode: str
    city: str
    tax_id: str = ""
    iban: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """A customer of the demo: its domain and its people, the first of whom looks after things."""

    name: str
    domain: str
    reference: str
    people: tuple[str, ...]
    address: Address


@dataclass(frozen=True, slots=True)
class Seller:
    """A partner of the demo."""

    name: str
    domain: str
    accent: str
    phone: str
    administrator: str
    prices: tuple[str, str]
    address: Address
    customers: tuple[Company, ...]


OPERATOR = Address(
    "Meridian Hosting GmbH", "Hafenstr. 1", "20457", "Hamburg", "DE275194831", "DE49999999990000123401"
)
PARTNERS = (
    Seller(
        name="Alder IT",
        domain="alder-it.example",
        accent="#2f5d50",
        phone="+49 30 5550 1200",
        administrator="Anna Alder",
        prices=("4.50", "7.90"),
        address=Address(
            "Alder IT GmbH", "Lindenallee 8", "10115", "Berlin", "DE283104579", "DE22999999990000123402"
        ),
        customers=(
            Company(
                "Bright Bakery",
                "bright-bakery.example",
                "A-1001",
                ("Bea Bright", "Ben Baker", "Bo Brezel"),
                Address("Bright Bakery KG", "Marktplatz 3", "14467", "Potsdam"),
            ),
            Company(
                "Elm Street School",
                "elm-school.example",
                "A-1002",
                ("Ella Elm", "Eric Essay"),
                Address("Elm Street School gGmbH", "Ulmenweg 12", "12165", "Berlin"),
            ),
        ),
    ),
    Seller(
        name="Birch Systems",
        domain="birch-systems.example",
        accent="#1d4f91",
        phone="+49 40 5550 7700",
        administrator="Bert Birch",
        prices=("4.20", "8.50"),
        address=Address(
            "Birch Systems GmbH",
            "Elbchaussee 40",
            "22765",
            "Hamburg",
            "DE290427167",
            "DE92999999990000123403",
        ),
        customers=(
            Company(
                "Cedar Legal",
                "cedar-legal.example",
                "2001",
                ("Cleo Cedar", "Carl Clause", "Cora Court"),
                Address("Cedar Legal PartG mbB", "Neuer Wall 21", "20354", "Hamburg", "DE301155287"),
            ),
            Company(
                "Dune Design",
                "dune-design.example",
                "2002",
                ("Dora Dune",),
                Address("Dune Design", "Deichstr. 5", "25813", "Husum"),
            ),
        ),
    ),
)


def seed() -> list[DemoPerson]:
    """Make the world; the worker must run. Returns everybody with the secrets that open their accounts."""
    found: list[DemoPerson] = []
    operator_id = create_operator("Meridian Hosting", support_email="help@meridian-hosting.example")
    with scope(operator_id):
        platform = platform_actor(operator_id, via=Via.COMMAND)
        operator = _person("Olga Meridian", "olga@meridian-hosting.example", Role.ADMINISTRATOR, platform)
        found.append(operator.described("Meridian Hosting", "operator's administrator"))
        plans = _catalog(operator.actor)
        set_seller_profile(_as_seller(OPERATOR, "billing@meridian-hosting.example"), actor=operator.actor)
    for seller in PARTNERS:
        with scope(operator_id, person_id=operator.actor.person_id):
            partner_id = set_up_partner(seller.name, actor=operator.actor)
            set_buyer_profile(
                _as_buyer(seller.address, f"billing@{seller.domain}"),
                actor=operator.actor,
                buyer_id=partner_id,
            )
        found += _partner(seller, partner_id, plans)
    with scope(operator_id, person_id=operator.actor.person_id):
        start_run(actor=operator.actor)
    _write_letters(found)
    return found


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
    publish_price_list(
        {small: Decimal("2.00"), large: Decimal("4.00")},
        currency="EUR",
        valid_from=clock.today(),
        actor=operator,
    )
    return small, large


def _partner(seller: Seller, partner_id: UUID, plans: tuple[UUID, UUID]) -> list[DemoPerson]:
    with scope(partner_id):
        platform = platform_actor(partner_id, via=Via.COMMAND)
        first = seller.administrator.split()[0].lower()
        partner = _person(seller.administrator, f"{first}@{seller.domain}", Role.ADMINISTRATOR, platform)
        change_brand(
            BrandWanted(
                name=seller.name,
                accent=seller.accent,
                support_name=seller.name,
                support_phone=seller.phone,
                support_email=f"help@{seller.domain}",
            ),
            actor=partner.actor,
        )
        own = [
            adopt_plan(plan, name=name, actor=partner.actor, description=about)
            for plan, name, about in zip(
                plans,
                ("Mail Standard", "Mail Plus"),
                ("10 GB for each person", "50 GB for each person"),
                strict=True,
            )
        ]
        _publish_through_the_demos_dns(partner.actor)
        prices = dict(zip(own, map(Decimal, seller.prices), strict=True))
        publish_price_list(prices, currency="EUR", valid_from=clock.today(), actor=partner.actor)
        set_seller_profile(_as_seller(seller.address, f"billing@{seller.domain}"), actor=partner.actor)
    found = [partner.described(seller.name, "partner's administrator")]
    for company in seller.customers:
        found += _customer(company, partner.actor, own[0])
    with scope(partner_id, person_id=partner.actor.person_id):
        start_run(actor=partner.actor)
    return found


def _as_seller(address: Address, email: str) -> SellerFacts:
    return SellerFacts(
        legal_name=address.legal_name, street=address.street, postcode=address.postcode, city=address.city,
        country=COUNTRY, regime=Regime.EU_VAT, tax_id=address.tax_id, iban=address.iban, email=email,
    )  # fmt: skip


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


def _customer(company: Company, partner: Actor, plan: UUID) -> list[DemoPerson]:
    with scope(partner.tenant_id, person_id=partner.person_id):
        customer_id = set_up_customer(company.name, actor=partner, reference=company.reference)
        (grant,) = grants_held(partner, tenant_id=customer_id)
        set_buyer_profile(
            _as_buyer(company.address, f"office@{company.domain}"), actor=partner, buyer_id=customer_id
        )
        ordered = order_subscription(plan, seats=len(company.people), buyer_id=customer_id, actor=partner)
    inside = under(grant, actor=partner)
    with scope(customer_id, person_id=partner.person_id):
        domain_id = claim_domain(company.domain, actor=inside)
    with scope(customer_id, person_id=partner.person_id):
        publish_records(domain_id, actor=inside)
    _wait(customer_id, f"the proof of {company.domain}", lambda: is_proven(customer_id, company.domain))
    _wait(customer_id, f"mail for {company.name}", lambda: not get_instance(ordered.instance_id).is_adrift)
    with scope(customer_id, person_id=partner.person_id):
        people = [
            _mailbox(name, company.domain, inside, administrator=place == 0)
            for place, name in enumerate(company.people)
        ]
        group = create_group(f"everybody@{company.domain}", name="Everybody", actor=inside)
        set_group_members(group, mailbox_ids=[mailbox_id for _, mailbox_id in people], actor=inside)
        desk = create_shared_mailbox(f"hello@{company.domain}", display_name=company.name, actor=inside)
        give_access(desk, grantee_id=people[0][1], actor=inside)
    return [
        made.described(company.name, "customer's administrator" if place == 0 else "person")
        for place, (made, _) in enumerate(people)
    ]


def _mailbox(name: str, domain: str, inside: Actor, *, administrator: bool) -> tuple[Made, UUID]:
    address = f"{name.split(maxsplit=1)[0].lower()}@{domain}"
    roles = frozenset({Role.ADMINISTRATOR, Role.MEMBER}) if administrator else frozenset({Role.MEMBER})
    welcomed = welcome_person(name, address=address, roles=roles, actor=inside)
    made = _accept(name, address, welcomed.secret, welcomed.person_id, inside.tenant_id, roles)
    with scope(inside.tenant_id, person_id=welcomed.person_id):
        device = create_app_password("Demo", actor=made.actor)
    return replace(made, app_password=device.secret), welcomed.mailbox_id


def _person(name: str, email: str, role: Role, inviter: Actor) -> Made:
    roles = frozenset({role, Role.MEMBER})
    invited = invite_person(name, email=email, roles=roles, actor=inviter)
    return _accept(name, email, invited.secret, invited.person_id, inviter.tenant_id, roles)


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


def _write_letters(people: list[DemoPerson]) -> None:
    """A few first messages by real submission, so that an inbox is not empty."""
    writers = [person for person in people if person.app_password]
    context = ssl.create_default_context(cafile=settings.ENGINE_CA or None)
    context.check_hostname = False
    for place, writer in enumerate(writers):
        reader = writers[(place + 1) % len(writers)]
        letter = EmailMessage()
        letter["From"] = f"{writer.name} <{writer.email}>"
        letter["To"] = f"{reader.name} <{reader.email}>"
        letter["Subject"] = SUBJECTS[place % len(SUBJECTS)]
        letter.set_content(LETTER.format(reader=reader.name.split()[0], writer=writer.name.split()[0]))
        _submit(letter, writer, context)


def _submit(letter: EmailMessage, writer: DemoPerson, context: ssl.SSLContext) -> None:
    """Try again while the engines ask for it, as a mail client does: a new signing key is known after seconds."""
    host, port = settings.SUBMISSION
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with smtplib.SMTP(host, port, local_hostname="demo.test", timeout=30) as client:
            client.starttls(context=context)
            client.login(writer.email, str(writer.app_password))
            try:
                client.send_message(letter)
            except smtplib.SMTPResponseException as error:
                if error.smtp_code >= PERMANENT or time.monotonic() > deadline:
                    raise
            else:
                return
        time.sleep(0.2)


SUBJECTS = (
    "Thursday at ten?",
    "The new brochure",
    "Your invoice question",
    "Lunch, perhaps",
    "Photos of the shop",
)
LETTER = """Hello {reader},

this is a first letter in the demo, sent through the platform's own mail servers. Answer it, and look at the
trace to see what became of it.

Best,
{writer}
"""
WORDS = (
    "amber", "basil", "cedar", "clover", "coral", "dune", "ember", "fern", "flint", "harbor", "hazel", "indigo",
    "juniper", "kestrel", "lantern", "maple", "meadow", "nutmeg", "olive", "pebble", "quartz", "raven", "saffron",
    "thistle", "umber", "velvet", "willow", "yarrow",
)  # fmt: skip
