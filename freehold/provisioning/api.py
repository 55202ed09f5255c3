"""The API's operations on instances."""

from uuid import UUID

from ninja import Router

from freehold.kernel.schemas import ApiRequest
from freehold.provisioning.actions.try_again import try_again
from freehold.provisioning.queries import InstanceFacts, instances, see_instance
from freehold.provisioning.schemas import InstanceOut, Instances

router = Router(tags=["provisioning"])


@router.get("/instances", response=Instances, operation_id="list_instances", summary="Your hosted services")
def list_instances(request: ApiRequest) -> dict[str, list[InstanceFacts]]:
    """The newest first."""
    return {"items": instances(request.actor)}


@router.get(
    "/instances/{uuid:instance_id}",
    response=InstanceOut,
    operation_id="get_instance",
    summary="One hosted service",
)
def get_instance(request: ApiRequest, instance_id: UUID) -> InstanceFacts:
    """What is wanted of it and what was observed, with the last error."""
    return see_instance(request.actor, instance_id)


@router.post(
    "/instances/{uuid:instance_id}/tries",
    response={202: None},
    operation_id="try_instance",
    summary="Try at once what has failed",
)
def try_instance(request: ApiRequest, instance_id: UUID) -> None:
    """Instead of waiting for the next try."""
    try_again(instance_id, actor=request.actor)
