"""The API's operations on the log of the tenant that one acts in."""

from typing import Annotated
from uuid import UUID

from django.http import StreamingHttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime

from freehold.audit.actions.choose_checkpoint_mail import choose_checkpoint_mail
from freehold.audit.log_files import log_file_lines
from freehold.audit.permissions import READ_LOG
from freehold.audit.proofs import (
    Consistency,
    Inclusion,
    SignedCheckpoint,
    newest_checkpoint,
    prove_consistency,
    prove_inclusion,
)
from freehold.audit.queries import LogLine, Verdict, has_checkpoint_mail, read_log, verify_own_log
from freehold.audit.schemas import (
    CheckpointMailIn,
    CheckpointMailOut,
    CheckpointOut,
    ConsistencyOut,
    InclusionOut,
    LogLineOut,
    VerdictOut,
)
from freehold.kernel.permission import require
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Page, Part, part_of, read_cursor

router = Router(tags=["audit"])


@router.get(
    "/log", response=Page[LogLineOut], operation_id="list_log", summary="What was done, the newest first"
)
def list_log(
    request: ApiRequest,
    subject_id: Annotated[str, Query(max_length=200)] = "",
    action: Annotated[str, Query(description="how the act's name begins", max_length=100)] = "",
    grant_id: Annotated[UUID | None, Query(description="what was done under this grant")] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[LogLine]:
    """Every act on your tenant, by whomever."""
    before = read_cursor(cursor, tuple[AwareDatetime, UUID])
    found = read_log(
        request.actor,
        subject_id=subject_id,
        action=action,
        grant_id=grant_id,
        before=before,
        limit=limit + 1,
    )
    return part_of(found, limit=limit, place=lambda line: (line.at, line.id))


@router.get(
    "/log/verification",
    response=VerdictOut,
    operation_id="verify_log",
    summary="Recompute the whole log, and say what was found",
)
def verify_log(request: ApiRequest) -> Verdict:
    """Every leaf from its entry, the tree from the leaves, and each signed checkpoint."""
    return verify_own_log(request.actor)


@router.get(
    "/log/checkpoint",
    response=CheckpointOut,
    operation_id="get_checkpoint",
    summary="The newest signed checkpoint of your log, with the key that it is checked with",
)
def get_checkpoint(request: ApiRequest) -> SignedCheckpoint:
    """Keep it elsewhere: a log that was rewritten since no longer begins with it."""
    return newest_checkpoint(request.actor)


@router.get(
    "/log/file",
    operation_id="download_log",
    summary="Your whole log as a file: every entry, its salt, and each signed checkpoint",
    openapi_extra={"responses": {200: {"description": "JSON Lines", "content": {"application/jsonl": {}}}}},
)
def download_log(request: ApiRequest) -> StreamingHttpResponse:
    """Anybody can check it without this platform: `freehold audit verify LOG CHECKPOINT...`."""
    return StreamingHttpResponse(
        log_file_lines(request.actor), content_type="application/jsonl; charset=utf-8"
    )


@router.get(
    "/log/checkpoint-mail",
    response=CheckpointMailOut,
    operation_id="get_checkpoint_mail",
    summary="Whether your checkpoint comes by mail each month",
)
def get_checkpoint_mail(request: ApiRequest) -> dict[str, bool]:
    """To every administrator, on the first."""
    require(request.actor, READ_LOG)
    return {"is_wanted": has_checkpoint_mail(request.actor.tenant_id)}


@router.put(
    "/log/checkpoint-mail",
    response={204: None},
    operation_id="choose_checkpoint_mail",
    summary="Choose whether your checkpoint comes by mail each month",
)
def put_checkpoint_mail(request: ApiRequest, wanted: CheckpointMailIn) -> None:
    """To every administrator, on the first."""
    choose_checkpoint_mail(is_wanted=wanted.is_wanted, actor=request.actor)


@router.get(
    "/log/consistency",
    response=ConsistencyOut,
    operation_id="prove_consistency",
    summary="Prove that your log of so many entries is the beginning of today's",
)
def get_consistency(
    request: ApiRequest, first_size: Annotated[int, Query(ge=1, le=2**53, description="of a checkpoint")]
) -> Consistency:
    """From the size of a checkpoint that you kept to the newest one."""
    return prove_consistency(first_size, actor=request.actor)


@router.get(
    "/log/{uuid:entry_id}/proof",
    response=InclusionOut,
    operation_id="prove_entry",
    summary="Prove that an entry stands in your log",
)
def get_proof(request: ApiRequest, entry_id: UUID) -> Inclusion:
    """With the newest checkpoint: nobody needs to be asked to check it."""
    return prove_inclusion(entry_id, actor=request.actor)
