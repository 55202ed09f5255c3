"""How a seller and a buyer stand on an invoice, and what is wrong with what somebody typed. Pure.

Checksums of tax identifiers and bank accounts are python-stdnum's.
"""

import re
from dataclasses import dataclass, replace

from stdnum import bic, iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from freehold.invoicing.rules.numbers import is_prefix, letters_of
from freehold.invoicing.rules.own_rates import MOST_RATES, OwnRate, in_order, is_rate, twins
from freehold.invoicing.rules.vat_rates import STANDARD
from freehold.invoicing.states import Regime

LONGEST_LINE = 200
LANGUAGES = ("en", "de")
MOST_DAYS = 90  # directive 2011/7/EU: longer is unfair between businesses unless agreed on
COUNTRY = re.compile(r"[A-Z]{2}")
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(
    rf"{ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})+"
)  # one address, as mail carries it (RFC 5321, 4.1.2)


@dataclass(frozen=True, slots=True)
class SellerFacts:
    """How a seller stands on its invoices."""

    legal_name: str
    street: str
    city: str
    country: str  # ISO 3166-1 alpha-2
    regime: Regime
    postcode: str = ""
    tax_id: str = ""  # VAT identifier with its country's prefix
    tax_number: str = ""  # the tax office's own, where there is no VAT identifier (BT-32)
    registration: str = ""
    uses_oss: bool = False
    tax_name: str = "VAT"
    own_rates: tuple[OwnRate, ...] = ()  # of its own tax, outside the EU; none: no tax
    contact: str = ""
    email: str = ""
    phone: str = ""
    iban: str = ""
    bic: str = ""
    payment_days: int = 14
    invoice_prefix: str = "INV-"
    credit_note_prefix: str = "CN-"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class BuyerFacts:
    """How a buyer stands on its seller's invoices."""

    legal_name: str
    street: str
    city: str
    country: str
    postcode: str = ""
    tax_id: str = ""
    email: str = ""
    language: str = ""  # empty: the seller's
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, as a code, and the field that it is about."""

    code: str
    field: str


def tidy_seller(given: SellerFacts) -> SellerFacts:
    """The same without spaces around, and identifiers as registers write them."""
    return replace(
        given,
        **{name: getattr(given, name).strip() for name in SELLER_LINES},
        country=given.country.strip().upper(),
        tax_id=_compact(given.tax_id),
        iban=_compact(given.iban),
        bic=_compact(given.bic),
        own_rates=in_order(given.own_rates),
        uses_oss=given.uses_oss and given.regime is Regime.EU_VAT,
    )


def tidy_buyer(given: BuyerFacts) -> BuyerFacts:
    """The same for a buyer."""
    return replace(
        given,
        **{name: getattr(given, name).strip() for name in BUYER_LINES},
        country=given.country.strip().upper(),
        tax_id=_compact(given.tax_id),
    )


def fault_of_seller(facts: SellerFacts) -> Fault | None:
    """What is wrong with a seller's profile, the first thing; None when invoices can bear it.

    Codes: "missing", "not_a_line", "not_a_country", "regime_elsewhere", "tax_id", "tax_id_missing", "tax_number_missing",
    "rates_elsewhere", "tax_rate", "same_day", "too_many_rates", "iban", "bic", "email", "payment_days", "prefix",
    "language".
    """
    return (
        _fault_of_lines(facts, SELLER_LINES, required=("legal_name", "street", "city", "tax_name"))
        or _fault_of_country(facts.country)
        or _fault_of_regime(facts)
        or _fault_of_own_rates(facts)
        or _fault_of_tax_id(facts.tax_id, facts.country)
        or _fault_of_bank(facts)
        or _fault_of_email(facts.email)
        or _fault_of_numbers(facts)
    )


def fault_of_buyer(facts: BuyerFacts) -> Fault | None:
    """The same for a buyer. Codes: "missing", "not_a_line", "not_a_country", "tax_id", "email", "language"."""
    return (
        _fault_of_lines(facts, BUYER_LINES, required=("legal_name", "street", "city"))
        or _fault_of_country(facts.country)
        or _fault_of_tax_id(facts.tax_id, facts.country)
        or _fault_of_email(facts.email)
        or (None if facts.language in ("", *LANGUAGES) else Fault("language", "language"))
    )


SELLER_LINES = (
    "legal_name", "street", "postcode", "city", "tax_number", "registration", "tax_name", "contact", "email", "phone",
)  # fmt: skip
BUYER_LINES = ("legal_name", "street", "postcode", "city", "email", "reference")


def _compact(identifier: str) -> str:
    return re.sub(r"[\s.\-]", "", identifier).upper()


def _fault_of_lines(facts: object, names: tuple[str, ...], *, required: tuple[str, ...]) -> Fault | None:
    for name in names:
        value = getattr(facts, name)
        if not value and name in required:
            return Fault("missing", name)
        if len(value) > LONGEST_LINE or not value.isprintable():
            return Fault("not_a_line", name)
    return None


def _fault_of_country(country: str) -> Fault | None:
    return None if COUNTRY.fullmatch(country) else Fault("not_a_country", "country")


def _fault_of_regime(facts: SellerFacts) -> Fault | None:
    if facts.regime is Regime.EU_VAT and facts.country not in STANDARD:
        return Fault("regime_elsewhere", "regime")
    if facts.regime is Regime.EU_VAT and not facts.tax_id:
        return Fault("tax_id_missing", "tax_id")
    if not (facts.tax_id or facts.tax_number or facts.registration):  # EN 16931, BR-CO-26 and BR-E-02
        return Fault("tax_number_missing", "tax_number")
    return None


def _fault_of_own_rates(facts: SellerFacts) -> Fault | None:
    rates = facts.own_rates
    if rates and facts.regime is not Regime.OUTSIDE:
        return Fault("rates_elsewhere", "regime")
    if len(rates) > MOST_RATES:
        return Fault("too_many_rates", "own_rates")
    if not all(is_rate(one.percent) for one in rates):
        return Fault("tax_rate", "own_rates")
    return Fault("same_day", "own_rates") if twins(rates) else None


def _fault_of_tax_id(tax_id: str, country: str) -> Fault | None:
    """In the EU the checksum of the country's own rule must be right, and the prefix be the country's (EL for Greece)."""
    if not tax_id:
        return None
    if country not in STANDARD:
        return None if tax_id.isprintable() and len(tax_id) <= LONGEST_LINE else Fault("not_a_line", "tax_id")
    is_own = tax_id.startswith("EL" if country == "GR" else country)
    return None if is_own and vat.is_valid(tax_id) else Fault("tax_id", "tax_id")


def _fault_of_bank(facts: SellerFacts) -> Fault | None:
    try:
        if facts.iban:
            iban.validate(facts.iban)
    except ValidationError:
        return Fault("iban", "iban")
    return None if not facts.bic or bic.is_valid(facts.bic) else Fault("bic", "bic")


def _fault_of_email(email: str) -> Fault | None:
    return None if not email or EMAIL.fullmatch(email) else Fault("email", "email")


def _fault_of_numbers(facts: SellerFacts) -> Fault | None:
    if not 0 <= facts.payment_days <= MOST_DAYS:
        return Fault("payment_days", "payment_days")
    for name in ("invoice_prefix", "credit_note_prefix"):
        if not is_prefix(getattr(facts, name)):
            return Fault("prefix", name)
    same_letters = letters_of(facts.invoice_prefix) == letters_of(facts.credit_note_prefix)
    if same_letters and facts.invoice_prefix != facts.credit_note_prefix:
        return Fault("prefix", "credit_note_prefix")
    return None if facts.language in LANGUAGES else Fault("language", "language")
