"""One document of every kind that a seller issues, with the totals that EN 16931 asks for worked out as the run does."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from freehold.invoicing.document import (
    DocumentKind,
    InvoiceDocument,
    Line,
    Party,
    PaymentTerms,
    TaxCategory,
    TaxTotal,
)
from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Period

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
ALDER = Party(
    name="Alder IT GmbH",
    street="Lindenallee 14",
    postcode="10115",
    city="Berlin",
    country="DE",
    tax_id="DE136695976",
    registration="HRB 12345 B",
    contact="Nora Linde",
    email="billing@alder.example",
    phone="+49 30 5550100",
)
ACME = Party(
    name="Acme Tools GmbH",
    street="Werkstraße 3",
    postcode="20095",
    city="Hamburg",
    country="DE",
    tax_id="DE811569869",
    email="office@acme.example",
)
PARIS = Party(
    name="Atelier Noé SARL",
    street="12 rue des Lilas",
    postcode="75011",
    city="Paris",
    country="FR",
    tax_id="FR40303265045",
)
BOSTON = Party(
    name="Beacon Supply Inc.",
    street="1 Harbor Street",
    postcode="MA 02110",
    city="Boston",
    country="US",
    tax_id="04-2103594",
)
TRANSFER = PaymentTerms(
    due_on=date(2026, 12, 15),
    reference="RF18539007547034",
    iban="DE89370400440532013000",
    bic="COBADEFFXXX",
    holder="Alder IT GmbH",
)
DEBIT = PaymentTerms(
    due_on=date(2026, 12, 15),
    reference="RF18539007547034",
    mandate="M-2026-0007",
    creditor_id="DE98ZZZ09999999999",
    debtor_iban="DE02120300000000202051",
)
SEATS = Line(
    number=1,
    name="Mail Business",
    detail="12 mailboxes, 50 GB each",
    period=NOVEMBER,
    quantity=Decimal(12),
    unit="C62",
    unit_price=Decimal("4.90"),
    amount=Decimal("58.80"),
    category=TaxCategory.STANDARD,
    rate=Decimal(19),
    subscription="S-1001",
)
MORE = replace(
    SEATS,
    number=2,
    detail="3 more mailboxes from 16 November, 15 of 30 days",
    period=Period(date(2026, 11, 16), date(2026, 12, 1)),
    quantity=Decimal(3),
    amount=Decimal("7.35"),
)
STORED = replace(
    SEATS,
    number=3,
    name="Storage beyond what is included",
    detail="Average of the month",
    quantity=Decimal("37.412603"),
    unit="E34",
    unit_price=Decimal("0.035"),
    amount=Decimal("1.31"),
    meter="bytes_stored",
)
FEWER = replace(
    SEATS,
    number=4,
    detail="2 mailboxes fewer from 21 November, 10 of 30 days credited",
    period=Period(date(2026, 11, 21), date(2026, 12, 1)),
    quantity=Decimal(-2),
    amount=Decimal("-3.27"),
)


def document_of(*lines: Line, reason: str = "", **given: object) -> InvoiceDocument:
    """A document over these lines; what is given stands in place of the usual."""
    lines = tuple(replace(line, number=number) for number, line in enumerate(lines, 1))
    currency = str(given.get("currency", "EUR"))
    taxes = totals(lines, currency, reason)
    net = sum((line.amount for line in lines), Decimal(0))
    tax = sum((total.amount for total in taxes), Decimal(0))
    facts: dict[str, object] = {
        "kind": DocumentKind.INVOICE,
        "number": "AL-2026-00042",
        "issued_on": date(2026, 12, 1),
        "currency": currency,
        "language": "en",
        "seller": ALDER,
        "buyer": ACME,
        "period": NOVEMBER,
        "payment": TRANSFER,
        **given,
    }
    return InvoiceDocument(lines=lines, taxes=taxes, net=net, tax=tax, gross=net + tax, **facts)  # type: ignore[arg-type]


def totals(lines: tuple[Line, ...], currency: str, reason: str = "") -> tuple[TaxTotal, ...]:
    """The tax by category and rate, on the summed base."""
    bases: dict[tuple[TaxCategory, Decimal], Decimal] = {}
    for line in lines:
        key = (line.category, line.rate)
        bases[key] = bases.get(key, Decimal(0)) + line.amount
    quantum = Decimal(1).scaleb(-EXPONENTS[currency])
    return tuple(
        TaxTotal(category, rate, base, (base * rate / 100).quantize(quantum, rounding=ROUND_HALF_UP), reason)
        for (category, rate), base in bases.items()
    )


def untaxed(category: TaxCategory, *lines: Line) -> tuple[Line, ...]:
    """The same lines without tax."""
    return tuple(replace(line, category=category, rate=Decimal(0)) for line in lines)


def many_lines(count: int) -> tuple[Line, ...]:
    """A long invoice: every seventh line credits, every fifth is usage."""
    found = []
    for number in range(count):
        line = FEWER if number % 7 == 6 else STORED if number % 5 == 4 else SEATS
        customer = f"K-{4000 + number}"
        found.append(
            replace(
                line, pseudonym=customer, reference=f"PO {7000 + number}", subscription=f"S-{1001 + number}"
            )
        )
    return tuple(found)


KINDS = {
    "domestic": document_of(SEATS, MORE, STORED),
    "german": document_of(
        SEATS, MORE, language="de", buyer_reference="04011000-12345-03", note="Vielen Dank für Ihren Auftrag."
    ),
    "several_rates": document_of(
        SEATS, replace(STORED, rate=Decimal(7)), replace(MORE, category=TaxCategory.ZERO, rate=Decimal(0))
    ),
    "zero": document_of(*untaxed(TaxCategory.ZERO, SEATS)),
    "reverse_charge": document_of(*untaxed(TaxCategory.REVERSE_CHARGE, SEATS, MORE), buyer=PARIS),
    "outside": document_of(*untaxed(TaxCategory.OUTSIDE, SEATS), buyer=BOSTON),
    "outside_unregistered": document_of(
        *untaxed(TaxCategory.OUTSIDE, SEATS), seller=replace(ALDER, registration=""), buyer=BOSTON
    ),
    "exempt": document_of(
        *untaxed(TaxCategory.EXEMPT, SEATS),
        reason="No VAT: small business, section 19 UStG.",
        seller=replace(ALDER, tax_id="", registration="", tax_number="21/815/08150"),
    ),
    "negative_lines": document_of(SEATS, FEWER),
    "discount": document_of(replace(SEATS, detail="12 mailboxes, 10 % off", amount=Decimal("52.92"))),
    "direct_debit": document_of(SEATS, payment=DEBIT),
    "prepaid": document_of(SEATS, paid=Decimal("69.97")),
    "prepaid_in_part": document_of(SEATS, paid=Decimal("20.00")),
    "without_account": document_of(SEATS, payment=PaymentTerms(due_on=date(2026, 12, 15))),
    "behind_a_partner": document_of(*many_lines(4)),
    "foreign_currency": document_of(
        SEATS, currency="CHF", payment=replace(TRANSFER, iban="CH9300762011623852957", bic="")
    ),
    "without_decimals": document_of(
        replace(SEATS, unit_price=Decimal(640), amount=Decimal(7680), rate=Decimal(10)), currency="JPY"
    ),
    "own_tax": document_of(
        replace(SEATS, rate=Decimal("8.1")),
        tax_name="MWST",
        currency="CHF",
        seller=replace(ALDER, country="CH", tax_id="CHE116281710", city="Zürich", postcode="8001"),
    ),
    "own_tax_changes": document_of(
        replace(SEATS, rate=Decimal("7.7"), period=OCTOBER),
        replace(SEATS, rate=Decimal("8.1")),
        tax_name="MWST",
        currency="CHF",
        period=Period(OCTOBER.start, NOVEMBER.end),
        seller=replace(ALDER, country="CH", tax_id="CHE116281710", city="Zürich", postcode="8001"),
    ),
    "credit_note": document_of(
        replace(SEATS, amount=Decimal("19.60"), quantity=Decimal(4)),
        kind=DocumentKind.CREDIT_NOTE,
        number="AL-C-2026-00003",
        corrects="AL-2026-00042",
        corrects_issued_on=date(2026, 12, 1),
    ),
    "credit_note_free": document_of(
        SEATS, kind=DocumentKind.CREDIT_NOTE, number="AL-C-2026-00004", language="de"
    ),
    "credit_note_reverse_charge": document_of(
        *untaxed(TaxCategory.REVERSE_CHARGE, SEATS),
        kind=DocumentKind.CREDIT_NOTE,
        number="AL-C-2026-00005",
        buyer=PARIS,
        corrects="AL-2026-00040",
    ),
    "nothing_to_pay": document_of(SEATS, replace(SEATS, quantity=Decimal(-12), amount=Decimal("-58.80"))),
    "many_lines": document_of(*many_lines(60), issued_on=date(2026, 12, 1) + timedelta(days=1)),
}
