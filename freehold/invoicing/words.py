"""What a document says in words, in its own language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from freehold.catalog.words import written_percent
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.rules.billing import DueLine, Missed
from freehold.invoicing.rules.tax import Because
from freehold.invoicing.states import Buyers, ParkReason, PaymentKind, Regime, Standing
from freehold.kernel.pricing import FLAT, SEATS
from freehold.kernel.rating import MINIMUM, Charge
from freehold.provisioning.contract import Meter
from freehold.provisioning.registry import services

BECAUSE: dict[Because, str | Promise] = {
    Because.NOTHING: "",
    Because.REVERSE_CHARGE: gettext_lazy(
        "Reverse charge: the recipient owes the VAT (directive 2006/112/EC, articles 44 and 196)."
    ),
    Because.OUTSIDE_EU: gettext_lazy(
        "Not subject to VAT: the service is supplied outside the EU (directive 2006/112/EC, article 44)."
    ),
    Because.SMALL_BUSINESS: gettext_lazy(
        "No VAT is charged: exempt as a small business (directive 2006/112/EC, article 284)."
    ),
    Because.NO_TAX: gettext_lazy("No tax is charged."),
}
REGIMES: dict[Regime, str | Promise] = {
    Regime.EU_VAT: gettext_lazy("VAT of a country of the EU"),
    Regime.SMALL: gettext_lazy("Exempt as a small business"),
    Regime.OUTSIDE: gettext_lazy("Outside the EU, or no VAT"),
}
BUYERS: dict[Buyers, str | Promise] = {
    Buyers.HOME: gettext_lazy("At home"),
    Buyers.ABROAD: gettext_lazy("Elsewhere"),
}
REASONS: dict[ParkReason, str | Promise] = {
    ParkReason.NO_PROFILE: gettext_lazy("The buyer has no address for invoices yet."),
    ParkReason.CURRENCIES: gettext_lazy("Its orders are in several currencies, which are never added up."),
    ParkReason.ABSURD: gettext_lazy("The total is larger than any invoice should be."),
    ParkReason.DISAGREES: gettext_lazy("The totals are not the sum of their lines."),
    ParkReason.NOT_WRITTEN: gettext_lazy(
        "The invoice could not be written. Whoever runs the platform sees why."
    ),
    ParkReason.NOT_RATED: gettext_lazy("What was agreed or read could not be turned into a price."),
}
ONE, MONTH, YEAR = "C62", "MON", "ANN"  # UN/ECE Recommendation 20


@lru_cache(maxsize=4096)
def because(code: Because, language: str) -> str:
    """Why there is no tax, in the document's language."""
    with override(language):
        return str(BECAUSE[code])


Meters = Mapping[str, Meter]  # by name


def meters_by_name() -> Meters:
    """All meters of all services, to read many lines with."""
    return {meter.name: meter for service in services() for meter in service.meters}


@dataclass(slots=True)
class Details:
    """What lines are for, in words. Remembers what many lines share."""

    meters: Meters = field(default_factory=meters_by_name)
    _told: dict[tuple[object, ...], str] = field(default_factory=dict)

    def of(self, charge: Charge, *, credited: str, language: str) -> str:
        """Seats, usage or else, for how many days of the period, and which invoice it credits."""
        if credited:
            return self._of(charge, credited, language)
        seats = charge.seats if charge.meter == SEATS else 0
        key = (charge.meter, seats, charge.days.days, charge.period.days, language)
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = self._of(charge, "", language)
        return told

    def _of(self, charge: Charge, credited: str, language: str) -> str:
        with override(language):
            what = _what(charge, self.meters)
            if charge.days != charge.period:
                what = _("%(what)s, %(days)s of %(all)s days") % {
                    "what": what,
                    "days": charge.days.days,
                    "all": charge.period.days,
                }
            return (
                _("Credit on %(number)s: %(what)s") % {"number": credited, "what": what} if credited else what
            )


def told_missed(missed: Missed, credited: str, language: str) -> str:
    """What a credit for a missed promise is for: the month, what was promised and measured, and which invoice it credits."""
    with override(language):
        what = _(
            "availability in %(month)s %(measured)s %% of %(promised)s %% promised, %(credit)s %% of the month"
        ) % {
            "month": date_format(missed.month.start, "YEAR_MONTH_FORMAT"),
            "measured": written_percent(missed.measured.percent or Decimal(0)),
            "promised": written_percent(missed.promised),
            "credit": written_percent(missed.credit),
        }
        if credited:
            return _("Credit on %(number)s: %(what)s") % {"number": credited, "what": what}
        return _("Credit: %(what)s") % {"what": what}


def told_line(line: DueLine, language: str) -> str:
    """What one line is for that is looked at ahead."""
    credited = line.credits.number if line.credits else ""
    if line.missed is not None:
        return told_missed(line.missed, credited, language)
    return Details().of(line.settled.charge, credited=credited, language=language)


def unit_of(charge: Charge, meters: Meters) -> str:
    """The unit of a line's quantity."""
    if charge.meter in {FLAT, MINIMUM}:
        return MONTH if charge.period.days < 32 else YEAR
    meter = meters.get(charge.meter)
    return meter.unit if meter else ONE


def _what(charge: Charge, meters: Meters) -> str:
    if charge.meter == SEATS:
        return ngettext("%(count)s seat", "%(count)s seats", charge.seats) % {"count": charge.seats}
    if charge.meter == FLAT:
        return _("Base price")
    if charge.meter == MINIMUM:
        return _("Up to the agreed minimum")
    meter = meters.get(charge.meter)
    return str(meter.title) if meter else charge.meter


