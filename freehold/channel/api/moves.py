"""The API's operations on invitation codes and moves."""

from datetime import timedelta
from uuid import UUID

from ninja import Router

from freehold.channel.actions.agree_to_handover import agree_to_handover as agree_to_handover_now
from freehold.channel.actions.agree_to_undo import agree_to_undo as agree_now
from freehold.channel.actions.ask_transfer import ask_transfer as ask_now
from freehold.channel.actions.declare_gone import declare_gone as declare_now
from freehold.channel.actions.decline_handover import decline_handover as decline_now
from freehold.channel.actions.make_code import make_code as make_now
from freehold.channel.actions.propose_handover import propose_handover as propose_now
from freehold.channel.actions.withdraw_code import withdraw_code as withdraw_code_now
from freehold.channel.actions.withdraw_declaration import withdraw_declaration
from freehold.channel.actions.withdraw_handover import withdraw_handover as withdraw_handover_now
from freehold.channel.actions.withdraw_transfer import withdraw_transfer as withdraw_now
from freehold.channel.previewing import OrderMove
from freehold.channel.previewing import preview_transfer as preview_now
from freehold.channel.queries.codes import CodeFacts, list_codes
from freehold.channel.queries.declarations import DeclarationFacts, list_declarations
from freehold.channel.queries.handovers import HandoverFacts, list_handovers
from freehold.channel.queries.handovers import get_handover as find_handover
from freehold.channel.queries.transfers import TransferFacts, list_transfers
from freehold.channel.queries.transfers import get_transfer as find_one
from freehold.channel.schemas import (
    CodeIn,
    CodeOut,
    DeclarationIn,
    DeclarationOut,
    HandoverIn,
    HandoverOut,
    TransferIn,
    TransferOut,
    TransferPreviewOut,
)
from freehold.channel.states import Party
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Page, Part, part_of, read_cursor

router = Router(tags=["channel"])


