"""Mandates, debits and collections as pages, the API and commands read them, either end its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from freehold.invoicing.ledger import OpenInvoice, numbers_of, open_invoices
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.reading import newest_profile
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.money import Money
from freehold.kernel.permission import require
from freehold.payments.actions.collect_invoices import first_day
from freehold.payments.debiting import EURO, collectable, needless, of_another_creditor
from freehold.payments.models import Collection, CreditorSettings, Debit, Mandate
from freehold.payments.permissions import SEE_MANDATES, SEE_PAYMENTS
from freehold.payments.states import DebitState, Scheme
from freehold.tenants.queries import find_edge, names_of_buyers

MOST = 500
SETTLED_AFTER = timedelta(days=10)  # so long after its day a bank has settled a debit, or given it back


@dataclass(frozen=True, slots=True)
class CreditorFacts:
    """How a seller collects."""

    creditor_id: str
    notice_days: int


@dataclass(frozen=True, slots=True)
class MandateSeen:
    """A mandate as either end sees it; the account by its ends alone."""

    id: UUID
    buyer_id: UUID
    buyer_name: str
    reference: str
    scheme: Scheme
    creditor_id: str
    holder: str
    account: str
    signed_on: date
    given_by: str
    is_online: bool
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class DebitSeen:
    """One invoice in a collection."""

    id: UUID
    collection_id: UUID
    invoice_id: UUID
    invoice_number: str
    buyer_name: str
    amount: Money
    collect_on: date
    told_at: datetime | None
    state: DebitState
    note: str  # why it came back, or was left out; of a pending one why it should not be made any more
    is_needless: bool  # it is pending, and should not be made any more


@dataclass(frozen=True, slots=True)
class CollectionFacts:
    """A collection and how far it is."""

    id: UUID
    scheme: Scheme
    made_at: datetime
    collect_on: date
    amount: Money
    debits: int
    pending: int
    collected: int
    returned: int
    left_out: int
    fetched_at: datetime | None  # at the bank since then; None: nobody has its file yet
    fetched_by: str
    is_cancelled: bool
    is_late: bool  # some of it is pending though the bank should have settled it long since


@dataclass(frozen=True, slots=True)
class OwnDebiting:
    """How a buyer's seller collects, the buyer's mandate in force, and what is debited next."""

    seller_name: str
    creditor_id: str  # "" where the seller does not collect
    mandate: MandateSeen | None
    debits: list[DebitSeen]


def creditor(actor: Actor) -> CreditorFacts | None:
    """How the actor's tenant collects; None when it does not. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    found = CreditorSettings.objects.filter(tenant_id=actor.tenant_id).first()
    return CreditorFacts(found.creditor_id, found.notice_days) if found else None


def list_mandates(actor: Actor) -> list[MandateSeen]:
    """Those of the actor's buyers, in force first. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    own = Mandate.objects.filter(seller_id=actor.tenant_id)
    found = list(own.order_by(F("revoked_at").desc(nulls_first=True), "-id")[:MOST])
    names = names_of_buyers(actor.tenant_id, {one.buyer_id for one in found})
    return [_mandate(one, names.get(one.buyer_id, "")) for one in found]


def get_mandate(actor: Actor, mandate_id: UUID) -> MandateSeen:
    """One of them, or the actor's own as a buyer. Raises: NotFound, NotPermitted."""
    found = Mandate.objects.filter(id=mandate_id).first()
    if found is None:
        raise NotFound
    require(actor, SEE_MANDATES)
    return _mandate(found, names_of_buyers(found.seller_id, [found.buyer_id]).get(found.buyer_id, ""))


def own_debiting(actor: Actor) -> OwnDebiting:
    """What the actor's tenant has agreed on with its seller. Raises: NotPermitted, NotFound."""
    require(actor, SEE_MANDATES)
    edge = find_edge(actor.tenant_id)
    if edge is None:
        raise NotFound
    profile = newest_profile(edge.seller_id)
    settings = CreditorSettings.objects.filter(tenant_id=edge.seller_id).first()
    mandate = Mandate.objects.filter(
        seller_id=edge.seller_id, buyer_id=edge.buyer_id, revoked_at__isnull=True
    ).first()
    debits = Debit.objects.filter(buyer_id=edge.buyer_id, seller_id=edge.seller_id).order_by("-id")[:20]
    return OwnDebiting(
        seller_name=profile.legal_name if profile else "",
        creditor_id=settings.creditor_id if settings else "",
        mandate=_mandate(mandate, edge.buyer_name) if mandate else None,
        debits=_debits(list(debits), {}),
    )


def first_possible_day(actor: Actor) -> date:
    """The first day on which what is collected today can be debited. Raises: NotPermitted, Refused("no_creditor")."""
    found = creditor(actor)
    if found is None:
        raise Refused("no_creditor", _("Say first how your company collects by direct debit."))
    return first_day(day_of(actor.tenant_id, clock.now()), found.notice_days)


