"""What EN 16931 says of an invoice whatever the syntax: codes, which identifiers may stand, and numbers as text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from xml.etree.ElementTree import Element, tostring

from freehold.invoicing.document import DocumentKind, InvoiceDocument, Line, Party, TaxCategory, TaxTotal
from freehold.invoicing.documents.words import LANGUAGES, language_of
from freehold.kernel.errors import Refused
from freehold.kernel.language import gettext as _
from freehold.kernel.money import EXPONENTS

SPECIFICATION = "urn:cen.eu:en16931:2017"  # BT-24
TYPE_CODES = {DocumentKind.INVOICE: "380", DocumentKind.CREDIT_NOTE: "381"}  # BT-3, UNTDID 1001
REASON_CODES = {TaxCategory.REVERSE_CHARGE: "VATEX-EU-AE", TaxCategory.OUTSIDE: "VATEX-EU-O"}  # BT-121
UNTAXED = {
    TaxCategory.EXEMPT,
    TaxCategory.REVERSE_CHARGE,
    TaxCategory.OUTSIDE,
}  # these say why: BR-E-10, BR-AE-10, BR-O-10
CREDIT_TRANSFER, SEPA_TRANSFER, SEPA_DEBIT = "30", "58", "59"  # BT-81, UNTDID 4461
OBJECT_REFERENCE = "130"  # BT-128, UNTDID 1001
ELECTRONIC_MAIL = "EM"  # scheme of an electronic address, CEF EAS
VAT_ID = re.compile(r"[A-Z]{2}[A-Z0-9]{2,}")
PRICE_QUANTUM = Decimal("0.000000001")
TOLERANCE = Decimal(
    "0.02"
)  # that quantity times price may miss a line's amount by (Peppol BIS Billing, R120)
UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The identifiers that a party may bear on a document."""

    own: str = ""  # BT-29, BT-46
    registration: str = ""  # BT-30, BT-47
    vat: str = ""  # BT-31, BT-48
    tax_number: str = ""  # BT-32, of the seller alone


@dataclass(frozen=True, slots=True)
class Correction:
    """An allowance or a charge on a line: what lies between quantity times price and the line's amount."""

    is_charge: bool
    amount: Decimal


def seller_identifiers(document: InvoiceDocument) -> Identifiers:
    """By one of BT-29 to BT-31 at least (BR-CO-26), and without a VAT identifier where O stands (BR-O-02)."""
    party = document.seller
    vat = party.tax_id if VAT_ID.fullmatch(party.tax_id) and not _is_outside(document) else ""
    if _is_outside(document):
        return Identifiers(
            own="" if party.registration else party.tax_id or party.tax_number,
            registration=party.registration,
        )
    tax_number = party.tax_number or ("" if vat else party.tax_id)
    return Identifiers(
        own="" if vat or party.registration else tax_number,
        registration=party.registration,
        vat=vat,
        tax_number=tax_number or ("" if vat else party.registration),
    )


def buyer_identifiers(document: InvoiceDocument) -> Identifiers:
    """By what there is, and without a VAT identifier where O stands (BR-O-02)."""
    party = document.buyer
    if VAT_ID.fullmatch(party.tax_id) and not _is_outside(document):
        return Identifiers(registration=party.registration, vat=party.tax_id)
    return Identifiers(own=party.tax_id, registration=party.registration)


def exemption(total: TaxTotal, language: str) -> tuple[str, str]:
    """Why a category is not taxed (BT-120), and its code (BT-121); nothing where it is (BR-S-10, BR-Z-10)."""
    if total.category not in UNTAXED:
        return "", ""
    reason = total.reason or LANGUAGES[language_of(language)][total.category.value]
    return reason, REASON_CODES.get(total.category, "")


def corrections(line: Line, currency: str) -> Iterator[Correction]:
    """What makes quantity times price the line's amount: days, tiers and what is included."""
    exact = line.quantity * written_price(line.unit_price)
    quantum = Decimal(1).scaleb(-EXPONENTS.get(currency, 2))
    difference = line.amount - exact.quantize(quantum, rounding=ROUND_HALF_UP)
    if abs(difference) > TOLERANCE:
        yield Correction(is_charge=difference > 0, amount=abs(difference))


def written_price(price: Decimal) -> Decimal:
    """A unit price with nine digits after the point at most."""
    return (
        price.quantize(PRICE_QUANTUM, rounding=ROUND_HALF_UP)
        if -int(price.as_tuple().exponent) > 9
        else price
    )


def payment_means(document: InvoiceDocument) -> str:
    """How the invoice is paid (BT-81), or nothing where no account is named. A credit note asks for no payment."""
    terms = document.payment
    if document.kind is DocumentKind.CREDIT_NOTE:
        return ""
    if terms.mandate:
        return SEPA_DEBIT
    if not terms.iban:
        return ""
    return SEPA_TRANSFER if document.currency == "EUR" else CREDIT_TRANSFER


def terms_in_words(document: InvoiceDocument) -> str:
    """What becomes of the amount where no due date says it (BT-20)."""
    return (
        LANGUAGES[language_of(document.language)]["return"]
        if document.kind is DocumentKind.CREDIT_NOTE
        else ""
    )


def attributes(line: Line) -> Iterator[tuple[str, str]]:
    """What else an article on a line is known by (BG-32)."""
    yield from (
        (name, value) for name, value in (("Customer", line.pseudonym), ("Meter", line.meter)) if value
    )


def has_contact(party: Party) -> bool:
    """Whether there is anything to say of whom to ask (BG-6, BG-9)."""
    return bool(party.contact or party.phone or party.email)


def figure(number: Decimal) -> str:
    """A number as XML has it: no exponent, no trailing point. Raises: ValueError for NaN and infinities."""
    if not number.is_finite():
        raise ValueError("a figure of a document is a finite number")
    return f"{number:f}"


def checked(text: str) -> str:
    """The text itself. Raises: Refused("control_character")."""
    if UNFIT.search(text):
        raise Refused(
            "control_character",
            _("A text of this document holds a control character. Correct the name or address."),
        )
    return text


def child(parent: Element, name: str, text: str = "", **attribute: str) -> Element:
    """A new element within another, with its text. Raises: Refused("control_character")."""
    made = Element(name, attribute)
    if text:
        made.text = checked(text)
    parent.append(made)
    return made


def said(parent: Element, name: str, text: str, **attribute: str) -> None:
    """The same where there is a text to say, and nothing where not: EN 16931 knows no empty element (PEPPOL R008)."""
    if text:
        child(parent, name, text, **attribute)


def serialised(root: Element) -> bytes:
    """The document as UTF-8."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode()


def _is_outside(document: InvoiceDocument) -> bool:
    return any(total.category is TaxCategory.OUTSIDE for total in document.taxes)
