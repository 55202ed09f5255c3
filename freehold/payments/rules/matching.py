"""Which invoices some money is for, by what came with it. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from freehold.payments.rules.camt import Transaction
from freehold.payments.states import EntryState, Why

MOST_WORDS = 8  # a reference written in groups of four has so many at most
SHORTEST_PLAIN = 8  # a number of digits alone says nothing when it is shorter
WORD = re.compile(r"[A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invoice that money may be for."""

    invoice_id: UUID
    buyer_id: UUID
    number: str
    reference: str
    currency: str
    open: Decimal


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of a booking, and what it is for."""

    state: EntryState
    why: Why
    buyer_id: UUID | None = None
    invoice_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Invoices by what names them."""

    by_reference: Mapping[str, Candidate]
    by_number: Mapping[str, Candidate]
    all: Sequence[Candidate]

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "Candidates":
        """In the order given: what is due first, first."""
        found = tuple(candidates)
        return cls(
            by_reference={compact(one.reference): one for one in found},
            by_number={compact(one.number): one for one in found if _says_enough(compact(one.number))},
            all=found,
        )


def match(
    transaction: Transaction, candidates: Candidates, *, accounts: Mapping[UUID, Collection[str]]
) -> Match:
    """By the payment reference, else by a number in the text, else by account and amount, which is proposed alone.

    `accounts` are those from which buyers were seen to pay.
    """
    named = _named(words_of(*transaction.references, transaction.text), candidates.by_reference)
    why = Why.REFERENCE
    if not named:
        named = _named(words_of(transaction.text), candidates.by_number)
        why = Why.NUMBER
    if named:
        return _match_of(named, transaction.currency, why)
    fitting = [
        one
        for one in candidates.all
        if one.open == transaction.amount
        and one.currency == transaction.currency
        and transaction.other_iban
        and transaction.other_iban in accounts.get(one.buyer_id, ())
    ]
    if len(fitting) == 1:
        (one,) = fitting
        return Match(EntryState.PROPOSED, Why.ACCOUNT, one.buyer_id, (one.invoice_id,))
    return Match(EntryState.WAITING, Why.NOTHING)


def words_of(*texts: str) -> Iterator[str]:
    """Every run of a few words of a text, written together: `RF18 RE00 1` is RF18, RE00, 1, RF18RE00, RE001, RF18RE001."""
    for text in texts:
        words = WORD.findall(text.upper())
        for start in range(len(words)):
            joined = ""
            for word in words[start : start + MOST_WORDS]:
                joined += word
                yield joined


def compact(name: str) -> str:
    """A number or reference in capitals and digits alone."""
    return "".join(WORD.findall(name.upper()))


def _says_enough(number: str) -> bool:
    return len(number) >= SHORTEST_PLAIN or not number.isdigit()


def _named(words: Iterator[str], by_name: Mapping[str, Candidate]) -> list[Candidate]:
    found = {one.invoice_id: one for word in words if (one := by_name.get(word))}
    return list(found.values())


def _match_of(named: Sequence[Candidate], currency: str, why: Why) -> Match:
    if len({one.buyer_id for one in named}) > 1:
        return Match(EntryState.WAITING, Why.SEVERAL)
    if any(one.currency != currency for one in named):
        return Match(EntryState.WAITING, Why.CURRENCY, named[0].buyer_id)
    return Match(EntryState.MATCHED, why, named[0].buyer_id, tuple(one.invoice_id for one in named))
