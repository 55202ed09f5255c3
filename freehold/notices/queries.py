"""Notices as their tenant's administrators and the worker read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.notices.models import Notice, Wording
from freehold.notices.permissions import CHANGE_WORDINGS, SEE_NOTICES
from freehold.notices.rules import LANGUAGES, WORDED
from freehold.notices.states import NoticeState, NoticeTemplate
from freehold.tenants.queries import get_tenant
from freehold.tenants.states import TenantKind


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What was written to whom, and what became of it; never its secrets."""

    id: UUID
    template: NoticeTemplate
    to: str
    state: NoticeState
    created_at: datetime
    sent_at: datetime | None
    last_error: str


def notices_of(actor: Actor, *, person_id: UUID | None = None, limit: int = 50) -> list[NoticeFacts]:
    """The newest notices of the tenant, or of one of its people."""
    require(actor, SEE_NOTICES)
    found = Notice.objects.filter(tenant_id=actor.tenant_id)
    if person_id is not None:
        found = found.filter(person_id=person_id)
    return [
        NoticeFacts(
            id=row.id,
            template=NoticeTemplate(row.template),
            to=row.to,
            state=NoticeState(row.state),
            created_at=row.created_at,
            sent_at=row.sent_at,
            last_error=row.last_error,
        )
        for row in found.order_by("-created_at", "-id")[:limit]
    ]


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a letter."""

    state: NoticeState
    sent_at: datetime | None
    last_error: str


def sendings(notice_ids: Collection[UUID]) -> dict[UUID, Sending]:
    """What became of these, in the scope of who wrote them; for a package that has checked who asks."""
    found = Notice.objects.filter(id__in=notice_ids).values_list("id", "state", "sent_at", "last_error")
    return {one: Sending(NoticeState(state), sent_at, error) for one, state, sent_at, error in found}


def refused_letters(tenant_id: UUID) -> list[UUID]:
    """The letters of a tenant that were turned down for good, in its scope; for a package that has checked who asks."""
    found = Notice.objects.filter(tenant_id=tenant_id, state=NoticeState.REFUSED).exclude(sender="")
    return list(found.values_list("id", flat=True))


def waiting_notices(limit: int) -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: tenant and notice of those that have waited for minutes, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.waiting_notices(%s)", [limit])
        return [(row[0], row[1]) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class WordingFacts:
    """The words of a notice: a seller's own, or the standard ones."""

    template: NoticeTemplate
    language: str
    subject: str
    body: str
    is_own: bool
    takes: list[str]
    needs: list[str]


def check_can_be_worded(actor: Actor, template: NoticeTemplate, language: str) -> None:
    """Raises: NotFound (a customer words nothing; no such notice or language)."""
    if get_tenant(actor.tenant_id).kind is TenantKind.CUSTOMER:
        raise NotFound
    if template not in WORDED or language not in LANGUAGES:
        raise NotFound


def own_wordings(actor: Actor) -> set[tuple[NoticeTemplate, str]]:
    """Which notices of a seller are in its own words, by language. Raises: NotFound, NotPermitted."""
    check_can_be_worded(actor, next(iter(WORDED)), "en")
    require(actor, CHANGE_WORDINGS)
    found = Wording.objects.filter(tenant_id=actor.tenant_id).values_list("template", "language")
    return {(NoticeTemplate(template), language) for template, language in found}


def find_wording(tenant_id: UUID, template: NoticeTemplate, language: str) -> tuple[str, str] | None:
    """Subject and body of a seller's own words, whichever tenant below is in scope; None where the standard ones count."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.wording_of(%s, %s, %s)", [tenant_id, template, language])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None
