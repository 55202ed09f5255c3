"""What stands printed on an invoice, as text in the document's language: what the template places, and no sum of its own."""

import json
import re
from base64 import b64encode
from decimal import Decimal
from functools import lru_cache
from io import BytesIO

from PIL import Image
from segno.helpers import make_epc_qr

from freehold.invoicing.document import DocumentKind, InvoiceDocument, Line, Party, TaxCategory
from freehold.invoicing.documents import norm
from freehold.invoicing.documents.brand import Brand
from freehold.invoicing.documents.countries import country_name
from freehold.invoicing.documents.words import (
    LANGUAGES,
    NO_BREAK,
    language_of,
    tax_name_in,
    written_amount,
    written_day,
    written_exact,
    written_money,
    written_period,
    written_unit,
)
from freehold.tenants.states import AccentUse, LogoPlace
from freehold.ui.brand import HEX, mixed, readable

Row = tuple[str, str]
Placed = dict[str, object]
PAPER = ("#ffffff",)
NEUTRAL = "#333333"
SOFT_SHARE = 0.1
INVISIBLE = re.compile(
    r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)  # signs without a shape: on paper they only turn text around, or spoil what is copied from it
LONG_WORD = re.compile(r"\S{28,}")
WIDE = 5  # times its height: such a logo is bounded by the width of its field
MOST_NAME = 70  # letters of a payee in a payment code: EPC069-12, AT-21
QUIET = 2  # white dots around a payment code, the paper's own coming on top of them
WHITE, BLACK = 255, 0
MOST_PAID = Decimal("999999999.99")


def placed(document: InvoiceDocument, brand: Brand) -> Placed:
    """All texts by the place that they stand at."""
    language = language_of(document.language)
    words = LANGUAGES[language]
    tax = tax_name_in(document.tax_name, language)
    accent = NEUTRAL if brand.accent_use is AccentUse.NONE else _accent(brand.accent)
    made: Placed = {
        "language": language,
        "accent": accent,
        "soft": mixed(accent, PAPER[0], SOFT_SHARE),
        "band": brand.accent_use is AccentUse.BAND,
        "brand": brand.name or document.seller.name,
        "brand_note": [line for line in brand.foot.split("\n") if line],
        "logo": None if brand.logo_place is LogoPlace.NONE else _logo(brand.logo),
        "is_right": brand.logo_place is LogoPlace.RIGHT,
        "logo_alt": words["logo_of"].format(name=brand.name or document.seller.name),
        "title": f"{words[document.kind.value]} {document.number}",
        "number": document.number,
        "issued": [document.issued_on.year, document.issued_on.month, document.issued_on.day],
        "seller": {"name": document.seller.name},
        "sender": " · ".join([document.seller.name, *_address(document.seller)]),
        "buyer": [document.buyer.name, *_address(document.buyer), *_abroad(document)],
        "facts": _facts(document),
        "columns": [
            words["position"],
            words["description"],
            words["quantity"],
            words["unit_price"],
            tax,
            f"{words['amount']}{NO_BREAK}({document.currency})",
        ],
        "lines": [_line(line, document) for line in document.lines],
        "running": _running(document),
        "carried": words["carried"],
        "brought": words["brought"],
        "totals": _totals(document, tax),
        "due": _due(document),
        "notes": _notes(document),
        "payment": _payment(document),
        "foot": _foot(document, tax),
        "page": words["page"],
        "lacking": None,
    }
    text = json.dumps(made | {"logo": None}, ensure_ascii=False)
    if INVISIBLE.search(text):
        made = json.loads(INVISIBLE.sub("", text)) | {"logo": made["logo"]}
    return made | {"has_long_words": bool(LONG_WORD.search(text))}


@lru_cache(maxsize=256)
def _accent(accent: str) -> str:
    """The brand's colour where it can be read on paper, else the nearest that can."""
    return readable(accent, PAPER) if HEX.fullmatch(accent) else NEUTRAL


def _address(party: Party) -> list[str]:
    town = " ".join(part for part in (party.postcode, party.city) if part)
    return [part for part in (party.street, town) if part]


def _abroad(document: InvoiceDocument) -> list[str]:
    """The buyer's country, where it is not the seller's."""
    if document.buyer.country == document.seller.country:
        return []
    return [country_name(document.buyer.country, language_of(document.language))]


def _facts(document: InvoiceDocument) -> list[Row]:
    language = language_of(document.language)
    words = LANGUAGES[language]
    rows = [
        (words["number"], document.number),
        (words["issued_on"], written_day(document.issued_on, language)),
        (words["period"], written_period(document.period, language)),
    ]
    if document.kind is DocumentKind.INVOICE:
        rows.append((words["due_on"], written_day(document.payment.due_on, language)))
    if document.corrects:
        day = document.corrects_issued_on
        corrected = (
            words["of"].format(number=document.corrects, date=written_day(day, language))
            if day
            else document.corrects
        )
        rows.append((words["corrects"], corrected))
    if document.buyer_reference:
        rows.append((words["buyer_reference"], document.buyer_reference))
    if document.buyer.tax_id:
        tax = tax_name_in(document.tax_name, language)
        rows.append((words["buyer_tax_id"].format(tax=tax), document.buyer.tax_id))
    return rows


