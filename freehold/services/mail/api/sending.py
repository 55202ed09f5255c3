"""The tenant's senders, limits and signing keys."""

from ninja import Router

from freehold.kernel.schemas import ApiRequest
from freehold.services.mail.actions.forget_sender import forget_sender as forget_sender_now
from freehold.services.mail.actions.rotate_dkim_key import rotate_dkim_key as rotate_dkim_key_now
from freehold.services.mail.actions.set_limits import set_limits
from freehold.services.mail.api.groups import Domain
from freehold.services.mail.api.own_settings import JUDGE, Sender
from freehold.services.mail.queries.limits import LimitFacts, limits
from freehold.services.mail.queries.senders import SenderFacts, tenant_senders
from freehold.services.mail.schemas import LimitsIn, LimitsOut, SelectorOut, SenderIn, Senders

router = Router(tags=["mail"])


@router.get("/mail/senders", response=Senders, operation_id="list_senders", summary="Senders judged for all")
def list_senders(request: ApiRequest) -> dict[str, list[SenderFacts]]:
    """Of the whole tenant."""
    return {"items": tenant_senders(request.actor)}


@router.put(
    "/mail/senders",
    response={204: None},
    operation_id="judge_sender_for_all",
    summary="Allow or block a sender",
)
def put_sender_for_all(request: ApiRequest, wanted: SenderIn) -> None:
    """For the whole tenant."""
    JUDGE[wanted.verdict](wanted.sender, mailbox_id=None, actor=request.actor)


@router.delete(
    "/mail/senders",
    response={204: None},
    operation_id="forget_sender_for_all",
    summary="Take a sender off the tenant's list",
)
def forget_sender_for_all(request: ApiRequest, sender: Sender) -> None:
    """Of the whole tenant."""
    forget_sender_now(sender, mailbox_id=None, actor=request.actor)


@router.get("/mail/limits", response=LimitsOut, operation_id="get_limits", summary="Limits on sending")
def get_limits(request: ApiRequest) -> LimitFacts:
    """Recipients within an hour."""
    return limits(request.actor)


@router.put("/mail/limits", response={204: None}, operation_id="set_limits", summary="Set limits on sending")
def put_limits(request: ApiRequest, wanted: LimitsIn) -> None:
    """And who reads postmaster@ and abuse@."""
    set_limits(**wanted.model_dump(), actor=request.actor)


@router.post(
    "/mail/domains/{domain}/dkim-keys",
    response={201: SelectorOut},
    operation_id="rotate_dkim_key",
    summary="Sign with a new key",
)
def rotate_dkim_key(request: ApiRequest, domain: Domain) -> dict[str, str]:
    """Publish its record at once: until then receivers cannot check the new signatures."""
    return {"selector": rotate_dkim_key_now(domain, actor=request.actor)}
