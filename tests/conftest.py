"""A small world with one of each thing, and callers of the API."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.test import Client

from conftest import Cast
from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.create_group import create_group as create_team
from freehold.accounts.actions.create_token import create_token
from freehold.accounts.models import ApiToken
from freehold.accounts.second_factor import Shown
from freehold.audit.queries import log_lines
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.give_discount import give_discount
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.queries import plans_offered
from freehold.channel.actions.apply_to_sell import Applicant, apply_to_sell
from freehold.channel.actions.invite_partner import invite_partner
from freehold.channel.actions.make_code import make_code
from freehold.channel.actions.propose_handover import propose_handover
from freehold.channel.actions.register_prospect import register_prospect
from freehold.channel.actions.send_incident_notice import send_incident_notice
from freehold.channel.models import PartnerApplication
from freehold.channel.states import ApplicationState, IncidentReach
from freehold.delegation.actions.ask_for_grant import ask_for_grant
from freehold.delegation.actions.ask_in_emergency import ask_in_emergency
from freehold.domains.actions.add_dns_key import add_dns_key
from freehold.domains.actions.add_host import add_host
from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.prove_domain import prove_domain
from freehold.domains.queries import get_domain
from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.actions.set_seller_profile import set_seller_profile
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.jobs import bill_run
from freehold.invoicing.queries.lists import InvoiceSide, list_invoices
from freehold.invoicing.tests.conftest import ACME, ALDER
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.kernel.ids import new_id
from freehold.kernel.period import Interval
from freehold.notices.states import NoticeTemplate
from freehold.payments.actions.collect_invoices import collect_invoices
from freehold.payments.actions.give_mandate import give_mandate
from freehold.payments.actions.import_statement import import_statement
from freehold.payments.actions.set_creditor import set_creditor
from freehold.payments.collecting import debits_in, list_mandates
from freehold.payments.queries import list_bookings
from freehold.payments.rules.mandates import MandateFacts
from freehold.payments.rules.target import banking_day_from
from freehold.payments.states import Scheme
from freehold.payments.tests.camt import ACME as IBAN
from freehold.payments.tests.camt import Booking, statement
from freehold.payments.tests.conftest import CREDITOR_ID
from freehold.provisioning.contract import Wanted
from freehold.provisioning.states import InstanceState
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.resold.actions.add_task import add_task
from freehold.services.resold.actions.check_bill import check_bill
from freehold.services.resold.options import ResoldOptions
from freehold.services.resold.queries.tasks import list_tasks
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.row_security import scope

DOMAIN = "acme-dental.example"

Caller = Callable[..., Client]


def make_token(actor: Actor, *, lasts: timedelta = timedelta(days=1), scopes: tuple[str, ...] = ()) -> str:
    """An API token of this person."""
    secret = f"fht_{uuid4().hex}"
    with scope(actor.home_tenant_id):
        ApiToken.objects.create(
            tenant_id=actor.home_tenant_id,
            person_id=actor.person_id,
            name="test",
            digest=sha256(secret.encode()).hexdigest(),
            scopes=list(scopes),
            expires_at=clock.now() + lasts,
        )
    return secret


@pytest.fixture
def client_of(db: None) -> Caller:
    """A caller with an API token of this person."""

    def make(
        actor: Actor, *, lasts: timedelta = timedelta(days=1), scopes: tuple[str, ...] = (), **headers: str
    ) -> Client:
        secret = make_token(actor, lasts=lasts, scopes=scopes)
        return Client(headers={"Authorization": f"Bearer {secret}", **headers})

    return make


@dataclass
class World:
    """The cast, and one of each thing that belongs to Acme: its ids by the name they have in addresses."""

    cast: Cast
    ids: dict[str, UUID | str | int] = field(default_factory=dict)


@pytest.fixture
def world(cast: Cast) -> World:
    """Acme with a proven domain, mail for three, two mailboxes, a shared one and a group."""
    acme = cast.customer
    ids: dict[str, UUID | str | int] = {
        "domain": DOMAIN,
        "queue_id": "4XyZ123abc",
        "address": f"ada@{DOMAIN}",
    }
    ids["grant_id"] = cast.under_grant().grant_id or ""
    ids["tenant_id"] = acme.tenant_id
    ids["template"], ids["language"] = "invitation", "en"
    with scope(cast.partner.tenant_id):
        ids["host_id"] = add_host("portal.alder-it.example", actor=cast.partner)
    ids["plan_id"] = sell_mail(cast)
    with scope(cast.partner.tenant_id):
        ids["discount_id"] = give_discount(
            Decimal(5), interval=Interval.YEAR, valid_from=clock.today(), actor=cast.partner
        )
    with scope(acme.tenant_id):
        ids["domain_id"] = domain_id = claim_domain(DOMAIN, actor=acme)
        token = get_domain(acme, domain_id).proof_value
        prove_domain(domain_id, seen=[token], actor=platform_actor(acme.tenant_id, via=Via.JOB))
        offered = plans_offered(acme)[0]
        order = order_subscription(offered.id, seats=5, actor=acme)
        ids["number"], ids["instance_id"] = order.number, order.instance_id
        ids["mailbox_id"] = create_mailbox(f"ada@{DOMAIN}", person_id=acme.person_id, actor=acme)  # type: ignore[arg-type]
        ids["grantee_id"] = create_mailbox(f"max@{DOMAIN}", person_id=cast.member.person_id, actor=acme)  # type: ignore[arg-type]
        ids["shared_id"] = create_shared_mailbox(f"info@{DOMAIN}", actor=acme)
        ids["group_id"] = create_group(f"all@{DOMAIN}", name="All", actor=acme)
        ids["person_id"] = cast.member.person_id or ""
        ids["team_id"] = create_team("Front desk", actor=acme)
        add_member(ids["team_id"], person_id=cast.member.person_id, actor=acme)  # type: ignore[arg-type]
        ids["token_id"] = create_token("Backup", scopes=frozenset(), lasts=timedelta(days=9), actor=acme).id
        ids["password_id"] = create_app_password("Phone", actor=acme).id
        ids["session_id"] = 1
        ids["month"] = f"{clock.today():%Y-%m}"
        ids["key_id"] = add_dns_key(
            DOMAIN,
            server="192.0.2.53",
            port=53,
            key_name="k",
            algorithm="hmac-sha256",
            secret="c2VjcmV0LW9mLXRoZS10ZXN0",
            actor=acme,
        )
        ids["entry_id"] = log_lines(acme.tenant_id)[-1].id
    ids["invoice_id"], ids["form"] = bill_acme(cast), "ubl"
    ids["payment_id"] = ids["source_id"] = pay_alder(cast)
    ids["booking_id"] = book_at_alder(cast)
    ids["mandate_id"], ids["collection_id"], ids["debit_id"] = collect_from_acme(cast)
    ids["task_id"], ids["supply_id"], ids["bill_id"] = deal_with_northwind(cast)
    ids["request_id"], ids["emergency_id"] = want_in(cast)
    ids["code_id"], ids["handover_id"] = hand_over(cast)
    ids["transfer_id"] = new_id()  # Acme stays where it is
    ids |= channel_of(cast)
    return World(cast, ids)


def channel_of(cast: Cast) -> dict[str, UUID | str | int]:
    """Whom Alder invited, who applied to it, which prospect it registered, and what the operator told of an incident."""
    alder = cast.partner.tenant_id
    apply_to_sell(alder, Applicant("Fir Systems", "Finn Fir", "finn@fir.example", "DE"))
    with scope(alder):
        application = PartnerApplication.objects.get()
        application.state, application.proven_at = ApplicationState.WAITING, clock.now()
        application.save(update_fields=["state", "proven_at"])
        invited = invite_partner(
            "Gorse", person_name="Gina Gorse", email="gina@gorse.example", actor=cast.partner
        )
        registered = register_prospect("zinc-works.example", actor=cast.partner)
    facts = {
        "began_on": "2030-05-04",
        "noticed_on": "2030-05-05",
        "affected": "mail_read",
        "advice": "nothing",
        "reference": "7",
    }
    with scope(cast.operator.tenant_id):
        told = send_incident_notice(
            NoticeTemplate.INCIDENT_SECURITY, facts, reach=IncidentReach.ALL, actor=cast.operator
        )
    return {
        "application_id": application.id,
        "invitation_id": invited.invitation_id,
        "registration_id": registered,
        "notice_id": told,
    }


def sell_mail(cast: Cast) -> UUID:
    """Mail Standard, of the operator and of Alder, each with a price from today; Alder's plan."""
    operator, partner = cast.operator, cast.partner
    with scope(operator.tenant_id):
        offering = create_offering("Mail", kind="mail", actor=operator)
        source = create_plan(offering, name="Mail Standard", actor=operator)
        publish_price_list({source: Decimal(2)}, currency="EUR", valid_from=clock.today(), actor=operator)
    with scope(partner.tenant_id):
        plan = adopt_plan(source, name="Mail Standard", actor=partner)
        publish_price_list({plan: Decimal(4)}, currency="EUR", valid_from=clock.today(), actor=partner)
    return plan