def _line(line: Line, document: InvoiceDocument) -> Placed:
    language = language_of(document.language)
    words = LANGUAGES[language]
    known_by = [
        words[name].format(**{key: value})
        for name, key, value in (
            ("order", "number", line.subscription),
            ("customer", "pseudonym", line.pseudonym),
            ("own_reference", "reference", line.reference),
        )
        if value
    ]
    days = "" if line.period == document.period else written_period(line.period, language)
    below = [line.detail, days, " · ".join(known_by)]
    unit = written_unit(line.unit, language)
    return {
        "number": str(line.number),
        "name": line.name,
        "below": [text for text in below if text],
        "quantity": written_exact(line.quantity, language) + (f"{NO_BREAK}{unit}" if unit else ""),
        "price": written_exact(line.unit_price, language, at_least=2),
        "rate": "–"
        if line.category is TaxCategory.OUTSIDE
        else f"{written_exact(line.rate, language)}{NO_BREAK}%",
        "amount": written_amount(line.amount, document.currency, language),
    }


def _running(document: InvoiceDocument) -> list[str]:
    total = Decimal(0)
    found = []
    for line in document.lines:
        total += line.amount
        found.append(written_amount(total, document.currency, language_of(document.language)))
    return found


def _totals(document: InvoiceDocument, tax_name: str) -> list[Row]:
    language = language_of(document.language)
    words = LANGUAGES[language]

    def money(amount: Decimal) -> str:
        return written_money(amount, document.currency, language)

    rows = [(words["net"], money(document.net))]
    for total in document.taxes:
        rate = f"{written_exact(total.rate, language)}{NO_BREAK}%"
        rows.append(
            (words["tax"].format(tax=tax_name, rate=rate, base=money(total.base)), money(total.amount))
        )
    if document.paid:
        rows += [(words["gross"], money(document.gross)), (words["paid"], money(-document.paid))]
    return rows


def _due(document: InvoiceDocument) -> Placed:
    language = language_of(document.language)
    name = "payable" if document.kind is DocumentKind.INVOICE else "credited"
    return {
        "name": LANGUAGES[language][name],
        "value": written_money(document.payable, document.currency, language),
    }


def _notes(document: InvoiceDocument) -> list[str]:
    """Why there is no tax, then what the seller adds."""
    reasons = dict.fromkeys(norm.exemption(total, document.language)[0] for total in document.taxes)
    return [text for text in (*reasons, document.note) if text]


def _payment(document: InvoiceDocument) -> Placed | None:
    language = language_of(document.language)
    words = LANGUAGES[language]
    terms = document.payment
    amount = written_money(document.payable, document.currency, language)
    due = written_day(terms.due_on, language)
    made: Placed = {"sentence": "", "details": [], "code": None, "code_alt": "", "scan": words["scan"]}
    if document.kind is DocumentKind.CREDIT_NOTE:
        return made | {"sentence": words["return"]}
    if document.payable <= 0:
        return made | {"sentence": words["settled"]} if document.paid else None
    if terms.mandate:
        sentence = words["collect"].format(
            amount=amount,
            date=due,
            iban=_grouped(terms.debtor_iban),
            mandate=terms.mandate,
            creditor=terms.creditor_id,
        )
        return made | {"sentence": sentence}
    details = [
        (words["holder"], terms.holder or document.seller.name if terms.iban else ""),
        (words["iban"], _grouped(terms.iban)),
        (words["bic"], terms.bic),
        (words["reference"], _grouped(terms.reference)),
    ]
    payee = terms.holder or document.seller.name
    return made | {
        "sentence": words["pay"].format(amount=amount, date=due),
        "details": [row for row in details if row[1]],
        "code": _payment_code(document, payee),
        "code_alt": words["scan_for"].format(amount=amount, holder=payee),
    }


def _payment_code(document: InvoiceDocument, payee: str) -> Placed | None:
    """A code that a banking app reads: SEPA transfers in euro alone. Source: EPC069-12, version 3.0."""
    terms = document.payment
    if document.currency != "EUR" or not terms.iban or document.payable > MOST_PAID:
        return None
    structured = terms.reference.startswith("RF") and len(terms.reference) <= 25  # ISO 11649
    drawn = make_epc_qr(
        name=payee[:MOST_NAME],
        iban=terms.iban,
        amount=document.payable,
        bic=terms.bic or None,
        reference=terms.reference if structured else None,
        text=None if structured else (terms.reference or document.number)[:140],
        encoding="utf-8",
    )
    pixels = [WHITE if not dot else BLACK for row in drawn.matrix_iter(border=QUIET) for dot in row]
    return {"pixels": pixels, "side": drawn.symbol_size(border=QUIET)[0]}


def _foot(document: InvoiceDocument, tax_name: str) -> list[list[str]]:
    words = LANGUAGES[language_of(document.language)]
    seller = document.seller
    identified = [
        words["registration"].format(id=seller.registration) if seller.registration else "",
        words["tax_id"].format(tax=tax_name, id=seller.tax_id) if seller.tax_id else "",
        words["tax_number"].format(id=seller.tax_number) if seller.tax_number else "",
    ]
    columns = [
        [seller.name, *_address(seller)],
        [seller.contact, seller.phone, seller.email],
        identified,
    ]
    return [[text for text in column if text] for column in columns if any(column)]


def _logo(logo: bytes) -> Placed | None:
    """The picture within an SVG, the one way to hand a picture to the template as text, and whether its width bounds it."""
    if not logo:
        return None
    with Image.open(BytesIO(logo)) as picture:
        size, kind = picture.size, (picture.format or "png").lower()
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{0}" height="{1}">'
        '<image width="{0}" height="{1}" xlink:href="data:image/{2};base64,{3}"/></svg>'
    ).format(*size, kind, b64encode(logo).decode())
    return {"svg": drawn, "is_wide": size[0] > WIDE * size[1]}


def _grouped(text: str) -> str:
    """An IBAN or a reference in groups of four, as banks print it."""
    return NO_BREAK.join(text[start : start + 4] for start in range(0, len(text), 4))
