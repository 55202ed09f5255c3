"""Money finds its invoice: by its reference, else by a number in the text; by account and amount it is proposed alone."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.invoicing.rules.numbers import reference_of
from freehold.payments.rules.camt import read_statements
from freehold.payments.rules.matching import Candidate, Candidates, Match, match
from freehold.payments.states import EntryState, Why
from freehold.payments.tests.camt import ACME, Booking, statement

BUYER, OTHER = UUID(int=1), UUID(int=2)
REFERENCE = reference_of("RE-", 1)


def invoice(place: int, *, buyer: UUID = BUYER, open_amount: str = "17.85") -> Candidate:
    return Candidate(
        UUID(int=100 + place),
        buyer,
        f"RE-{place:06d}",
        reference_of("RE-", place),
        "EUR",
        Decimal(open_amount),
    )


CANDIDATES = [invoice(1), invoice(2, open_amount="20.00"), invoice(3, buyer=OTHER), invoice(12)]


def found(booking: Booking, candidates: list[Candidate] = CANDIDATES, **accounts: set[str]) -> Match:
    (one,) = read_statements(statement(booking))[0].transactions
    return match(one, Candidates.of(candidates), accounts={BUYER: accounts.get("buyer", set())})


@pytest.mark.parametrize(
    "booking",
    [
        Booking("1.00", reference=REFERENCE),
        Booking("1.00", reference=f"{REFERENCE[:4]} {REFERENCE[4:8]} {REFERENCE[8:]}"),
        Booking("1.00", text=f"Rechnung {REFERENCE.lower()}, danke"),
        Booking("1.00", text=" ".join(REFERENCE[n : n + 4] for n in range(0, len(REFERENCE), 4))),
    ],
)
def test_by_the_reference_however_it_is_written(booking: Booking):
    assert found(booking) == Match(EntryState.MATCHED, Why.REFERENCE, BUYER, (UUID(int=101),))


@pytest.mark.parametrize(
    "text", ["RE-000001", "Rechnung re 000001.", "RE000001/April", "Inv.RE-000001 (Acme)"]
)
def test_by_the_number_in_the_text(text: str):
    assert found(Booking("1.00", text=text)) == Match(EntryState.MATCHED, Why.NUMBER, BUYER, (UUID(int=101),))


def test_a_longer_number_is_another_one():
    assert found(Booking("1.00", text="RE-000012")).invoice_ids == (UUID(int=112),)
    assert found(Booking("1.00", text="RE-0000012 RE-00000 XRE-000001")).state is EntryState.WAITING


def test_several_of_one_buyer_are_paid_in_the_order_named_and_of_two_buyers_a_person_says():
    assert found(Booking("1.00", text="RE-000002 + RE-000001")).invoice_ids == (UUID(int=102), UUID(int=101))
    assert found(Booking("1.00", text="RE-000001 RE-000003")) == Match(EntryState.WAITING, Why.SEVERAL)


def test_another_currency_waits():
    assert found(Booking("1.00", text="RE-000001", currency="CHF")).why is Why.CURRENCY


def test_account_and_amount_of_one_invoice_alone_are_proposed_and_never_more():
    booking = Booking("20.00", text="April")

    assert found(booking, buyer={ACME}) == Match(EntryState.PROPOSED, Why.ACCOUNT, BUYER, (UUID(int=102),))
    assert found(booking) == Match(EntryState.WAITING, Why.NOTHING)
    assert found(replace(booking, iban=""), buyer={"", ACME}).state is EntryState.WAITING
    assert found(replace(booking, amount="17.85"), buyer={ACME}).state is EntryState.WAITING  # two are open


@given(st.text(max_size=60))
def test_no_text_ever_takes_money_to_an_invoice_that_it_does_not_name(text: str):
    plain = "".join(character for character in text if character.isprintable())
    named = found(Booking("1.00", text=plain))

    if named.state is EntryState.MATCHED:
        assert "000001" in plain or "00002" in plain or "00003" in plain or "000012" in plain
