"""Collect open invoices by direct debit: the file for the bank, and a letter to each buyer before."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.addressees import Addressed, addressed
from freehold.invoicing.queries.profiles import own_seller_profile
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.settling import lock_receivables
from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.money import Money
from freehold.kernel.permission import require
from freehold.kernel.sealed import seal
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.letters import Letterhead
from freehold.notices.rules import language_of
from freehold.notices.states import NoticeTemplate
from freehold.payments.debiting import EURO, Collectable, collectable
from freehold.payments.filing import write_file
from freehold.payments.models import Collection, CreditorSettings, Debit, Mandate
from freehold.payments.permissions import COLLECT_INVOICES
from freehold.payments.rules.target import banking_day_from, banking_days_after, is_banking_day
from freehold.payments.states import Scheme
from freehold.ui.formats import written_money

BANK_DAYS = 2  # so many days on which banks settle lie between the file and the debit
LONGEST_AHEAD = timedelta(days=60)


@transaction.atomic
def collect_invoices(
    *, scheme: Scheme, actor: Actor, collect_on: date | None = None, invoice_ids: Sequence[UUID] = ()
) -> UUID:
    """Make a collection of these open invoices, or of all that can be collected that day; return its id.

    Each buyer with an address is told of amount, day and mandate. The day is the first possible one unless given.
    Raises: NotFound, NotPermitted, Refused("no_creditor", "too_soon", "no_banking_day", "nothing_to_collect").
    """
    lock_receivables(actor.tenant_id)
    require(actor, COLLECT_INVOICES)
    settings = CreditorSettings.objects.filter(tenant_id=actor.tenant_id).first()
    profile = own_seller_profile(actor).facts
    if settings is None or profile is None or not profile.iban:
        raise Refused("no_creditor", _("Say first how your company collects by direct debit."))
    first = first_day(day_of(actor.tenant_id, clock.now()), settings.notice_days)
    day = collect_on or first
    _check_day(day, first)
    found = collectable(actor.tenant_id, scheme=scheme, collect_on=day)
    wanted = set(invoice_ids)
    chosen = _still_in_force([one for one in found if not wanted or one.item.invoice_id in wanted])
    if wanted and len(chosen) != len(wanted):
        raise NotFound(
            "not_collectable", _("One of these invoices cannot be collected that day. Choose again.")
        )
    if not chosen:
        raise Refused("nothing_to_collect", _("No open invoice can be collected by then."))
    collection_id = ids.new_id()
    debits = [_debit(one, collection_id, day) for one in chosen]
    file = write_file(debits, actor=actor)
    Collection.objects.create(
        id=collection_id,
        tenant_id=actor.tenant_id,
        scheme=scheme,
        collect_on=day,
        amount=sum(debit.amount for debit in debits),
        debits=len(debits),
        batch_id=file.batch_id,
        file_sealed=seal(file.content.decode()),
        created_at=clock.now(),
    )
    _tell(chosen, debits, settings.creditor_id)
    Debit.objects.bulk_create(debits)
    record(
        actor, COLLECT_INVOICES, subject_kind="collection", subject_id=collection_id, debits=len(debits),
        collect_on=day, amount=sum(debit.amount for debit in debits), scheme=scheme,
    )  # fmt: skip
    return collection_id


def _still_in_force(chosen: Sequence[Collectable]) -> list[Collectable]:
    """Those whose mandates nobody revoked meanwhile; whoever revokes one now waits until this is done."""
    wanted = {one.mandate.id for one in chosen}
    found = Mandate.objects.select_for_update().filter(id__in=wanted, revoked_at__isnull=True)
    in_force = set(found.order_by("id").values_list("id", flat=True))
    return [one for one in chosen if one.mandate.id in in_force]


def first_day(today: date, notice_days: int) -> date:
    """The first day on which what is asked for today can be debited: told in time, and in time for the bank."""
    return max(banking_day_from(today + timedelta(days=notice_days)), banking_days_after(today, BANK_DAYS))


def _check_day(day: date, first: date) -> None:
    if not first <= day <= first + LONGEST_AHEAD:
        raise Refused(
            "too_soon",
            _("Choose a day from %(first)s on, and not more than sixty days later: buyers are told before.")
            % {"first": date_format(first, "DATE_FORMAT")},
            field="collect_on",
        )
    if not is_banking_day(day):
        raise Refused(
            "no_banking_day",
            _("Banks settle nothing on that day. Choose a day of the week."),
            field="collect_on",
        )


def _debit(one: Collectable, collection_id: UUID, day: date) -> Debit:
    own_id = ids.new_id()
    return Debit(
        id=own_id,
        seller_id=one.item.seller_id,
        buyer_id=one.item.buyer_id,
        collection_id=collection_id,
        mandate_id=one.mandate.id,
        invoice_id=one.item.invoice_id,
        amount=one.item.open,
        collect_on=day,
        end_to_end_id=own_id.hex,
        created_at=clock.now(),
    )


def _tell(chosen: Sequence[Collectable], debits: Sequence[Debit], creditor_id: str) -> None:
    """A letter for each, under the seller's name. Source: EPC016-06, 4.3.4 (pre-notification)."""
    letters = {one.invoice_id: one for one in addressed([debit.invoice_id for debit in debits])}
    for one, debit in zip(chosen, debits, strict=True):
        letter = letters[debit.invoice_id]
        if not letter.to:
            continue
        language = language_of(letter.language)
        try:
            enqueue_notice(
                NoticeTemplate.DEBIT_AHEAD,
                to=letter.to,
                language=language,
                context=_told(one, debit, letter, creditor_id, language),
                letterhead=Letterhead(letter.seller_name, letter.reply_to),
            )
        except Refused:
            continue
        debit.told_at = clock.now()


def _told(
    one: Collectable, debit: Debit, letter: Addressed, creditor_id: str, language: str
) -> dict[str, str]:
    with translation.override(language):
        return {
            "buyer": letter.buyer_name,
            "seller": letter.seller_name,
            "number": letter.number,
            "amount": written_money(Money(debit.amount, EURO)),
            "collect_on": date_format(debit.collect_on, "DATE_FORMAT"),
            "account": one.mandate.iban_shown,
            "mandate": one.mandate.reference,
            "creditor_id": creditor_id,
        }
