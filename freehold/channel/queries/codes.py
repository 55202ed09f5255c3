"""A seller's invitation codes for customers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from freehold.channel.models import CustomerCode
from freehold.channel.permissions import SEE_CODES
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require

PAGE = 50


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """A code as its seller sees it."""

    id: UUID
    code: str
    note: str
    plan_ids: tuple[UUID, ...]
    is_for_one: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_good(self) -> bool:
        """Whether a customer can use it now."""
        is_used_up = self.is_for_one and self.used_at is not None
        return self.withdrawn_at is None and not is_used_up and clock.now() < self.expires_at


def list_codes(actor: Actor, *, after: UUID | None = None, limit: int = PAGE) -> list[CodeFacts]:
    """The seller's codes, the newest first; `after` is the id of the last one seen. Raises: NotPermitted."""
    require(actor, SEE_CODES)
    found = CustomerCode.objects.filter(tenant_id=actor.tenant_id)
    if after is not None:
        found = found.filter(id__lt=after)
    return [code_facts(row) for row in found.order_by("-id")[:limit]]


def code_facts(row: CustomerCode) -> CodeFacts:
    """The facts of one row."""
    return CodeFacts(
        id=row.id,
        code=row.code,
        note=row.note,
        plan_ids=tuple(row.plan_ids),
        is_for_one=row.is_for_one,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        withdrawn_at=row.withdrawn_at,
    )
