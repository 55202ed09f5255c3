"""Credit notes take an invoice back, all or in part, and never more than it; the last one takes what is left."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.document import DocumentKind, TaxCategory
from freehold.invoicing.rules.crediting import Creditable, credit_of_all, credit_of_part
from freehold.invoicing.rules.tax import Taxed, Treatment, taxes_of
from freehold.invoicing.tests.conftest import Billing
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope

RATES = [Treatment(TaxCategory.STANDARD, Decimal(19)), Treatment(TaxCategory.STANDARD, Decimal(7))]


@pytest.fixture
def billed(billing: Billing) -> Billing:
    """Acme has an invoice of 15.00 and 2.85 tax."""
    billing.order(date(2030, 4, 1))
    billing.run(billing.cast.partner, date(2030, 4, 1))
    return billing


def credit(billing: Billing, net: str | None = None, number: str = "RE-000001") -> str:
    with scope(billing.cast.partner.tenant_id):
        return credit_invoice(
            billing.id_of(number),
            net=Decimal(net) if net else None,
            reason="An outage",
            actor=billing.cast.partner,
        )


def test_a_whole_invoice_is_credited(billed: Billing) -> None:
    number = credit(billed)

    invoice, note = billed.documents(billed.cast.partner)
    assert (number, note.number, note.kind) == ("GS-000001", "GS-000001", DocumentKind.CREDIT_NOTE)
    assert (note.corrects, note.corrects_issued_on, note.note) == ("RE-000001", date(2030, 4, 1), "An outage")
    assert (note.net, note.tax, note.gross) == (invoice.net, invoice.tax, invoice.gross)
    (line,) = note.lines
    assert (line.quantity, line.amount, line.detail) == (3, Decimal("15.00"), "Credit on RE-000001: 3 seats")
    with pytest.raises(Refused) as refusal:
        credit(billed)
    assert refusal.value.code == "nothing_left"


def test_parts_leave_nothing_over_and_never_take_more(billed: Billing) -> None:
    for net in ("4.99", "4.99"):
        credit(billed, net)

    with pytest.raises(Refused) as refusal:
        credit(billed, "5.03")
    credit(billed)

    assert (refusal.value.code, refusal.value.field) == ("too_much", "net")
    invoice, *notes = billed.documents(billed.cast.partner)
    assert [one.number for one in notes] == ["GS-000001", "GS-000002", "GS-000003"]
    assert sum(one.net for one in notes) == invoice.net
    assert sum(one.tax for one in notes) == invoice.tax


@pytest.mark.parametrize("net", ["0", "-1", "NaN", "Infinity", "0.001"])
def test_what_is_no_amount_is_refused_and_nothing_changes(billed: Billing, net: str) -> None:
    with pytest.raises(Refused) as refusal:
        credit(billed, net)

    assert (refusal.value.code, refusal.value.field) == ("not_an_amount", "net")
    assert len(billed.documents(billed.cast.partner)) == 1


def test_a_credit_note_is_not_credited_and_wants_a_reason(billed: Billing) -> None:
    note = credit(billed, "1")
    invoice_id = billed.id_of("RE-000001")

    with pytest.raises(Refused) as refusal:
        credit(billed, number=note)
    with scope(billed.cast.partner.tenant_id), pytest.raises(Refused) as silent:
        credit_invoice(invoice_id, reason=" ", actor=billed.cast.partner)

    assert (refusal.value.code, silent.value.code) == ("not_an_invoice", "reason")


def test_the_buyer_cannot_credit_itself_and_a_rival_finds_nothing(billed: Billing) -> None:
    cast = billed.cast
    invoice_id = billed.id_of("RE-000001")

    for actor in (cast.customer, cast.rival):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            credit_invoice(invoice_id, reason="please", actor=actor)
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        credit_invoice(invoice_id, reason="please", actor=billed.member_of(cast.partner))

    assert len(billed.documents(cast.partner)) == 1


def test_what_people_credited_is_not_credited_again_by_a_run(billed: Billing) -> None:
    cast = billed.cast
    credit(billed)
    billed.end(date(2030, 4, 11))

    billed.run(cast.partner, date(2030, 5, 1))

    _invoice, note = billed.documents(cast.partner)  # nothing is left to be credited: no document of nothing
    assert note.net == Decimal("15.00")


def test_what_a_run_credited_is_not_credited_again_by_people(billed: Billing) -> None:
    cast = billed.cast
    billed.end(date(2030, 4, 11))
    billed.run(cast.partner, date(2030, 5, 1))

    rest = credit(billed)

    invoice, after, note = billed.documents(cast.partner)
    assert (after.kind, after.net, note.number) == (DocumentKind.CREDIT_NOTE, Decimal("10.00"), rest)
    assert after.net + note.net == invoice.net
    with pytest.raises(Refused):
        credit(billed, "0.01")


def test_what_people_credited_in_part_leaves_a_run_the_rest_at_most(billed: Billing) -> None:
    cast = billed.cast
    credit(billed, "9.00")
    billed.end(date(2030, 4, 11))

    billed.run(cast.partner, date(2030, 5, 1))

    *_, after = billed.documents(cast.partner)
    assert (after.kind, after.net) == (DocumentKind.CREDIT_NOTE, Decimal("6.00"))


LINES = st.lists(
    st.tuples(st.sampled_from(RATES), st.decimals(min_value="0.01", max_value="999.99", places=2)),
    min_size=1,
    max_size=8,
)


@given(LINES, st.lists(st.integers(1, 99), max_size=8))
def test_however_it_is_credited_all_notes_are_the_invoice_exactly(
    lines: list[tuple[Treatment, Decimal]], percents: list[int]
) -> None:
    billed = taxes_of(lines, currency="EUR")
    taken = dict.fromkeys(range(len(lines)), Decimal(0))
    credited: list[Taxed] = []

    def creditable() -> list[Creditable]:
        return [Creditable(n, treatment, amount, taken[n]) for n, (treatment, amount) in enumerate(lines)]

    for percent in percents:
        net = (sum(line.left for line in creditable()) * percent / 100).quantize(Decimal("0.01"))
        if net:
            note = credit_of_part(creditable(), net, billed, credited, currency="EUR")
            assert note.net == net
            credited += note.taxes
            for number, amount in note.lines.items():
                taken[number] += amount
        for one in creditable():
            assert 0 <= one.left <= one.amount
        assert sum(one.amount for one in credited) <= sum(one.amount for one in billed)
    credited += credit_of_all(creditable(), billed, credited, currency="EUR").taxes

    for one in billed:
        own = [note for note in credited if note.treatment == one.treatment]
        assert sum(note.base for note in own) == one.base
        assert sum(note.amount for note in own) == one.amount
