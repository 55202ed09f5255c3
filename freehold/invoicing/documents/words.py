"""What stands printed on a document, in its own language: that of the buyer, not of whoever downloads it."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Period

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
PRICE_PLACES = 6  # digits that a printed price or quantity has at most

ENGLISH = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "number": "Number",
    "issued_on": "Date",
    "due_on": "Due",
    "period": "Period",
    "buyer_reference": "Your reference",
    "buyer_tax_id": "Your {tax} ID",
    "corrects": "Corrects invoice",
    "of": "{number} of {date}",
    "position": "No.",
    "description": "Description",
    "quantity": "Quantity",
    "unit_price": "Unit price",
    "rate": "{tax}",
    "amount": "Amount",
    "amounts_in": "All amounts in {currency}.",
    "carried": "Carried forward",
    "brought": "Brought forward",
    "net": "Net total",
    "tax": "{tax} {rate} on {base}",
    "gross": "Total",
    "paid": "Already paid",
    "payable": "Amount due",
    "credited": "Amount credited",
    "settled": "This invoice is paid. Thank you.",
    "pay": "Please pay {amount} by {date}.",
    "scan": "Scan to pay",
    "scan_for": "Payment code for the transfer of {amount} to {holder}",
    "collect": "We collect {amount} on {date} from the account {iban} under the mandate {mandate}."
    " Our creditor identifier is {creditor}.",
    "return": "We set this amount off against your open invoices, or pay it back.",
    "holder": "Account holder",
    "iban": "IBAN",
    "bic": "BIC",
    "reference": "Reference",
    "order": "Order {number}",
    "customer": "Customer {pseudonym}",
    "own_reference": "Your reference {reference}",
    "page": "Page {page} of {pages}",
    "tax_id": "{tax} ID {id}",
    "tax_number": "Tax number {id}",
    "registration": "Register {id}",
    "logo_of": "Logo of {name}",
    "lacking": "▯ stands for a sign that the printed letters lack. The attached factur-x.xml holds the full text.",
    "part": "By days, tiers and included amounts",
    "E": "Exempt from tax.",
    "AE": "Reverse charge: the recipient owes the tax.",
    "O": "Not subject to tax in the seller's country.",
}
GERMAN = {
    "invoice": "Rechnung",
    "credit_note": "Rechnungskorrektur",
    "number": "Nummer",
    "issued_on": "Datum",
    "due_on": "Zahlbar bis",
    "period": "Leistungszeitraum",
    "buyer_reference": "Ihre Referenz",
    "buyer_tax_id": "Ihre USt-IdNr.",
    "corrects": "Korrigiert Rechnung",
    "of": "{number} vom {date}",
    "position": "Pos.",
    "description": "Bezeichnung",
    "quantity": "Menge",
    "unit_price": "Einzelpreis",
    "rate": "{tax}",
    "amount": "Betrag",
    "amounts_in": "Alle Beträge in {currency}.",
    "carried": "Übertrag",
    "brought": "Übertrag",
    "net": "Summe netto",
    "tax": "{tax} {rate} auf {base}",
    "gross": "Gesamtbetrag",
    "paid": "Bereits bezahlt",
    "payable": "Zu zahlen",
    "credited": "Gutgeschriebener Betrag",
    "settled": "Diese Rechnung ist bezahlt. Vielen Dank.",
    "pay": "Bitte zahlen Sie {amount} bis zum {date}.",
    "scan": "Zum Zahlen scannen",
    "scan_for": "Zahlungscode für die Überweisung von {amount} an {holder}",
    "collect": "Wir ziehen {amount} am {date} vom Konto {iban} mit dem Mandat {mandate} ein."
    " Unsere Gläubiger-Identifikationsnummer ist {creditor}.",
    "return": "Wir verrechnen diesen Betrag mit offenen Rechnungen oder zahlen ihn zurück.",
    "holder": "Kontoinhaber",
    "iban": "IBAN",
    "bic": "BIC",
    "reference": "Verwendungszweck",
    "order": "Auftrag {number}",
    "customer": "Kunde {pseudonym}",
    "own_reference": "Ihre Referenz {reference}",
    "page": "Seite {page} von {pages}",
    "tax_id": "USt-IdNr. {id}",
    "tax_number": "Steuernummer {id}",
    "registration": "Register {id}",
    "logo_of": "Logo von {name}",
    "lacking": "▯ steht für ein Zeichen, das der Druckschrift fehlt. Der volle Text steht in der angehängten factur-x.xml.",
    "part": "Nach Tagen, Staffeln und Inklusivmengen",
    "E": "Steuerfreie Leistung.",
    "AE": "Steuerschuldnerschaft des Leistungsempfängers.",
    "O": "Im Land des Verkäufers nicht steuerbare Leistung.",
}
LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "de": GERMAN}
MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
}
UNITS = {
    "en": {
        "MON": "months",
        "ANN": "years",
        "DAY": "days",
        "HUR": "hours",
        "E34": "GB",
        "4L": "MB",
        "TB": "TB",
        "P1": "%",
    },
    "de": {
        "MON": "Monate",
        "ANN": "Jahre",
        "DAY": "Tage",
        "HUR": "Std.",
        "E34": "GB",
        "4L": "MB",
        "TB": "TB",
        "P1": "%",
    },
}  # UN/ECE Recommendation 20
TAX_NAMES = {"de": {"VAT": "USt."}}
SEPARATORS = {"en": (",", "."), "de": (".", ",")}


def language_of(language: str) -> str:
    """The language that the words are in: the wanted one, without its region, or English."""
    wanted = language.split("-", maxsplit=1)[0].lower()
    return wanted if wanted in LANGUAGES else "en"


def tax_name_in(name: str, language: str) -> str:
    """What the tax is called; the seller's own name stays as it is."""
    return TAX_NAMES.get(language, {}).get(name, name)


