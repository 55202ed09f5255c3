"""Letters as pages, the API and the worker read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from freehold.dunning.models import Letter, Practice
from freehold.dunning.permissions import SEE_LETTERS
from freehold.invoicing.addressees import Addressed, addressed
from freehold.invoicing.document import DocumentKind
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.money import Money
from freehold.kernel.permission import require
from freehold.notices.queries import Sending, sendings
from freehold.notices.states import NoticeState
from freehold.tenants.queries import names_of_buyers

PAGE = 50
LOOKED_BACK = timedelta(days=7)  # how long a sweep looks for what a lost job left
MOST_RUNS = 500


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """How a seller goes about letters; version 0 where it has never said."""

    mails_documents: bool
    version: int


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A document that went out, or could not."""

    id: UUID
    invoice_id: UUID
    number: str
    kind: DocumentKind
    buyer_id: UUID
    buyer_name: str
    gross: Money
    to: str  # "" where there was no address
    state: NoticeState | None  # None where there was no address
    written_at: datetime
    sent_at: datetime | None
    last_error: str
    is_repeat: bool


def runs_to_mail() -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: (seller, run) whose documents nobody has seen to."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.runs_to_mail(%s, %s)", [clock.now() - LOOKED_BACK, MOST_RUNS])
        return [(seller_id, run_id) for seller_id, run_id in cursor.fetchall()]


def documents_to_mail() -> list[tuple[UUID, UUID]]:
    """For the worker's sweep: (seller, document) that no run has made and nobody has seen to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.documents_to_mail(%s, %s)", [clock.now() - LOOKED_BACK, MOST_RUNS]
        )
        return [(seller_id, invoice_id) for seller_id, invoice_id in cursor.fetchall()]


def own_practice(actor: Actor) -> PracticeFacts:
    """How the actor's tenant goes about letters. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    found = Practice.objects.filter(tenant_id=actor.tenant_id).first()
    return PracticeFacts(found.mails_documents, found.version) if found else PracticeFacts(True, 0)


def list_letters(
    actor: Actor,
    *,
    is_unsent: bool = False,
    buyer_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[LetterFacts]:
    """What went out, the newest first, or what could not go out and has not since. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    found = _unsent(actor.tenant_id) if is_unsent else Letter.objects.filter(tenant_id=actor.tenant_id)
    if buyer_id is not None:
        found = found.filter(debtor_id=buyer_id)
    if after is not None:
        found = found.filter(id__lt=after)
    return _facts_of(actor.tenant_id, list(found.order_by("-id")[:limit]))


def letters_of(actor: Actor, invoice_id: UUID) -> list[LetterFacts]:
    """The letters that took one document, the newest first. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    found = Letter.objects.filter(tenant_id=actor.tenant_id, invoice_id=invoice_id)
    return _facts_of(actor.tenant_id, list(found.order_by("-id")))


def count_unsent(actor: Actor) -> int:
    """How many documents could not go out and have not since. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    return _unsent(actor.tenant_id).count()


def _unsent(tenant_id: UUID) -> "QuerySet[Letter]":
    sent = Letter.objects.filter(invoice_id=OuterRef("invoice_id"), notice_id__isnull=False)
    return Letter.objects.filter(~Exists(sent), tenant_id=tenant_id, notice_id__isnull=True)


def _facts_of(tenant_id: UUID, found: Sequence[Letter]) -> list[LetterFacts]:
    documents = {one.invoice_id: one for one in addressed([letter.invoice_id for letter in found])}
    became = sendings([letter.notice_id for letter in found if letter.notice_id])
    names = names_of_buyers(tenant_id, {letter.debtor_id for letter in found})
    return [_facts(letter, documents, became, names) for letter in found]


def _facts(
    letter: Letter,
    documents: dict[UUID, Addressed],
    became: dict[UUID, Sending],
    names: dict[UUID, str],
) -> LetterFacts:
    document = documents[letter.invoice_id]
    sending = became.get(letter.notice_id) if letter.notice_id else None
    return LetterFacts(
        id=letter.id,
        invoice_id=letter.invoice_id,
        number=document.number,
        kind=document.kind,
        buyer_id=letter.debtor_id,
        buyer_name=names.get(letter.debtor_id, document.buyer_name),
        gross=document.gross,
        to=letter.to,
        state=sending.state if sending else None,
        written_at=letter.created_at,
        sent_at=sending.sent_at if sending else None,
        last_error=sending.last_error if sending else "",
        is_repeat=letter.is_repeat,
    )
