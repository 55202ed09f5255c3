"""The API's operations on catalogs: what a seller sells, and what its own seller offers it."""

from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Router

from freehold.catalog.actions.adopt_plan import adopt_plan as adopt_plan_now
from freehold.catalog.actions.create_offering import create_offering as create_offering_now
from freehold.catalog.actions.create_plan import create_plan as create_plan_now
from freehold.catalog.actions.describe_plan import describe_plan as describe_plan_now
from freehold.catalog.actions.end_discount import end_discount as end_discount_now
from freehold.catalog.actions.give_discount import give_discount as give_discount_now
from freehold.catalog.actions.promise_level import promise_level as promise_level_now
from freehold.catalog.actions.publish_price_list import publish_price_list as publish_price_list_now
from freehold.catalog.actions.retire_plan import retire_plan as retire_plan_now
from freehold.catalog.queries import (
    OfferedPlan,
    OfferingFacts,
    PlanFacts,
    discounts,
    offerings,
    plans,
    plans_offered,
    price_lists,
)
from freehold.catalog.queries import get_plan as find_one_plan
from freehold.catalog.schemas import (
    AdoptedPlanIn,
    DiscountIn,
    DiscountOut,
    Discounts,
    OfferedPlans,
    OfferingIn,
    Offerings,
    OwnPlanIn,
    PlanOut,
    Plans,
    PlanText,
    PriceListIn,
    PriceListOut,
    PriceLists,
    PriceOut,
    PromiseIn,
    TermsOut,
    Version,
)
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.kernel.schemas import ApiRequest, Made
from freehold.kernel.service_levels import Step

router = Router(tags=["catalog"])


@router.get(
    "/offered-plans",
    response=OfferedPlans,
    operation_id="list_offered_plans",
    summary="What your seller offers you today",
)
def list_offered_plans(request: ApiRequest) -> dict[str, list[OfferedPlan]]:
    """To order, or, as a partner, to resell under your own name and price."""
    return {"items": plans_offered(request.actor)}


@router.get("/offerings", response=Offerings, operation_id="list_offerings", summary="What you sell")
def list_offerings(request: ApiRequest) -> dict[str, list[OfferingFacts]]:
    """By name."""
    return {"items": offerings(request.actor)}


@router.post(
    "/offerings", response={201: Made}, operation_id="create_offering", summary="Make an offering (operator)"
)
def create_offering(request: ApiRequest, offering: OfferingIn) -> dict[str, UUID]:
    """Partners get theirs by adopting a plan."""
    return {"id": create_offering_now(**offering.model_dump(), actor=request.actor)}


@router.get("/plans", response=Plans, operation_id="list_plans", summary="Your plans and their prices today")
def list_plans(request: ApiRequest) -> dict[str, list[PlanFacts]]:
    """By name, the retired ones last."""
    return {"items": plans(request.actor, on=clock.today())}


@router.post("/plans", response={201: Made}, operation_id="create_plan", summary="Make a plan (operator)")
def create_plan(request: ApiRequest, plan: OwnPlanIn) -> dict[str, UUID]:
    """It can be ordered once it has a price."""
    return {"id": create_plan_now(**plan.model_dump(), actor=request.actor)}


@router.post(
    "/plans/adopted",
    response={201: Made},
    operation_id="adopt_plan",
    summary="Resell a plan of your seller (partner)",
)
def adopt_plan(request: ApiRequest, plan: AdoptedPlanIn) -> dict[str, UUID]:
    """Under your own name; it can be ordered once it has a price."""
    return {"id": adopt_plan_now(**plan.model_dump(), actor=request.actor)}


@router.get("/plans/{uuid:plan_id}", response=PlanOut, operation_id="get_plan", summary="One of your plans")
def get_plan(request: ApiRequest, plan_id: UUID) -> PlanFacts:
    """With its prices of today."""
    return find_one_plan(request.actor, plan_id, on=clock.today())


@router.put(
    "/plans/{uuid:plan_id}/text",
    response={204: None},
    operation_id="describe_plan",
    summary="Change what buyers read of a plan",
)
def describe_plan(request: ApiRequest, plan_id: UUID, text: PlanText) -> None:
    """Subscriptions keep the name under which they were ordered."""
    describe_plan_now(
        plan_id,
        name=text.name,
        description=text.description,
        seen_version=text.version,
        actor=request.actor,
    )


@router.put(
    "/plans/{uuid:plan_id}/promise",
    response={204: None},
    operation_id="promise_level",
    summary="Promise how much of a month a plan's service is there",
)
def promise_level(request: ApiRequest, plan_id: UUID, promise: PromiseIn) -> None:
    """To whoever orders it from now on; what has been ordered keeps what it was promised."""
    promise_level_now(
        plan_id,
        [Step(one.below, one.credit) for one in promise.steps],
        seen_version=promise.version,
        actor=request.actor,
    )


@router.post(
    "/plans/{uuid:plan_id}/retirement",
    response={204: None},
    operation_id="retire_plan",
    summary="Let nobody order a plan any more",
)
def retire_plan(request: ApiRequest, plan_id: UUID) -> None:
    """Here, or through those who resell it."""
    retire_plan_now(plan_id, actor=request.actor)


@router.get(
    "/price-lists",
    response=PriceLists,
    operation_id="list_price_lists",
    summary="Every version of your prices",
)
def list_price_lists(request: ApiRequest) -> dict[str, list[PriceListOut]]:
    """The newest first."""
    return {
        "items": [
            PriceListOut(
                id=found.id,
                version=found.version,
                currency=found.currency,
                valid_from=found.valid_from,
                prices=[
                    PriceOut(plan=price.plan, terms=TermsOut.from_orm(price.terms)) for price in found.prices
                ],
            )
            for found in price_lists(request.actor)
        ]
    }


@router.post(
    "/price-lists", response={201: Version}, operation_id="publish_price_list", summary="Publish new prices"
)
def publish_price_list(request: ApiRequest, wanted: PriceListIn) -> dict[str, int]:
    """A list never changes, nor do the subscriptions that were ordered before it."""
    if len({price.plan_id for price in wanted.prices}) != len(wanted.prices):
        raise Refused("plan_twice", _("A plan stands on the list twice."), field="prices")
    version = publish_price_list_now(
        {price.plan_id: price.per_seat_month for price in wanted.prices if price.per_seat_month is not None},
        terms={
            price.plan_id: [one.agreed(wanted.currency) for one in price.terms] for price in wanted.prices
        },
        currency=wanted.currency,
        valid_from=wanted.valid_from,
        seen_version=wanted.seen_version,
        actor=request.actor,
    )
    return {"version": version}


@router.get(
    "/discounts", response=Discounts, operation_id="list_discounts", summary="What you take off your prices"
)
def list_discounts(request: ApiRequest) -> dict[str, list[DiscountOut]]:
    """The newest first, ended ones too."""
    return {"items": [DiscountOut.from_orm(one) for one in discounts(request.actor)]}


@router.post(
    "/discounts", response={201: Made}, operation_id="give_discount", summary="Take a part off orders to come"
)
def give_discount(request: ApiRequest, wanted: DiscountIn) -> dict[str, UUID]:
    """Whoever orders meanwhile keeps it; where several fit, the largest counts."""
    return {"id": give_discount_now(**wanted.model_dump(), actor=request.actor)}


@router.post(
    "/discounts/{uuid:discount_id}/end",
    response={204: None},
    operation_id="end_discount",
    summary="Give a discount to nobody any more",
)
def end_discount(request: ApiRequest, discount_id: UUID) -> None:
    """What was ordered with it keeps it."""
    end_discount_now(discount_id, actor=request.actor)