def collectable_invoices(actor: Actor, *, scheme: Scheme, collect_on: date) -> list[OpenInvoice]:
    """Open invoices that can be collected on a day. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    fitting = {
        one.item.invoice_id for one in collectable(actor.tenant_id, scheme=scheme, collect_on=collect_on)
    }
    return [one for one in open_invoices(actor) if one.invoice_id in fitting]


def buyers_of_another_creditor(actor: Actor, *, scheme: Scheme) -> list[str]:
    """The names of buyers who are not collected from: their mandates name an older creditor identifier. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    found = of_another_creditor(actor.tenant_id, scheme=scheme)
    names = names_of_buyers(actor.tenant_id, found)
    return [names.get(one, "") for one in found]


def list_collections(actor: Actor, *, limit: int = 50) -> list[CollectionFacts]:
    """The newest first. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    return _collections(list(Collection.objects.filter(tenant_id=actor.tenant_id).order_by("-id")[:limit]))


def count_late(actor: Actor) -> int:
    """How many debits are pending though a bank should have settled them long since. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    return Debit.objects.filter(
        seller_id=actor.tenant_id, state=DebitState.PENDING, collect_on__lt=clock.today() - SETTLED_AFTER
    ).count()


def get_debit(actor: Actor, debit_id: UUID) -> DebitSeen:
    """One debit of the actor's own collections. Raises: NotFound, NotPermitted."""
    require(actor, SEE_PAYMENTS)
    found = Debit.objects.filter(seller_id=actor.tenant_id, id=debit_id).first()
    if found is None:
        raise NotFound
    return _debits([found], names_of_buyers(actor.tenant_id, [found.buyer_id]))[0]


def get_collection(actor: Actor, collection_id: UUID) -> CollectionFacts:
    """One of them. Raises: NotFound, NotPermitted."""
    require(actor, SEE_PAYMENTS)
    return _collections([_own_collection(actor, collection_id)])[0]


def debits_in(actor: Actor, collection_id: UUID) -> list[DebitSeen]:
    """What is in a collection. Raises: NotPermitted."""
    require(actor, SEE_PAYMENTS)
    found = list(Debit.objects.filter(seller_id=actor.tenant_id, collection_id=collection_id).order_by("id"))
    return _debits(found, names_of_buyers(actor.tenant_id, {one.buyer_id for one in found}))


def _own_collection(actor: Actor, collection_id: UUID) -> Collection:
    found = Collection.objects.filter(tenant_id=actor.tenant_id, id=collection_id).first()
    if found is None:
        raise NotFound
    return found


def _mandate(one: Mandate, buyer_name: str) -> MandateSeen:
    return MandateSeen(
        id=one.id,
        buyer_id=one.buyer_id,
        buyer_name=buyer_name,
        reference=one.reference,
        scheme=Scheme(one.scheme),
        creditor_id=one.creditor_id,
        holder=one.holder,
        account=one.iban_shown,
        signed_on=one.signed_on,
        given_by=one.given_by,
        is_online=one.is_online,
        revoked_at=one.revoked_at,
    )


def _debits(found: Sequence[Debit], names: dict[UUID, str]) -> list[DebitSeen]:
    numbers = numbers_of([one.invoice_id for one in found])
    reasons = needless([one for one in found if one.state == DebitState.PENDING])
    return [
        DebitSeen(
            id=one.id,
            collection_id=one.collection_id,
            invoice_id=one.invoice_id,
            invoice_number=numbers.get(one.invoice_id, ""),
            buyer_name=names.get(one.buyer_id, ""),
            amount=Money(one.amount, EURO),
            collect_on=one.collect_on,
            told_at=one.told_at,
            state=DebitState(one.state),
            note=reasons.get(one.id, one.note),
            is_needless=one.id in reasons,
        )
        for one in found
    ]


def _collections(found: Sequence[Collection]) -> list[CollectionFacts]:
    states: dict[UUID, list[str]] = {one.id: [] for one in found}
    for collection_id, state in Debit.objects.filter(collection_id__in=states).values_list(
        "collection_id", "state"
    ):
        states[collection_id].append(state)
    late = clock.today() - SETTLED_AFTER
    return [
        CollectionFacts(
            id=one.id,
            scheme=Scheme(one.scheme),
            made_at=one.created_at,
            collect_on=one.collect_on,
            amount=Money(one.amount, EURO),
            debits=one.debits,
            pending=states[one.id].count(DebitState.PENDING),
            collected=states[one.id].count(DebitState.COLLECTED),
            returned=states[one.id].count(DebitState.RETURNED),
            left_out=states[one.id].count(DebitState.NOT_NEEDED),
            fetched_at=one.fetched_at,
            fetched_by=one.fetched_by,
            is_cancelled=one.cancelled_at is not None,
            is_late=DebitState.PENDING in states[one.id] and one.collect_on < late,
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class CollectionAndDebits:
    """A collection with all of its debits."""

    collection: CollectionFacts
    debits: list[DebitSeen]


def read_collection(actor: Actor, collection_id: UUID) -> CollectionAndDebits:
    """One collection whole. Raises: NotFound, NotPermitted."""
    return CollectionAndDebits(get_collection(actor, collection_id), debits_in(actor, collection_id))