@router.get(
    "/customer-codes",
    response=Page[CodeOut],
    operation_id="list_customer_codes",
    summary="Your invitations for customers of others",
)
def list_customer_codes(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Part[CodeFacts]:
    """The newest first."""
    found = list_codes(request.actor, after=read_cursor(cursor, UUID), limit=limit + 1)
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.post(
    "/customer-codes",
    response={201: CodeOut},
    operation_id="make_customer_code",
    summary="Invite customers of others",
)
def make_customer_code(request: ApiRequest, code: CodeIn) -> CodeFacts:
    """Who has it sees who you are and what you sell, and can come to you."""
    return make_now(
        actor=request.actor,
        lasts=timedelta(days=code.days),
        is_for_one=code.is_for_one,
        plan_ids=code.plan_ids,
        note=code.note,
    )


@router.delete(
    "/customer-codes/{uuid:code_id}",
    response={204: None},
    operation_id="withdraw_customer_code",
    summary="Let a code be good no longer",
)
def withdraw_customer_code(request: ApiRequest, code_id: UUID) -> None:
    """Who has asked with it moves all the same."""
    withdraw_code_now(code_id, actor=request.actor)


@router.get(
    "/transfers",
    response=Page[TransferOut],
    operation_id="list_transfers",
    summary="Moves of customers from one provider to another that concern you",
)
def list_all(
    request: ApiRequest, side: Party | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Part[TransferFacts]:
    """The newest first."""
    found = list_transfers(request.actor, side=side, after=read_cursor(cursor, UUID), limit=limit + 1)
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.post(
    "/transfers/preview",
    response=TransferPreviewOut,
    operation_id="preview_transfer",
    summary="Who is behind a code, and what a move there comes to",
)
def preview_transfer(request: ApiRequest, transfer: TransferIn) -> dict[str, object]:
    """To the cent, for the term that the day lies in. Nothing is written."""
    found = preview_now(request.actor, transfer.code, moves_on=transfer.moves_on, choices=transfer.chosen())
    return {
        "provider": found.provider,
        "moves_on": found.moves_on,
        "moves": [_told(one) for one in found.moves],
    }


@router.post(
    "/transfers",
    response={201: TransferOut},
    operation_id="ask_transfer",
    summary="Move to another provider",
)
def ask_transfer(request: ApiRequest, transfer: TransferIn) -> TransferFacts:
    """Your present provider is told, and cannot refuse. Services run on; money changes over on the day."""
    return ask_now(transfer.code, moves_on=transfer.moves_on, choices=transfer.chosen(), actor=request.actor)


@router.get(
    "/transfers/{uuid:transfer_id}",
    response=TransferOut,
    operation_id="get_transfer",
    summary="One move",
)
def get_transfer(request: ApiRequest, transfer_id: UUID) -> TransferFacts:
    """What does not concern you does not exist."""
    return find_one(request.actor, transfer_id)


@router.delete(
    "/transfers/{uuid:transfer_id}",
    response={204: None},
    operation_id="withdraw_transfer",
    summary="Stay with the present provider",
)
def withdraw_transfer(request: ApiRequest, transfer_id: UUID) -> None:
    """Before the day; the customer's own act alone."""
    withdraw_now(transfer_id, actor=request.actor)


@router.post(
    "/transfers/{uuid:transfer_id}/undo",
    response=TransferOut,
    operation_id="agree_to_undo_transfer",
    summary="Agree that a move is taken back",
)
def agree_to_undo_transfer(request: ApiRequest, transfer_id: UUID) -> TransferFacts:
    """Within seven days; once customer, former and new provider have agreed it is taken back, on the former plans and terms."""
    return agree_now(transfer_id, actor=request.actor)


@router.get(
    "/handovers",
    response=Page[HandoverOut],
    operation_id="list_handovers",
    summary="Handovers of many customers that you propose or are proposed",
)
def list_all_handovers(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Part[HandoverFacts]:
    """The newest first."""
    found = list_handovers(request.actor, after=read_cursor(cursor, UUID), limit=limit + 1)
    return part_of(found, limit=limit, place=lambda one: one.id)


@router.post(
    "/handovers",
    response={201: HandoverOut},
    operation_id="propose_handover",
    summary="Hand customers over to another seller",
)
def propose_handover(request: ApiRequest, handover: HandoverIn) -> HandoverFacts:
    """Once that one agrees, each customer is told, keeps its prices, and may stay or choose otherwise until the day."""
    return propose_now(
        handover.code, moves_on=handover.moves_on, customers=handover.customers, actor=request.actor
    )


@router.get(
    "/handovers/{uuid:handover_id}",
    response=HandoverOut,
    operation_id="get_handover",
    summary="One handover, and how far it has come",
)
def get_handover(request: ApiRequest, handover_id: UUID) -> HandoverFacts:
    """For its two sellers."""
    return find_handover(request.actor, handover_id)


@router.post(
    "/handovers/{uuid:handover_id}/agree",
    response=HandoverOut,
    operation_id="agree_to_handover",
    summary="Agree to receive the customers",
)
def agree_to_handover(request: ApiRequest, handover_id: UUID) -> HandoverFacts:
    """Each customer is told at once."""
    return agree_to_handover_now(handover_id, actor=request.actor)


@router.post(
    "/handovers/{uuid:handover_id}/decline",
    response=HandoverOut,
    operation_id="decline_handover",
    summary="Decline to receive the customers",
)
def decline_handover(request: ApiRequest, handover_id: UUID) -> HandoverFacts:
    """No customer was told."""
    return decline_now(handover_id, actor=request.actor)


@router.post(
    "/handovers/{uuid:handover_id}/withdraw",
    response=HandoverOut,
    operation_id="withdraw_handover",
    summary="Take a handover back",
)
def withdraw_handover(request: ApiRequest, handover_id: UUID) -> HandoverFacts:
    """Before the other seller has agreed."""
    return withdraw_handover_now(handover_id, actor=request.actor)


@router.get(
    "/declarations",
    response=list[DeclarationOut],
    operation_id="list_declarations",
    summary="Partners who were declared gone",
)
def list_all_declarations(request: ApiRequest) -> list[DeclarationFacts]:
    """By you, or you by your seller; the newest first."""
    return list_declarations(request.actor)


@router.post(
    "/partners/{uuid:tenant_id}/declare-gone",
    response=DeclarationOut,
    operation_id="declare_partner_gone",
    summary="Declare that a partner has gone",
)
def declare_partner_gone(
    request: ApiRequest, tenant_id: UUID, declaration: DeclarationIn
) -> DeclarationFacts:
    """It sells nothing new; its customers run on for 90 days, whatever it owes, are told, and choose another provider."""
    return declare_now(tenant_id, reason=declaration.reason, note=declaration.note, actor=request.actor)


@router.post(
    "/partners/{uuid:tenant_id}/declare-back",
    response=DeclarationOut,
    operation_id="declare_partner_back",
    summary="Say that a partner is back",
)
def declare_partner_back(request: ApiRequest, tenant_id: UUID) -> DeclarationFacts:
    """It sells again; who has moved has moved."""
    return withdraw_declaration(tenant_id, actor=request.actor)


def _told(move: OrderMove) -> dict[str, object]:
    return {
        "number": move.order.number,
        "plan_id": move.plan.id if move.plan else None,
        "plan_name": move.plan.name if move.plan else "",
        "plans": move.plans,
        "why_not": move.why_not,
        "leaving": move.leaving,
        "joining": move.joining,
    }