def deal_with_northwind(cast: Cast) -> tuple[UUID, UUID, UUID]:
    """What Alder has to do with a vendor, what that one holds, and a bill of it."""
    alder = cast.partner.tenant_id
    wanted = Wanted(
        tenant_id=cast.customer.tenant_id,
        instance_id=new_id(),
        supplier_id=alder,
        state=InstanceState.ACTIVE,
        seats=2,
        options=ResoldOptions(vendor="Northwind", product="Northwind Office"),
        version=1,
    )
    bill = b"Order,Amount,Start\nNW-1,9.00,2026-11-01\n"
    with scope(alder):
        add_task(wanted, actor=platform_actor(alder, via=Via.JOB))
        (task,) = list_tasks(cast.partner, today=clock.today())
        bill_id = check_bill("Northwind", bill, file_name="november.csv", actor=cast.partner)
    return task.id, task.supply_id, bill_id


def want_in(cast: Cast) -> tuple[UUID, UUID]:
    """Let Alder ask Acme for access, and the operator's Olga ask to break the glass."""
    asked = {"roles": {Role.TECHNICIAN}, "lasts": timedelta(hours=1), "reason": "mail stands still"}
    acme = str(cast.customer.tenant_id)
    with scope(cast.partner.tenant_id):
        request_id = ask_for_grant(acme, **asked, actor=cast.partner)  # type: ignore[arg-type]
    with scope(cast.operator.tenant_id):
        shown = Shown(at=clock.now())
        return request_id, ask_in_emergency(acme, **asked, shown=shown, actor=cast.operator)  # type: ignore[arg-type]


