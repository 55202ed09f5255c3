"""Any document made of valid parts can be had in every form, and the numbers read back are the numbers that went in."""

import csv
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO

import facturx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from freehold.invoicing.document import DocumentKind, InvoiceDocument, Line, Party, TaxCategory
from freehold.invoicing.documents.brand import Brand
from freehold.invoicing.documents.cii import cii
from freehold.invoicing.documents.focus import focus
from freehold.invoicing.documents.journal import Chart, entries_of
from freehold.invoicing.documents.pdf import pdf
from freehold.invoicing.documents.tests.kinds import DEBIT, TRANSFER, document_of
from freehold.invoicing.documents.ubl import ubl
from freehold.invoicing.documents.words import language_of, written_amount
from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Period

NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]  # each PDF takes its time
words = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=40
)
said = words.filter(lambda text: text.strip())
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
prices = st.decimals(0, 100_000, places=6)
rates = st.sampled_from([Decimal(0), Decimal(7), Decimal("8.1"), Decimal(19), Decimal("25.5")])


@st.composite
def lines(draw: st.DrawFn, currency: str, category: TaxCategory) -> Line:
    start = draw(days)
    quantity = draw(st.decimals(-10_000, 10_000, places=draw(st.integers(0, 6))))
    price = draw(prices)
    share = draw(st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("0.9")]))
    exact = quantity * price * share
    return Line(
        number=1,
        name=draw(said),
        detail=draw(words),
        period=Period(start, start + timedelta(days=draw(st.integers(1, 366)))),
        quantity=quantity,
        unit=draw(st.sampled_from(["C62", "MON", "ANN", "E34", "XYZ"])),
        unit_price=price,
        amount=exact.quantize(Decimal(1).scaleb(-EXPONENTS[currency]), rounding=ROUND_HALF_UP),
        category=category,
        rate=draw(rates) if category is TaxCategory.STANDARD else Decimal(0),
        subscription=draw(st.just("") | said),
        meter=draw(st.sampled_from(["", "seats", "bytes_stored"])),
        reference=draw(st.just("") | said),
        pseudonym=draw(st.just("") | said),
    )


@st.composite
def documents(draw: st.DrawFn) -> InvoiceDocument:
    currency = draw(st.sampled_from(sorted(EXPONENTS)))
    categories = draw(
        st.lists(
            st.sampled_from([c for c in TaxCategory if c is not TaxCategory.OUTSIDE]), min_size=1, max_size=4
        )
        | st.lists(st.just(TaxCategory.OUTSIDE), min_size=1, max_size=4)
    )
    parties = st.builds(
        Party, name=said, street=words, postcode=words, city=words, country=st.sampled_from(["DE", "FR", "CH", "US"]),
        tax_id=st.sampled_from(["", "DE136695976", "04-2103594"]), registration=words, contact=words, email=words,
    )  # fmt: skip
    made = document_of(
        *(draw(lines(currency, category)) for category in categories),
        currency=currency,
        kind=draw(st.sampled_from(DocumentKind)),
        number=draw(said),
        language=draw(st.sampled_from(["en", "de", "de-AT", "fr"])),
        issued_on=draw(days),
        seller=draw(parties),
        buyer=draw(parties),
        payment=draw(st.sampled_from([TRANSFER, DEBIT, replace(TRANSFER, reference="2026/1")])),
        note=draw(st.just("") | words),
        account=draw(st.just("") | words),
    )
    return replace(made, paid=made.gross) if draw(st.booleans()) and made.gross > 0 else made


def texts(root: etree._Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iter(f"{{*}}{name}")]


@given(documents())
@settings(max_examples=80, deadline=None)
def test_xml_gives_back_the_numbers(document: InvoiceDocument):
    from_cii, from_ubl = etree.fromstring(cii(document)), etree.fromstring(ubl(document))

    for line_name, root in (("IncludedSupplyChainTradeLineItem", from_cii), ("InvoiceLine", from_ubl)):
        credit = (
            "CreditNoteLine" if root is from_ubl and document.kind is DocumentKind.CREDIT_NOTE else line_name
        )
        assert len(list(root.iter(f"{{*}}{credit}"))) == len(document.lines)
    amounts = [line.amount for line in document.lines]
    assert [Decimal(text) for text in texts(from_cii, "LineTotalAmount")] == [*amounts, document.net]
    assert [Decimal(text) for text in texts(from_ubl, "LineExtensionAmount")] == [document.net, *amounts]
    quantity = "CreditedQuantity" if document.kind is DocumentKind.CREDIT_NOTE else "InvoicedQuantity"
    quantities = [line.quantity for line in document.lines]
    assert [Decimal(text) for text in texts(from_cii, "BilledQuantity")] == quantities
    assert [Decimal(text) for text in texts(from_ubl, quantity)] == quantities
    bases = [total.base for total in document.taxes]
    assert [Decimal(text) for text in texts(from_cii, "BasisAmount")] == bases
    assert [Decimal(text) for text in texts(from_ubl, "TaxableAmount")] == bases
    for name, root in (("DuePayableAmount", from_cii), ("PayableAmount", from_ubl)):
        assert Decimal(texts(root, name)[0]) == document.payable
    for line in document.lines:
        assert line.name in texts(from_cii, "Name")
        assert line.name in texts(from_ubl, "Name")


@given(documents())
@settings(max_examples=80, deadline=None)
def test_tables_sum_to_the_document(document: InvoiceDocument):
    rows = csv.DictReader(StringIO(focus([document]).decode(), newline=""))
    entries = list(entries_of(document, Chart()))

    sign = -1 if document.kind is DocumentKind.CREDIT_NOTE else 1
    assert sum(Decimal(row["BilledCost"]) for row in rows) == sign * document.payable
    assert sum(entry.debit - entry.credit for entry in entries) == 0


@given(documents())
@settings(max_examples=25, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
def test_a_pdf_shows_the_totals_and_carries_the_xml(document: InvoiceDocument):
    content = pdf(document, Brand("Alder"))

    reader = PdfReader(BytesIO(content), strict=True)
    printed = re.sub(r"[^0-9.,]", "", " ".join(page.extract_text() for page in reader.pages))
    language = language_of(document.language)
    for amount in (document.payable, document.net, *(line.amount for line in document.lines)):
        assert written_amount(abs(amount), document.currency, language) in printed
    assert facturx.get_xml_from_pdf(content, check_xsd=False)[1] == cii(document)