def written_day(day: date, language: str) -> str:
    """A day in words: 2 January 2027, 2. Januar 2027."""
    dot = "." if language == "de" else ""
    return f"{day.day}{dot}{NO_BREAK}{MONTHS[language][day.month - 1]}{NO_BREAK}{day.year}"


def written_period(period: Period, language: str) -> str:
    """The first and the last day in figures."""
    first, last = _short(period.start, language), _short(period.last_day, language)
    return first if period.days == 1 else f"{first}{NO_BREAK}–{NO_BREAK}{last}"


def written_number(number: Decimal, language: str, *, places: int) -> str:
    """A number with exactly so many digits after the point, half up, thousands set apart."""
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    thousands, point = SEPARATORS[language]
    figures = f"{abs(rounded):,.{places}f}".translate({ord(","): thousands, ord("."): point})
    return f"{MINUS}{figures}" if rounded < 0 else figures


def written_amount(amount: Decimal, currency: str, language: str) -> str:
    """An amount without its currency, as in a column."""
    return written_number(amount, language, places=EXPONENTS.get(currency, 2))


def written_money(amount: Decimal, currency: str, language: str) -> str:
    """An amount with its currency: €1,234.50 or 1.234,50 €."""
    figures = written_amount(abs(amount), currency, language)
    sign = MINUS if amount < 0 else ""
    symbol = SYMBOLS.get(currency)
    if symbol and language == "en":
        return f"{sign}{symbol}{figures}"
    return f"{sign}{figures}{NO_BREAK}{symbol or currency}"


def written_exact(number: Decimal, language: str, *, at_least: int = 0) -> str:
    """A quantity, price or rate with the digits that it has, from `at_least` up to six after the point."""
    rounded = number.quantize(Decimal(1).scaleb(-PRICE_PLACES), rounding=ROUND_HALF_UP).normalize()
    exponent = rounded.as_tuple().exponent
    return written_number(
        rounded, language, places=max(at_least, -exponent if isinstance(exponent, int) else 0)
    )


def written_unit(unit: str, language: str) -> str:
    """The unit as people call it; pieces need no word, and an unknown one bears its code."""
    return "" if unit in {"C62", "H87", "EA"} else UNITS[language].get(unit, unit)


def _short(day: date, language: str) -> str:
    if language == "de":
        return f"{day:%d.%m.%Y}"
    return f"{day.day}{NO_BREAK}{MONTHS[language][day.month - 1][:3]}{NO_BREAK}{day.year}"
