"""Read a bank statement in, and record what buyers paid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.actions.record_payments import record_payments
from freehold.invoicing.checks import LONGEST_REFERENCE
from freehold.invoicing.queries.profiles import own_seller_profile
from freehold.invoicing.receivables import OpenItem, find_invoices, open_items
from freehold.invoicing.receiving import Receipt
from freehold.invoicing.settling import lock_receivables
from freehold.kernel import ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, FreeholdError, NotFound, Refused
from freehold.kernel.money import EXPONENTS
from freehold.kernel.permission import require
from freehold.payments.accounts import accounts_of, sealed, shown
from freehold.payments.debiting import debits_of, named_debits, settle_booking
from freehold.payments.models import Debit, Statement, StatementEntry
from freehold.payments.permissions import IMPORT_STATEMENT
from freehold.payments.rules.camt import AccountStatement, NotAStatement, Transaction, read_statements
from freehold.payments.rules.matching import Candidate, Candidates, Match, match, words_of
from freehold.payments.states import EntryState, Why
from freehold.payments.words import UNREADABLE

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a statement: how many bookings were recorded, how many wait, and how many were known or passed over."""

    statement_id: UUID
    matched: int
    waiting: int
    known: int
    passed_over: int


@transaction.atomic
def import_statement(content: bytes, *, file_name: str, actor: Actor) -> Imported:
    """Read a statement of the actor's own account; what names its invoice is recorded at once, the rest waits for a person.

    A booking that an earlier file had is known, and nothing happens again. All of the file is taken, or nothing.
    Raises: NotPermitted, Refused(the codes of `read_statements`, "wrong_account", "currency"), Conflict("read_already").
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"statement:{actor.tenant_id}"]
        )
    lock_receivables(
        actor.tenant_id
    )  # nobody confirms or calls back a debit between our look at it and what we write
    require(actor, IMPORT_STATEMENT)
    digest = sha256(content).hexdigest()
    if Statement.objects.filter(tenant_id=actor.tenant_id, digest=digest).exists():
        raise Conflict("read_already", _("This very file was read already. Nothing was taken again."))
    found = _read(actor, content)
    booked = [one for statement in found for one in statement.transactions]
    fresh, known = _unknown(actor, [one for one in booked if one.is_credit or one.is_return])
    statement = Statement.objects.create(
        tenant_id=actor.tenant_id,
        digest=digest,
        file_name="".join(c for c in file_name if c.isprintable())[:LONGEST_NAME],
        names=", ".join(one.name for one in found)[:LONGEST_NAME],
        first_day=min((one.booked_on for one in booked), default=None),
        last_day=max((one.booked_on for one in booked), default=None),
        entries=len(fresh),
        known=known,
        passed_over=sum(one.pending for one in found) + len(booked) - len(fresh) - known,
    )
    entries = _entries(actor, statement, fresh)
    StatementEntry.objects.bulk_create(entries)
    matched = sum(entry.state == EntryState.MATCHED for entry in entries)
    record(
        actor, IMPORT_STATEMENT, subject_kind="statement", subject_id=statement.id, file=statement.file_name,
        entries=len(fresh), matched=matched, known=known,
    )  # fmt: skip
    return Imported(statement.id, matched, len(entries) - matched, known, statement.passed_over)


def _read(actor: Actor, content: bytes) -> list[AccountStatement]:
    """What the file says of the actor's own account; nothing of anybody else's."""
    try:
        found = read_statements(content)
    except NotAStatement as error:
        raise Refused(error.code, str(UNREADABLE[error.code]), field="file") from error
    profile = own_seller_profile(actor).facts
    own = [one for one in found if profile is not None and profile.iban and one.iban == profile.iban]
    if not own:
        raise Refused(
            "wrong_account",
            _("This statement is not of the account that your invoices name. Nothing of it was taken."),
            field="file",
        )
    for one in own:
        for booking in one.transactions:
            if booking.currency not in EXPONENTS or booking.amount != round(
                booking.amount, EXPONENTS[booking.currency]
            ):
                raise Refused(
                    "currency",
                    _("It has an amount in %(currency)s that cannot be booked here.")
                    % {"currency": booking.currency},
                    field="file",
                )
    return own


def _unknown(actor: Actor, booked: list[Transaction]) -> tuple[list[Transaction], int]:
    """Those that no earlier file had, each once, and how many were known."""
    by_identity = {one.identity: one for one in booked}
    known = set(
        StatementEntry.objects.filter(tenant_id=actor.tenant_id, identity__in=by_identity).values_list(
            "identity", flat=True
        )
    )
    fresh = [one for identity, one in by_identity.items() if identity not in known]
    fresh.sort(
        key=lambda one: (one.booked_on, not one.is_credit)
    )  # as it happened: some banks list the newest first
    return fresh, len(booked) - len(fresh)


def _entries(actor: Actor, statement: Statement, fresh: list[Transaction]) -> list[StatementEntry]:
    candidates = Candidates.of(_candidates(actor.tenant_id, fresh))
    accounts = _accounts(actor.tenant_id, candidates, fresh)
    debits = debits_of(actor.tenant_id, fresh)
    of_debits = named_debits(actor.tenant_id, fresh)
    entries = []
    named: list[tuple[StatementEntry, Match]] = []
    for booking in fresh:
        own = debits.get(booking.identity, [])
        if booking.is_credit and not own and booking.end_to_end_id in of_debits:
            # A debit that somebody has confirmed, called back or seen returned: paid once, and not by us a second time.
            found = Match(EntryState.WAITING, Why.DEBIT, None)
        else:
            found = _match(booking, own, candidates, accounts)
        entry = _entry(actor, statement, booking, found)
        entries.append(entry)
        if own:
            _settle(actor, entry, booking, own)
        elif found.state is EntryState.MATCHED:
            named.append((entry, found))
    _record(actor, named)
    return entries


def _candidates(seller_id: UUID, fresh: list[Transaction]) -> Iterable[Candidate]:
    """All that is open, and what else the bookings name: who pays twice has a credit."""
    texts = [text for one in fresh for text in (*one.references, one.text)]
    words = {word for word in words_of(*texts) if word.startswith("RF")}
    numbers = {part.upper() for text in texts for part in text.split()}
    named = find_invoices(seller_id, references=list(words), numbers=[n.strip(".,;:()") for n in numbers])
    items: Mapping[UUID, OpenItem] = {one.invoice_id: one for one in (*open_items(seller_id), *named)}
    return [
        Candidate(one.invoice_id, one.buyer_id, one.number, one.payment_reference, one.currency, one.open)
        for one in items.values()
    ]


def _accounts(seller_id: UUID, candidates: Candidates, fresh: list[Transaction]) -> Mapping[UUID, set[str]]:
    """The accounts of those buyers alone of whom an invoice has an amount that came."""
    amounts = {one.amount for one in fresh}
    return accounts_of(seller_id, {one.buyer_id for one in candidates.all if one.open in amounts})


def _match(
    booking: Transaction,
    debits: Sequence[Debit],
    candidates: Candidates,
    accounts: Mapping[UUID, set[str]],
) -> Match:
    if debits:
        why = Why.DEBIT if booking.is_credit else Why.RETURNED
        return Match(EntryState.MATCHED, why, debits[0].buyer_id if len(debits) == 1 else None)
    if booking.is_credit:
        return match(booking, candidates, accounts=accounts)
    return Match(EntryState.WAITING, Why.RETURNED)


def _entry(actor: Actor, statement: Statement, booking: Transaction, found: Match) -> StatementEntry:
    return StatementEntry(
        id=ids.new_id(),
        tenant_id=actor.tenant_id,
        statement_id=statement.id,
        identity=booking.identity,
        booked_on=booking.booked_on,
        amount=booking.amount if booking.is_credit else -booking.amount,
        currency=booking.currency,
        other_name=booking.other_name,
        other_iban_sealed=sealed(booking.other_iban),
        other_iban_shown=shown(booking.other_iban),
        text=_text(booking),
        end_to_end_id=booking.end_to_end_id,
        state=found.state,
        why=found.why,
        debtor_id=found.buyer_id,
        proposed=[str(one) for one in found.invoice_ids],
    )


def _settle(actor: Actor, entry: StatementEntry, booking: Transaction, debits: Sequence[Debit]) -> None:
    """What the bank says of debits; where that is refused a person looks at it, and the rest is not held up."""
    try:
        with transaction.atomic():
            entry.payment_id = settle_booking(booking, debits, actor=actor)
    except (Refused, Conflict, NotFound) as refusal:
        _let_wait(entry, refusal)


def _record(actor: Actor, named: Sequence[tuple[StatementEntry, Match]]) -> None:
    """What named its invoice is a payment; what is refused waits for a person, and the rest is not held up."""
    receipts = [
        Receipt(
            buyer_id=found.buyer_id,
            amount=entry.amount,
            currency=entry.currency,
            received_on=entry.booked_on,
            reference=entry.text,
            bank_reference=entry.identity,
            invoice_ids=found.invoice_ids,
        )
        for entry, found in named
        if found.buyer_id is not None
    ]
    if not receipts:
        return
    outcomes = record_payments(receipts, actor=actor)
    for (entry, _found), outcome in zip(named, outcomes, strict=True):
        if isinstance(outcome, FreeholdError):
            _let_wait(entry, outcome)
        else:
            entry.payment_id = outcome.payment_id


def _let_wait(entry: StatementEntry, refusal: FreeholdError) -> None:
    entry.state, entry.why = EntryState.WAITING, Why.REFUSED
    entry.note = refusal.sentence[:LONGEST_NAME]


def _text(booking: Transaction) -> str:
    return " ".join([*booking.references, booking.text]).strip()[:LONGEST_REFERENCE]