def fault_sentence(code: str) -> str:
    """What to do about a profile that invoices cannot bear."""
    return str(FAULTS[code])


FAULTS: dict[str, str | Promise] = {
    "missing": gettext_lazy("Fill this in: the law wants it on every invoice."),
    "not_a_line": gettext_lazy("One line of at most 200 characters."),
    "not_a_country": gettext_lazy("Choose a country."),
    "regime_elsewhere": gettext_lazy("VAT of the EU is for sellers in one of its countries. Choose another."),
    "tax_id": gettext_lazy(
        "This is no VAT identifier of that country: the check digits do not fit. It begins with the country’s letters."
    ),
    "tax_number_missing": gettext_lazy(
        "Something on an invoice says who you are to the tax office: give your tax number, or your register and number."
    ),
    "tax_id_missing": gettext_lazy("Who charges VAT has a VAT identifier. It stands on every invoice."),
    "rates_elsewhere": gettext_lazy(
        "Rates of your own are for sellers outside the EU. Take them out, or choose “Outside the EU, or no VAT”."
    ),
    "tax_rate": gettext_lazy(
        "A rate is more than 0 and not more than 100 percent, with two digits after the point at most."
    ),
    "same_day": gettext_lazy("There is another rate for these buyers from the same day. Keep one of them."),
    "too_many_rates": gettext_lazy("At most 20 rates. Take out those that no period ends under any more."),
    "iban": gettext_lazy("This is no IBAN: the check digits do not fit."),
    "bic": gettext_lazy("A BIC has 8 or 11 letters and digits."),
    "email": gettext_lazy("This is no e-mail address."),
    "payment_days": gettext_lazy("Choose from 0 to 90 days."),
    "prefix": gettext_lazy(
        "Up to ten capitals, digits, dashes and strokes, no digit last. Two series differ in more than their dashes."
    ),
    "language": gettext_lazy("Choose one of the languages offered."),
}


COUNTRIES: dict[str, str | Promise] = {
    "AT": gettext_lazy("Austria"),
    "BE": gettext_lazy("Belgium"),
    "BG": gettext_lazy("Bulgaria"),
    "CY": gettext_lazy("Cyprus"),
    "CZ": gettext_lazy("Czechia"),
    "DE": gettext_lazy("Germany"),
    "DK": gettext_lazy("Denmark"),
    "EE": gettext_lazy("Estonia"),
    "ES": gettext_lazy("Spain"),
    "FI": gettext_lazy("Finland"),
    "FR": gettext_lazy("France"),
    "GR": gettext_lazy("Greece"),
    "HR": gettext_lazy("Croatia"),
    "HU": gettext_lazy("Hungary"),
    "IE": gettext_lazy("Ireland"),
    "IT": gettext_lazy("Italy"),
    "LT": gettext_lazy("Lithuania"),
    "LU": gettext_lazy("Luxembourg"),
    "LV": gettext_lazy("Latvia"),
    "MT": gettext_lazy("Malta"),
    "NL": gettext_lazy("Netherlands"),
    "PL": gettext_lazy("Poland"),
    "PT": gettext_lazy("Portugal"),
    "RO": gettext_lazy("Romania"),
    "SE": gettext_lazy("Sweden"),
    "SI": gettext_lazy("Slovenia"),
    "SK": gettext_lazy("Slovakia"),
    "AL": gettext_lazy("Albania"),
    "AE": gettext_lazy("United Arab Emirates"),
    "AR": gettext_lazy("Argentina"),
    "AU": gettext_lazy("Australia"),
    "BA": gettext_lazy("Bosnia and Herzegovina"),
    "BR": gettext_lazy("Brazil"),
    "CA": gettext_lazy("Canada"),
    "CH": gettext_lazy("Switzerland"),
    "CL": gettext_lazy("Chile"),
    "CN": gettext_lazy("China"),
    "GB": gettext_lazy("United Kingdom"),
    "HK": gettext_lazy("Hong Kong"),
    "IL": gettext_lazy("Israel"),
    "IN": gettext_lazy("India"),
    "IS": gettext_lazy("Iceland"),
    "JP": gettext_lazy("Japan"),
    "KR": gettext_lazy("South Korea"),
    "LI": gettext_lazy("Liechtenstein"),
    "MD": gettext_lazy("Moldova"),
    "ME": gettext_lazy("Montenegro"),
    "MK": gettext_lazy("North Macedonia"),
    "MX": gettext_lazy("Mexico"),
    "NO": gettext_lazy("Norway"),
    "NZ": gettext_lazy("New Zealand"),
    "RS": gettext_lazy("Serbia"),
    "SG": gettext_lazy("Singapore"),
    "TR": gettext_lazy("Türkiye"),
    "UA": gettext_lazy("Ukraine"),
    "US": gettext_lazy("United States"),
    "ZA": gettext_lazy("South Africa"),
}
STANDINGS: dict[Standing, str | Promise] = {
    Standing.OPEN: gettext_lazy("Open"),
    Standing.OVERDUE: gettext_lazy("Overdue"),
    Standing.PAID: gettext_lazy("Paid"),
    Standing.CREDITED: gettext_lazy("Credited"),
}
PAYMENT_KINDS: dict[PaymentKind, str | Promise] = {
    PaymentKind.TRANSFER: gettext_lazy("Transfer"),
    PaymentKind.DEBIT: gettext_lazy("Direct debit"),
    PaymentKind.OTHER: gettext_lazy("Other"),
}
KINDS: dict[DocumentKind, str | Promise] = {
    DocumentKind.INVOICE: gettext_lazy("Invoice"),
    DocumentKind.CREDIT_NOTE: gettext_lazy("Credit note"),
}
