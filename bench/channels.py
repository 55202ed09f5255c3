"""Two partners who sell the same mail, and a customer who moves between them, in a running instance. Not a bench itself."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.channel.actions.ask_transfer import ask_transfer
from freehold.channel.actions.make_code import make_code
from freehold.channel.queries.transfers import get_transfer
from freehold.channel.states import TransferState
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.domains.models import Domain
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.services.mail.actions.set_limits import set_limits
from freehold.subscriptions.actions.order import order_subscription
from freehold.tenants.actions.create_operator import create_operator
from freehold.tenants.row_security import scope

LIMITS = {"hourly_per_person": 2_000, "hourly_per_tenant": 20_000}


@dataclass(frozen=True, slots=True)
class World:
    """The customer, the service behind its order, and a code of each partner, for any number of uses."""

    administrator: Actor
    instance_id: UUID
    codes: tuple[str, str]


def two_partners(*, seats: int) -> World:
    """The first one sells to the customer; both resell the operator's plan, with the same options."""
    operator = create_operator("Meridian Hosting")
    above = platform_actor(operator, via=Via.COMMAND)
    with scope(operator):
        offering = create_offering("Mail", kind="mail", actor=above)
        plan = create_plan(offering, name="Mail Standard", options={"quota_gb": 10} | LIMITS, actor=above)
        publish_price_list({plan: Decimal(2)}, currency="EUR", valid_from=clock.today(), actor=above)
        partners = [set_up_partner(name, actor=above) for name in ("Alder IT", "Birch Systems")]
    plans, codes = [], []
    for partner, name, price in zip(partners, ("Alder Mail", "Birch Mail"), (5, 6), strict=True):
        actor = platform_actor(partner, via=Via.COMMAND)
        with scope(partner):
            plans.append(adopt_plan(plan, name=name, actor=actor))
            publish_price_list(
                {plans[-1]: Decimal(price)}, currency="EUR", valid_from=clock.today(), actor=actor
            )
            codes.append(make_code(actor=actor, is_for_one=False).code)
    seller = platform_actor(partners[0], via=Via.COMMAND)
    with scope(partners[0]):
        customer = set_up_customer("Bench", actor=seller)
        order = order_subscription(plans[0], seats=seats, buyer_id=customer, actor=seller)
    return World(platform_actor(customer, via=Via.COMMAND), order.instance_id, (codes[0], codes[1]))


def prove_domain(world: World, name: str) -> None:
    """A proven domain, and limits that do not stop what is measured."""
    tenant_id = world.administrator.tenant_id
    with scope(tenant_id):
        Domain.objects.create(
            tenant_id=tenant_id,
            name=name,
            unicode_name=name,
            state=DomainState.PROVEN,
            token="bench",
            proven_at=clock.now(),
        )
        set_limits(**LIMITS, actor=world.administrator)


def ask(world: World, number: int) -> UUID:
    """Ask to move today: to the second partner, then back to the first, and so on."""
    with scope(world.administrator.tenant_id):
        code = world.codes[(number + 1) % 2]
        return ask_transfer(code, moves_on=clock.today(), actor=world.administrator).id


def is_moved(world: World, transfer_id: UUID) -> bool:
    """Whether the worker has done it. Raises: RuntimeError where a rule stood in its way."""
    with scope(world.administrator.tenant_id):
        found = get_transfer(world.administrator, transfer_id)
    if found.state is TransferState.FAILED:
        raise RuntimeError(found.failure)
    return found.state is TransferState.MOVED