def hand_over(cast: Cast) -> tuple[UUID, UUID]:
    """Let Alder make a code for customers, and propose its own to Birch."""
    with scope(cast.rival.tenant_id):
        birch = make_code(actor=cast.rival).code
    with scope(cast.partner.tenant_id):
        code = make_code(actor=cast.partner)
        day = clock.today() + timedelta(days=30)
        return code.id, propose_handover(birch, moves_on=day, actor=cast.partner).id


def bill_acme(cast: Cast) -> UUID:
    """Let Alder bill what Acme has ordered, and return the invoice's id."""
    with scope(cast.partner.tenant_id):
        set_seller_profile(ALDER, actor=cast.partner)
        set_buyer_profile(ACME, buyer_id=cast.customer.tenant_id, actor=cast.partner)
        run = start_run(actor=cast.partner)
    bill_run(str(cast.partner.tenant_id), str(run))
    with scope(cast.partner.tenant_id):
        return list_invoices(cast.partner, side=InvoiceSide.ISSUED)[0].id


def pay_alder(cast: Cast) -> UUID:
    """Let Alder record a payment of Acme's that no invoice has taken."""
    with scope(cast.partner.tenant_id):
        return record_payment(
            cast.customer.tenant_id,
            amount=Decimal(9),
            currency="EUR",
            received_on=clock.today(),
            actor=cast.partner,
        )


def book_at_alder(cast: Cast) -> UUID:
    """Let a booking wait with Alder that names no invoice."""
    content = statement(Booking("3.00", day=str(clock.today())))
    with scope(cast.partner.tenant_id):
        import_statement(content, file_name="statement.xml", actor=cast.partner)
        return list_bookings(cast.partner)[0].id


def collect_from_acme(cast: Cast) -> tuple[UUID, UUID, UUID]:
    """Let Acme give Alder a mandate, and Alder collect by it."""
    due_on = banking_day_from(clock.today() + timedelta(days=21))
    with scope(cast.partner.tenant_id):
        set_creditor(CREDITOR_ID, notice_days=14, actor=cast.partner)
    with scope(cast.customer.tenant_id):
        give_mandate(MandateFacts("Acme", IBAN, clock.today()), actor=cast.customer)
    with scope(cast.partner.tenant_id):
        made = collect_invoices(scheme=Scheme.CORE, collect_on=due_on, actor=cast.partner)
        return list_mandates(cast.partner)[0].id, made, debits_in(cast.partner, made)[0].id


def ids_at(world: World, path: str) -> dict[str, UUID | str | int]:
    """The ids that fit an address: what a `group_id` means depends on what stands before it."""
    return world.ids | ({"group_id": world.ids["team_id"]} if "/groups/" in path else {})
